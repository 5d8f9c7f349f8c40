"""Those who crossed, or are in the country, laid beside lists that came since: each meeting is a late hit.

Each post does it for its own crossings, so that no hit has two authors. It reads in slices and rests between them; only
the hits themselves are written, in one short act at the end.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from app.act import SYSTEM, Act, acting
from app.crossings import service as crossings
from app.editions.service import Changes, Index
from app.site import Site
from app.travellers import service as travellers
from app.watchlist import hits, store
from app.watchlist.meeting import Occasion, all_shown, met_by_number, sought_of
from app.watchlist.thresholds import Floor
from border.document import Document, DocumentType
from border.hit import Met, person_key
from border.late import Entries
from border.matching.score import Rarity, compare
from border.matching.sought import Sought
from border.watchlist import ListedDocument, listed_key, stolen
from db.database import Row

BACK_DAYS = 90
REST_S = 0.005
"""Between two slices, so that whoever works at a desk meanwhile comes first."""

Meets = Callable[[Row], Iterable[Met]]
"""Says whom the traveller of a crossing meets."""


def rescreen(
    site: Site, crossed: Iterable[list[Row]], meets: Meets, rest: Callable[[float], None] = time.sleep
) -> int:
    """Open late hits for crossings (oldest first, in slices), and return how many. The same again opens none.

    One hit a traveller and entry: where and when is the newest crossing.
    """
    found: dict[tuple[str, str, str], tuple[Row, Met]] = {}
    for rows in crossed:
        for row in rows:
            for met in meets(row):
                found[row["document_id"], person_key(crossings.traveller_of(row)), met.entry] = row, met
        rest(REST_S)
    return _keep(site, found.values()) if found else 0


def lately_crossed(site: Site) -> Iterator[list[Row]]:
    """Yield crossings, oldest first: of those who entered long ago and did not leave, then all of the last days."""
    first = site.day_of(site.clock.now()) - timedelta(days=BACK_DAYS)
    long_here = travellers.entered_before(site.db, site.name, first)
    if long_here:
        yield [crossings.crossing(site.db, crossing_id) for crossing_id in long_here]
    yield from crossings.since(site.db, site.name, first)


def with_all(edition: int, index: Index, floor: Floor, day: date) -> Meets:
    """Return what lays a crossing beside every entry of an edition: some milliseconds each."""

    def meets(row: Row) -> Iterator[Met]:
        document = _document(row)
        listed = index.documents(listed_key(document.issuing_state, document.number))
        yield from _met_by_number(row, listed, edition)
        sought = sought_in(row)
        yield from all_shown(index.screen(sought, floor.bits), sought, edition, floor, day)

    return meets


def with_few(edition: int, rarity: Rarity, floor: Floor, day: date, changes: Changes) -> Meets:
    """Return what lays a crossing beside some entries: a small part of a millisecond each."""
    entries = Entries(changes.persons)
    listed: dict[str, list[ListedDocument]] = {}
    for one in changes.documents:
        listed.setdefault(one.key, []).append(one)

    def meets(row: Row) -> Iterator[Met]:
        yield from _met_by_number(
            row, listed.get(listed_key(row["issuing_state"], row["document_number"]), ()), edition
        )
        sought = sought_in(row)
        found = (compare(sought, subject, rarity) for subject in entries.near(sought, rarity, floor.bits))
        yield from all_shown(filter(None, found), sought, edition, floor, day)

    return meets


def _met_by_number(row: Row, listed: Iterable[ListedDocument], edition: int) -> Iterator[Met]:
    for one in stolen(_document(row), tuple(listed)):
        yield met_by_number(one, edition)


def _keep(site: Site, found: Iterable[tuple[Row, Met]]) -> int:
    opened = 0
    with acting(site, SYSTEM, "late") as act:
        for row, met in found:
            if not is_known(act, row, met):
                hits.keep(act, occasion_of(row), met)
                opened += 1
    return opened


def is_known(act: Act, row: Row, met: Met) -> bool:
    """Whether the traveller of a crossing of ours met this very entry already, or was found to be somebody else.

    What was met at another post before this crossing is another hit: it says nothing of where somebody went since.
    """
    key = person_key(crossings.traveller_of(row))
    terms = {"document_id": row["document_id"], "person_key": key}
    same = terms | {"entry_id": met.entry, "entry_hash": met.hash}
    where = {"node": act.site.name, "since": row["happened_at"]}
    cleared = hits.remembered(
        act.db, row["document_id"], key, entry=met.entry, entry_hash=met.hash, day=act.day
    )
    return cleared is not None or store.hit_of_traveller(act.db, same | where) is not None


def occasion_of(row: Row) -> Occasion:
    """Return where and when a crossing was, for what is found about it later."""
    return Occasion(
        row["inspection_id"] or row["crossing_id"],
        row["desk"],
        row["document_id"],
        crossings.traveller_of(row),
        "late",
        row["happened_at"],
        row["direction"],
    )


def _document(row: Row) -> Document:
    return Document(DocumentType(row["document_type"]), row["issuing_state"], row["document_number"])


def sought_in(row: Row) -> Sought:
    """Return the traveller of a crossing as lists are asked."""
    return sought_of(crossings.traveller_of(row), row["document_number"], row["issuing_state"])
