"""The paper log: crossings of an outage, entered afterwards.

They keep when they happened, who wrote them down and why they come so late; their stamp says that nothing was asked then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid5

from app.act import Act
from app.crossings import service, store
from app.posts import service as posts
from appliance.clock import instant_of
from border.checks import Check, not_done, stamp
from border.crossing import Admission, Direction, Refusal, check_fits, situation
from border.document import Document
from border.errors import BorderError
from border.fields import FieldError, NotPossible, UnknownChoice, needed
from border.inspection import CHECKS, WHERE_LISTED
from border.permissions import Permission, may
from border.traveller import MOST_OF_NAME, Traveller
from border.vehicle import Vehicle
from border.visa_rules import Capacity
from db.database import Row

MOST_OF_REASON = 300
WITHOUT_SUPERVISOR = timedelta(days=14)
"""How far back an officer enters alone: an outage is over, its papers are typed in, and the shift has changed."""
OLDEST = timedelta(days=365)
"""How far back anybody does. The lists, rules and stays of longer ago are not today's to be asked."""


class EnteredAlready(BorderError):
    """The form was entered, and what is kept of it says something else. It carries the crossing's id."""

    number = "X105"


class NeedsSupervisor(FieldError):
    """It happened longer ago than an officer may enter alone."""

    number = "X106"


class TooLongAgo(FieldError):
    """It happened longer ago than is entered at all, or before the post was founded."""

    number = "X107"


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """A crossing that was written on paper, typed in afterwards.

    entry_id: made with the empty form; with the post's name it makes the crossing's id, so that a form sent twice enters
    one crossing, and none can take the id of a crossing elsewhere.
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


class Ask(Protocol):
    """Asks the lists about a typed document; takes the occasion's id and the desk; returns checks and the ids of the hits it recorded."""

    def __call__(
        self,
        act: Act,
        occasion_id: str,
        desk: str,
        document: Document,
        traveller: Traveller,
        *,
        direction: Direction,
    ) -> tuple[Iterable[Check], list[str]]: ...


def record_late(act: Act, entry: PaperEntry, ask: Ask) -> Row:
    """Enter a crossing from the paper log, and return it; the same entry again returns the first.

    The stamp says of each check that it was not done then, but for those of the lists, which are asked now.
    Raises EnteredAlready, NotPossible (it lies ahead; a citizen refused entry), TooLongAgo, NeedsSupervisor,
    UnknownChoice (no such desk), MissingField, OutOfRange.
    """
    act.require(Permission.ENTER_FROM_PAPER)
    late = {"written_by": entry.written_by, "why": entry.why}
    crossing_id = str(uuid5(UUID(entry.entry_id), act.site.name))
    said = service.told(act, crossing_id, _paper_facts(entry), entry.happened_at, late)
    other = store.crossing(act.db, entry.entry_id)
    if other is not None and other["node"] == act.site.name:
        raise EnteredAlready("the id is that of a crossing itself", crossing_id=entry.entry_id)
    known = store.crossing(act.db, crossing_id)
    if known is not None:
        if not store.was_recorded_so(act.db, said):
            raise EnteredAlready("the entry is kept with other facts", crossing_id=crossing_id)
        return known
    _check_moment(act, entry)
    _check_desk(act, entry.desk)
    day = act.site.day_of(entry.happened_at)
    nationality = entry.traveller.nationality
    check_fits(entry.decision, situation(entry.direction, nationality, entry.document, day, entry.capacity))
    asked, hit_ids = ask(
        act, crossing_id, entry.desk, entry.document, entry.traveller, direction=entry.direction
    )
    return service.keep(act, said | {"stamp": stamp(_stamped_late(asked)), "hit_ids": hit_ids})


def _check_moment(act: Act, entry: PaperEntry) -> None:
    """Raise where it lies ahead or too far back. A day on which the post was founded is one of its days."""
    if entry.happened_at > act.now:
        raise NotPossible("happened_at", "lies ahead")
    founded = instant_of(posts.own(act.site)["known_at"])
    day = act.site.day_of(entry.happened_at)
    if act.day - day > OLDEST or day < act.site.day_of(founded):
        raise TooLongAgo("happened_on", "lies too long ago", days=OLDEST.days)
    role = act.who.role
    if act.day - day > WITHOUT_SUPERVISOR and role and not may(role, Permission.ENTER_OLD_FROM_PAPER):
        raise NeedsSupervisor("happened_on", "is for a supervisor", days=WITHOUT_SUPERVISOR.days)


def _check_desk(act: Act, desk: str) -> None:
    try:
        posts.desk(act.db, act.site.name, desk)
    except posts.NoSuchDesk as error:
        raise UnknownChoice("desk", desk) from error


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
    everywhere = [answered.get(name) or not_done(name, "paper-log", source="paper") for name in CHECKS]
    return everywhere + [answered[name] for name in WHERE_LISTED if name in answered]
