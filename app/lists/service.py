"""Sources of published lists at headquarters, and what was imported of each.

A source is defined once; files are given for it by page, folder or command and read by the worker. A version is in force
at once, unless it lists a tenth less than the one before: then a second person looks first. Editions are made of what is
in force: `current_subjects`, `current_documents`, `versions`.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.act import Act
from app.lists import columns, importing, inbox, snapshot, store
from app.lists.columns import FIELDS, NEEDED, ORDERS, Sample
from app.lists.formats import stolen_documents, stop_list
from app.lists.formats.known import FORMATS
from app.lists.formats.problems import BadList, Problem
from app.lists.importing import MOST_PROBLEMS, ImportRunning, Told, read_in
from app.lists.snapshot import BadSnapshot
from app.site import Site
from border.errors import BorderError
from border.fields import FieldError, choice, needed
from border.listing import Category, Response, Subject
from border.permissions import Permission
from border.watchlist import ListedDocument
from db.database import Database, Row

__all__ = [
    "FIELDS",
    "FORMATS",
    "MOST_PROBLEMS",
    "NEEDED",
    "ORDERS",
    "BadList",
    "BadSnapshot",
    "ImportRunning",
    "Problem",
    "Told",
    "read_in",
]

NAME = re.compile(r"[a-z][a-z0-9-]{1,29}", re.ASCII)
TAKEN_NAMES = frozenset({"numbers", "own", "post", "test"})
"""The long list of numbers, entries by hand, lookouts of posts, planted entries."""
MOST_OF_TITLE = 100
MOST_OF_FILE_NAME = 200
MOST_OF_REASON = 200
VERSIONS_SHOWN = 20
PROBLEMS_A_PAGE = 50
KINDS = ("full", "delta")
TEMPLATES = {"stop-list": stop_list.TEMPLATE, "stolen-documents": stolen_documents.TEMPLATE}


class NoSuchSource(BorderError):
    """No source of that name is defined."""

    number = "L124"


class NothingHeld(BorderError):
    """The version has been decided on or replaced meanwhile, or never waited."""

    number = "L125"


class OwnImport(BorderError):
    """Whoever imported a version would decide on it."""

    number = "L126"


class NotHeadquarters(BorderError):
    """Lists are imported at headquarters alone."""

    number = "L127"


class NotWaiting(BorderError):
    """A file does not wait for its columns any more."""

    number = "L128"


@dataclass(frozen=True, slots=True)
class Source:
    """A published list: its name in entries, its title, how it is read.

    format: '' where each file tells. category, response: '' where the list says. mapping: our column -> theirs.
    Raises FieldError.
    """

    name: str
    title: str
    format: str = ""
    category: str = ""
    response: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name) or self.name in TAKEN_NAMES:
            raise FieldError("name", "must be 2 to 30 small letters, digits and hyphens, and not taken")
        needed(self.title, "title", MOST_OF_TITLE)
        for value, name, known in (
            (self.format, "format", list(FORMATS)),
            (self.category, "category", [each.value for each in Category]),
            (self.response, "response", [each.value for each in Response]),
        ):
            if value:
                choice(value, name, known)
        if self.response == Response.DETAIN and self.category and Category(self.category).protects:
            raise FieldError("response", "cannot be to detain: the list is there to protect")


@dataclass(frozen=True, slots=True)
class Published:
    """An entry as the version in force of its source has it. row: None where that version does not list it."""

    title: str
    number: int
    imported_at: str
    row: str | None


def define(act: Act, source: Source) -> None:
    """Define a source, or what it is from the next file on; one without columns to choose has none waiting for that.

    Raises NotAllowed, NotHeadquarters.
    """
    _require(act)
    act.record(
        "list.defined",
        {
            "source": source.name,
            "title": source.title.strip(),
            "format": source.format,
            "category": source.category,
            "response": source.response,
            "mapping": dict(source.mapping),
        },
    )
    if source.format not in FIELDS:
        store.let_go_on(act.db, source.name)


def give(
    act: Act,
    source: str,
    file: Path,
    *,
    name: str,
    kind: str = "full",
    whence: str = "page",
    came_at: str = "",
) -> str:
    """Give a file for a source, to be read in its turn, and return its job. name: as people call it; kind: full, delta.

    Where its columns are not known yet, it waits until somebody has chosen them. came_at: since when it has been here,
    '' for now; files of a source apply in that order.
    Raises NoSuchSource, FieldError, NotAllowed, NotHeadquarters, OSError.
    """
    _require(act)
    choice(kind, "kind", KINDS)
    defined = _source(act.db, source)
    job_id = act.new_id()
    store.give(
        act.db,
        {
            "job_id": job_id,
            "source": source,
            "kind": kind,
            "state": "columns" if columns.are_lacking(defined, file) else "waiting",
            "file": "".join(letter for letter in name if letter.isprintable())[:MOST_OF_FILE_NAME],
            "path": str(file),
            "whence": whence,
            **dict.fromkeys(("bytes", "bytes_read", "row_count", "problem_count", "tries"), 0),
            "why": "",
            "asked_at": min(act.at, came_at or act.at),
            "account_id": act.who.account_id,
            "username": act.who.username,
            "name": act.who.name,
            "role": act.who.role or "",
        },
    )
    return job_id


def choose_columns(act: Act, source: str, form: Mapping[str, str]) -> None:
    """Remember with a source which of its columns is which, and read the files that waited for it.

    form: for each of our columns the file's, `order` how days are written. Raises NoSuchSource, FieldError, NotAllowed.
    """
    row = _source(act.db, source)
    mapping = columns.chosen(row["format"], form)
    said = {name: row[name] for name in ("title", "format", "category", "response")}
    define(act, Source(source, **said, mapping=mapping))
    store.let_go_on(act.db, source)


def put_aside(act: Act, source: str, job_id: str, reason: str) -> None:
    """Do not read a file that waits for its columns; what waits behind it goes on.

    Raises NoSuchSource, NotWaiting, FieldError, NotAllowed, NotHeadquarters.
    """
    _require(act)
    given = job(act.db, source, job_id)
    said = needed(reason, "reason", MOST_OF_REASON)
    if not store.put_aside(act.db, job_id, said, act.who.name):
        raise NotWaiting("the columns of this file have been chosen, or it was put aside or overtaken")
    facts = {"job_id": job_id, "file": given["file"], "reason": said, "by_name": act.who.name}
    act.record("list.file_put_aside", {"source": source, **facts})


def sample(db: Database, source: str) -> Sample | None:
    """Return what the newest file of a source begins with that is still there and has columns. Raises OSError."""
    for row in store.jobs(db, source, VERSIONS_SHOWN):
        if row["path"] and row["state"] != "aside" and Path(row["path"]).exists():
            with suppress(BadList):
                return columns.sample(Path(row["path"]))
    return None


def guessed(format: str, sample: Sample | None) -> dict[str, str]:
    """Return which of a file's columns are likely which of ours."""
    return columns.guessed(format, sample.columns) if sample else {}


def approve(act: Act, source: str, number: int) -> None:
    """Put in force what waited for a second person. Raises NothingHeld, OwnImport, BadSnapshot, NotAllowed."""
    waits = _held(act, source, number)
    if not importing.path_of(act.site, source, number).exists():
        raise BadSnapshot("the file of this version is gone; import the list again")
    if waits["imported_by"] == act.who.account_id:
        raise OwnImport("a second person decides")
    act.record("list.import_approved", {"source": source, "number": number, "by_name": act.who.name})


def reject(act: Act, source: str, number: int) -> None:
    """Do not use what waited; whoever imported it may say so too. Raises NothingHeld, NotAllowed."""
    _held(act, source, number)
    act.record("list.import_rejected", {"source": source, "number": number, "by_name": act.who.name})


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What a file lists, asked before it is imported. rows: taken; wrong: what was not, with its line."""

    persons: Iterator[Subject]
    documents: Iterator[ListedDocument]
    rows: int
    wrong: list[Problem]


def lay_out(path: Path, format_name: str, source: str, folder: Path) -> LaidOut:
    """Read a published file as an import does, into a folder of the caller's. format_name: '' where the file tells.

    Raises BadList, OSError.
    """
    version = folder / "list.db"
    rows, wrong = importing.lay_out(path, format_name, source, version)
    return LaidOut(snapshot.subjects(version), snapshot.documents(version), rows, wrong)


def uploads(site: Site) -> Path:
    """Return the folder in which given files wait."""
    folder = site.settings.lists / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def strays(site: Site) -> list[tuple[str, str]]:
    """Return what lies in the watched folders and is never taken, and why: no-folder, no-source, no-file, locked, busy."""
    return inbox.strays(site, {row["source"] for row in store.sources(site.db)})


def versions(site: Site) -> dict[str, str]:
    """Return by source the version in force."""
    return {row["source"]: str(row["number"]) for row in store.all_in_force(site.db)}


def current_subjects(site: Site) -> Iterator[Subject]:
    """Yield every listed person, source by source, with the row as published. Raises BadSnapshot, BadSubject."""
    for row in store.all_in_force(site.db):
        yield from snapshot.subjects(importing.path_of(site, row["source"], row["number"]))


def current_documents(site: Site) -> Iterator[ListedDocument]:
    """Yield every listed document, source by source. Raises BadSnapshot."""
    for row in store.all_in_force(site.db):
        yield from snapshot.documents(importing.path_of(site, row["source"], row["number"]))


def as_published(site: Site, entry: str) -> Published | None:
    """Return an entry's row as its source published it, and in which version; None where none is in force.

    Raises BadSnapshot.
    """
    version = store.in_force(site.db, entry.partition(":")[0])
    if version is None:
        return None
    source, number = version["source"], version["number"]
    row = snapshot.row_of(importing.path_of(site, source, number), entry)
    return Published(_source(site.db, source)["title"], number, version["imported_at"], row)


def sources(db: Database) -> list[Row]:
    """Return every source, with its version in force and whether one waits."""
    return store.sources(db)


def source(db: Database, name: str) -> Row:
    """Return a source. Raises NoSuchSource."""
    return _source(db, name)


def is_defined(db: Database, name: str) -> bool:
    return store.source(db, name) is not None


def imports(db: Database, name: str) -> list[Row]:
    """Return the newest versions of a source, newest first."""
    return store.imports(db, name, VERSIONS_SHOWN)


def held(db: Database, name: str) -> Row | None:
    """Return the version that waits for a second person."""
    return store.held(db, name)


def in_force(db: Database, name: str) -> Row | None:
    """Return the version in force."""
    return store.in_force(db, name)


def jobs(db: Database, name: str) -> list[Row]:
    """Return the files given last, newest first."""
    return store.jobs(db, name, VERSIONS_SHOWN)


def job(db: Database, name: str, job_id: str) -> Row:
    """Return a file given for a source. Raises NoSuchSource."""
    row = store.job(db, job_id)
    if row is None or row["source"] != name:
        raise NoSuchSource("no such file was given for this source")
    return row


def problems(db: Database, job_id: str, page: int) -> list[Row]:
    """Return a page, from 1, of what was wrong in a file."""
    return store.problems(db, job_id, PROBLEMS_A_PAGE, (page - 1) * PROBLEMS_A_PAGE)


def _source(db: Database, name: str) -> Row:
    row = store.source(db, name)
    if row is None:
        raise NoSuchSource(f"no source is called {name}")
    return row


def _held(act: Act, source: str, number: int) -> Row:
    _require(act, Permission.APPROVE_IMPORT)
    waits = store.held(act.db, source)
    if waits is None or waits["number"] != number:
        raise NothingHeld("this version does not wait any more")
    return waits


def _require(act: Act, permission: Permission = Permission.IMPORT_LISTS) -> None:
    act.require(permission)
    if not act.site.settings.is_hq:
        raise NotHeadquarters(f"{act.site.name} is no headquarters")
