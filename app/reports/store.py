"""What reports read: the view of crossings, and nothing else. They keep no rows."""

from db.database import Database, Row


def by_node(db: Database) -> list[Row]:
    return db.all(BY_NODE)


BY_NODE = """
    select node, count(*) as crossings
      from crossings_flat
     group by node
     order by node
"""
