"""A list changes: 100,000 recent crossings laid beside 1,000 changed entries, on one core, while a desk records.

The travellers are made as the matching bench makes them; every hundredth is one of the changed entries. Crossings are
written as rows, for making them by acts would take minutes and measure something else.
"""

import os
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from app.act import acting
from app.crossings import service as crossings
from app.editions.service import Changes
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import Site, open_site
from app.watchlist.jobs import NICE
from app.watchlist.rescreen import lately_crossed, rescreen, with_few
from app.watchlist.thresholds import Floor
from appliance.settings import Settings
from bench.commit import OFFICER, crossing, record
from bench.figures import percentiles
from bench.matching.generator import of_subject, subjects, unlisted
from border.matching.sought import Sought

CROSSINGS, CHANGED, SEED = 100_000, 1_000, 25
KNOWN_EVERY = 100
MOST_S = 30
MOST_MS = 10
"""What a crossing at a desk may take meanwhile, as in `commit`."""
BITS, THRESHOLD = 9.0, 28.0
"""What a word tells, and from where a meeting is shown, on a list of a million: a middling word, log2 N and the margin."""


def run() -> dict[str, Any]:
    """Return CPU seconds of the process that screens, hits, and milliseconds a crossing meanwhile."""
    with tempfile.TemporaryDirectory(prefix="mpaka-bench-") as folder:
        data = Path(folder, "post")
        site = posts.found(Settings(data, "bench", "Bench"), PROJECTIONS)
        _fill(site, list(subjects(CHANGED, SEED)))
        with ProcessPoolExecutor(1, get_context("spawn")) as worker:
            screening = worker.submit(_screen, data)
            desk = _record_until_done(site, screening)
            told = screening.result()
    return {
        "unit": "ms",
        **percentiles(desk),
        **told,
        "known": CROSSINGS // KNOWN_EVERY,
        "target": f"{CROSSINGS:,} against {CHANGED:,} in under {MOST_S} s of one core; a crossing meanwhile p95 {MOST_MS} ms",
        "met": told["cpu_s"] < MOST_S and percentiles(desk)["p95"] < MOST_MS,
    }


def _screen(data: Path) -> dict[str, Any]:
    """Screen as the worker does, in a process of its own and behind all others."""
    os.nice(NICE)
    site = open_site(data, PROJECTIONS)
    began, cpu = time.monotonic(), time.process_time()
    day = site.day_of(site.clock.now())
    changes = Changes(tuple(subjects(CHANGED, SEED)), ())
    meets = with_few(1, lambda _sound: BITS, Floor(THRESHOLD, {}), day, changes)
    hits = rescreen(site, lately_crossed(site), meets)
    return {
        "cpu_s": round(time.process_time() - cpu, 1),
        "wall_s": round(time.monotonic() - began, 1),
        "hits": hits,
    }


def _fill(site: Site, listed: list[Any]) -> None:
    with acting(site, OFFICER) as act:
        made = crossings.record(act, crossing(1_000_000))
    pattern = next(iter(site.db.rows("crossings")))
    strangers = unlisted(CROSSINGS, SEED)
    with site.db.transaction():
        for number, stranger in enumerate(islice(strangers, CROSSINGS)):
            known = number % KNOWN_EVERY == 0
            who = of_subject(listed[number // KNOWN_EVERY % CHANGED], SEED) if known else stranger
            site.db.insert("crossings", pattern | row(number, who, made["day"]))


def row(number: int, who: Sought, day: str) -> dict[str, Any]:
    return {
        "crossing_id": f"made-{number:06}",
        "inspection_id": f"made-{number:06}",
        "day": day,
        "document_id": f"UTO:passport:M{number:06}",
        "document_number": f"M{number:06}",
        "bare_number": f"M{number:06}",
        "surname": who.surname,
        "given_names": who.given_names,
        "born_on": who.date_of_birth,
        "sex": who.sex,
        "nationality": who.nationality,
    }


def _record_until_done(site: Site, screening: "Future[dict[str, Any]]") -> list[float]:
    """Record a crossing each half second, as a desk in haste does, and return what each took."""
    samples, number = [], 0
    while not screening.done():
        began = time.monotonic()
        record(site, number)
        samples.append((time.monotonic() - began) * 1000)
        number += 1
        wait([screening], timeout=0.5)
    return samples
