"""One process that screens and does nothing else: opening, processor time a traveller, private memory.

Run by the bench as `python -m bench.matching.process FILE TRAVELLERS`; prints one JSON object. The travellers come from
a file, a line each, for making them takes more memory than screening them. The process is settled as a post's are.
"""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from app.editions.index import Index
from app.running import settle
from bench.figures import percentiles
from bench.kernel import memory
from border.matching.sought import Sought

WARM_UP = 200
"""Travellers until the file's pages, the commonest names and the interpreter itself are warm."""


def write(path: Path, travellers: Iterable[Sought]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(astuple(sought))}\n" for sought in travellers)


def measured(path: Path, travellers: Path) -> dict[str, Any]:
    """Return milliseconds and megabytes; the file's pages are in the kernel's cache after the first travellers."""
    before = memory(os.getpid())
    began = time.perf_counter()
    listed = Index(path)
    listed.threshold  # noqa: B018 opening is done when it can say what it holds
    opened = time.perf_counter() - began
    settle()
    cpu, wall = [], []
    for number, sought in enumerate(_read(travellers)):
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


def _read(path: Path) -> Iterator[Sought]:
    with path.open(encoding="utf-8") as file:
        yield from (Sought(*json.loads(line)) for line in file)


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), Path(sys.argv[2]))))
