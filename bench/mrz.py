"""Valid passport zones (TD3) read in a second on one core, beside the package `mrz`."""

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from mrz.checker.td3 import TD3CodeChecker

from bench.figures import percentiles
from border.icao.mrz.parse import parse

ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
ON = date(2026, 3, 31)
TARGET = 20_000


def run() -> dict[str, Any]:
    """Return microseconds a zone and zones a second, ours and the peer's; both must find the zone good."""
    text = "\n".join(ZONE)
    assert parse(ZONE, ON).valid
    assert TD3CodeChecker(text)
    ours = _measured(lambda: parse(ZONE, ON), 40_000)
    peer = _measured(lambda: TD3CodeChecker(text), 4_000)
    return {
        **ours,
        "target": f"{TARGET} a second",
        "met": ours["per_second"] >= TARGET,
        "peer": {"name": "mrz 0.6 (PyPI)", **peer},
        "ratio": round(ours["per_second"] / peer["per_second"], 1),
    }


def _measured(read: Callable[[], object], times: int) -> dict[str, Any]:
    for _ in range(times // 10):  # caches warm, bytecode specialised
        read()
    samples = []
    for _ in range(times):
        start = time.perf_counter()
        read()
        samples.append((time.perf_counter() - start) * 1e6)
    return {"unit": "µs", **percentiles(samples), "per_second": round(times / sum(samples) * 1e6)}


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False))
