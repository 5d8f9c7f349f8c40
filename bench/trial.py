"""A margin is tried on past crossings at headquarters, behind the pages: seconds, and what a page of the trial takes meanwhile.

The travellers are made as the matching bench makes them; every hundredth is one of the listed. A page answers from hits
alone, of which a tenth as many as crossings stand there, all of the category that is tried.
MPAKA_BENCH_TRIAL=100000 lays as many crossings beside a list of as many persons (some ten minutes).
"""

import os
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from app.act import SYSTEM, acting
from app.crossings import service as crossings
from app.editions import publishing
from app.editions import service as editions
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import Site, open_site
from app.thresholds import service as thresholds
from app.watchlist import hits, jobs, service
from appliance.settings import Settings
from bench.commit import OFFICER, crossing
from bench.figures import percentiles
from bench.matching.generator import of_subject, subjects, unlisted
from bench.rescreen import KNOWN_EVERY, row
from border.hit import Met
from border.listing import Category, pack

COUNT = int(os.environ.get("MPAKA_BENCH_TRIAL", "20000"))
SEED = 31
MARGIN = 2.0
MOST_PAGE_MS = 1_000
MOST_MS_EACH = 5
"""Processor time for one crossing: 100,000 in eight minutes, behind all else."""


def run() -> dict[str, Any]:
    """Return milliseconds that the request of a trial takes meanwhile, and the processor time of the trial itself."""
    with tempfile.TemporaryDirectory(prefix="mpaka-bench-") as folder:
        data = Path(folder, "hq")
        hq = posts.found(Settings(data, "hq", "HQ", role="hq", kind="hq"), PROJECTIONS)
        _list(hq)
        _fill(hq)
        with acting(hq, SYSTEM) as act:
            thresholds.ask_for_trial(act, Category.WANTED, MARGIN)
        with ProcessPoolExecutor(1, get_context("spawn")) as worker:
            pages, told_at = _ask_until_done(hq, trying := worker.submit(_try, data))
            told = trying.result()
        kept = thresholds.trial(hq.db, Category.WANTED, MARGIN) or {}
    each = told["cpu_s"] / COUNT * 1000
    return {
        "unit": "ms",
        **percentiles(pages),
        **told,
        "crossings": kept["crossings"],
        "hits": COUNT // 10,
        "shown": kept["shown"],
        "ms_each": round(each, 1),
        "times_told": len(told_at),
        "target": f"{MOST_MS_EACH} ms of processor time a crossing; a page meanwhile p95 {MOST_PAGE_MS} ms",
        "met": each < MOST_MS_EACH and percentiles(pages)["p95"] < MOST_PAGE_MS and kept["state"] == "done",
    }


def _try(data: Path) -> dict[str, Any]:
    """Try as the worker does, in a process of its own."""
    site = open_site(data, PROJECTIONS)
    began, cpu = time.monotonic(), time.process_time()
    jobs.try_margins(site)
    return {
        "cpu_s": round(time.process_time() - cpu, 1),
        "wall_s": round(time.monotonic() - began, 1),
    }


def _list(hq: Site) -> None:
    contents = publishing.Contents({"made": "1"}, lambda: subjects(COUNT, SEED), lambda: ())
    publishing.publish(hq, SYSTEM, contents)
    if editions.take_up_own(hq) is None:
        raise RuntimeError("headquarters took nothing up")


def _fill(hq: Site) -> None:
    """Let a post have recorded crossings, and hits for a tenth of them."""
    listed = list(islice(subjects(COUNT, SEED), COUNT // KNOWN_EVERY + 1))
    with acting(hq, OFFICER) as act:
        made = crossings.record(act, crossing(1_000_000))
        occasion = service.Occasion("i1", "busia-1", made["document_id"], crossings.traveller_of(made))
        met = Met("persons", 1, "made:1", Category.WANTED, said=pack(listed[0]), bits=30.0, margin=1.0)
        hits.keep(act, occasion, met)
    crossed, hit, site = (next(iter(hq.db.rows(name))) for name in ("crossings", "hits", "sites"))
    with hq.db.transaction():
        hq.db.insert(
            "sites",
            site | {"name": "busia", "role": "post", "kind": "land", "public_key": site["public_key"][::-1]},
        )
        for number, stranger in enumerate(islice(unlisted(COUNT, SEED), COUNT)):
            known = number % KNOWN_EVERY == 0
            who = of_subject(listed[number // KNOWN_EVERY], SEED) if known else stranger
            hq.db.insert("crossings", crossed | row(number, who, made["day"]) | {"node": "busia"})
        for number in range(COUNT // 10 - 1):
            hq.db.insert(
                "hits",
                hit
                | {
                    "hit_id": f"made-{number:06}",
                    "inspection_id": f"made-{number:06}",
                    "margin": number % 80 / 10,
                },
            )


def _ask_until_done(hq: Site, trying: "Future[dict[str, Any]]") -> tuple[list[float], set[int]]:
    """Ask for the trial on hits twice a second, as a page does; return what each took, and the notes of progress that were seen."""
    samples, seen = [], set()
    while not trying.done():
        began = time.monotonic()
        service.try_out(hq, Category.WANTED, MARGIN)
        stands = thresholds.trial(hq.db, Category.WANTED, MARGIN)
        samples.append((time.monotonic() - began) * 1000)
        seen.add(stands["crossings"] if stands else 0)
        wait([trying], timeout=0.5)
    return samples, seen
