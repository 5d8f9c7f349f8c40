"""Crossings a minute that one post takes: 16 officers who type zones and admit without a pause, over HTTP.

Each crossing is two requests: the lines of the zone, answered when all checks are; and the decision, answered when the
crossing is on the disc. A journal entry and all rows of each are synced (`synchronous=FULL`).
"""

import threading
import time
from collections.abc import Sequence
from itertools import islice
from typing import Any

from bench.crowd import Zone, today, zones
from bench.figures import percentiles
from bench.founding import Plan
from bench.kernel import cpu_s
from bench.officer import Officer
from bench.post import at_work

OFFICERS = 16
SECONDS = 20.0
MOST_EACH = 1_000
SEED = 25
TARGET = 60
"""A minute: forty desks, each with a traveller every forty seconds."""


def run() -> dict[str, Any]:
    """Return milliseconds from the zone to the crossing on the disc, and crossings a minute; all must be kept."""
    crowd = zones(SEED, today())
    lots = [list(islice(crowd, MOST_EACH)) for _ in range(OFFICERS)]
    with at_work(Plan(desks=OFFICERS)) as post:
        people = [Officer(post, desk).begin() for desk in post.desks]
        cpu_before, began = cpu_s(post.process_ids["web"]), time.monotonic()
        samples = _all_at_work(people, lots, began + SECONDS)
        took_s, cpu = time.monotonic() - began, cpu_s(post.process_ids["web"]) - cpu_before
        kept = post.crossings()
    a_minute = round(kept / took_s * 60)
    return {
        "unit": "ms",
        **percentiles(samples),
        "per_minute": a_minute,
        "cpu_ms": round(cpu * 1000 / kept, 1),
        "kept": kept,
        "target": f"{TARGET} a minute, and each that was confirmed is kept",
        "met": a_minute >= TARGET and kept == len(samples),
    }


def _all_at_work(people: Sequence[Officer], lots: Sequence[Sequence[Zone]], end: float) -> list[float]:
    samples: list[float] = []
    threads = [
        threading.Thread(target=_work, args=(person, lot, end, samples))
        for person, lot in zip(people, lots, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return samples


def _work(person: Officer, lot: Sequence[Zone], end: float, samples: list[float]) -> None:
    for zone in lot:
        began = time.monotonic()
        if began > end:
            return
        person.type_zone(zone)
        person.decide("admit", purpose="holiday", days_granted="30")
        samples.append((time.monotonic() - began) * 1000)
