"""The rows of editions: which were published, taken up, refused; which one a site uses. Their entries lie in files."""

import json
from collections.abc import Mapping
from typing import Any

from app import own
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
    """Project that a site uses an edition from now on; the one before is what it used until now."""
    payload = event.payload
    db.insert(
        "editions_taken",
        {**_place(event), **_about(payload), "taken_at": event.at},
    )
    _use(db, event, payload["number"], payload["before"], held=0, note="")


def edition_gone_back(db: Database, event: Event) -> None:
    _use(db, event, event.payload["number"], None, held=1, note=event.payload["note"])


def edition_held(db: Database, event: Event) -> None:
    """Project that a site keeps to the edition it uses, or does so no longer. Raises NotItsOwn."""
    payload = event.payload
    own.change(
        db,
        event,
        HOLD,
        held=int(payload["held"]),
        note=payload["note"],
        changed_at=event.at,
        changed_by=event.actor,
    )


def edition_refused(db: Database, event: Event) -> None:
    payload = event.payload
    db.insert(
        "editions_refused",
        {
            **_place(event),
            "number": payload["number"],
            "why": payload["why"],
            "file": payload["file"],
            "refused_at": event.at,
        },
    )


def published(db: Database, node: str, limit: int) -> list[Row]:
    """Return a headquarters' newest editions, newest first."""
    return [_read(row) for row in db.all(PUBLISHED, node=node, limit=limit)]


def in_use(db: Database, node: str) -> Row | None:
    """Return the edition a site uses, with what it says of itself, and since when."""
    row = db.one(IN_USE, node=node)
    return row and _read(row)


def all_in_use(db: Database) -> list[Row]:
    return db.all(ALL_IN_USE)


def taken(db: Database, node: str, number: int) -> Row | None:
    row = db.one(TAKEN, node=node, number=number)
    return row and _read(row)


def refusal(db: Database, node: str) -> Row | None:
    """Return the last refusal of a site that no later taking has mended."""
    return db.one(REFUSAL, node=node)


def refused(db: Database, node: str, file: str) -> Row | None:
    """Return the last refusal of a file, by its SHA-256."""
    return db.one(REFUSED, node=node, file=file)


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


def _place(event: Event) -> Row:
    return {"node": event.node, "epoch": event.entry.epoch, "seq": event.entry.seq}


def _read(row: Row) -> Row:
    return row | {"sources": json.loads(row["sources"])}


def _use(db: Database, event: Event, number: int, before: int | None, *, held: int, note: str) -> None:
    db.run(
        USE,
        node=event.node,
        number=number,
        before=before,
        held=held,
        note=note,
        changed_at=event.at,
        changed_by=event.actor,
    )


USE = """
    insert into editions_in_use (node, number, before, held, note, changed_at, changed_by)
    values (:node, :number, :before, :held, :note, :changed_at, :changed_by)
        on conflict (node) do update
       set number = excluded.number,
           before = excluded.before,
           held = excluded.held,
           note = excluded.note,
           changed_at = excluded.changed_at,
           changed_by = excluded.changed_by
"""

HOLD = """
    update editions_in_use
       set held = :held,
           note = :note,
           changed_at = :changed_at,
           changed_by = :changed_by
     where node = :node
"""

PUBLISHED = """
    select number, published_at, day, persons, documents, digest, sources, bytes, sha256, delta_bytes, published_by
      from editions_published
     where node = :node
     order by number desc
     limit :limit
"""

IN_USE = """
    select u.number, u.before, u.held, u.note, u.changed_at, t.published_at, t.day, t.persons, t.documents, t.digest,
           t.sources
      from editions_in_use u
      join editions_taken t on t.node = u.node and t.number = u.number
     where u.node = :node
     order by t.epoch desc, t.seq desc
     limit 1
"""

ALL_IN_USE = """
    select u.node, u.number, u.before, u.held, u.note, u.changed_at
      from editions_in_use u
     order by u.node
"""

TAKEN = """
    select number, published_at, day, persons, documents, digest, sources, taken_at
      from editions_taken
     where node = :node
       and number = :number
     order by epoch desc, seq desc
     limit 1
"""

REFUSAL = """
    select r.number, r.why, r.file, r.refused_at
      from editions_refused r
     where r.node = :node
       and not exists (select 1
                         from editions_taken t
                        where t.node = r.node
                          and (t.epoch, t.seq) > (r.epoch, r.seq))
     order by r.epoch desc, r.seq desc
     limit 1
"""

REFUSED = """
    select number, why, refused_at
      from editions_refused
     where node = :node
       and file = :file
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
