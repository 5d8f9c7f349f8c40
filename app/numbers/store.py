"""The rows of the filters of numbers: which were published, taken up, refused; which one a site uses."""

from typing import Any

from db.database import Database, Row
from sync.journal import Event

__all__ = ["Row"]


def numbers_published(db: Database, event: Event) -> None:
    payload = event.payload
    names = ("number", "published_at", "day", "count", "rejected", "digest", "bytes", "sha256")
    said = {name: payload[name] for name in names}
    db.insert("numbers_published", {"node": event.node, **said, "published_by": event.actor})


def numbers_taken(db: Database, event: Event) -> None:
    """Project that a site uses a filter from now on; the one before is what it used until now."""
    payload = event.payload
    names = ("number", "published_at", "day", "count", "sha256")
    said: dict[str, Any] = {name: payload[name] for name in names}
    db.insert("numbers_taken", {**_place(event), **said, "taken_at": event.at})
    db.run(USE, node=event.node, **said, before=payload["before"], taken_at=event.at)


def numbers_refused(db: Database, event: Event) -> None:
    payload = event.payload
    said = {name: payload[name] for name in ("number", "why", "file")}
    db.insert("numbers_refused", {**_place(event), **said, "refused_at": event.at})


def newest(db: Database, node: str) -> Row | None:
    """Return what a headquarters loaded last."""
    return db.one(NEWEST, node=node)


def is_published(db: Database) -> bool:
    """Say whether any headquarters that is known here has such a list."""
    return db.one(ANY) is not None


def in_use(db: Database, node: str) -> Row | None:
    return db.one(IN_USE, node=node)


def all_in_use(db: Database) -> list[Row]:
    return db.all(ALL_IN_USE)


def refusal(db: Database, node: str) -> Row | None:
    """Return the last refusal of a site that no later taking has mended."""
    return db.one(REFUSAL, node=node)


def refused(db: Database, node: str, file: str) -> Row | None:
    """Return the last refusal of a file, by its SHA-256."""
    return db.one(REFUSED, node=node, file=file)


def _place(event: Event) -> Row:
    return {"node": event.node, "epoch": event.entry.epoch, "seq": event.entry.seq}


NEWEST = """
    select number, published_at, day, count, rejected, digest, bytes, sha256, published_by
      from numbers_published
     where node = :node
     order by number desc
     limit 1
"""

ANY = """
    select number
      from numbers_published
     order by node, number
     limit 1
"""

USE = """
    insert into numbers_in_use (node, number, before, published_at, day, count, sha256, taken_at)
    values (:node, :number, :before, :published_at, :day, :count, :sha256, :taken_at)
        on conflict (node) do update
       set number = excluded.number,
           before = excluded.before,
           published_at = excluded.published_at,
           day = excluded.day,
           count = excluded.count,
           sha256 = excluded.sha256,
           taken_at = excluded.taken_at
"""

IN_USE = """
    select number, before, published_at, day, count, sha256, taken_at
      from numbers_in_use
     where node = :node
"""

ALL_IN_USE = """
    select node, number, day, count, taken_at
      from numbers_in_use
     order by node
"""

REFUSAL = """
    select r.number, r.why, r.file, r.refused_at
      from numbers_refused r
     where r.node = :node
       and not exists (select 1
                         from numbers_taken t
                        where t.node = r.node
                          and (t.epoch, t.seq) > (r.epoch, r.seq))
     order by r.epoch desc, r.seq desc
     limit 1
"""

REFUSED = """
    select number, why, refused_at
      from numbers_refused
     where node = :node
       and file = :file
     order by epoch desc, seq desc
     limit 1
"""
