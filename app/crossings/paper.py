"""The paper log: crossings of an outage, entered afterwards.

They keep when they happened, who wrote them down and why they come so late; their stamp says that nothing was asked then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.act import Act
from app.crossings import service, store
from app.site import Site
from border.checks import Check, not_done, stamp
from border.crossing import Admission, Direction, Refusal, Situation, check_fits
from border.document import Document
from border.fields import NotPossible, needed
from border.inspection import CHECKS
from border.permissions import Permission
from border.traveller import MOST_OF_NAME, Traveller
from border.vehicle import Vehicle
from border.visa import entry_rule, is_citizen
from border.visa_rules import Capacity
from db.database import Row

MOST_OF_REASON = 300


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """A crossing that was written on paper, typed in afterwards.

    entry_id: made with the empty form, becomes the crossing's id, so that a form sent twice enters one crossing.
    happened_at: aware. written_by, why: who wrote it down, and why it comes so late. Raises MissingField, TooLong.
    """

    entry_id: str
    happened_at: datetime
    written_by: str
    why: str
    desk: str
    direction: Direction
    document: Document
    traveller: Traveller
    decision: Admission | Refusal
    capacity: Capacity = Capacity.TRAVELLER
    vehicle: Vehicle = field(default_factory=Vehicle)

    def __post_init__(self) -> None:
        object.__setattr__(self, "written_by", needed(self.written_by, "written_by", MOST_OF_NAME))
        object.__setattr__(self, "why", needed(self.why, "why", MOST_OF_REASON))
        needed(self.desk, "desk", 40)


Ask = Callable[[Act, str, str, Document, Traveller], tuple[Iterable[Check], list[str]]]
"""Asks the lists about a typed document; takes the occasion's id and the desk; returns checks and the ids of the hits it recorded."""


def record_late(act: Act, entry: PaperEntry, ask: Ask) -> Row:
    """Enter a crossing from the paper log, and return it; the same entry again returns the first.

    The stamp says of each check that it was not done then, but for those of the lists, which are asked now.
    Raises NotPossible (it lies ahead; a citizen refused entry), MissingField, OutOfRange.
    """
    act.require(Permission.ENTER_FROM_PAPER)
    known = store.crossing(act.db, entry.entry_id)
    if known is not None:
        return known
    if entry.happened_at > act.now:
        raise NotPossible("happened_at", "lies ahead")
    check_fits(entry.decision, _situation(entry, act.site))
    asked, hit_ids = ask(act, entry.entry_id, entry.desk, entry.document, entry.traveller)
    facts = _paper_facts(entry) | {"stamp": stamp(_stamped_late(asked)), "hit_ids": hit_ids}
    return service.keep(
        act, entry.entry_id, facts, entry.happened_at, {"written_by": entry.written_by, "why": entry.why}
    )


def _situation(entry: PaperEntry, site: Site) -> Situation:
    nationality = entry.traveller.nationality
    rule = None
    if entry.direction is Direction.ENTRY:
        rule = entry_rule(nationality, entry.document, site.day_of(entry.happened_at), entry.capacity)
    return Situation(entry.direction, is_citizen(nationality), entry.capacity, rule)


def _paper_facts(entry: PaperEntry) -> dict[str, Any]:
    return {
        "direction": entry.direction,
        "desk": entry.desk,
        "capacity": entry.capacity,
        **service.who_crossed(entry.document, entry.traveller, "typed"),
        "vehicle_plate": entry.vehicle.plate or None,
        "carrier": entry.vehicle.carrier or None,
        **service.what_was_decided(entry.decision),
    }


def _stamped_late(asked: Iterable[Check]) -> list[Check]:
    """Return every check: as it was answered at entering, else as not done when it happened."""
    answered = {check.name: check for check in asked}
    return [answered.get(name) or not_done(name, "paper-log", source="paper") for name in CHECKS]
