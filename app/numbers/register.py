"""Headquarters' own list of numbers: every one of them, in a SQLite file of its own, by which a doubt is settled.

`numbers(key)`, the keys of border.watchlist.listed_key in their order; written once, under another name, and read only.
"""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from itertools import groupby, islice
from pathlib import Path

from sqlite_utils.utils import sqlite3

CHUNK = 10_000
RUN = 1_000_000
"""Keys that are sorted at once: some 150 MB of memory."""


def write(path: Path, keys: Iterable[str]) -> int:
    """Write the file of some keys, in whatever order and however often they come, and return how many they are.

    Memory does not grow with them: they are sorted in runs, which lie in a folder beside the file meanwhile, since our
    SQLite would hold all it sorts in memory. Raises OSError.
    """
    path.unlink(missing_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder, ExitStack() as stack:
            files = [stack.enter_context(run.open()) for run in _runs(keys, Path(folder))]
            db = stack.enter_context(closing(sqlite3.connect(str(path), isolation_level=None)))
            return _filled(db, heapq.merge(*files))
    except sqlite3.Error as error:  # no room, no right
        path.unlink(missing_ok=True)
        raise OSError(f"{path.name} cannot be written: {error}") from error


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


def changed(old: Path, new: Path, most: int) -> tuple[list[str], list[str]] | None:
    """Return what came from one file to another, and what went; None where it is more than `most` together."""
    with _reading(new) as db:
        db.execute("attach database ? as old", (f"{old.absolute().as_uri()}?mode=ro&immutable=1",))
        came = [key for (key,) in db.execute(CAME, (most + 1,))]
        gone = [key for (key,) in db.execute(GONE, (max(0, most + 1 - len(came)),))]
    return None if len(came) + len(gone) > most else (came, gone)


def _runs(keys: Iterable[str], folder: Path) -> list[Path]:
    """Write the keys down in sorted runs, a line each, and return the files."""
    paths: list[Path] = []
    waiting = iter(keys)
    while run := sorted(set(islice(waiting, RUN))):
        paths.append(folder / str(len(paths)))
        with paths[-1].open("w") as file:
            file.writelines(f"{key}\n" for key in run)
    return paths


def _filled(db: sqlite3.Connection, lines: Iterable[str]) -> int:
    """Keep each key once, and return how many."""
    for statement in (*DRAFT, KEPT, "begin"):
        db.execute(statement)
    once = ((line[:-1],) for line, _ in groupby(lines))
    count = 0
    while chunk := list(islice(once, CHUNK)):
        db.executemany(COME, chunk)
        count += len(chunk)
    db.execute("commit")
    return count


def _reading(path: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True))


DRAFT = ("pragma journal_mode = off", "pragma synchronous = off", "pragma cache_size = -64000")
KEPT = "create table numbers (key text primary key) strict, without rowid"

COME = """
    insert into numbers (key)
    values (?)
"""

ALL = """
    select key
      from numbers
     order by key
"""

CAME = """
    select n.key
      from main.numbers n
     where not exists (select 1 from old.numbers o where o.key = n.key)
     limit ?
"""

GONE = """
    select o.key
      from old.numbers o
     where not exists (select 1 from main.numbers n where n.key = o.key)
     limit ?
"""

ONE = """
    select 1
      from numbers
     where key = ?
"""
