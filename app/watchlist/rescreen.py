"""Late hits: those who crossed, or are in the country, laid beside what the lists say since.

Each post does it for its own crossings when it takes an edition up, so that no hit has two authors. It reads in slices
and rests between them; only the hits themselves are written, in one short act at the end.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from app.act import SYSTEM, acting
from app.crossings import service as crossings
from app.site import Site
from app.travellers import service as travellers
from app.watchlist import hits, store
from app.watchlist.meeting import Occasion, met_by_evidence, sought_of
from border.hit import Met, entry_hash, person_key
from border.late import Entries
from border.listing import Subject
from border.matching.score import Rarity, compare
from border.traveller import Sex, Traveller
from db.database import Database, Row

BACK_DAYS = 90
PLANTED = "test"
REST_S = 0.005
"""Between two slices, so that whoever works at a desk meanwhile comes first."""


class List(NamedTuple):
    """The edition that says it: its number, how rare a sound is in it, from how many bits it shows a meeting."""

    number: int
    rarity: Rarity
    threshold: Callable[[Subject], float]


def rescreen(
    site: Site, edition: List, come: Iterable[Subject], rest: Callable[[float], None] = time.sleep
) -> int:
    """Open late hits for changed entries, and return how many. The same again opens none.

    One hit a traveller and entry: where and when is the newest crossing.
    """
    day = site.day_of(site.clock.now())
    entries = Entries(subject for subject in come if subject.in_force(day) and subject.source != PLANTED)
    found: dict[tuple[str, str, str], tuple[Row, Met]] = {}
    for rows in _crossed(site, day - timedelta(days=BACK_DAYS)):
        for row in rows:
            for met in _met(entries, edition, row):
                found[row["document_id"], person_key(_traveller(row)), met.entry] = row, met
        rest(REST_S)
    return _keep(site, found.values()) if found else 0


def changed(before: Iterable[Subject], now: Iterable[Subject]) -> list[Subject]:
    """Return the entries that say something now which they did not say before."""
    known = {subject.entry: entry_hash(subject) for subject in before}
    return [subject for subject in now if known.get(subject.entry) != entry_hash(subject)]


def _crossed(site: Site, first: date) -> Iterator[list[Row]]:
    """Yield crossings, oldest first: of those who entered long ago and did not leave, then all of the last days."""
    long_here = travellers.entered_before(site.db, site.name, first)
    if long_here:
        yield [crossings.crossing(site.db, crossing_id) for crossing_id in long_here]
    yield from crossings.since(site.db, site.name, first)


def _met(entries: Entries, edition: List, row: Row) -> Iterator[Met]:
    sought = sought_of(_traveller(row), row["document_number"], row["issuing_state"])
    for subject in entries.near(sought):
        comparison = compare(sought, subject, edition.rarity)
        if comparison is None:
            continue
        asked = edition.threshold(subject)
        if comparison.by_document or comparison.bits >= asked:
            yield met_by_evidence(comparison, edition.number, asked)


def _keep(site: Site, found: Iterable[tuple[Row, Met]]) -> int:
    opened = 0
    with acting(site, SYSTEM, "late") as act:
        for row, met in found:
            if not _is_known(act.db, row, met, act.day):
                hits.keep(act, _occasion(row), met)
                opened += 1
    return opened


def _is_known(db: Database, row: Row, met: Met, day: date) -> bool:
    """Whether this traveller met this very entry already, or was found to be somebody else."""
    key = person_key(_traveller(row))
    terms = {"document_id": row["document_id"], "person_key": key}
    same = terms | {"entry_id": met.entry, "entry_hash": met.hash}
    cleared = hits.remembered(db, row["document_id"], key, entry=met.entry, entry_hash=met.hash, day=day)
    return cleared is not None or store.hit_of_traveller(db, same) is not None


def _occasion(row: Row) -> Occasion:
    return Occasion(
        row["inspection_id"] or row["crossing_id"],
        row["desk"],
        row["document_id"],
        _traveller(row),
        "late",
        row["happened_at"],
        row["direction"],
    )


def _traveller(row: Row) -> Traveller:
    return Traveller(
        row["surname"], row["given_names"], row["born_on"] or "", Sex(row["sex"]), row["nationality"]
    )
