"""The screening file: one SQLite file an edition, the same bytes of rows at headquarters and at every post.

`about(name, value)`, `persons(entry, category, said)`, `documents(entry, ...)`; `said` is what border.listing packs.
An edition's digest is the sum of the hashes of its rows, whatever their order. Every edition holds two planted entries of
the source `test`, which a post must find before it uses the edition, and which no screening shows.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils.utils import sqlite3

from app.durable import make_durable
from border.document import DocumentType, bare
from border.errors import BorderError
from border.listing import Birth, Category, ListedName, Subject, pack
from border.traveller import Sex
from border.watchlist import ListedDocument

FORMAT = "1"
CHUNK = 5_000
"""Rows held in memory while a file is written."""

PLANTED = "test"
"""The source of planted entries."""

PLANTED_PERSON = Subject(
    f"{PLANTED}:1",
    (ListedName("SPECIMEN", "ERIKA MPAKA"),),
    (Birth("1900-01-01", "1900-01-01"),),
    Sex.F,
    ("UTO",),
    category=Category.OTHER,
)
PLANTED_DOCUMENT = ListedDocument(f"{PLANTED}:2", "UTO", "MPAKATEST1")
PLANTED_EACH = 1
"""Persons, and documents, among those an edition counts that nobody listed."""

Person = tuple[str, str, str]
"""Entry, category, said."""
Paper = tuple[str, str, str, str, str, str, str]
"""Entry, issuing state, number, type, category, reason, the day it was reported on."""
Row = tuple[str, ...]


class BadFile(BorderError):
    """A file that is no screening file, or not the one that was announced. why: a code."""

    number = "L140"

    def __init__(self, why: str, said: str, **facts: Any) -> None:
        super().__init__(said, **facts)
        self.why = why


@dataclass(frozen=True, slots=True)
class About:
    """What an edition says of itself. number: from 1; on: the day it stands for; digest: 64 hex digits.

    sources: the name of each source and its version.
    """

    number: int
    published_at: str
    on: str
    sources: Mapping[str, str]
    persons: int = 0
    documents: int = 0
    digest: str = ""


def person_row(subject: Subject, with_row: bool) -> Person:
    """Return the row of a subject. with_row: whether the row as published goes to the posts as well."""
    kept = subject if with_row or not subject.row else replace(subject, row="")
    return subject.entry, subject.category.value, pack(kept)


def document_row(document: ListedDocument) -> Paper:
    """Return the row of a document, its number in the spelling in which it is asked for."""
    return (
        document.id,
        document.issuing_state,
        bare(document.number),
        document.type or "",
        document.category,
        document.instruction,
        document.reported_on,
    )


def document_of(row: Sequence[str]) -> ListedDocument:
    """Return the document of a row."""
    entry, state, number, kind, category, reason, reported_on = row
    return ListedDocument(
        entry, state, number, DocumentType(kind) if kind else None, category, reason, reported_on
    )


def write(path: Path, about: About, persons: Iterable[Person], documents: Iterable[Paper]) -> About:
    """Write an edition to a new file and return it with its counts and digest. Planted entries are put in here.

    An entry that comes twice is kept once, as it came last. Memory does not grow with the rows.
    """
    loose = path.with_name(f"{path.name}.loose")
    for each in (path, loose):
        each.unlink(missing_ok=True)
    try:
        with _writing(loose) as db:
            _create(db)
            _insert(db, "persons", PERSON, chain(persons, [person_row(PLANTED_PERSON, with_row=False)]))
            _insert(db, "documents", DOCUMENT, chain(documents, [document_row(PLANTED_DOCUMENT)]))
            told = _counted(db, about)
            _tell(db, told)
            db.execute("vacuum into ?", [str(path)])  # a vacuum in place would hold the whole file in memory
    finally:
        loose.unlink(missing_ok=True)
    make_durable(path)
    return told


def read_about(path: Path) -> About:
    """Return what a file says of itself. Raises BadFile."""
    with _reading(path) as db:
        said = dict(db.execute(ABOUT))
    try:
        if said["format"] != FORMAT:
            raise BadFile("format", f"{path.name} is of format {said['format']!r}")
        return About(
            int(said["number"]),
            said["published_at"],
            said["on"],
            json.loads(said["sources"]),
            int(said["persons"]),
            int(said["documents"]),
            said["digest"],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BadFile("format", f"{path.name} does not say what it is") from error


def counted(path: Path, about: About) -> About:
    """Return what an edition says of itself with counts and digest as its rows have them. Raises BadFile."""
    with _reading(path) as db:
        return _counted(db, about)


def difference(old: Path, new: Path) -> Iterator[Row | tuple[str, str, None]]:
    """Yield what turns one edition into another, by entry: `(p, entry, None)` gone, `(p, entry, ...)` come or changed.

    Persons are `p`, documents `d`; what is gone comes first. Raises BadFile.
    """
    with _reading(new) as db:
        db.execute("attach database ? as old", [_address(old)])
        for sign, gone, come in (
            ("p", PERSONS_GONE, PERSONS_COME),
            ("d", DOCUMENTS_GONE, DOCUMENTS_COME),
        ):
            yield from ((sign, entry, None) for (entry,) in db.execute(gone))
            yield from ((sign, *row) for row in db.execute(come))


def apply(path: Path, about: About, changes: Iterable[list[Any]]) -> None:
    """Change the rows of a file as `difference` said, and let it say what it is now. Raises BadFile."""
    with _writing(path) as db:
        waiting = iter(changes)
        db.execute("begin")
        for change in waiting:
            _change(db, change)
        db.execute("commit")
        _tell(db, about)


def _change(db: sqlite_utils.Database, change: list[Any]) -> None:
    sign, *row = change
    statements = STATEMENTS.get(sign)
    if statements is None or not all(isinstance(value, str) for value in row if value is not None):
        raise BadFile("format", "a delta says what no delta says")
    gone, come, width = statements
    if len(row) == 2 and row[1] is None:
        if db.execute(gone, row[:1]).rowcount != 1:
            raise BadFile("digest", "a delta takes away what is not there", entry=row[0])
    elif len(row) == width and None not in row:
        db.execute(come, row)
    else:
        raise BadFile("format", "a delta says what no delta says")


def _create(db: sqlite_utils.Database) -> None:
    db.execute("pragma page_size = 4096")
    for statement in CREATE:
        db.execute(statement)


def _insert(
    db: sqlite_utils.Database, table: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> None:
    db.table(table).insert_all(
        (dict(zip(columns, row, strict=True)) for row in rows), batch_size=CHUNK, replace=True
    )


def _counted(db: Any, about: About) -> About:
    total, counts = 0, []
    for table, statement in (("persons", PERSONS), ("documents", DOCUMENTS)):
        count = 0
        for row in db.execute(statement):
            total += int.from_bytes(_hash(table, row), "big")
            count += 1
        counts.append(count)
    return replace(about, persons=counts[0], documents=counts[1], digest=f"{total % (1 << 256):064x}")


def _hash(table: str, row: Row) -> bytes:
    return hashlib.sha256("\x1f".join((table, *row)).encode()).digest()


def _tell(db: sqlite_utils.Database, about: About) -> None:
    said = {
        "format": FORMAT,
        "number": str(about.number),
        "published_at": about.published_at,
        "on": about.on,
        "persons": str(about.persons),
        "documents": str(about.documents),
        "digest": about.digest,
        "sources": json.dumps(dict(about.sources), sort_keys=True, separators=(",", ":")),
    }
    db.table("about").insert_all(
        ({"name": name, "value": value} for name, value in said.items()), replace=True
    )


@contextmanager
def _writing(path: Path) -> Iterator[sqlite_utils.Database]:
    """Open a draft, which is made durable as a whole or thrown away: nothing is written twice for its safety."""
    try:
        with closing(sqlite3.connect(str(path), isolation_level=None)) as connection:
            db = sqlite_utils.Database(connection)
            for pragma in (
                "journal_mode = off",
                "synchronous = off",
                "cache_size = -32000",
                "trusted_schema = off",
            ):
                db.execute(f"pragma {pragma}")
            yield db
    except sqlite3.OperationalError as error:  # no room, no right: nothing is said against the file
        raise OSError(f"{path.name} cannot be written: {error}") from error
    except sqlite3.DatabaseError as error:
        raise BadFile("format", f"{path.name} cannot be written: {error}") from error


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    try:
        with closing(sqlite3.connect(_address(path), uri=True)) as connection:
            connection.execute("pragma trusted_schema = off")
            yield connection
    except sqlite3.DatabaseError as error:
        raise BadFile("format", f"{path.name} cannot be read: {error}") from error


def _address(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


PERSON = ("entry", "category", "said")
DOCUMENT = ("entry", "issuing_state", "number", "type", "category", "reason", "reported_on")

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
        said text not null
    ) strict, without rowid
    """,
    """
    create table documents (
        entry text primary key,
        issuing_state text not null,
        number text not null,
        type text not null,
        category text not null,
        reason text not null,
        reported_on text not null
    ) strict, without rowid
    """,
)

ABOUT = """
    select name, value
      from about
     order by name
"""

PERSONS = """
    select entry, category, said
      from persons
     order by entry
"""

DOCUMENTS = """
    select entry, issuing_state, number, type, category, reason, reported_on
      from documents
     order by entry
"""

PERSONS_GONE = """
    select o.entry
      from old.persons o
     where not exists (select 1 from main.persons n where n.entry = o.entry)
     order by o.entry
"""

PERSONS_COME = """
    select n.entry, n.category, n.said
      from main.persons n
      left join old.persons o on o.entry = n.entry
     where (n.category, n.said) is not (o.category, o.said)
     order by n.entry
"""

DOCUMENTS_GONE = """
    select o.entry
      from old.documents o
     where not exists (select 1 from main.documents n where n.entry = o.entry)
     order by o.entry
"""

DOCUMENTS_COME = """
    select n.entry, n.issuing_state, n.number, n.type, n.category, n.reason, n.reported_on
      from main.documents n
      left join old.documents o on o.entry = n.entry
     where (n.issuing_state, n.number, n.type, n.category, n.reason, n.reported_on)
        is not (o.issuing_state, o.number, o.type, o.category, o.reason, o.reported_on)
     order by n.entry
"""

PERSON_GONE = """
    delete from persons
     where entry = ?
"""

PERSON_COMES = """
    insert into persons (entry, category, said)
    values (?, ?, ?)
        on conflict (entry) do update
       set category = excluded.category,
           said = excluded.said
"""

DOCUMENT_GONE = """
    delete from documents
     where entry = ?
"""

DOCUMENT_COMES = """
    insert into documents (entry, issuing_state, number, type, category, reason, reported_on)
    values (?, ?, ?, ?, ?, ?, ?)
        on conflict (entry) do update
       set issuing_state = excluded.issuing_state,
           number = excluded.number,
           type = excluded.type,
           category = excluded.category,
           reason = excluded.reason,
           reported_on = excluded.reported_on
"""

STATEMENTS = {
    "p": (PERSON_GONE, PERSON_COMES, len(PERSON)),
    "d": (DOCUMENT_GONE, DOCUMENT_COMES, len(DOCUMENT)),
}
