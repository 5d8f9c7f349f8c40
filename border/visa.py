"""What a person needs to enter, and how long they may be given. The rows are in border/visa_rules.py."""

from dataclasses import dataclass
from datetime import date

from border.document import Document
from border.visa_rules import EAST_AFRICAN_COMMUNITY, KENYA, OFFICIAL_CODES, ROWS, Capacity, Need, Row


@dataclass(frozen=True, slots=True)
class EntryRule:
    """What is needed, for how many days at most (None: no limit is set), by which source.

    uncertain: the table says this, and the law behind it was not seen or leaves it open; the officer is told.
    """

    needs: Need
    days: int | None
    source: str
    uncertain: bool = False


def entry_rule(
    nationality: str, document: Document, on: date, capacity: Capacity = Capacity.TRAVELLER
) -> EntryRule:
    """Return what an entry on a day needs. An unread nationality is held to need most, and is uncertain.

    on: the day of entry, not of asking; for days before the first row a visa is held to be needed.
    """
    row = next((row for row in ROWS if _fits(row, nationality, document, on, capacity)), None)
    if row is None:
        return EntryRule(Need.VISA, None, "", uncertain=True)
    doubt = not nationality or (row.needs is not Need.NOTHING and document.code in OFFICIAL_CODES)
    return EntryRule(row.needs, row.days, row.source, row.uncertain or doubt)


def is_citizen(nationality: str) -> bool:
    """Whether the document's nationality is Kenya's own."""
    return nationality in KENYA


def is_east_african(nationality: str) -> bool:
    """Whether the nationality is of a partner state whose citizens move freely (Kenya's own not counted)."""
    return nationality in EAST_AFRICAN_COMMUNITY


def _fits(row: Row, nationality: str, document: Document, on: date, capacity: Capacity) -> bool:
    return (
        row.valid_from <= on
        and (row.valid_until is None or on <= row.valid_until)
        and (not row.nationalities or nationality in row.nationalities)
        and (not row.issuing_states or document.issuing_state in row.issuing_states)
        and (not row.types or document.type in row.types)
        and (not row.capacities or capacity in row.capacities)
    )
