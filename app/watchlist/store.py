"""The rows of list editions and hits; the entries of an edition lie in a file of their own (index.py)."""

import json

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
    payload = event.payload
    db.insert(
        "hits",
        {
            "hit_id": payload["hit_id"],
            "node": event.node,
            "inspection_id": payload["inspection_id"],
            "list": payload["list"],
            "edition": payload["edition"],
            "entry_id": payload["entry_id"],
            "category": payload["category"],
            "kind": payload["kind"],
            "score": payload["score"],
            "reasons": json.dumps(payload["reasons"]),
            "document_id": payload["document_id"],
            "desk": payload["desk"],
            "found_at": event.at,
            "found_by": event.actor,
        },
    )


def edition(db: Database, node: str, list_name: str) -> Row | None:
    return db.one(EDITION, node=node, list=list_name)


def hit(db: Database, inspection_id: str, list_name: str, entry_id: str) -> Row | None:
    return db.one(HIT, inspection_id=inspection_id, list=list_name, entry_id=entry_id)


def hits_of(db: Database, inspection_id: str) -> list[Row]:
    return db.all(HITS_OF, inspection_id=inspection_id)


def hits(db: Database, limit: int, offset: int) -> list[Row]:
    return db.all(HITS, limit=limit, offset=offset)


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
    select hit_id
      from hits
     where inspection_id = :inspection_id
       and list = :list
       and entry_id = :entry_id
"""

HITS_OF = """
    select hit_id
      from hits
     where inspection_id = :inspection_id
     order by hit_id
"""

HITS = """
    select hit_id, node, inspection_id, list, edition, entry_id, category, kind, reasons, document_id, desk, found_at,
           found_by, count(*) over () as total
      from hits
     order by found_at desc, hit_id desc
     limit :limit
    offset :offset
"""
