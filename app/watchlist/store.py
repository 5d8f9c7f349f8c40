"""The rows of list editions and hits; the entries of an edition lie in a file of their own (index.py)."""

import json
from typing import Any

from app import own
from app.posts import service as posts
from border.hit import (
    Happening,
    Level,
    State,
    Step,
    Verdict,
    category_of,
    needs_two,
    source_of,
    standing,
)
from border.listing import BadSubject, unpack
from db.database import Database, Row
from sync.journal import Event


def list_loaded(db: Database, event: Event) -> None:
    payload = event.payload
    db.insert(
        "list_editions",
        {
            "node": event.node,
            "list": payload["list"],
            "number": payload["number"],
            "day": payload["day"],
            "count": payload["count"],
            "digest": payload["digest"],
            "rejected": payload["rejected"],
            "loaded_at": event.at,
            "loaded_by": event.actor,
        },
    )


def hit_found(db: Database, event: Event) -> None:
    """Keep a hit. Version 1 had neither the traveller nor what the entry said."""
    db.insert("hits", _FOUND_IN_VERSION_1 | _found(event))
    _work_out(db, event.payload["hit_id"])


def hit_acknowledged(db: Database, event: Event) -> None:
    _keep_step(db, event, "acknowledged")


def hit_adjudicated(db: Database, event: Event) -> None:
    payload = event.payload
    meeting = json.dumps(payload["meeting"]) if payload["meeting"] else ""
    _keep_step(
        db,
        event,
        "adjudicated",
        verdict=payload["verdict"],
        reason=payload["reason"],
        meeting=meeting,
    )


def hit_raised(db: Database, event: Event) -> None:
    _keep_step(db, event, "raised", level=event.payload["level"])


def hit_closed(db: Database, event: Event) -> None:
    _keep_step(db, event, "closed", reason=event.payload["why"])


def _found(event: Event) -> Row:
    payload = event.payload
    kept = {field: payload[field] for field in _FOUND if field in payload}
    kept["priority"] = category_of(payload["category"]).priority
    kept["source"] = source_of(payload["entry_id"], payload["list"])
    kept["agency"] = _agency(payload)
    kept["reasons"] = json.dumps(payload["reasons"], ensure_ascii=False)
    return {"met_at": event.at, **kept, "node": event.node, "found_at": event.at, "found_by": event.actor}


def _agency(payload: Row) -> str:
    """Return the agency that asked for the entry, '' where it says none or cannot be read."""
    if not payload.get("said"):
        return ""
    try:
        return unpack(payload["entry_id"], payload["category"], payload["said"]).agency
    except BadSubject:
        return ""


_FOUND = (
    "hit_id",
    "inspection_id",
    "list",
    "edition",
    "entry_id",
    "category",
    "kind",
    "response",
    "entry_name",
    "entry_hash",
    "said",
    "score",
    "margin",
    "occasion",
    "met_at",
    "direction",
    "desk",
    "document_id",
    "person_key",
    "surname",
    "given_names",
    "born_on",
    "sex",
    "nationality",
)
_FOUND_IN_VERSION_1: Row = {
    "response": "refer",
    "entry_name": "",
    "entry_hash": "",
    "said": "",
    "margin": None,
    "occasion": "desk",
    "direction": "",
    "person_key": "",
    "surname": "",
    "given_names": "",
    "born_on": "",
    "sex": "U",
    "nationality": "",
}


def _keep_step(db: Database, event: Event, kind: str, **said: str) -> None:
    """Keep what became of a hit. Only its own site and headquarters say so; of a hit that is not known here,
    anybody may: it counts when the hit is heard of, if it may then."""
    hit_id = event.payload["hit_id"]
    known = db.one(NODE_OF_HIT, hit_id=hit_id)
    own.require(known is None or _may_say(db, event.node, known["node"]), event)
    empty = {"verdict": "", "level": "", "reason": "", "meeting": ""}
    db.insert(
        "hit_steps",
        {
            "node": event.node,
            "epoch": event.entry.epoch,
            "seq": event.entry.seq,
            "hit_id": hit_id,
            "kind": kind,
            "at": event.at,
            "by": event.actor,
            "by_name": event.payload.get("by_name", ""),
            **empty,
            **said,
        },
    )
    _work_out(db, hit_id)


def _may_say(db: Database, node: str, of: str) -> bool:
    """Whether a site may say something of a hit of another: headquarters may. No post has a row that says so of it."""
    known = posts.site(db, node)
    return node == of or known is None or known["role"] != "post"


def _work_out(db: Database, hit_id: str) -> None:
    """Work out anew how a hit stands, and what is remembered of it."""
    hit = db.one(NODE_OF_HIT, hit_id=hit_id)
    if hit is None:
        return
    rows = [row for row in steps(db, hit_id) if _may_say(db, row["node"], hit["node"])]
    found = standing([_step(row) for row in rows], two_persons=needs_two(category_of(hit["category"])))
    db.run(STANDS, hit_id=hit_id, state=found.state.value, raised_to=found.raised_to or "")
    db.run(FORGET, hit_id=hit_id)
    if found.state is State.NOT_SAME and found.decided is not None:
        decided = rows[found.decided]
        db.insert(
            "cleared_meetings",
            {"hit_id": hit_id, "node": decided["node"], **json.loads(decided["meeting"])},
        )


def _step(row: Row) -> Step:
    return Step(
        Happening(row["kind"]),
        row["at"],
        row["by"],
        Verdict(row["verdict"]) if row["verdict"] else None,
        Level(row["level"]) if row["level"] else None,
    )


def edition(db: Database, node: str, list_name: str) -> Row | None:
    return db.one(EDITION, node=node, list=list_name)


def hit(db: Database, inspection_id: str, list_name: str, entry_id: str) -> Row | None:
    return db.one(HIT, inspection_id=inspection_id, list=list_name, entry_id=entry_id)


def hits_of(db: Database, inspection_id: str) -> list[Row]:
    return db.all(HITS_OF, inspection_id=inspection_id)


def hits(db: Database, terms: dict[str, Any], limit: int, offset: int) -> list[Row]:
    return db.all(HITS, **terms, limit=limit, offset=offset)


def whole_hit(db: Database, hit_id: str) -> Row | None:
    return db.one(WHOLE_HIT, hit_id=hit_id)


def steps(db: Database, hit_id: str) -> list[Row]:
    return db.all(STEPS, hit_id=hit_id)


def unanswered(db: Database, node: str) -> list[Row]:
    return db.all(UNANSWERED, node=node)


def waiting(db: Database, node: str) -> list[Row]:
    """Return hits that wait, by response and whom they rose to. node: '' for all sites."""
    return db.all(WAITING, node=node)


def waiting_entries(db: Database, node: str) -> list[Row]:
    """Return the entries of hits that wait, each once, with the edition they were met in first."""
    return db.all(WAITING_ENTRIES, node=node)


def waiting_of_entry(db: Database, node: str, entry_id: str) -> list[Row]:
    return db.all(WAITING_OF_ENTRY, node=node, entry_id=entry_id)


def hit_of_traveller(db: Database, terms: dict[str, str]) -> Row | None:
    """Return a hit of this traveller and this very entry: one of `node`, or one of elsewhere that was met since an instant.

    One that was closed counts for nothing: the entry came back. terms: the meeting, node and since.
    """
    return db.one(HIT_OF_TRAVELLER, **terms)


def cleared(db: Database, terms: dict[str, str]) -> Row | None:
    return db.one(CLEARED, **terms)


def outcomes(db: Database, terms: dict[str, Any]) -> list[Row]:
    """Return the hits of one category that were weighed, with their margin and how they stand."""
    return db.all(OUTCOMES, **terms)


def withdrawn_since(db: Database, node: str, silent: int, first: str) -> int:
    """Count the hits that were closed since an instant, their entries withdrawn. node: '' for all sites."""
    return int(db.value(WITHDRAWN_SINCE, node=node, silent=silent, first=first))


def rescreened(db: Database, node: str) -> Row | None:
    """Return how far crossings that happened were laid beside what came since; None before the first time."""
    return db.one(RESCREENED, node=node)


def keep_rescreened(db: Database, row: Row) -> None:
    db.run(KEEP_RESCREENED, **row)


def to_be_confirmed(db: Database, row: Row) -> None:
    db.run(TO_BE_CONFIRMED, **row)


def confirmed(db: Database, occasion_id: str) -> None:
    db.run(CONFIRMED, occasion_id=occasion_id)


def to_confirm(db: Database, occasion_id: str) -> Row | None:
    return db.one(TO_CONFIRM, occasion_id=occasion_id)


def all_to_confirm(db: Database, before: str, limit: int) -> list[Row]:
    """Return what waits to be confirmed since before an instant, oldest first."""
    return db.all(ALL_TO_CONFIRM, before=before, limit=limit)


TO_BE_CONFIRMED = """
    insert into numbers_to_confirm (occasion_id, key, said, asked_at)
    values (:occasion_id, :key, :said, :asked_at)
        on conflict (occasion_id) do update
       set key = excluded.key,
           said = excluded.said,
           asked_at = excluded.asked_at
"""

CONFIRMED = """
    delete from numbers_to_confirm
     where occasion_id = :occasion_id
"""

TO_CONFIRM = """
    select occasion_id, key, said, asked_at
      from numbers_to_confirm
     where occasion_id = :occasion_id
"""

ALL_TO_CONFIRM = """
    select occasion_id, key, said, asked_at
      from numbers_to_confirm
     where asked_at <= :before
     order by asked_at, occasion_id
     limit :limit
"""

# The newest edition is the one that is asked: this row is the pointer.
EDITION = """
    select list, number, day, count, digest, rejected, loaded_at
      from list_editions
     where node = :node
       and list = :list
     order by number desc
     limit 1
"""

HIT = """
    select hit_id, state
      from hits
     where inspection_id = :inspection_id
       and list = :list
       and entry_id = :entry_id
"""

# What a stamp and a crossing name: a silent hit is named nowhere that an officer looks.
HITS_OF = """
    select hit_id, entry_id
      from hits
     where inspection_id = :inspection_id
       and response <> 'silent'
     order by hit_id
"""

NODE_OF_HIT = """
    select node, category
      from hits
     where hit_id = :hit_id
"""

HITS = """
    select hit_id, node, inspection_id, list, edition, entry_id, source, category, kind, response, entry_name, score,
           occasion, met_at, direction, desk, document_id, surname, given_names, found_at, found_by, state, raised_to,
           count(*) over () as total
      from hits
     where (:node = '' or node = :node)
       and (:silent = 1 or response <> 'silent')
       and (:state = '' or state = :state
            or :state = 'waiting' and state in ('open', 'acknowledged', 'unconfirmed', 'referred'))
       and (:category = '' or category = :category)
       and (:source = '' or source = :source)
       and (:entry_id = '' or entry_id = :entry_id)
     order by case when state in ('open', 'acknowledged', 'unconfirmed', 'referred') then 0 else 1 end,
           case when state in ('open', 'acknowledged', 'unconfirmed', 'referred') then priority else 0 end,
           found_at desc, hit_id desc
     limit :limit
    offset :offset
"""

WHOLE_HIT = """
    select hit_id, node, inspection_id, list, edition, entry_id, source, category, priority, kind, response,
           entry_name, entry_hash, said, score, margin, reasons, occasion, met_at, direction, desk, document_id,
           person_key, surname, given_names, born_on, sex, nationality, found_at, found_by, state, raised_to
      from hits
     where hit_id = :hit_id
"""

STEPS = """
    select node, epoch, seq, hit_id, kind, at, by, by_name, verdict, level, reason, meeting
      from hit_steps
     where hit_id = :hit_id
     order by at, node, epoch, seq
"""

STANDS = """
    update hits
       set state = :state,
           raised_to = :raised_to
     where hit_id = :hit_id
"""

FORGET = "delete from cleared_meetings where hit_id = :hit_id"

UNANSWERED = """
    select hit_id, node, category, response, found_at, raised_to
      from hits
     where state = 'open'
       and node = :node
     order by priority, found_at, hit_id
"""

# Whoever acknowledged a hit or decided on it has answered: it rose, and is down again.
WAITING = """
    select response = 'silent' as silent,
           count(*) as hits,
           coalesce(sum(case when state = 'open' and raised_to <> '' then 1 else 0 end), 0) as raised,
           coalesce(sum(case when state = 'open' and raised_to = 'headquarters' then 1 else 0 end), 0) as raised_to_hq
      from hits
     where state in ('open', 'acknowledged', 'unconfirmed', 'referred')
       and (:node = '' or node = :node)
     group by response = 'silent'
     order by response = 'silent'
"""

WAITING_ENTRIES = """
    select entry_id, source, min(edition) as edition
      from hits
     where node = :node
       and state in ('open', 'acknowledged', 'unconfirmed', 'referred')
     group by entry_id, source
     order by entry_id
"""

WAITING_OF_ENTRY = """
    select hit_id, node, response, entry_id, category, said
      from hits
     where entry_id = :entry_id
       and node = :node
       and state in ('open', 'acknowledged', 'unconfirmed', 'referred')
     order by found_at, hit_id
"""

HIT_OF_TRAVELLER = """
    select hit_id
      from hits
     where document_id = :document_id
       and person_key = :person_key
       and entry_id = :entry_id
       and entry_hash = :entry_hash
       and state <> 'closed'
       and (node = :node or met_at >= :since)
     order by hit_id
     limit 1
"""

CLEARED = """
    select hit_id, decided_on, until_on
      from cleared_meetings
     where document_id = :document_id
       and person_key = :person_key
       and entry_id = :entry_id
       and entry_hash = :entry_hash
       and until_on >= :day
     order by until_on desc, hit_id
     limit 1
"""

OUTCOMES = """
    select hit_id, entry_id, category, said, margin, document_id, state
      from hits
     where category = :category
       and kind = 'person'
       and margin is not null
       and found_at >= :first
       and found_at < :last
     order by hit_id
"""

WITHDRAWN_SINCE = """
    select count(distinct s.hit_id)
      from hit_steps s
      join hits h on h.hit_id = s.hit_id
     where s.kind = 'closed'
       and s.at >= :first
       and h.state = 'closed'
       and (:node = '' or h.node = :node)
       and (:silent = 1 or h.response <> 'silent')
"""

RESCREENED = """
    select node, edition, lookouts, epoch, seq
      from rescreens
     where node = :node
"""

KEEP_RESCREENED = """
    insert into rescreens (node, edition, lookouts, epoch, seq)
    values (:node, :edition, :lookouts, :epoch, :seq)
        on conflict (node) do update
       set edition = excluded.edition,
           lookouts = excluded.lookouts,
           epoch = excluded.epoch,
           seq = excluded.seq
"""
