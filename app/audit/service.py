"""Who looked whom up, and why; and the journal as an auditor reads it.

A look is an event and comes before what it shows: results are the page of a look, and only the one who looked may read
it, for an hour. Then the reason is asked for again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.act import Act, Who
from app.audit import store
from app.site import Site
from appliance.clock import instant_of, instant_text
from border.fields import choice, line, needed
from db.database import Database, Row
from sync import journal

LOOK_LASTS = timedelta(hours=1)
MOST_OF_NOTE = 300
PAGE_ROWS = 50
SLICE = 20_000
"""Entries of a chain that one request verifies: about a second."""


class Reason(StrEnum):
    """Why somebody is looked up."""

    AT_DESK = "at-desk"
    SECOND_LINE = "second-line"
    CORRECTION = "correction"
    OWN_REQUEST = "own-request"
    INVESTIGATION = "investigation"
    OTHER_AGENCY = "other-agency"
    REVIEW = "review"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Why:
    """A reason code and, where the code says too little, words. Raises MissingField, UnknownChoice, TooLong."""

    reason: str
    note: str = ""

    def __post_init__(self) -> None:
        choice(self.reason, "reason", [reason.value for reason in Reason])
        clean = needed if self.reason in {Reason.OTHER, Reason.OTHER_AGENCY} else line
        object.__setattr__(self, "note", clean(self.note, "note", MOST_OF_NOTE))


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which entries an auditor asks for; '' asks nothing. first, last: civil days of the site."""

    first: date
    last: date
    kind: str = ""
    actor: str = ""

    def terms(self, site: Site) -> dict[str, str]:
        return {
            "from_at": _midnight(site, self.first),
            "until_at": _midnight(site, self.last + timedelta(days=1)),
            "kind": self.kind,
            "actor": self.actor,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a chain was walked and whether it held. fault: '' while it holds, else where it breaks."""

    node: str
    epoch: int
    seq: int
    of: int
    fault: str

    @property
    def done(self) -> bool:
        return bool(self.fault) or self.seq >= self.of


def searched(act: Act, search: str, what: Mapping[str, str], why: Why, found: int) -> str:
    """Keep that somebody searched; return the look's id."""
    said = {"what": {"search": search, **what}, "reason": why.reason, "note": why.note, "found": found}
    return act.record("search.made", said).id


def viewed(act: Act, traveller_id: str, why: Why) -> str:
    """Keep that somebody opened a traveller's page; return the look's id."""
    said = {"traveller_id": traveller_id, "reason": why.reason, "note": why.note}
    return act.record("traveller.viewed", said).id


def entry_viewed(act: Act, entry_id: str, why: Why) -> str:
    """Keep that somebody opened the page of an entry made by hand; return the look's id."""
    said = {"entry_id": entry_id, "reason": why.reason, "note": why.note}
    return act.record("entry.viewed", said).id


def exported(act: Act, asked: Mapping[str, str], why: Why, rows: int) -> str:
    """Keep that a register left the system; return the look's id."""
    said = {"filter": dict(asked), "rows": rows, "reason": why.reason, "note": why.note}
    return act.record("register.exported", said).id


def look_of(site: Site, who: Who, look_id: str, kind: str) -> Row | None:
    """Return a look that this person made within the last hour, else None."""
    look = store.look(site.db, look_id)
    if look is None or look["actor"] != who.account_id or look["kind"] != kind:
        return None
    return look if site.clock.now() - instant_of(look["looked_at"]) < LOOK_LASTS else None


def asked(look: Row) -> dict[str, Any]:
    """Return what a search asked for."""
    criteria: dict[str, Any] = json.loads(look["asked"])
    return criteria


def journal_page(site: Site, wanted: JournalFilter, page: int) -> tuple[list[Row], bool]:
    """Return one page (from 1) of the journal, newest first, and whether older entries follow."""
    rows = store.journal_page(site.db, wanted.terms(site), PAGE_ROWS + 1, (page - 1) * PAGE_ROWS)
    return rows[:PAGE_ROWS], len(rows) > PAGE_ROWS


def counts(site: Site, wanted: JournalFilter) -> list[Row]:
    """Return how many entries of each kind there are."""
    return store.counts(site.db, wanted.terms(site))


def kinds(site: Site) -> list[str]:
    """Return every kind of event that may stand in the journal."""
    return sorted(site.projections)


def chains(db: Database) -> list[tuple[str, int]]:
    return journal.nodes(db)


def verify(db: Database, node: str, epoch: int, seq: int) -> Verdict:
    """Walk a chain on from an entry that was walked already, SLICE entries far."""
    of = store.length(db, node, epoch)
    start = journal.hash_at(db, node, epoch, seq)
    if start is None:
        return Verdict(node, epoch, seq, of, f"{node} epoch {epoch} has no entry {seq}")
    try:
        head = journal.verify(
            journal.after(db, node, epoch, seq, SLICE), start, seq, journal.holes(db, node, epoch)
        )
    except journal.JournalError as error:
        return Verdict(node, epoch, seq, of, str(error))
    return Verdict(node, epoch, head.seq, of, "")


def _midnight(site: Site, day: date) -> str:
    local = datetime.combine(day, time(), ZoneInfo(site.settings.timezone))
    return instant_text(local.astimezone(UTC))
