"""The rows of the filters of numbers: which were published, and which a site took up."""

from db.database import Database, Row
from sync.journal import Event

__all__ = ["Row"]


def numbers_published(db: Database, event: Event) -> None:
    payload = event.payload
    names = ("number", "published_at", "day", "count", "rejected", "digest", "bytes", "sha256", "base")
    said = {name: payload[name] for name in names}
    db.insert("numbers_published", {"node": event.node, **said, "published_by": event.actor})


def numbers_taken(db: Database, event: Event) -> None:
    """Keep what a site took up; that it uses it is for the room of publications."""
    place = {"node": event.node, "epoch": event.entry.epoch, "seq": event.entry.seq}
    said = {
        name: event.payload[name] for name in ("number", "published_at", "day", "count", "sha256", "base")
    }
    db.insert("numbers_taken", {**place, **said, "taken_at": event.at})


def newest(db: Database, node: str) -> Row | None:
    """Return what a headquarters loaded last."""
    return db.one(NEWEST, node=node)


def published(db: Database, node: str, number: int) -> Row | None:
    return db.one(PUBLISHED, node=node, number=number)


def newest_heard(db: Database) -> int:
    """Return the number of the newest list of any headquarters that is known here, 0 for none."""
    return int(db.value(NEWEST_HEARD))


def taken(db: Database, node: str, number: int) -> Row | None:
    """Return what a site took up under a number, last."""
    return db.one(TAKEN, node=node, number=number)


def looked_at(db: Database, node: str) -> int:
    """Return the number of the newest list that a site's hits were laid beside, 0 before the first."""
    return int(db.value(LOOKED_AT, node=node))


def keep_looked_at(db: Database, node: str, number: int) -> None:
    db.run(KEEP_LOOKED_AT, node=node, number=number)


LOOKED_AT = """
    select coalesce(max(number), 0)
      from numbers_looked_at
     where node = :node
"""

KEEP_LOOKED_AT = """
    insert into numbers_looked_at (node, number)
    values (:node, :number)
        on conflict (node) do update
       set number = excluded.number
"""

NEWEST = """
    select number, published_at, day, count, rejected, digest, bytes, sha256, base, published_by
      from numbers_published
     where node = :node
     order by number desc
     limit 1
"""

PUBLISHED = """
    select number, day, count, bytes, sha256, base
      from numbers_published
     where node = :node
       and number = :number
"""

NEWEST_HEARD = """
    select coalesce(max(number), 0)
      from numbers_published
"""

TAKEN = """
    select number, published_at, day, count, sha256, base, taken_at
      from numbers_taken
     where node = :node
       and number = :number
     order by epoch desc, seq desc
     limit 1
"""
