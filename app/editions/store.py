"""The rows of editions: which were published, and which a site took up. Their entries lie in files."""

import json
from collections.abc import Mapping
from typing import Any

from db.database import Database, Row
from sync.journal import Event

ABOUT = ("number", "published_at", "day", "persons", "documents", "digest")


def edition_published(db: Database, event: Event) -> None:
    payload = event.payload
    db.insert(
        "editions_published",
        {
            "node": event.node,
            **_about(payload),
            "bytes": payload["bytes"],
            "sha256": payload["sha256"],
            "delta_bytes": payload["delta_bytes"],
            "published_by": event.actor,
        },
    )


def edition_taken(db: Database, event: Event) -> None:
    """Keep what a site took up; that it uses it is for the room of publications."""
    place = {"node": event.node, "epoch": event.entry.epoch, "seq": event.entry.seq}
    db.insert("editions_taken", {**place, **_about(event.payload), "taken_at": event.at})


def published(db: Database, node: str, limit: int) -> list[Row]:
    """Return a headquarters' newest editions, newest first."""
    return [_read(row) for row in db.all(PUBLISHED, node=node, limit=limit)]


def taken(db: Database, node: str, number: int) -> Row | None:
    row = db.one(TAKEN, node=node, number=number)
    return row and _read(row)


def ask_for(db: Database, row: Mapping[str, Any]) -> None:
    db.run(ASK_FOR, **row)


def asked_for(db: Database, node: str) -> Row | None:
    return db.one(ASKED_FOR, node=node)


def answer(db: Database, node: str, asked_at: str) -> None:
    db.run(ANSWER, node=node, asked_at=asked_at)


def _about(payload: Mapping[str, Any]) -> Row:
    return {
        **{name: payload[name] for name in ABOUT},
        "sources": json.dumps(payload["sources"], sort_keys=True),
    }


def _read(row: Row) -> Row:
    return row | {"sources": json.loads(row["sources"])}


PUBLISHED = """
    select number, published_at, day, persons, documents, digest, sources, bytes, sha256, delta_bytes, published_by
      from editions_published
     where node = :node
     order by number desc
     limit :limit
"""

TAKEN = """
    select number, published_at, day, persons, documents, digest, sources, taken_at
      from editions_taken
     where node = :node
       and number = :number
     order by epoch desc, seq desc
     limit 1
"""

ASK_FOR = """
    insert into editions_asked_for (node, account_id, username, name, role, asked_at)
    values (:node, :account_id, :username, :name, :role, :asked_at)
        on conflict (node) do nothing
"""

ASKED_FOR = """
    select account_id, username, name, role, asked_at
      from editions_asked_for
     where node = :node
"""

ANSWER = """
    delete from editions_asked_for
     where node = :node
       and asked_at = :asked_at
"""
