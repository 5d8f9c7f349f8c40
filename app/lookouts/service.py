"""Entries made by hand at headquarters, which two persons decide, and the lookouts that a post opens for a day.

An entry is proposed, changed and withdrawn by one editor and approved or sent back by another, never by the same
account; an expired one is out of force by itself. Approved entries reach the posts in editions. A lookout is one
supervisor's word, in force at once and everywhere, for LASTS; headquarters looks at every one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.act import Act, Who
from app.audit import service as audit
from app.audit.service import Why
from app.lookouts import store
from app.site import Site
from appliance.clock import instant_of, instant_text
from border.document import bare
from border.errors import BorderError
from border.fields import choice, line, needed
from border.listing import Category, Subject, pack, unpack
from border.lookout import (
    LASTS,
    MOST_A_DAY,
    NOT_AGAIN_WITHIN,
    entry_faults,
    lookout_faults,
    require_fit,
    same,
    was_mistake,
)
from border.names import fold
from border.permissions import Permission, may
from db.database import Database, Row

MOST_OF_WHY = 300
PAGE_ROWS = 50
EXPIRES_SOON = timedelta(days=14)
CLOCKS_APART = timedelta(minutes=15)
"""How far another post's clock may run ahead of ours before its lookout waits. One's own waits for LASTS at most: a
clock that was put back takes nobody off whom a supervisor here looks out for."""

OF_POST = "post:"
"""Begins the id of a lookout where it is met as an entry."""

STATES = ("waiting", "in-force", "due", "expired", "returned", "withdrawn")
"""What entries can be asked for by; an entry can be in more than one."""

SORTS = ("waiting", "name", "review")
"""The orders of entries: what waits first, by name, by review day with what is withdrawn last."""

VERDICTS = ("kept", "lifted", "renewable")
"""What headquarters says of a lookout: seen and left, ended early, or it may be opened again."""


class NoSuchEntry(BorderError):
    """No entry of that id was made here."""

    number = "L132"


class OwnProposal(BorderError):
    """The person who proposed it would decide on it."""

    number = "L133"


class NothingProposed(BorderError):
    """What was proposed has been decided meanwhile, or nothing was proposed."""

    number = "L134"


class ChangedMeanwhile(BorderError):
    """Somebody else proposed or decided something about the entry since the form was opened."""

    number = "L135"


class OpenedBefore(BorderError):
    """This post opened a lookout on the same person or document within the last days."""

    number = "L136"


class LookoutOver(BorderError):
    """No lookout of that id is in force, or it is another post's."""

    number = "L137"


class NotHere(BorderError):
    """Entries are made at headquarters alone, lookouts are opened at posts alone."""

    number = "L138"


class TooManyLookouts(BorderError):
    """The post opened as many lookouts in a day as may be."""

    number = "L139"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an editor: proposals of others to decide on, entries to look at again, lookouts not reviewed."""

    to_decide: int = 0
    due: int = 0
    lookouts: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries somebody looks for, in one of SORTS; '' asks nothing. words: of a name or a document number, in
    their order."""

    state: str = ""
    category: str = ""
    words: str = ""
    sort: str = SORTS[0]


def propose(act: Act, subject: Subject, why: str, lookout_id: str | None = None) -> str:
    """Propose a new entry and return its id. lookout_id: the lookout that it carries on.

    subject.entry is not looked at. What this person proposed in the same words, and nobody has decided on, is the same
    proposal: a form that was sent twice. Raises Unfit, MissingField, TooLong, LookoutOver.
    """
    _require(act, Permission.PROPOSE_ENTRY, at_headquarters=True)
    if lookout_id and store.lookout(act.db, lookout_id) is None:
        raise LookoutOver("no such lookout is known here")
    sent = {**_said(subject), "why": needed(why, "why", MOST_OF_WHY), "lookout_id": lookout_id or ""}
    if known := store.waits_already(act.db, sent | {"node": act.site.name, "account_id": act.who.account_id}):
        return known
    entry_id = act.new_id()
    _record_proposal(act, entry_id, "new", subject, why, lookout_id=lookout_id)
    return entry_id


def propose_change(act: Act, entry_id: str, subject: Subject, why: str, seen: str) -> None:
    """Propose that an entry in force reads otherwise, or a returned one anew.

    seen: the entry's newest proposal when the form was opened. Raises NoSuchEntry, ChangedMeanwhile, Unfit, and what
    the reason raises.
    """
    _require(act, Permission.PROPOSE_ENTRY, at_headquarters=True)
    row = _unchanged(act.db, entry_id, seen, ("in-force", "returned"))
    _record_proposal(act, entry_id, "change" if row["state"] == "in-force" else "new", subject, why)


def propose_withdrawal(act: Act, entry_id: str, why: str, seen: str) -> None:
    """Propose that an entry goes. Raises as propose_change does."""
    _require(act, Permission.PROPOSE_ENTRY, at_headquarters=True)
    row = _unchanged(act.db, entry_id, seen, ("in-force",))
    _record_proposal(act, entry_id, "withdrawal", subject_of(row), why)


def approve(act: Act, proposal_id: str, remark: str = "") -> str:
    """Let what somebody else proposed be so from now on; return the entry's id.

    Raises NothingProposed, OwnProposal, Unfit where its days have passed meanwhile.
    """
    row = _open_proposal(act, proposal_id)
    if row["kind"] != "withdrawal":
        require_fit(entry_faults(subject_of(row), act.day))
    kind = "entry.withdrawn" if row["kind"] == "withdrawal" else "entry.approved"
    act.record(kind, _decision(act, proposal_id, line(remark, "remark", MOST_OF_WHY)))
    return str(row["entry_id"])


def send_back(act: Act, proposal_id: str, remark: str) -> str:
    """Send back what somebody else proposed, with the reason; return the entry's id.

    Raises NothingProposed, OwnProposal, MissingField, TooLong.
    """
    row = _open_proposal(act, proposal_id)
    act.record("entry.returned", _decision(act, proposal_id, needed(remark, "remark", MOST_OF_WHY)))
    return str(row["entry_id"])


def view(act: Act, entry_id: str, why: Why) -> str:
    """Keep that somebody opens an entry's page; return the look. Raises NoSuchEntry."""
    _require(act, Permission.SEE_ENTRIES, at_headquarters=True)
    return audit.entry_viewed(act, entry(act.db, entry_id)["entry_id"], why)


def entry(db: Database, entry_id: str) -> Row:
    """Return one entry. Raises NoSuchEntry."""
    row = store.entry_of(db, entry_id)
    if row is None:
        raise NoSuchEntry("no such entry was made here")
    return row


def entries(site: Site, wanted: Wanted, page: int) -> list[Row]:
    """Return one page (from 1); each row knows the total."""
    today = site.day_of(site.clock.now())
    terms = {
        "node": site.name,
        "state": wanted.state,
        "category": wanted.category,
        "words": " ".join(fold(wanted.words)),
        "number": bare(wanted.words),
        "day": today.isoformat(),
        "soon": (today + EXPIRES_SOON).isoformat(),
        "sort": wanted.sort,
    }
    return store.entries(site.db, terms, PAGE_ROWS, (page - 1) * PAGE_ROWS)


def proposals(db: Database, entry_id: str) -> list[Row]:
    """Return all that was proposed of an entry, newest first, with who decided it."""
    return store.proposals(db, entry_id)


def approved_subjects(site: Site, day: date) -> Iterator[Subject]:
    """Yield every entry in force on a day, as `own:<id>`, by id: what an edition takes up."""
    for row in store.in_force(site.db, site.name, day.isoformat()):
        yield subject_of(row)


def waiting(site: Site, who: Who) -> Waiting:
    """Count what waits at headquarters for somebody who decides on entries; nothing for anybody else.

    An entry is due whose review day has come, or which expires within EXPIRES_SOON.
    """
    if not site.settings.is_hq or who.role is None or not may(who.role, Permission.APPROVE_ENTRY):
        return Waiting()
    day = site.day_of(site.clock.now())
    return Waiting(
        store.to_decide(site.db, site.name, who.account_id),
        store.due(site.db, site.name, day.isoformat(), (day + EXPIRES_SOON).isoformat()),
        store.unreviewed(site.db),
    )


def open_lookout(act: Act, subject: Subject) -> str:
    """List a person or document for LASTS, here at once and elsewhere as soon as it is heard; return the lookout's id.

    subject.entry is not looked at. What this person opened in the same words, and is in force, is the same lookout: a
    form that was sent twice. Raises NotHere, Unfit, OpenedBefore, TooManyLookouts.
    """
    _require(act, Permission.OPEN_LOOKOUT, at_headquarters=False)
    require_fit(lookout_faults(subject))
    earlier = _earlier(act)
    if known := _open_already(act, subject, earlier):
        return known
    if any(same(subject, subject_of(row)) for row in earlier):
        raise OpenedBefore("the same was looked out for a few days ago")
    if store.opened_since(act.db, act.site.name, act.now - LASTS) >= MOST_A_DAY:
        raise TooManyLookouts("no more lookouts today", most=MOST_A_DAY)
    lookout_id = act.new_id()
    act.record("lookout.opened", {"lookout_id": lookout_id, "opened_name": act.who.name, **_said(subject)})
    return lookout_id


def end_lookout(act: Act, lookout_id: str, why: str) -> None:
    """End a lookout of this post before its day is over. Raises LookoutOver, MissingField, TooLong."""
    _require(act, Permission.OPEN_LOOKOUT, at_headquarters=False)
    row = store.lookout(act.db, lookout_id)
    if row is None or row["node"] != act.site.name or row["ended_at"] or row["until_at"] <= act.at:
        raise LookoutOver("no such lookout of this post is in force")
    why = needed(why, "why", MOST_OF_WHY)
    act.record("lookout.ended", {"lookout_id": lookout_id, "ended_name": act.who.name, "why": why})


def review_lookout(act: Act, lookout_id: str, verdict: str, why: str) -> None:
    """Say at headquarters what becomes of a post's lookout; verdict: one of VERDICTS.

    Raises NotHere, LookoutOver, UnknownChoice, MissingField, TooLong.
    """
    _require(act, Permission.REVIEW_LOOKOUT, at_headquarters=True)
    if store.lookout(act.db, lookout_id) is None:
        raise LookoutOver("no such lookout is known here")
    verdict, why = choice(verdict, "verdict", VERDICTS), needed(why, "why", MOST_OF_WHY)
    said = {"lookout_id": lookout_id, "verdict": verdict, "reviewed_name": act.who.name, "why": why}
    act.record("lookout.reviewed", said)


def lookout(db: Database, lookout_id: str) -> Row:
    """Return one lookout. Raises LookoutOver."""
    row = store.lookout(db, lookout_id)
    if row is None:
        raise LookoutOver("no such lookout is known here")
    return row


def lookouts(site: Site, page: int) -> list[Row]:
    """Return one page (from 1) of all lookouts known here, newest first, with how each ended and what was said of it.

    At headquarters those come first that nobody has reviewed.
    """
    first = (page - 1) * PAGE_ROWS
    return store.lookouts(site.db, PAGE_ROWS, first, unreviewed_first=site.settings.is_hq)


def lookouts_now(db: Database, now: datetime, here: str = "") -> list[Row]:
    """Return the lookouts in force, of all posts, that of the nearest end first. here: the site that asks."""
    at, latest, latest_here = (instant_text(now + ahead) for ahead in (timedelta(0), CLOCKS_APART, LASTS))
    return store.lookouts_in_force(db, {"at": at, "latest": latest, "here": here, "latest_here": latest_here})


def lookouts_in_force(db: Database, at: str, here: str = "") -> list[Subject]:
    """Return whom any post looks out for at an instant, as `post:<id>`; one small query, for every traveller.

    here: the site that asks.
    """
    return [subject_of(row) for row in lookouts_now(db, instant_of(at), here)]


def taken_back(db: Database, rows: Iterable[Row]) -> list[str]:
    """Return the entries, of rows with `entry_id`, that are lookouts ended early or lifted and that no entry carries on."""
    asked = [row["entry_id"].removeprefix(OF_POST) for row in rows if row["entry_id"].startswith(OF_POST)]
    return [f"{OF_POST}{lookout_id}" for lookout_id in asked if store.taken_back(db, lookout_id)]


def subject_of(row: Row) -> Subject:
    """Return what a row of entries, proposals or lookouts says. Raises BadSubject."""
    entry_id = f"own:{row['entry_id']}" if "entry_id" in row else f"{OF_POST}{row['lookout_id']}"
    return unpack(entry_id, row["category"], row["said"])


def _require(act: Act, permission: Permission, *, at_headquarters: bool) -> None:
    act.require(permission)
    if act.site.settings.is_hq is not at_headquarters:
        raise NotHere("this is done elsewhere")


def _record_proposal(
    act: Act, entry_id: str, kind: str, subject: Subject, why: str, *, lookout_id: str | None = None
) -> None:
    if kind != "withdrawal":
        require_fit(entry_faults(subject, act.day))
    act.record(
        "entry.proposed",
        {
            "proposal_id": act.new_id(),
            "entry_id": entry_id,
            "kind": kind,
            **_said(subject),
            "why": needed(why, "why", MOST_OF_WHY),
            "lookout_id": lookout_id,
            "proposed_name": act.who.name,
        },
    )


def _said(subject: Subject) -> dict[str, Any]:
    return {"category": Category(subject.category).value, "said": pack(subject)}


def _earlier(act: Act) -> list[Row]:
    """Return the lookouts of this post that may not be opened again yet; one opened by mistake is none of them."""
    rows = store.not_renewable(act.db, act.site.name, act.now - NOT_AGAIN_WITHIN)
    ended = [instant_of(row["ended_at"]) if row["ended_at"] else None for row in rows]
    return [
        row for row, at in zip(rows, ended, strict=True) if not was_mistake(instant_of(row["opened_at"]), at)
    ]


def _open_already(act: Act, subject: Subject, earlier: list[Row]) -> str | None:
    """Return the lookout in force, of these, that this person opened in the same words."""
    sent = _said(subject) | {"opened_by": act.who.account_id}
    in_force = {row["lookout_id"] for row in lookouts_now(act.db, act.now, act.site.name)}
    known = [row["lookout_id"] for row in earlier if sent.items() <= row.items()]
    return next((lookout_id for lookout_id in known if lookout_id in in_force), None)


def _decision(act: Act, proposal_id: str, remark: str) -> dict[str, str]:
    return {"proposal_id": proposal_id, "decided_name": act.who.name, "remark": remark}


def _unchanged(db: Database, entry_id: str, seen: str, states: tuple[str, ...]) -> Row:
    """Return an entry of which nothing was said since. Raises NoSuchEntry, ChangedMeanwhile."""
    row = entry(db, entry_id)
    newest = store.proposals(db, entry_id)[0]
    if newest["proposal_id"] != seen or newest["state"] == "open" or row["state"] not in states:
        raise ChangedMeanwhile("something was proposed or decided meanwhile")
    return row


def _open_proposal(act: Act, proposal_id: str) -> Row:
    """Return a proposal that waits for somebody else's word. Raises NothingProposed, OwnProposal, NotHere."""
    _require(act, Permission.APPROVE_ENTRY, at_headquarters=True)
    row = store.proposal(act.db, proposal_id)
    if row is None or row["state"] != "open":
        raise NothingProposed("nothing of that id waits for a decision")
    if row["proposed_by"] == act.who.account_id:
        raise OwnProposal("a second person decides")
    return row
