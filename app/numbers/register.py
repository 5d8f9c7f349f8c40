"""Headquarters' own list of numbers: every one of them, in a SQLite file of its own, by which a doubt is settled.

`numbers(key)`, the keys of border.watchlist.listed_key in their order; written once, under another name, and read only.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from sqlite_utils.utils import sqlite3

CHUNK = 10_000


def write(path: Path, keys: Iterable[str]) -> int:
    """Write the file of some keys, in whatever order and however often they come, and return how many they are.

    Memory does not grow with them: SQLite sorts on the disk. Raises OSError.
    """
    loose = path.with_name(f"{path.name}.loose")
    for each in (path, loose):
        each.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(str(loose), isolation_level=None)) as db:
            for statement in (*DRAFT, *LOOSE):
                db.execute(statement)
            db.execute("begin")
            waiting = iter(keys)
            while chunk := [(key,) for key in islice(waiting, CHUNK)]:
                db.executemany(COME, chunk)
            db.execute("commit")
            return _sorted(db, path)
    except sqlite3.Error as error:  # no room, no right
        path.unlink(missing_ok=True)
        raise OSError(f"{path.name} cannot be written: {error}") from error
    finally:
        loose.unlink(missing_ok=True)


def keys(path: Path) -> Iterator[str]:
    """Yield every key."""
    with _reading(path) as db:
        yield from (key for (key,) in db.execute(ALL))


def holds(path: Path, key: str) -> bool:
    """Whether a key is listed. Raises OSError where the file cannot be read."""
    try:
        with _reading(path) as db:
            return db.execute(ONE, (key,)).fetchone() is not None
    except sqlite3.Error as error:
        raise OSError(f"{path.name} cannot be read: {error}") from error


def _sorted(db: sqlite3.Connection, path: Path) -> int:
    db.execute("attach database ? as kept", (str(path),))
    for statement in (*(text.replace("pragma ", "pragma kept.") for text in DRAFT), *KEPT):
        db.execute(statement)
    count = int(db.execute(SORT).rowcount)
    db.execute("detach database kept")
    return count


def _reading(path: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True))


DRAFT = ("pragma journal_mode = off", "pragma synchronous = off", "pragma cache_size = -64000")
LOOSE = ("create table loose (key text not null) strict",)
KEPT = ("create table kept.numbers (key text primary key) strict, without rowid",)

COME = """
    insert into loose (key)
    values (?)
"""

SORT = """
    insert into kept.numbers (key)
    select distinct key
      from main.loose
     order by key
"""

ALL = """
    select key
      from numbers
     order by key
"""

ONE = """
    select 1
      from numbers
     where key = ?
"""
