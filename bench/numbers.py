"""The filter of document numbers: bytes a number, and a changed one, wrong affirmations, time and memory to build and ask.

MPAKA_BENCH_NUMBERS=68000000 measures the size of INTERPOL's list of stolen and lost documents (some four minutes).
"""

import os
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.numbers import changes
from app.numbers.filter import Numbers, build
from bench.figures import percentiles

COUNT = int(os.environ.get("MPAKA_BENCH_NUMBERS", "3000000"))
ASKED = 300_000
MOST_BYTES = 170_000_000 / 68_000_000
MOST_WRONG = 1e-4


def run() -> dict[str, Any]:
    """Return microseconds a question, in threads of none."""
    with tempfile.TemporaryDirectory(prefix="mpaka-bench-") as folder:
        path = Path(folder, "numbers")
        began = time.perf_counter()
        build(path, listed(), COUNT)
        built_s = time.perf_counter() - began
        held = Numbers(path)
        samples, wrong = [], 0
        for number in range(ASKED):
            began = time.perf_counter()
            wrong += held.may_hold(f"UTO:Q{number}")
            samples.append((time.perf_counter() - began) * 1e6)
        bytes_each = path.stat().st_size / COUNT
        numbers = [f"UTO:R{number}" for number in range(1000)]
        changes.write(Path(folder, "changes"), 1, numbers[:500], numbers[500:])
        changed_bytes = Path(folder, "changes").stat().st_size
    return {
        "unit": "us",
        **percentiles(samples),
        "numbers": COUNT,
        "bytes_each": round(bytes_each, 3),
        "wrong": wrong / ASKED,
        "changed_1000_bytes": changed_bytes,
        "built_s": round(built_s, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "target": f"{MOST_BYTES:.2f} bytes a number, {MOST_WRONG} wrong affirmations",
        "met": bytes_each <= MOST_BYTES and wrong / ASKED <= MOST_WRONG,
    }


def listed() -> Iterator[str]:
    return (f"UTO:P{number:08}" for number in range(COUNT))
