"""The rows of looks, and the journal as an auditor reads it."""

import json
from typing import Any

from db.database import Database, Row
from sync.journal import Event


def search_made(db: Database, event: Event) -> None:
    payload = event.payload
    what = dict(payload["what"])
    _keep(db, event, what.pop("search"), what, payload["found"])


def traveller_viewed(db: Database, event: Event) -> None:
    _keep(db, event, event.payload["traveller_id"], {}, 1)


def entry_viewed(db: Database, event: Event) -> None:
    _keep(db, event, event.payload["entry_id"], {}, 1)


def register_exported(db: Database, event: Event) -> None:
    payload = event.payload
    _keep(db, event, "register", payload["filter"], payload["rows"])


def look(db: Database, look_id: str) -> Row | None:
    return db.one(LOOK, look_id=look_id)


def journal_page(db: Database, terms: dict[str, str], limit: int, offset: int) -> list[Row]:
    return db.all(JOURNAL_PAGE, **terms, limit=limit, offset=offset)


def counts(db: Database, terms: dict[str, str]) -> list[Row]:
    return db.all(COUNTS, **terms)


def length(db: Database, node: str, epoch: int) -> int:
    return int(db.value(LENGTH, node=node, epoch=epoch) or 0)


def _keep(db: Database, event: Event, subject: str, asked: dict[str, Any], found: int) -> None:
    payload = event.payload
    db.run(
        KEEP_LOOK,
        look_id=event.id,
        node=event.node,
        looked_at=event.at,
        actor=event.actor,
        kind=event.kind,
        subject=subject,
        reason=payload["reason"],
        note=payload["note"],
        asked=json.dumps(asked, ensure_ascii=False, sort_keys=True),
        found=found,
    )


KEEP_LOOK = """
    insert into looks (look_id, node, looked_at, actor, kind, subject, reason, note, asked, found)
    values (:look_id, :node, :looked_at, :actor, :kind, :subject, :reason, :note, :asked, :found)
"""

LOOK = """
    select look_id, node, looked_at, actor, kind, subject, reason, note, asked, found
      from looks
     where look_id = :look_id
"""

JOURNAL_PAGE = """
    select node, epoch, seq, event_id, kind, at, actor, reason, note, found
      from journal_told
     where at >= :from_at
       and at < :until_at
       and (:kind = '' or kind = :kind)
       and (:actor = '' or actor = :actor)
     order by at desc, node, epoch desc, seq desc
     limit :limit
    offset :offset
"""

COUNTS = """
    select kind, count(*) as entries
      from journal_told
     where at >= :from_at
       and at < :until_at
       and (:kind = '' or kind = :kind)
       and (:actor = '' or actor = :actor)
     group by kind
     order by kind
"""

LENGTH = """
    select max(seq)
      from journal_told
     where node = :node
       and epoch = :epoch
"""
