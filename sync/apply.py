"""What a site does with the events of others, and how tables are made from a journal again.

An event that cannot be projected (an unknown kind or version, a payload the rooms cannot read) never stops the stream:
it lies in the journal like any other, is set aside, and is tried again after an upgrade. A fold repeats the order in
which this node projected events, late ones included, because what one post says can meet what another said.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from db.database import ConstraintViolated, Database, Row, StatementRefused
from sync import journal
from sync.audiences import AUDIENCES, NEWEST_VERSIONS, may_post_say
from sync.journal import Event, JournalError

Projection = Callable[[Database, Event], None]
Projections = Mapping[str, tuple[Projection, ...]]

FAULTS = (
    ArithmeticError,
    AttributeError,
    ConstraintViolated,
    JournalError,
    LookupError,
    RecursionError,
    StatementRefused,
    TypeError,
    ValueError,
)
"""What a payload can do to a projection. A full disk is not among them: it refuses the whole batch, for another time."""


NOT_ITS_TO_SAY = "only headquarters says this"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What events of others lead to here. faults: what a projection raises that cannot follow what an event says.

    may_say: whether whoever says a kind of event may say it here.
    """

    projections: Projections
    faults: tuple[type[Exception], ...] = FAULTS
    may_say: Callable[[Event], bool] = lambda event: may_post_say(event.kind)


def keep_foreign(db: Database, event: Event, meaning: Meaning, at: str) -> bool:
    """Write a post's event down and project it; return False where it was set aside."""
    journal.keep(db, event)
    return apply_kept(db, event, meaning, at)


def apply_kept(db: Database, event: Event, meaning: Meaning, at: str) -> bool:
    """Project an event that was written down; return False where it was set aside."""
    why = _project(db, event, meaning)
    if why is not None:
        db.run(SET_ASIDE, event_id=event.id, why=why, at=at)
    return why is None


def retry(db: Database, meaning: Meaning) -> int:
    """Project what was set aside, where that is possible by now; return how many. In the caller's transaction."""
    done = 0
    for row in db.all(WAITING):
        ((_, event),) = journal.as_written(db, row["place"] - 1, limit=1)
        if _project(db, event, meaning) is None:
            db.run(PROJECTED_AT_LAST, place=row["place"])
            done += 1
    return done


def fold(source: Database, into: Database, projections: Projections) -> int:
    """Project a whole journal into a fresh database, in the order of the first time; return how many events.

    Payloads emptied by retention are skipped, as their rows are gone as well. Raises what a projection raises.
    """
    count = 0
    events = in_order(source)
    for first in events:
        with into.transaction():
            for event in chain([first], _up_to(events, 999)):
                for projection in projections[event.kind] if event.body is not None else ():
                    projection(into, event)
                count += 1
    return count


def in_order(db: Database) -> Iterator[Event]:
    """Walk every projected event in the order in which it was projected here."""
    aside = db.all(ASIDE)
    skipped = {row["place"] for row in aside}
    late: dict[int, list[int]] = {}
    for row in aside:
        late.setdefault(row["projected_after"], []).append(row["place"])
    place = 0
    while page := journal.as_written(db, place):
        for place, event in page:
            if place not in skipped:
                yield event
            for waited in late.get(place, ()):
                yield journal.as_written(db, waited - 1, limit=1)[0][1]


def set_aside(db: Database) -> dict[str, int]:
    """Return how many events of each node wait for an upgrade."""
    return {row["node"]: row["waiting"] for row in db.all(WAITING_BY_NODE)}


def waiting(db: Database) -> list[Row]:
    """Return what waits: place, node, kind, version, why, set_aside_at."""
    return db.all(WAITING)


def _project(db: Database, event: Event, meaning: Meaning) -> str | None:
    """Project in a savepoint; return why it could not be done, or None. No word of a payload is in the reason."""
    if event.kind not in meaning.projections or event.kind not in AUDIENCES:
        return "unknown kind"
    if not meaning.may_say(event):
        return NOT_ITS_TO_SAY
    if event.entry.version > NEWEST_VERSIONS.get(event.kind, 1):
        return "unknown version"
    if event.body is None:
        return None
    try:
        with db.savepoint():
            for projection in meaning.projections[event.kind]:
                projection(db, event)
    except meaning.faults as error:
        return type(error).__name__
    return None


def _up_to(events: Iterator[Event], count: int) -> Iterator[Event]:
    return (event for _, event in zip(range(count), events, strict=False))


SET_ASIDE = """
    insert into events_set_aside (place, node, kind, version, why, set_aside_at)
    select place, node, kind, version, :why, :at
      from journal
     where event_id = :event_id
"""

WAITING = """
    select place, node, kind, version, why, set_aside_at
      from events_set_aside
     where projected_after is null
     order by place
"""

WAITING_BY_NODE = """
    select node, count(*) as waiting
      from events_set_aside
     where projected_after is null
     group by node
     order by node
"""

PROJECTED_AT_LAST = """
    update events_set_aside
       set projected_after = (select max(place) from journal)
     where place = :place
"""

ASIDE = """
    select place, projected_after
      from events_set_aside
     order by place
"""
