"""The lists of a demo, as headquarters publishes them: two editions and a long list of numbers, all made up.

The first edition lies at the posts when they are made, as field IT brings it along with a box, so a listed traveller is
met from the first second. The second one and the filter of numbers are fetched over the link when the demo starts.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from app.act import SYSTEM, acting
from app.demo import documents, travellers
from app.demo.lists import SEED, document_rows, person_rows
from app.editions import service as editions
from app.lists import service as lists
from app.numbers import service as numbers
from app.site import Site

PERSONS, DOCUMENTS, LATEST = "demo-persons", "demo-documents", "demo-latest"
"""What these lists are called by in entries."""
FORMATS = {PERSONS: "stop-list", DOCUMENTS: "stolen-documents", LATEST: "stolen-documents"}
LONG = 5_000
FEW = 20

STOP_LIST = (
    "entry_id",
    "surname",
    "given_names",
    "date_of_birth",
    "sex",
    "nationality",
    "category",
    "response",
    "reason",
    "shown",
)
STOLEN = ("number", "type", "issuing state", "reason", "date")
CATEGORIES = {"wanted": ("wanted", "detain"), "missing": ("missing", "inform")}
REMOVED = ("previous-refusal", "refer")


def publish(hq: Site, folder: Path) -> None:
    """Let a headquarters that has published nothing yet publish the first edition, and use it."""
    day, chance = hq.day_of(hq.clock.now()), Random(SEED)
    _import(hq, PERSONS, _written(folder / "persons.csv", STOP_LIST, map(_stop_row, person_rows(chance))))
    rows = (_stolen_row(row) for row in document_rows(chance, day))
    _import(hq, DOCUMENTS, _written(folder / "documents.csv", STOLEN, rows))
    editions.publish(hq, SYSTEM)


def publish_more(hq: Site, folder: Path) -> None:
    """Let headquarters publish the second edition and the long list of numbers, for the posts to fetch."""
    chance = Random(SEED + 1)
    reported = hq.day_of(hq.clock.now()).isoformat()
    rows = (_unknown(chance, "lost", reported) for _ in range(FEW))
    _import(hq, LATEST, _written(folder / "latest.csv", STOLEN, rows))
    editions.publish(hq, SYSTEM)
    editions.take_up_own(hq, editions.prepared_here)
    listed = [documents.NUMBERED.document_number, *(f"UY{travellers.number(chance, 7)}" for _ in range(LONG))]
    file = _written(folder / "numbers.csv", ("issuing_state", "number"), (("UTO", each) for each in listed))
    numbers.load(hq, SYSTEM, file, tell=_unsound)


def bring(hq: Site, post: Site) -> None:
    """Let a post use headquarters' newest edition, as it is carried there with the box."""
    knowing = replace(post, settings=replace(post.settings, hq_key=hq.identity.public))
    signed = editions.manifest_for(hq)
    found = editions.wanted(knowing, signed) if signed else None
    file = editions.wire_file(hq, found[0]) if found else None
    if signed and file:
        editions.take_up(knowing, signed, file, editions.prepared_here)


def _import(hq: Site, source: str, file: Path) -> None:
    with acting(hq, SYSTEM, "list-command") as act:
        lists.define(act, lists.Source(source, source, FORMATS[source]))
        job_id = lists.give(act, source, file, name=file.name, whence="command")
    told = lists.read_in(hq, SYSTEM, job_id)
    if told.state != "done":
        _unsound(told)


def _written(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def _stop_row(row: Sequence[str]) -> Sequence[str]:
    *who, what, shown, reason = row
    return (*who, *CATEGORIES.get(what, REMOVED), reason, shown)


def _stolen_row(row: Sequence[str]) -> Sequence[str]:
    _, number, kind, state, what, _, reported_on = row
    return number, kind, state, what, reported_on


def _unknown(chance: Random, what: str, reported: str) -> Sequence[str]:
    return f"UZ{travellers.number(chance, 7)}", "passport", "UTO", what, reported


def _unsound(problem: object) -> None:
    raise AssertionError(f"the demo's own list is wrong: {problem}")
