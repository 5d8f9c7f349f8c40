"""The SQLite engine: sqlite-utils over pysqlite3, one connection a thread, one writer at a time.

Only `transaction()` writes: outside it a connection is `query_only`. sqlite-utils' own write methods commit by
themselves and begin deferred, which loses the promise that an act is all or nothing; so they are refused outside
`transaction()`, and inside it they become savepoints, which is harmless.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils.utils import sqlite3

from db.database import (
    AlreadyInTransaction,
    ConstraintViolated,
    DatabaseUnusable,
    EngineTooOld,
    NotInTransaction,
    Row,
    StatementRefused,
)

OLDEST_SOUND = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that two connections write and checkpoint at once."""

SQLITE_ERROR = 1
"""The result code of a statement that is wrong in itself. Source: sqlite.org, "Result and Error Codes"."""

PRAGMAS = (
    "pragma journal_mode = wal",
    "pragma synchronous = full",  # normal loses confirmed commits when power is cut, and would fork the chain
    "pragma foreign_keys = on",
    "pragma recursive_triggers = on",  # without it `insert or replace` slips past the append-only triggers
    "pragma busy_timeout = 30000",
    "pragma trusted_schema = off",
    "pragma cell_size_check = on",
    "pragma mmap_size = 0",
    "pragma query_only = on",  # `transaction()` lifts it
)


class SqliteDatabase:
    """One SQLite file. Safe to share between threads."""

    engine = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._writer = threading.Lock()  # SQLite's busy handler alone makes writers wait up to seconds

    def all(self, sql: str, **params: Any) -> list[Row]:
        return list(self._query(sql, params))

    def one(self, sql: str, **params: Any) -> Row | None:
        return next(iter(self._query(sql, params)), None)

    def value(self, sql: str, **params: Any) -> Any:
        row = self.one(sql, **params)
        return None if row is None else next(iter(row.values()))

    def run(self, sql: str, **params: Any) -> int:
        self._require_transaction()
        with translated_errors():
            return int(self._connection().execute(sql, params).rowcount)

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        self.run(_insertion(table, tuple(row)), **row)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self._inside():
            raise AlreadyInTransaction("a transaction is already open in this thread")
        with self._writer:
            yield from self._begun("begin immediate")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        if self._inside():
            yield
            return
        connection = self._connection()
        with translated_errors():
            connection.execute("begin deferred")
        try:
            yield
        finally:
            connection.execute("rollback")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self._require_transaction()
        connection = self._connection()
        connection.execute("savepoint act")
        try:
            yield
        except BaseException:
            if connection.in_transaction:  # a full disk has rolled back everything already
                connection.execute("rollback to act")
                connection.execute("release act")
            raise
        connection.execute("release act")

    def rows(self, table: str) -> Iterator[Row]:
        with translated_errors():
            cursor = self._connection().cursor()
            cursor.row_factory = _as_dict
            yield from cursor.execute(_whole(table, tuple(self.tools().table(table).pks)))

    def changes(self) -> int:
        return int(self.value("pragma data_version"))

    def copy_to(self, path: Path) -> None:
        with translated_errors(), closing(sqlite3.connect(str(path))) as target:
            self._connection().backup(target)  # in one step: it reads one state, and writers go on

    def close(self) -> None:
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def tools(self) -> sqlite_utils.Database:
        """Return sqlite-utils on this thread's connection, to introspect; never to write outside transaction()."""
        return sqlite_utils.Database(self._connection())

    def _begun(self, begin: str) -> Iterator[None]:
        connection = self._connection()
        with translated_errors():
            connection.execute("pragma query_only = off")
            connection.execute(begin)
        self._local.writing = True
        try:
            yield
            with translated_errors():
                connection.execute("commit")
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        finally:
            self._local.writing = False
            connection.execute("pragma query_only = on")

    def _query(self, sql: str, params: Mapping[str, Any]) -> Any:
        with translated_errors():
            cursor = self._connection().cursor()
            cursor.row_factory = _as_dict
            return cursor.execute(sql, params).fetchall()

    def _require_transaction(self) -> None:
        if not self._inside():
            raise NotInTransaction("only a transaction may change rows")

    def _inside(self) -> bool:
        return bool(getattr(self._local, "writing", False))

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            with translated_errors():
                connection = self._local.connection = _connect(self.path)
        return connection


def open_sqlite(path: Path, *, must_exist: bool = False) -> SqliteDatabase:
    """Open a file, made if absent unless must_exist. Raises EngineTooOld, DatabaseUnusable."""
    if sqlite3.sqlite_version_info < OLDEST_SOUND:
        raise EngineTooOld(
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset fault; 3.51.3 or later is needed"
        )
    if must_exist and not path.is_file():
        raise DatabaseUnusable(f"no database at {path}")
    database = SqliteDatabase(path)
    database.value("select 1")
    return database


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn the engine's exceptions into ours, which are the same for every engine."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise ConstraintViolated(str(error)) from error
    except (sqlite3.InterfaceError, sqlite3.ProgrammingError, sqlite3.DataError, OverflowError) as error:
        raise StatementRefused(str(error)) from error
    except sqlite3.DatabaseError as error:
        refused = getattr(error, "sqlite_errorcode", None) == SQLITE_ERROR
        raise (StatementRefused if refused else DatabaseUnusable)(str(error)) from error


def _connect(path: Path) -> Any:
    connection = sqlite3.connect(str(path), timeout=30.0, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def _as_dict(cursor: Any, row: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


@lru_cache(maxsize=256)
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    _require_names(table, *columns)
    values = ", ".join(f":{column}" for column in columns)
    return f"insert into {table} ({', '.join(columns)}) values ({values})"  # noqa: S608 identifiers are checked above


def _whole(table: str, keys: tuple[str, ...]) -> str:
    _require_names(table, *keys)
    return f"select * from {table} order by {', '.join(keys)}"  # noqa: S608 identifiers are checked above


def _require_names(*names: str) -> None:
    if not all(name.isidentifier() for name in names):
        raise ValueError(f"no table or column names: {names}")
