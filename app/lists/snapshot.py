"""One version of one source, as it was imported: a SQLite file, every entry packed, with its row as published.

Written as a draft, made durable, renamed into place, and never written again: a delta changes a copy. Memory does not
grow with the rows.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import zstandard
from sqlite_utils.utils import sqlite3

from border.document import DocumentType
from border.errors import BorderError
from border.listing import Subject, pack, unpack
from border.watchlist import ListedDocument

FORMAT = "1"
ROW_LEVEL = 3
MOST_OF_ROW = 16 << 20
"""Bytes that one published row may unpack to."""
CACHE_KIB = 32_000


class BadSnapshot(BorderError):
    """The file of a version is gone, damaged, or of a newer program: the list is imported anew."""

    number = "L122"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many persons and documents a version lists."""

    persons: int
    documents: int

    @property
    def all(self) -> int:
        return self.persons + self.documents


@dataclass(frozen=True, slots=True)
class Difference:
    """How many entries came, changed and went from one version to the next."""

    added: int
    changed: int
    gone: int


class Draft:
    """A version while it is written; made by `drafting`."""

    def __init__(self, connection: Any) -> None:
        self._db = connection
        self._packer = zstandard.ZstdCompressor(level=ROW_LEVEL)

    def add(self, entry: Subject | ListedDocument, row: str, line: int) -> int:
        """Add an entry; where it stands in the draft already, leave it and return the line it came from, else 0.

        Raises UnicodeEncodeError, and adds nothing, where a text holds halves of characters.
        """
        if self._write(entry, row, line, ADD_PERSON, ADD_DOCUMENT):
            return 0
        held = PERSON_LINE if isinstance(entry, Subject) else DOCUMENT_LINE
        return int(self._db.execute(held, (_name(entry),)).fetchone()[0])

    def put(self, entry: Subject | ListedDocument, row: str, line: int) -> None:
        """Add an entry, or let it say what it says now. Raises UnicodeEncodeError."""
        self._write(entry, row, line, PUT_PERSON, PUT_DOCUMENT)

    def take_away(self, entry: str) -> bool:
        """Take an entry out; False where there is none."""
        return any(self._db.execute(statement, (entry,)).rowcount for statement in TAKE_AWAY)

    def _write(
        self, entry: Subject | ListedDocument, row: str, line: int, person: str, document: str
    ) -> bool:
        said = _said(entry)
        published = row.encode("utf-8", "backslashreplace")
        digest = hashlib.sha256("\x1f".join(said).encode() + b"\x1e" + published).digest()[:16]
        statement = person if isinstance(entry, Subject) else document
        values = (*said, digest, line, self._packer.compress(published))
        changed: int = self._db.execute(statement, values).rowcount
        return changed > 0


@contextmanager
def drafting(path: Path, before: Path | None = None) -> Iterator[Draft]:
    """Write a draft. before: the version whose copy it starts from. It is durable at the end, and gone on any error."""
    path.unlink(missing_ok=True)
    try:
        if before:
            shutil.copyfile(before, path)
        with closing(sqlite3.connect(str(path), isolation_level=None)) as connection:
            for pragma in ("journal_mode = off", "synchronous = off", f"cache_size = -{CACHE_KIB}"):
                connection.execute(f"pragma {pragma}")
            if not before:
                for statement in CREATE:
                    connection.execute(statement)
                connection.execute(TELL, ("format", FORMAT))
            connection.execute("begin")
            yield Draft(connection)
            connection.execute("commit")
        _make_durable(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def put_in_place(draft: Path, path: Path) -> None:
    """Give a draft its name, durably."""
    draft.replace(path)
    _make_durable(path.parent)


def counts(path: Path) -> Counts:
    """Return how many entries a version has. Raises BadSnapshot."""
    with _reading(path) as db:
        return Counts(*(int(db.execute(statement).fetchone()[0]) for statement in COUNTS))


def difference(old: Path | None, new: Path) -> Difference:
    """Return what changed from one version to the next; None: there was none. Raises BadSnapshot."""
    if old is None:
        return Difference(counts(new).all, 0, 0)
    with _reading(new) as db:
        db.execute("attach database ? as old", [_address(old)])
        came = [db.execute(statement).fetchone() for statement in CAME]
        went = [db.execute(statement).fetchone()[0] for statement in WENT]
    return Difference(sum(row[0] for row in came), sum(row[1] for row in came), sum(went))


def subjects(path: Path) -> Iterator[Subject]:
    """Yield the persons of a version by entry, each with its row as published. Raises BadSnapshot, BadSubject."""
    unpacker = zstandard.ZstdDecompressor()
    with _reading(path) as db:
        for entry, category, said, row in db.execute(PERSONS):
            yield replace(unpack(entry, category, said), row=_text(unpacker, row))


def documents(path: Path) -> Iterator[ListedDocument]:
    """Yield the documents of a version by entry. Raises BadSnapshot."""
    with _reading(path) as db:
        for entry, state, number, kind, category, reason, reported_on in db.execute(DOCUMENTS):
            of_type = DocumentType(kind) if kind else None
            yield ListedDocument(entry, state, number, of_type, category, reason, reported_on)


def row_of(path: Path, entry: str) -> str | None:
    """Return an entry's row as it was published, None where there is no such entry. Raises BadSnapshot."""
    with _reading(path) as db:
        found = next((row for statement in ROW for row in db.execute(statement, (entry,))), None)
    return _text(zstandard.ZstdDecompressor(), found[0]) if found else None


def _name(entry: Subject | ListedDocument) -> str:
    return entry.entry if isinstance(entry, Subject) else entry.id


def _said(entry: Subject | ListedDocument) -> tuple[str, ...]:
    if isinstance(entry, Subject):
        return entry.entry, entry.category.value, pack(replace(entry, row=""))
    kind = entry.type.value if entry.type else ""
    return (
        entry.id,
        entry.issuing_state,
        entry.number,
        kind,
        entry.category,
        entry.instruction,
        entry.reported_on,
    )


def _text(unpacker: Any, packed: bytes) -> str:
    raw: bytes = unpacker.decompress(packed, max_output_size=MOST_OF_ROW)
    return raw.decode()


def _make_durable(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    try:
        with closing(sqlite3.connect(_address(path), uri=True)) as connection:
            connection.execute("pragma trusted_schema = off")
            said = connection.execute(SAID).fetchone()
            if said is None or said[0] != FORMAT:
                raise BadSnapshot(f"{path.name} is of another format")
            yield connection
    except (sqlite3.DatabaseError, zstandard.ZstdError) as error:
        raise BadSnapshot(f"{path.name} cannot be read: {error}") from error


def _address(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


CREATE = (
    """
    create table about (
        name text primary key,
        value text not null
    ) strict
    """,
    """
    create table persons (
        entry text primary key,
        category text not null,
        said text not null,
        hash blob not null,
        line integer not null,
        published blob not null
    ) strict
    """,
    """
    create table documents (
        entry text primary key,
        issuing_state text not null,
        number text not null,
        type text not null,
        category text not null,
        reason text not null,
        reported_on text not null,
        hash blob not null,
        line integer not null,
        published blob not null
    ) strict
    """,
)

TELL = """
    insert into about (name, value)
    values (?, ?)
"""

SAID = """
    select value
      from about
     where name = 'format'
"""

ADD_PERSON = """
    insert into persons (entry, category, said, hash, line, published)
    values (?, ?, ?, ?, ?, ?)
        on conflict (entry) do nothing
"""

PUT_PERSON = """
    insert into persons (entry, category, said, hash, line, published)
    values (?, ?, ?, ?, ?, ?)
        on conflict (entry) do update
       set category = excluded.category,
           said = excluded.said,
           hash = excluded.hash,
           line = excluded.line,
           published = excluded.published
"""

PERSON_LINE = """
    select line
      from persons
     where entry = ?
"""

ADD_DOCUMENT = """
    insert into documents (entry, issuing_state, number, type, category, reason, reported_on, hash, line, published)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (entry) do nothing
"""

PUT_DOCUMENT = """
    insert into documents (entry, issuing_state, number, type, category, reason, reported_on, hash, line, published)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (entry) do update
       set issuing_state = excluded.issuing_state,
           number = excluded.number,
           type = excluded.type,
           category = excluded.category,
           reason = excluded.reason,
           reported_on = excluded.reported_on,
           hash = excluded.hash,
           line = excluded.line,
           published = excluded.published
"""

DOCUMENT_LINE = """
    select line
      from documents
     where entry = ?
"""

TAKE_AWAY = (
    """
    delete from persons
     where entry = ?
    """,
    """
    delete from documents
     where entry = ?
    """,
)

COUNTS = (
    """
    select count(*)
      from persons
    """,
    """
    select count(*)
      from documents
    """,
)

CAME = (
    """
    select count(*) filter (where o.hash is null), count(*) filter (where o.hash <> n.hash)
      from main.persons n
      left join old.persons o on o.entry = n.entry
    """,
    """
    select count(*) filter (where o.hash is null), count(*) filter (where o.hash <> n.hash)
      from main.documents n
      left join old.documents o on o.entry = n.entry
    """,
)

WENT = (
    """
    select count(*)
      from old.persons o
     where not exists (select 1 from main.persons n where n.entry = o.entry)
    """,
    """
    select count(*)
      from old.documents o
     where not exists (select 1 from main.documents n where n.entry = o.entry)
    """,
)

PERSONS = """
    select entry, category, said, published
      from persons
     order by entry
"""

DOCUMENTS = """
    select entry, issuing_state, number, type, category, reason, reported_on
      from documents
     order by entry
"""

ROW = (
    """
    select published
      from persons
     where entry = ?
    """,
    """
    select published
      from documents
     where entry = ?
    """,
)
