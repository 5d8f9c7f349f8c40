"""One version of one source, as it was imported: a SQLite file, every entry packed, with its row as published.

Written as a draft, made durable, renamed into place, and never written again: a delta changes a copy. Memory does not
grow with the rows.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import zstandard
from sqlite_utils.utils import sqlite3

from app.durable import make_durable
from app.lists.formats.person import MOST_OF_EACH
from app.lists.formats.problems import Carried
from border.document import DocumentType
from border.errors import BorderError
from border.listing import Paper, Subject, pack, unpack
from border.watchlist import ListedDocument

FORMAT = "2"
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

    def carry(self, document: Carried) -> None:
        """Let those who hold a document have it from now on, and nobody else. Raises UnicodeEncodeError."""
        paper, published = document.paper, document.row.encode("utf-8", "backslashreplace")
        said = (paper.number, paper.type.value if paper.type else "", paper.issuing_state)
        digest = _digest(said, published)
        rows = [
            (document.entry, holder, *said, digest, document.line, self._packer.compress(published))
            for holder in dict.fromkeys(document.holders)
        ]
        "".join(document.holders).encode()  # before anything is changed
        self._db.execute(LET_GO, (document.entry,))
        self._db.executemany(CARRY, rows)

    def take_away(self, entry: str) -> bool:
        """Take an entry, or a document of one, out; False where there is none."""
        gone: int = sum(self._db.execute(statement, (entry,)).rowcount for statement in TAKE_AWAY)
        return gone > 0

    def _write(
        self, entry: Subject | ListedDocument, row: str, line: int, person: str, document: str
    ) -> bool:
        said = _said(entry)
        published = row.encode("utf-8", "backslashreplace")
        digest = _digest(said, published)
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
        make_durable(path)
    except sqlite3.OperationalError as error:
        path.unlink(missing_ok=True)
        raise BadSnapshot(f"the version cannot be written: {error}") from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def put_in_place(draft: Path, path: Path) -> None:
    """Give a draft its name, durably."""
    draft.replace(path)
    make_durable(path.parent)


def is_sound(path: Path) -> bool:
    """Say whether a version is there, whole, and in the shape of this program."""
    try:
        with _reading(path) as db:
            return bool(db.execute("pragma quick_check(1)").fetchone()[0] == "ok")
    except BadSnapshot:
        return False


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
    """Yield the persons of a version by entry, each with all documents and rows as published.

    Raises BadSnapshot, BadSubject.
    """
    unpacker = zstandard.ZstdDecompressor()
    with _reading(path) as db:
        for person, rows in groupby(db.execute(PERSONS), key=itemgetter(0, 1, 2, 3)):
            carried = [row[4:] for row in rows if row[4] is not None]
            subject = unpack(*person[:3])
            published = [_text(unpacker, each) for each in (person[3], *(row[3] for row in carried))]
            yield replace(subject, papers=_papers(subject, carried), row="\n".join(published))


def documents(path: Path) -> Iterator[ListedDocument]:
    """Yield the documents of a version by entry. Raises BadSnapshot."""
    with _reading(path) as db:
        for entry, state, number, kind, category, reason, reported_on in db.execute(DOCUMENTS):
            of_type = DocumentType(kind) if kind else None
            yield ListedDocument(entry, state, number, of_type, category, reason, reported_on)


def row_of(path: Path, entry: str) -> str | None:
    """Return an entry's row as it was published, None where there is no such entry. Raises BadSnapshot."""
    unpacker = zstandard.ZstdDecompressor()
    with _reading(path) as db:
        found = [row for statement in ROW for (row,) in db.execute(statement, (entry,))]
        carried = [row for (row,) in db.execute(ROWS_CARRIED, (entry,))] if found else []
    return "\n".join(_text(unpacker, each) for each in (*found, *carried)) if found else None


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


def _digest(said: Iterable[str], published: bytes) -> bytes:
    return hashlib.sha256("\x1f".join(said).encode() + b"\x1e" + published).digest()[:16]


def _papers(subject: Subject, carried: Iterable[tuple[str, ...]]) -> tuple[Paper, ...]:
    """Return a person's documents; a number given twice is that of the row of its own, which knows more of it."""
    own = {
        Paper(number, DocumentType(kind) if kind else None, state): None for number, kind, state, _ in carried
    }
    numbers = {paper.number for paper in own}
    return (*own, *(paper for paper in subject.papers if paper.number not in numbers))[:MOST_OF_EACH]


def _text(unpacker: Any, packed: bytes) -> str:
    raw: bytes = unpacker.decompress(packed, max_output_size=MOST_OF_ROW)
    return raw.decode()


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
    """
    create table papers (
        paper text not null,
        holder text not null,
        number text not null,
        type text not null,
        issuing_state text not null,
        hash blob not null,
        line integer not null,
        published blob not null,
        primary key (paper, holder)
    ) strict
    """,
    """
    create index papers_by_holder on papers (holder, paper)
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

LET_GO = """
    delete from papers
     where paper = ?
"""

CARRY = """
    insert into papers (paper, holder, number, type, issuing_state, hash, line, published)
    values (?, ?, ?, ?, ?, ?, ?, ?)
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
    LET_GO,
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
      with touched as (
           select holder
             from (select paper, holder, hash from main.papers except select paper, holder, hash from old.papers)
            union
           select holder
             from (select paper, holder, hash from old.papers except select paper, holder, hash from main.papers))
    select count(*) filter (where o.hash is null),
           count(*) filter (where o.hash <> n.hash or (o.hash is not null and n.entry in (select holder from touched)))
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
    select p.entry, p.category, p.said, p.published, c.number, c.type, c.issuing_state, c.published
      from persons p
      left join papers c on c.holder = p.entry
     order by p.entry, c.paper
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

ROWS_CARRIED = """
    select published
      from papers
     where holder = ?
     order by paper
"""
