"""What an event may change: rows of the site that says it, and of no other.

At headquarters the events of all posts meet in the same tables. A post whose key is stolen can say anything of its own
work, and nothing of another's: replication sets aside what is refused here.
"""

from typing import Any

from db.database import Database
from sync.journal import Event


class NotItsOwn(LookupError):
    """An event about a row that its site does not have."""

    number = "W102"


def change(db: Database, event: Event, statement: str, **params: Any) -> None:
    """Change the one row that an event is about; the statement says `node = :node`. Raises NotItsOwn."""
    require(db.run(statement, node=event.node, **params) == 1, event)


def require(it_is: bool, event: Event) -> None:
    """Raises NotItsOwn unless what an event is about belongs to its site."""
    if not it_is:
        raise NotItsOwn(f"a {event.kind} of {event.node} is about no row of its own")
