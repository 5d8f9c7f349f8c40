"""What the house asks of a database engine, and what can go wrong with one.

Two engines are meant: SQLite at the posts and by default at headquarters, PostgreSQL at a larger headquarters.
Statements are portable SQL with named parameters (`:name`). Nothing here knows a table.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

Row = dict[str, Any]


class DatabaseError(Exception):
    """Something the database refused or could not do."""

    number = "D100"


class NotInTransaction(DatabaseError):
    """A change was asked for outside a transaction: only an act may write."""

    number = "D101"


class AlreadyInTransaction(DatabaseError):
    """A transaction was begun inside a transaction of the same thread."""

    number = "D102"


class ConstraintViolated(DatabaseError):
    """A rule of the schema forbids the row: unique, check, foreign key, not null, or a trigger."""

    number = "D103"


class EngineTooOld(DatabaseError):
    """The SQLite library has the WAL-reset fault (before 3.51.3) and may corrupt the file."""

    number = "D104"


class DatabaseUnusable(DatabaseError):
    """The file is absent, busy beyond patience, full or damaged; the transaction was rolled back."""

    number = "D105"


class StatementRefused(DatabaseError):
    """A statement or a value that the engine cannot take: a fault of the program, or bytes from outside."""

    number = "D107"


class Database(Protocol):
    """One database, shared by the threads of a process; each thread has its own connection inside."""

    engine: str

    def all(self, sql: str, **params: Any) -> list[Row]:
        """Return every row of a query, in its order."""

    def one(self, sql: str, **params: Any) -> Row | None:
        """Return the first row, or None."""

    def value(self, sql: str, **params: Any) -> Any:
        """Return the first column of the first row, or None."""

    def run(self, sql: str, **params: Any) -> int:
        """Change rows and return how many. Raises NotInTransaction outside a transaction."""

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        """Insert one row. Raises NotInTransaction, ConstraintViolated."""

    def transaction(self) -> AbstractContextManager[None]:
        """Begin a write at once, commit at the end, roll back on any exception. Not to be nested."""

    def savepoint(self) -> AbstractContextManager[None]:
        """Roll back only what happens inside when it fails; within a transaction."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Let several queries of this thread see one state; nothing may be changed inside."""

    def rows(self, table: str) -> Iterator[Row]:
        """Walk a whole table by its primary key."""

    def changes(self) -> int:
        """Return a number that differs from the last one as soon as anybody else has committed; costs no read."""

    def copy_to(self, path: Path) -> None:
        """Write what is committed now into a new file, without holding up writers."""

    def close(self) -> None:
        """Close this thread's connection."""
