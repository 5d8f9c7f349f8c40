"""The entries of list editions: one SQLite file an edition, `<data>/lists/<list>-<number>.db`.

A file is built under another name, made durable, renamed, and never written again; so it is read as immutable, without
locks, by one connection a thread. Persons are found by the keys of border/names.py, documents by theirs.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils.utils import sqlite3

from app.durable import make_durable
from border.document import DocumentType
from border.names import HEAD, keys, spellings
from border.watchlist import Entry, ListedDocument, listed_key

CHUNK = 5_000
"""Rows held in memory while a list is built."""

PERSON = {
    "line": int,
    "entry_id": str,
    "person_id": str,
    "surname": str,
    "given_names": str,
    "date_of_birth": str,
    "sex": str,
    "nationality": str,
    "category": str,
    "action": str,
    "reason": str,
}
DOCUMENT = {
    "line": int,
    "entry_id": str,
    "key": str,
    "issuing_state": str,
    "number": str,
    "type": str,
    "category": str,
    "reason": str,
    "reported_on": str,
}

_held = threading.local()


class EditionMissing(Exception):
    """The file of an edition is gone or cannot be read."""

    number = "L102"


class Builder:
    """A list on its way into a file.

    Its indexes come first: made afterwards they would be sorted in memory, which a million rows must not need.
    """

    def __init__(self, list_name: str, db: sqlite_utils.Database) -> None:
        self._list = list_name
        self._db = db
        self._db.execute("pragma journal_mode = off")
        self._db.execute("pragma synchronous = off")  # made durable as a whole, or thrown away
        self._db.execute("pragma cache_size = -16000")
        self._db.table(list_name).create(
            PERSON if list_name == "persons" else DOCUMENT, pk="line", strict=True
        )
        if list_name == "persons":
            self._db.table("person_keys").create({"key": str, "line": int}, strict=True)
            self._db.table("person_keys").create_index(["key", "line"])
        else:
            self._db.table("documents").create_index(["key"])
        self._db.table(list_name).create_index(["entry_id"])

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Take up sound rows, CHUNK at a time."""
        waiting = iter(rows)
        while chunk := list(islice(waiting, CHUNK)):
            if self._list == "persons":
                self._db.table("persons").insert_all(chunk)
                self._db.table("person_keys").insert_all(
                    {"key": key, "line": row["line"]} for row in chunk for key in _keys_kept(row)
                )
            else:
                self._db.table("documents").insert_all(
                    {**row, "key": listed_key(row["issuing_state"], row["number"])} for row in chunk
                )

    def drop_repeated(self) -> list[tuple[int, int]]:
        """Drop entries whose id stood before, and return (line, line it stood in first) of each."""
        listed = self._db.table(self._list)
        repeated = [(row["line"], row["first"]) for row in self._db.query(REPEATED[self._list])]
        for line, _ in repeated:
            listed.delete(line)
            if self._list == "persons":
                self._db.table("person_keys").delete_where("line = ?", [line])
        return repeated

    def count(self) -> int:
        """Return the number of entries."""
        return self._db.table(self._list).count


@contextmanager
def building(draft: Path, list_name: str) -> Iterator[Builder]:
    """Build a list in a draft file, which is durable at the end and gone after any failure."""
    draft.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(str(draft))
        with closing(connection):
            yield Builder(list_name, sqlite_utils.Database(connection))
            connection.commit()
        make_durable(draft)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def documents(path: Path, key: str) -> list[ListedDocument]:
    """Return the listed documents under a key of border.watchlist.listed_key. Raises EditionMissing."""
    return [
        ListedDocument(entry, state, number, DocumentType(kind) if kind else None, category, reason)
        for entry, state, number, kind, category, reason in _rows(path, DOCUMENTS_OF_KEY, key)
    ]


def persons(path: Path, sought: Iterable[str]) -> list[Entry]:
    """Return the listed persons under any of some keys, each once. Raises EditionMissing."""
    found = {row[0]: row for key in sorted(sought) for row in _rows(path, PERSONS_OF_KEY, key)}
    return [
        Entry(entry, surname, given, born, nationality, category, _instruction(action, reason), person)
        for entry, person, surname, given, born, nationality, category, action, reason in found.values()
    ]


def head_key(head: str) -> str:
    """Return the key that entries are found by when a zone cut the name short. No name key begins like it."""
    return f"^{head}"


def _keys_kept(row: dict[str, Any]) -> set[str]:
    surname, given_names = row["surname"], row["given_names"]
    ways = spellings(surname) if surname else spellings(given_names)
    heads = {head_key(words[0][:HEAD]) for words in ways if words}
    return heads | keys(surname, given_names)


def _instruction(action: str, reason: str) -> str:
    return ". ".join(part for part in (action, reason) if part)


def _rows(path: Path, statement: str, key: str) -> list[Any]:
    try:
        return list(_connection(path).execute(statement, {"key": key}))
    except sqlite3.DatabaseError as error:
        raise EditionMissing(f"{path.name} cannot be read: {error}") from error


def _connection(path: Path) -> Any:
    """Return this thread's connection to an edition; the one to the edition before is closed."""
    held: dict[tuple[Path, str], tuple[Path, Any]] = _held.__dict__.setdefault("connections", {})
    place = (path.parent, path.name.partition("-")[0])
    if place in held:
        known, connection = held[place]
        if known == path:
            return connection
        connection.close()
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    held[place] = (path, connection)
    return connection


DOCUMENTS_OF_KEY = """
    select entry_id, issuing_state, number, type, category, reason
      from documents
     where key = :key
     order by line
"""

PERSONS_OF_KEY = """
    select p.entry_id, p.person_id, p.surname, p.given_names, p.date_of_birth, p.nationality, p.category, p.action,
           p.reason
      from person_keys k
      join persons p on p.line = k.line
     where k.key = :key
     order by p.line
"""

REPEATED = {
    "persons": """
    select p.line, f.first
      from persons p
      join (select entry_id, min(line) as first from persons group by entry_id having count(*) > 1) f
        on f.entry_id = p.entry_id
     where p.line > f.first
     order by p.line
""",
    "documents": """
    select d.line, f.first
      from documents d
      join (select entry_id, min(line) as first from documents group by entry_id having count(*) > 1) f
        on f.entry_id = d.entry_id
     where d.line > f.first
     order by d.line
""",
}
