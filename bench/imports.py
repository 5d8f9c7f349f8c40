"""Large lists read into a version by the real import: seconds, MB a second, the memory it takes; three formats.

MPAKA_BENCH_IMPORTS=500 measures files of 500 MB each (a quarter of an hour). Each file is read in a process of its own,
as the worker reads it; its memory is what no file stands behind, looked at twenty times a second.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, wait
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from app.act import SYSTEM, acting
from app.lists import service as lists
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import open_site
from appliance.clock import SystemClock
from appliance.settings import Settings
from bench.kernel import memory

SIZE_MB = int(os.environ.get("MPAKA_BENCH_IMPORTS", "20"))
MOST_MB = 300
LOOK_EVERY_S = 0.05
SYLLABLES = "ka mo ra ti so le wa ni ba do hu ji mar tan vel os".split()
WORDS = "Listed for acts that are made up for a measurement and are nobody's".split()
STATES = "KEN UGA TZA ETH SOM RWA BDI SSD".split()


def run() -> dict[str, Any]:
    """Return by format how long a file took and what memory; the target holds for the largest of them."""
    with tempfile.TemporaryDirectory(prefix="mpaka-bench-") as folder:
        data = Path(folder, "hq")
        settings = Settings(data=data, name="hq", title="HQ", role="hq", kind="hq")
        site = posts.found(settings, PROJECTIONS, SystemClock())
        figures = {}
        for name, rows in (("un", _un), ("stop-list", _stop_list), ("ftm", _entities)):
            with acting(site, SYSTEM) as act:
                lists.define(act, lists.Source(name, name, name))
            path = Path(folder, name)
            _write(path, rows)
            figures[name] = _measured(data, path)
            path.unlink()
    most = max(each["peak_mb"] for each in figures.values())
    return {
        "unit": "MB",
        "n": SIZE_MB,
        **figures,
        "target": f"under {MOST_MB} MB of private memory, whatever the size",
        "met": most < MOST_MB,
    }


def _measured(data: Path, path: Path) -> dict[str, Any]:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        process_id = pool.submit(os.getpid).result()
        reading = pool.submit(_import, data, path)
        peak = 0.0
        while not reading.done():
            peak = max(peak, memory(process_id)["anonymous"])
            wait([reading], timeout=LOOK_EVERY_S)
        told = reading.result()
    return {**told, "peak_mb": peak}


def _import(data: Path, path: Path) -> dict[str, Any]:
    """Import a file as `./mpaka hq import` does."""
    site = open_site(data, PROJECTIONS)
    with acting(site, SYSTEM) as act:
        job_id = lists.give(act, path.name, path, name=path.name, whence="command")
    seen: list[int] = []
    began, cpu = time.monotonic(), time.process_time()
    told = lists.read_in(site, SYSTEM, job_id, lambda position, *_: seen.append(position))
    seconds = time.monotonic() - began
    if told.state != "done":
        raise RuntimeError(f"{path.name} was {told.state}: {told.why}")
    size = path.stat().st_size
    return {
        "mb": round(size / 1e6),
        "entries": lists.job(site.db, path.name, job_id)["row_count"],
        "seconds": round(seconds, 1),
        "mb_s": round(size / 1e6 / seconds, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "times_told": len(seen),
    }


def _write(path: Path, rows: Callable[[Random], Iterable[str]]) -> None:
    """Write rows until the file is as large as asked; the last one closes it."""
    with path.open("w", encoding="utf-8") as file:
        made = iter(rows(Random("imports")))
        written = 0
        while written < SIZE_MB * 1_000_000:
            written += file.write(next(made))
        if path.name == "un":
            file.write("</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>\n")


def _word(chance: Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randrange(2, 5))).upper()


def _day(chance: Random) -> str:
    return f"{chance.randrange(1940, 2005)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"


def _un(chance: Random) -> Iterator[str]:
    """Yield persons of the length that the list of the Security Council has: some two thousand characters."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<CONSOLIDATED_LIST><INDIVIDUALS>\n'
    for number in count(1):
        aliases = "".join(
            f"<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>{_word(chance)} {_word(chance)}</ALIAS_NAME>"
            "</INDIVIDUAL_ALIAS>\n"
            for _ in range(4)
        )
        yield (
            f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{_word(chance)}</FIRST_NAME>"
            f"<SECOND_NAME>{_word(chance)}</SECOND_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>"
            f"<COMMENTS1>{' '.join(chance.choices(WORDS, k=180))}</COMMENTS1>\n{aliases}"
            f"<INDIVIDUAL_DATE_OF_BIRTH><DATE>{_day(chance)}</DATE></INDIVIDUAL_DATE_OF_BIRTH>"
            f"<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A{number:08}</NUMBER>"
            "<ISSUING_COUNTRY>Kenya</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT></INDIVIDUAL>\n"
        )


def _stop_list(chance: Random) -> Iterator[str]:
    yield "entry_id,surname,given_names,date_of_birth,nationality,document_number,issuing_state,category,reason\n"
    for number in count(1):
        yield (
            f"KE-{number},{_word(chance)},{_word(chance)} {_word(chance)},{_day(chance)},{chance.choice(STATES)},"
            f"B{number:08},KEN,wanted,{' '.join(chance.choices(WORDS, k=15))}\n"
        )


def _entities(chance: Random) -> Iterator[str]:
    """Yield persons, a passport for every second, and as many firms, which are passed over."""
    for number in count(1):
        name, other = f"{_word(chance)} {_word(chance)}", f"{_word(chance)} {_word(chance)}"
        said = {"name": [name], "alias": [other], "birthDate": [_day(chance)], "notes": [" ".join(WORDS * 3)]}
        yield _line(f"x{number}", "Person", said)
        if number % 2:
            held = {"holder": [f"x{number}"], "number": [f"C{number:08}"], "country": ["ke"]}
            yield _line(f"p{number}", "Passport", held)
        yield _line(f"o{number}", "Company", {"name": [other], "notes": [" ".join(WORDS * 3)]})


def _line(entity_id: str, schema: str, properties: dict[str, list[str]]) -> str:
    return json.dumps({"id": entity_id, "schema": schema, "properties": properties}) + "\n"
