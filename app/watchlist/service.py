"""Lists and the hits in them: loading an edition, asking it about a document or a person, keeping what was found."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TextIO, TypeVar

from app.act import Act, Who, acting
from app.site import Site
from app.watchlist import index, rows, store
from app.watchlist.index import EditionMissing
from app.watchlist.rows import BadList, Problem
from border import names
from border.checks import Check
from border.document import Document
from border.inspection import check_listed, check_stolen
from border.permissions import Permission
from border.traveller import Traveller
from border.watchlist import Edition, Entry, ListedDocument, Meeting, listed_key, meetings, stolen
from db.database import Database, Row

PAGE_ROWS = 50
LISTED = frozenset({"document-listed", "person-listed", "person-listed-by-name"})
"""Findings that are a meeting with a list's entry."""

FILES_KEPT = 2
"""Edition files of a list that stay: the one in use, and the one before, which a thread may still be reading."""

Found = TypeVar("Found", Meeting, ListedDocument)


@dataclass(frozen=True, slots=True)
class Screening(Generic[Found]):
    """What a list answered. edition: None where no list is loaded, and then nothing was asked."""

    edition: Edition | None
    meetings: tuple[Found, ...]

    @property
    def as_of(self) -> str | None:
        return self.edition.on.isoformat() if self.edition else None

    def age_days(self, day: date) -> int | None:
        """Return how old the list was on a day."""
        return (day - self.edition.on).days if self.edition else None


@dataclass(frozen=True, slots=True)
class Loaded:
    """An edition that was taken up. unchanged: the same file was the newest edition already."""

    number: int
    count: int
    rejected: int
    unchanged: bool = False


def document_hits(site: Site, document: Document) -> Screening[ListedDocument]:
    """Ask the list of stolen documents."""
    edition = current(site, "documents")
    if edition is None:
        return Screening(None, ())
    try:
        listed = index.documents(_file(site, edition), listed_key(document.issuing_state, document.number))
    except EditionMissing:
        return Screening(None, ())
    return Screening(edition, stolen(document, listed))


def person_hits(site: Site, traveller: Traveller) -> Screening[Meeting]:
    """Ask the list of persons."""
    edition = current(site, "persons")
    if edition is None:
        return Screening(None, ())
    try:
        entries = index.persons(_file(site, edition), _sought(traveller))
    except EditionMissing:
        return Screening(None, ())
    return Screening(edition, meetings(traveller, entries))


def current(site: Site, list_name: str) -> Edition | None:
    """Return the edition in use at this site, None where no list was loaded."""
    row = store.edition(site.db, site.name, list_name)
    return Edition(row["list"], row["number"], date.fromisoformat(row["day"])) if row else None


def found(
    act: Act,
    *,
    inspection_id: str,
    edition: Edition,
    meeting: Meeting | ListedDocument,
    document_id: str,
    desk: str,
) -> str:
    """Keep that a traveller met an entry, and return the hit's id; the same meeting again returns the same hit.

    inspection_id: the occasion; for an entry from the paper log the crossing's id.
    """
    entry: Entry | ListedDocument = meeting.entry if isinstance(meeting, Meeting) else meeting
    return _kept(
        act,
        {
            "inspection_id": inspection_id,
            "list": edition.list_name,
            "edition": edition.number,
            "entry_id": entry.id,
            "category": entry.category,
            "kind": "person" if isinstance(meeting, Meeting) else "document",
            "reasons": list(meeting.reasons) if isinstance(meeting, Meeting) else ["number-exact"],
            "document_id": document_id,
            "desk": desk,
        },
    )


def note(act: Act, inspection_id: str, desk: str, document_id: str, check: Check) -> None:
    """Keep the hits that a check of a list found. It asks no list again: a list that fails must not stop the desk."""
    for met in check.findings:
        if met.code in LISTED and check.edition:
            person = met.code != "document-listed"
            _kept(
                act,
                {
                    "inspection_id": inspection_id,
                    "list": check.source,
                    "edition": int(check.edition),
                    "entry_id": met.facts["entry"],
                    "category": met.facts["category"],
                    "kind": "person" if person else "document",
                    "reasons": str(met.facts["reasons"]).split() if person else ["number-exact"],
                    "document_id": document_id,
                    "desk": desk,
                },
            )


def ask(
    act: Act, occasion_id: str, desk: str, document: Document, traveller: Traveller
) -> tuple[tuple[Check, ...], list[str]]:
    """Ask both lists and keep the hits: at a desk, or late for a crossing from the paper log.

    Returns the two checks for the stamp, and the ids of the hits.
    """
    papers, people = document_hits(act.site, document), person_hits(act.site, traveller)
    hit_ids = [
        found(
            act,
            inspection_id=occasion_id,
            edition=screening.edition,
            meeting=meeting,
            document_id=document.key,
            desk=desk,
        )
        for screening in (papers, people)
        if screening.edition is not None
        for meeting in screening.meetings
    ]
    checks = (check_stolen(papers.meetings, papers.edition), check_listed(people.meetings, people.edition))
    return checks, hit_ids


def hits_of(db: Database, inspection_id: str) -> list[str]:
    """Return the ids of the hits of one occasion."""
    return [row["hit_id"] for row in store.hits_of(db, inspection_id)]


def hits(db: Database, page: int) -> list[Row]:
    """Return one page (from 1) of the hits, newest first; each row knows the total."""
    return store.hits(db, PAGE_ROWS, (page - 1) * PAGE_ROWS)


def load_list(
    site: Site,
    who: Who,
    source: Path,
    *,
    list_name: str,
    on: date | None = None,
    strict: bool = False,
    tell: Callable[[Problem], None],
) -> Loaded:
    """Take up a list from a CSV file as the next edition: all of it, or nothing.

    on: the day the list stands for, today where none is said. strict: one bad row refuses the whole file. tell: hears
    of every row that was not taken. Building takes as long as it takes and holds up nobody but another load; only the
    last step is an act. Raises BadList, NotAllowed, OSError.
    """
    site.settings.lists.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(site.settings.lists):
        digest = _digest(source)
        known = store.edition(site.db, site.name, list_name)
        if known is not None and known["digest"] == digest:
            return Loaded(known["number"], known["count"], known["rejected"], unchanged=True)
        draft = site.settings.lists / f"{list_name}.tmp"
        with source.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            count, rejected = _build(draft, file, list_name, strict, tell)
        loaded = Loaded((known["number"] if known else 0) + 1, count, rejected)
        try:
            with acting(site, who, "list-loaded") as act:
                act.require(Permission.LOAD_LISTS)
                _take_up(act, draft, Edition(list_name, loaded.number, on or act.day), loaded, digest)
        finally:
            draft.unlink(missing_ok=True)
        _throw_away(site, list_name, loaded.number - FILES_KEPT)
    return loaded


def _kept(act: Act, hit: dict[str, Any]) -> str:
    """Record a hit and return its id; of a meeting that is known already the hit that was."""
    known = store.hit(act.db, hit["inspection_id"], hit["list"], hit["entry_id"])
    if known is not None:
        return str(known["hit_id"])
    hit_id = act.new_id()
    act.record("hit.found", {"hit_id": hit_id, "score": None, **hit})
    return hit_id


def _take_up(act: Act, draft: Path, edition: Edition, loaded: Loaded, digest: str) -> None:
    """Rename the draft and record the edition. A file whose act was not kept is written over by the next one."""
    draft.rename(_file(act.site, edition))
    index.sync(act.site.settings.lists)
    act.record(
        "list.loaded",
        {
            "list": edition.list_name,
            "number": edition.number,
            "day": edition.on.isoformat(),
            "count": loaded.count,
            "digest": digest,
            "rejected": loaded.rejected,
        },
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one load run at a time, over all processes; a killed one leaves no lock behind."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _build(
    draft: Path, file: TextIO, list_name: str, strict: bool, tell: Callable[[Problem], None]
) -> tuple[int, int]:
    """Return how many entries were taken, and how many rows were not."""
    rejected = 0

    def hear(problem: Problem) -> None:
        nonlocal rejected
        rejected += 1
        tell(problem)

    with index.building(draft, list_name) as builder:
        builder.add(_sound(rows.read(file, list_name), hear))
        for line, first in builder.drop_repeated():
            hear(Problem(line, "entry_id", f"stands in line {first} already"))
        count = builder.count()
        if rejected and (strict or not count):
            raise BadList(f"{rejected} rows are wrong; nothing was loaded", rejected=rejected)
    return count, rejected


def _sound(read: Iterator[rows.Row | Problem], hear: Callable[[Problem], None]) -> Iterator[rows.Row]:
    for row in read:
        if isinstance(row, Problem):
            hear(row)
        else:
            yield row


def _throw_away(site: Site, list_name: str, last: int) -> None:
    """Delete the files of editions up to a number. Whoever still reads one keeps it until the file is closed."""
    for path in site.settings.lists.glob(f"{list_name}-*.db"):
        number = path.stem.partition("-")[2]
        if number.isdecimal() and int(number) <= last:
            path.unlink(missing_ok=True)


def _file(site: Site, edition: Edition) -> Path:
    return site.settings.lists / f"{edition.list_name}-{edition.number}.db"


def _sought(traveller: Traveller) -> set[str]:
    sought = set(names.keys(traveller.surname, traveller.given_names))
    if traveller.names_truncated:
        sought.add(index.head_key(names.head(traveller.surname, traveller.given_names)))
    return sought


def _digest(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
