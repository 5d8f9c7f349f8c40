"""Crossings: recording one, finding earlier ones, amending, searching.

A crossing is never edited. Recording is idempotent: an inspection leads to one crossing, however often it is sent.
What was written on paper is entered by app/crossings/paper.py.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.act import Act, NotAllowed, Who
from app.audit import service as audit
from app.audit.service import Why
from app.crossings import amending, store
from app.site import Site
from app.travellers.service import LEAST_OF_NAME, name_key
from appliance.clock import instant_of, instant_text
from border.crossing import Admission, Refusal
from border.document import Document, bare
from border.errors import BorderError
from border.fields import MissingField, NotPossible, line, needed
from border.grounds import BY_LETTER
from border.icao.mrz.parse import BadMrz, names_of
from border.permissions import Permission, may
from border.stay import granted_until
from border.traveller import MOST_OF_NAME, Sex, Traveller
from border.visa_rules import Capacity
from db.database import Database, Row

OWN_AMENDMENT_WITHIN = timedelta(minutes=15)
MOST_OF_REASON = 300
PAGE_ROWS = 50

EMPTY: Mapping[str, Any] = {
    "inspection_id": None,
    "direction": None,
    "decision": None,
    "desk": None,
    "capacity": Capacity.TRAVELLER,
    "document": None,
    "traveller": None,
    "purpose": None,
    "days_granted": None,
    "until_on": None,
    "address": None,
    "authority": None,
    "refusal": None,
    "group": None,
    "vehicle_plate": None,
    "carrier": None,
    "zone": None,
    "stamp": (),
    "override": None,
    "referral_id": None,
    "hit_ids": (),
}
"""What a caller says of a crossing, each with what stands where it does not apply."""


class NoSuchCrossing(BorderError):
    """No crossing of that id is known here."""

    number = "X101"


class NotOurs(BorderError):
    """The crossing was recorded at another post, which alone may amend it or print its slip."""

    number = "X102"


class AmendedMeanwhile(BorderError):
    """Somebody else amended the crossing since the form was opened."""

    number = "X103"


class NothingToAmend(BorderError):
    """An amendment that changes nothing."""

    number = "X104"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What somebody wants to read differently. changes: field of store.AMENDABLE -> new value.

    seen: how many amendments the crossing had when the form was opened. Raises MissingField, TooLong.
    """

    crossing_id: str
    changes: Mapping[str, Any]
    reason: str
    voided: bool
    seen: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", needed(self.reason, "reason", MOST_OF_REASON))


AskAnew = Callable[[Act, str, Row], None]
"""Asks the lists about a crossing as it reads now, and keeps the hits; takes the amendment's id."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which crossings somebody looks for: a name or a document number, within days. Raises MissingField, NotPossible.

    surname: whole or its beginning. Where only a name is known, the days are a year at most.
    """

    first: date
    last: date
    surname: str = ""
    given_names: str = ""
    number: str = ""

    def __post_init__(self) -> None:
        for field in ("surname", "given_names", "number"):
            object.__setattr__(self, field, line(getattr(self, field), field, MOST_OF_NAME))
        if self.last < self.first:
            raise NotPossible("last", "lies before the first day")
        if bare(self.number):
            return
        if len(name_key(self.surname, self.given_names)) < LEAST_OF_NAME:
            raise MissingField("surname")
        if (self.last - self.first).days > 366:
            raise NotPossible("first", "a name is looked for within a year; a number within any days")


def who_crossed(document: Document, traveller: Traveller, read_by: str) -> dict[str, Any]:
    """Return a crossing's facts about document and traveller. read_by: mrz, wedge or typed."""
    return {
        "document": {
            "id": document.key,
            "type": document.type.value,
            "issuing_state": document.issuing_state,
            "number": document.number,
            "expires_on": document.valid_until or None,
            "read_by": read_by,
        },
        "traveller": {
            "id": document.key,
            "surname": traveller.surname,
            "given_names": traveller.given_names,
            "nationality": traveller.nationality,
            "sex": traveller.sex.value,
            "born_on": traveller.date_of_birth or None,
        },
    }


def what_was_decided(decision: Admission | Refusal) -> dict[str, Any]:
    """Return a crossing's facts about the decision and its terms."""
    if isinstance(decision, Refusal):
        article = BY_LETTER[decision.ground].article
        ground = {"ground": decision.ground, "article": article, "remark": decision.note or None}
        return {"decision": decision.outcome.value, "refusal": ground}
    return {
        "decision": decision.outcome.value,
        "purpose": decision.purpose or None,
        "days_granted": decision.days_granted,
        "address": decision.address or None,
        "authority": decision.authority or None,
    }


def record(act: Act, facts: Mapping[str, Any]) -> Row:
    """Record a crossing that was decided now, and return it; the second call for an inspection returns the first.

    facts: keys as in EMPTY; document, traveller, refusal, group and override as _person and _circumstances of store.py read them. Days and hour are
    the post's, the last day follows from days_granted.
    """
    act.require(Permission.DECIDE)
    known = by_inspection(act.db, facts["inspection_id"])
    return known or keep(act, told(act, act.new_id(), facts, act.now, None))


def amend(act: Act, amendment: Amendment, ask: AskAnew) -> Row:
    """Let a crossing read differently from now on, or void it, and return it as it reads then.

    What is amended of the decision's terms, or of what they follow from, holds to the rules of the day it happened; a
    person who reads differently is asked about anew. A voided crossing is neither: it grants nothing and lets nobody in.
    Raises NoSuchCrossing, NotOurs, NotAllowed, AmendedMeanwhile, NothingToAmend, and what the values raise.
    """
    was = crossing(act.db, amendment.crossing_id)
    require_amendable(act.site, act.who, was)
    if was["amendments"] != amendment.seen:
        raise AmendedMeanwhile("the crossing was amended since")
    changes = amending.changes(was, document_of(was), amendment.changes, voided=amendment.voided)
    if not changes and amendment.voided == bool(was["voided"]):
        raise NothingToAmend("the crossing reads like that already")
    amendment_id = act.new_id()
    act.record(
        "crossing.amended",
        {
            "crossing_id": was["crossing_id"],
            "amendment_id": amendment_id,
            "officer_name": act.who.name,
            "changes": changes,
            "reason": amendment.reason,
            "voided": amendment.voided,
        },
    )
    now = crossing(act.db, was["crossing_id"])
    if not now["voided"] and (was["voided"] or changes.keys() & amending.PERSON):
        ask(act, amendment_id, now)
    return now


def require_amendable(site: Site, who: Who, row: Row) -> None:
    """Raise NotOurs or NotAllowed unless a person may amend a crossing here and now."""
    if row["node"] != site.name:
        raise NotOurs("the crossing belongs to another post", node=row["node"])
    if not may_amend(site, who, row):
        raise NotAllowed(Permission.AMEND_CROSSING)


def may_amend(site: Site, who: Who, row: Row) -> bool:
    """Whether a person may: at this post a supervisor, or who decided it, at the same desk within fifteen minutes."""
    if row["node"] != site.name or who.role is None:
        return False
    if may(who.role, Permission.AMEND_CROSSING):
        return True
    own = may(who.role, Permission.AMEND_OWN_CROSSING) and row["officer_id"] == who.account_id
    fresh = site.clock.now() - instant_of(row["recorded_at"]) <= OWN_AMENDMENT_WITHIN
    return own and fresh and row["desk"] == who.desk


def crossing(db: Database, crossing_id: str) -> Row:
    """Return a crossing as it reads now. Raises NoSuchCrossing."""
    row = store.crossing(db, crossing_id)
    if row is None:
        raise NoSuchCrossing("no such crossing is known here")
    return row


def by_inspection(db: Database, inspection_id: str) -> Row | None:
    return store.by_inspection(db, inspection_id)


def earlier(db: Database, document_id: str, limit: int = 10) -> list[Row]:
    """Return the newest crossings of a document, newest first; voided ones are marked so (`voided`)."""
    return store.of_document(db, document_id, limit)


def since(db: Database, node: str, first: date, slice_rows: int = 1_000) -> Iterator[list[Row]]:
    """Yield a site's crossings from a day on, oldest first, in slices; voided ones are left out."""
    after = (first.isoformat(), "", "")
    while rows := store.since(db, node, after, slice_rows):
        yield rows
        after = (rows[-1]["day"], rows[-1]["happened_at"], rows[-1]["crossing_id"])


def amendments(db: Database, crossing_id: str) -> list[Row]:
    """Return what was amended, oldest first; `changes` is field -> [old, new]."""
    return [row | {"changes": json.loads(row["changes"])} for row in store.amendments(db, crossing_id)]


def search(act: Act, wanted: Wanted, why: Why) -> str:
    """Keep that somebody searches crossings, and why; return the look under which the answers may be read."""
    act.require(Permission.SEARCH)
    rows = _found(act.db, wanted, 1, 0)
    return audit.searched(
        act,
        "crossings",
        asdict(wanted) | {"first": wanted.first.isoformat(), "last": wanted.last.isoformat()},
        why,
        rows[0]["total"] if rows else 0,
    )


def answers(db: Database, look: Row, page: int) -> list[Row]:
    """Return one page (from 1) of what a search found, PAGE_ROWS rows, newest first; each row knows the total."""
    return _found(db, _wanted_by(look), PAGE_ROWS, (page - 1) * PAGE_ROWS)


def view(act: Act, crossing_id: str, look: Row) -> str:
    """Keep that somebody opens a crossing that a search found, for the search's reason; return the look of the traveller.

    look: the search's own, of this person. Raises NoSuchCrossing for what that search does not find.
    """
    act.require(Permission.SEARCH)
    wanted = _wanted_by(look)
    if not store.is_found(act.db, crossing_id, bare(wanted.number), _terms(wanted)):
        raise NoSuchCrossing("the search did not find that crossing")
    traveller_id = crossing(act.db, crossing_id)["traveller_id"]
    return audit.viewed(act, traveller_id, Why(look["reason"], look["note"]))


def document_of(row: Row) -> Document:
    """Return the document that a crossing was made with."""
    return Document(
        row["document_type"], row["issuing_state"], row["document_number"], row["expires_on"] or ""
    )


def traveller_of(row: Row) -> Traveller:
    """Return the traveller as a crossing reads now."""
    return Traveller(
        row["surname"],
        row["given_names"],
        row["born_on"] or "",
        Sex(row["sex"]),
        row["nationality"],
        names_truncated(row),
    )


def names_truncated(row: Row) -> bool:
    """Whether the zone had no room for the whole name. A name that was amended since is held to be whole."""
    if not row["zone"]:
        return False
    try:
        read = names_of(row["zone"].splitlines())
    except BadMrz:
        return False
    return read.truncated and (read.surname, read.given_names) == (row["surname"], row["given_names"])


def keep(act: Act, payload: Mapping[str, Any]) -> Row:
    """Record what `told` made of a crossing's facts, and return the crossing."""
    act.record("crossing.recorded", payload)
    return crossing(act.db, payload["crossing_id"])


def told(
    act: Act, crossing_id: str, facts: Mapping[str, Any], happened: datetime, late: dict[str, str] | None
) -> dict[str, Any]:
    """Return what the event of a crossing says. facts: keys as in EMPTY. late: what the paper log adds."""
    if stray := facts.keys() - EMPTY.keys():
        raise TypeError(f"no facts of a crossing: {', '.join(sorted(stray))}")
    said = {**EMPTY, **facts}
    local = act.site.local(happened)
    until = granted_until(local.date(), said["days_granted"])
    return {
        **said,
        "crossing_id": crossing_id,
        "happened_at": instant_text(happened),
        "day": local.date().isoformat(),
        "hour": local.hour,
        "until_on": until.isoformat() if until else None,
        "officer_name": act.who.name,
        "late": late,
    }


def _wanted_by(look: Row) -> Wanted:
    asked = audit.asked(look)
    first, last = (date.fromisoformat(asked.pop(end)) for end in ("first", "last"))
    return Wanted(first, last, **asked)


def _terms(wanted: Wanted) -> dict[str, str]:
    name = name_key(wanted.surname, wanted.given_names)
    return {"name": name, "first": wanted.first.isoformat(), "last": wanted.last.isoformat()}


def _found(db: Database, wanted: Wanted, limit: int, offset: int) -> list[Row]:
    if bare(wanted.number):
        return store.found_by_number(db, bare(wanted.number), _terms(wanted), limit, offset)
    return store.found(db, _terms(wanted), limit, offset)
