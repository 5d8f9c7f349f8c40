"""What reports read: the view of crossings, and nothing else. They keep no rows."""

from db.database import Database, Row

Filter = dict[str, str]
"""day: ISO; post and direction: a value, or '' for all."""


def by_node(db: Database) -> list[Row]:
    return db.all(BY_NODE)


def crossings(db: Database, wanted: Filter, limit: int, offset: int) -> list[Row]:
    return db.all(CROSSINGS, **wanted, limit=limit, offset=offset)


def count(db: Database, wanted: Filter) -> int:
    return int(db.value(COUNT, **wanted))


def counts(db: Database, wanted: Filter) -> list[Row]:
    return db.all(COUNTS, **wanted)


BY_NODE = """
    select node, count(*) as crossings
      from crossings_flat
     group by node
     order by node
"""

CROSSINGS = """
    select crossing_id, node, post, desk, happened_at, direction, decision, capacity, nationality, sex, late, voided
      from crossings_flat
     where day = :day
       and (:post = '' or node = :post)
       and (:direction = '' or direction = :direction)
     order by happened_at desc, crossing_id desc
     limit :limit
    offset :offset
"""

COUNT = """
    select count(*) as crossings
      from crossings_flat
     where day = :day
       and (:post = '' or node = :post)
       and (:direction = '' or direction = :direction)
"""

COUNTS = """
    select node, direction, decision, hour, sex, count(*) as crossings
      from crossings_flat
     where day = :day
       and (:post = '' or node = :post)
       and (:direction = '' or direction = :direction)
       and voided = 0
     group by node, direction, decision, hour, sex
     order by node, direction, decision, hour, sex
"""
