"""Hits: kept when a traveller meets an entry, answered, decided, raised, closed; and who was found to be somebody else.

What somebody may know of a hit says border.hit.sight, for whatever page or form; what they may not know is not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from app.act import SYSTEM, Act, acting
from app.posts import service as posts
from app.site import Site
from app.watchlist import store
from app.watchlist.meeting import Occasion, said_of
from appliance.clock import instant_of
from border.errors import BorderError
from border.hit import Level, Met, Ruling, Sight, State, Verdict, category_of, person_key, rises_to, sight
from border.listing import Response, unpack
from border.permissions import Permission, Role, may
from db.database import Database, Row

PAGE_ROWS = 50
VERSION = 2
"""Of hit.found: since this one it says who was met, and what the entry said."""


class NoSuchHit(BorderError):
    """No hit of that id is known here, to those who ask."""

    number = "L170"


class HitOfAnother(BorderError):
    """A hit of another post: that post and headquarters decide on it."""

    number = "L171"


class HitDecided(BorderError):
    """The hit is decided or closed already."""

    number = "L172"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which hits a page asks for; '' asks nothing. state: one of border.hit.State, or `waiting`. post: a site's name."""

    state: str = "waiting"
    post: str = ""
    category: str = ""
    source: str = ""
    entry_id: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many hits wait for a decision: those that all may know of, silent ones, and those of both that rose so far.

    raised: that nobody has answered yet; at headquarters those that rose to it.
    """

    hits: int = 0
    silent: int = 0
    raised: int = 0


def keep(act: Act, occasion: Occasion, met: Met) -> str:
    """Keep that a traveller met an entry, and return the hit's id; the same meeting again returns the same hit.

    A hit whose entry was withdrawn stays closed: where the entry has come back, that is another hit.
    """
    known = store.hit(act.db, occasion.id, met.list_name, met.entry)
    if known is not None and known["state"] == State.CLOSED:
        here = {"node": act.site.name, "since": act.at}
        known = store.hit_of_traveller(act.db, _meeting(occasion, met) | here)
        occasion = replace(occasion, id=act.new_id())
    if known is not None:
        return str(known["hit_id"])
    hit_id = act.new_id()
    payload = {"hit_id": hit_id, **occasion.said(act.at), **said_of(met)}
    if met.response is Response.SILENT:
        act.record("hit.found_silently", payload, VERSION)
    else:
        act.record("hit.found", payload, VERSION)
    return hit_id


def acknowledge(act: Act, hit_id: str) -> bool:
    """Say that somebody sees to a hit, and return whether it was this one; whoever comes later changes nothing.

    Raises NoSuchHit, HitOfAnother, NotAllowed.
    """
    act.require(Permission.ACKNOWLEDGE_HIT)
    row = _own(act, hit_id)
    if row["state"] != State.OPEN:
        return False
    _record(act, row, "hit.acknowledged", {"by_name": act.who.name})
    return True


def adjudicate(act: Act, hit_id: str, ruling: Ruling) -> State:
    """Say whether it is the same person, and return how the hit stands then; one's own words once more change nothing.

    Where two persons are needed, the first "not the same" leaves the hit unconfirmed until a second one says so too.

    Raises NoSuchHit, HitOfAnother, HitDecided, NotAllowed.
    """
    act.require(Permission.ADJUDICATE_HIT)
    row = _own(act, hit_id)
    before = [step for step in store.steps(act.db, hit_id) if step["verdict"]]
    last = before[-1] if before else None
    sent = (act.who.account_id, ruling.verdict, ruling.reason)
    if last and (last["by"], last["verdict"], last["reason"]) == sent:
        return State(row["state"])
    if not State(row["state"]).waits:
        raise HitDecided("the hit is decided already", state=row["state"])
    said = {
        "verdict": ruling.verdict.value,
        "reason": ruling.reason,
        "by_name": act.who.name,
        "meeting": _to_remember(act, row) if ruling.verdict is Verdict.NOT_SAME else None,
    }
    _record(act, row, "hit.adjudicated", said)
    return State(_hit(act.db, hit_id)["state"])


def shown_at(site: Site, role: Role | None, inspection_id: str) -> dict[str, str]:
    """Return the ids of one occasion's hits by entry, for a page that stands at a desk: no silent one is there."""
    if role is None or not may(role, Permission.SEE_HITS):
        return {}
    return {row["entry_id"]: row["hit_id"] for row in store.hits_of(site.db, inspection_id)}


def remembered(
    db: Database, document_id: str, person_key: str, *, entry: str, entry_hash: str, day: date
) -> Row | None:
    """Return when it was decided that this traveller is not this entry (`decided_on`, `until_on`), or None.

    It holds for the same document, name and birth, while the entry says what it said then, until it expires.
    """
    if not person_key or not entry_hash:
        return None
    return store.cleared(
        db,
        {
            "document_id": document_id,
            "person_key": person_key,
            "entry_id": entry,
            "entry_hash": entry_hash,
            "day": day.isoformat(),
        },
    )


def hit(site: Site, role: Role | None, hit_id: str) -> Row:
    """Return a hit as a role may know of it. Raises NoSuchHit."""
    row = _hit(site.db, hit_id)
    if not _may_know(role, row, site):
        raise NoSuchHit("no such hit is known here")
    return row


def listed(site: Site, role: Role | None, wanted: Wanted) -> list[Row]:
    """Return one page of hits: those that wait first, by priority. Each row knows the total of what the role may know."""
    whole = sight(role, Response.SILENT) is Sight.WHOLE
    terms = {
        "node": wanted.post if whole else site.name,
        "silent": int(whole),
        "state": wanted.state,
        "category": wanted.category,
        "source": wanted.source,
        "entry_id": wanted.entry_id,
    }
    return store.hits(site.db, terms, PAGE_ROWS, (wanted.page - 1) * PAGE_ROWS)


def places(site: Site, role: Role | None) -> list[tuple[str, str]]:
    """Return name and title of the sites whose hits a role may tell apart here; none where only one's own stand."""
    known = [(row["name"], row["title"]) for row in posts.sites(site.db)]
    return known if sight(role, Response.SILENT) is Sight.WHOLE and len(known) > 1 else []


def waiting(site: Site, role: Role | None) -> Waiting:
    """Count what waits for a decision, as far as a role may know: nothing at all to whoever decides on no hit."""
    if role is None or not may(role, Permission.ADJUDICATE_HIT):
        return Waiting()
    rows = store.waiting(site.db, "" if site.settings.is_hq else site.name)
    if sight(role, Response.SILENT) is Sight.NOTHING:
        rows = [row for row in rows if not row["silent"]]
    return Waiting(
        sum(row["hits"] for row in rows if not row["silent"]),
        sum(row["hits"] for row in rows if row["silent"]),
        sum(row["raised_to_hq" if site.settings.is_hq else "raised"] for row in rows),
    )


def raise_unanswered(site: Site) -> int:
    """Let hits of this site rise that nobody acknowledged in time, and return how many did."""
    now = site.clock.now()
    due = {row["hit_id"]: level for row in store.unanswered(site.db, site.name) if (level := _due(row, now))}
    if not due:
        return 0
    with acting(site, SYSTEM, "unanswered") as act:
        still = [(row, _due(row, act.now)) for row in store.unanswered(act.db, site.name)]
        rising = [(row, level) for row, level in still if level and due.get(row["hit_id"]) is level]
        for row, level in rising:
            _record(act, row, "hit.raised", {"level": level.value})
    return len(rising)


def close_gone(site: Site, entries: Iterable[str]) -> int:
    """Close this site's hits that wait and whose entries no list has any more, in an act; return how many."""
    gone = list(entries)
    if not gone:
        return 0
    with acting(site, SYSTEM, "entry-withdrawn") as act:
        return len(close_withdrawn(act, gone))


def close_withdrawn(act: Act, entries: Iterable[str]) -> list[str]:
    """Close this site's hits that wait and whose entries are withdrawn; return their ids.

    An entry that has come to its own last day is none: whom it met until then is still to be decided on.
    """
    waiting = [
        row
        for entry in entries
        for row in store.waiting_of_entry(act.db, act.site.name, entry)
        if not _has_run_out(row, act.day)
    ]
    for row in waiting:
        _record(act, row, "hit.closed", {"why": "entry-withdrawn"})
    return [row["hit_id"] for row in waiting]


def _has_run_out(row: Row, day: date) -> bool:
    return bool(row["said"]) and not unpack(row["entry_id"], row["category"], row["said"]).in_force(day)


def may_acknowledge(site: Site, role: Role | None, row: Row) -> bool:
    """Whether a form to acknowledge a hit has a place: here or at headquarters, while nobody has answered."""
    allowed = role is not None and may(role, Permission.ACKNOWLEDGE_HIT)
    return _ours(site, row) and allowed and row["state"] == State.OPEN


def may_decide(site: Site, role: Role | None, row: Row) -> bool:
    """Whether a form to decide on a hit has a place: here or at headquarters, while it waits, by whom it may be."""
    allowed = role is not None and may(role, Permission.ADJUDICATE_HIT)
    return _ours(site, row) and allowed and State(row["state"]).waits


def _ours(site: Site, row: Row) -> bool:
    """Whether something may be said of a hit here: at its own post, and at headquarters of any."""
    return site.settings.is_hq or row["node"] == site.name


def _record(act: Act, row: Row, kind: str, said: Mapping[str, Any]) -> None:
    """Record what became of a hit. Of a silent one that is another kind, which no other post hears and no desk counts."""
    if row["response"] == Response.SILENT:
        kind, said = f"{kind}_silently", {**said, "post": row["node"]}
    act.record(kind, {"hit_id": row["hit_id"], **said})


def _own(act: Act, hit_id: str) -> Row:
    """Return a hit on which the actor may say something at all. Raises NoSuchHit, HitOfAnother."""
    row = hit(act.site, act.who.role, hit_id)
    if not _ours(act.site, row):
        raise HitOfAnother("the hit belongs to another post", node=row["node"])
    return row


def _hit(db: Database, hit_id: str) -> Row:
    row = store.whole_hit(db, hit_id)
    if row is None:
        raise NoSuchHit("no such hit is known here")
    return row


def _may_know(role: Role | None, row: Row, site: Site) -> bool:
    seen = sight(role, Response(row["response"]))
    return seen is Sight.WHOLE or (seen is Sight.SHOWN and row["node"] == site.name)


def _meeting(occasion: Occasion, met: Met) -> dict[str, str]:
    return {
        "document_id": occasion.document_id,
        "person_key": person_key(occasion.traveller),
        "entry_id": met.entry,
        "entry_hash": met.hash,
    }


def _to_remember(act: Act, row: Row) -> dict[str, str]:
    return {
        "document_id": row["document_id"],
        "person_key": row["person_key"],
        "entry_id": row["entry_id"],
        "entry_hash": row["entry_hash"],
        "decided_on": act.day.isoformat(),
        "until_on": (act.day + timedelta(days=act.site.settings.not_same_days)).isoformat(),
    }


def _due(row: Row, now: datetime) -> Level | None:
    return rises_to(
        category_of(row["category"]),
        Response(row["response"]),
        now - instant_of(row["found_at"]),
        Level(row["raised_to"]) if row["raised_to"] else None,
    )
