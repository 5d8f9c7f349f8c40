"""Movements of all posts, counted: what headquarters' analysts see. No person and no document is in it."""

from app.reports import store
from db.database import Database


def crossings_by_node(db: Database) -> dict[str, int]:
    """Return how many crossings each site has recorded, voided ones included."""
    return {row["node"]: row["crossings"] for row in store.by_node(db)}
