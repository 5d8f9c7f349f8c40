"""One process that screens and does nothing else: opening, processor time a traveller, private memory.

Run by the bench as `python -m bench.matching.process FILE COUNT`; prints one JSON object.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from app.editions.index import Index
from bench.figures import percentiles
from bench.kernel import memory
from bench.matching.generator import unlisted

WARM_UP = 50
SEED = 7


def measured(path: Path, count: int) -> dict[str, Any]:
    """Return milliseconds and megabytes; the file's pages are in the kernel's cache after the first travellers."""
    before = memory(os.getpid())
    began = time.perf_counter()
    listed = Index(path)
    listed.threshold  # noqa: B018 opening is done when it can say what it holds
    opened = time.perf_counter() - began
    cpu, wall = [], []
    for number, sought in enumerate(unlisted(count + WARM_UP, SEED)):
        began, began_cpu = time.perf_counter(), time.thread_time()
        listed.screen(sought)
        if number >= WARM_UP:
            cpu.append((time.thread_time() - began_cpu) * 1000)
            wall.append((time.perf_counter() - began) * 1000)
    after = memory(os.getpid())
    return {
        "open_ms": round(opened * 1000, 1),
        "cpu_ms": percentiles(cpu),
        "wall_ms": percentiles(wall),
        "private_mb": after["anonymous"],
        "private_before_mb": before["anonymous"],
        "mapped_mb": after["files"],
    }


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), int(sys.argv[2]))))
