"""Editions: headquarters publishes what is listed, posts take it up, and always one edition is in use.

At headquarters: `publish`, `manifest_for`, `wire_file`. At a site: `wanted`, `take_up`, `current`, `go_back`, `hold`.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from app.act import Act, Who
from app.editions import file, indexing, prepare, publishing, store, taking
from app.editions.index import Index, IndexMissing
from app.editions.manifest import Manifest
from app.editions.prepare import PreparationFailed
from app.editions.publishing import Contents
from app.editions.taking import EDITION, Preparing
from app.lists import service as lists
from app.lookouts import service as lookouts
from app.publications import service as publications
from app.publications.service import PASSING, Held, NoneBefore, Opened, Refused
from app.site import Site
from border.listing import Subject, pack, unpack
from border.permissions import Permission, Role
from border.watchlist import ListedDocument
from db.database import Database, Row
from sync.manifest import Wire

__all__ = ["Held", "Index", "IndexMissing", "NoneBefore", "PreparationFailed", "Refused"]

NAME = re.compile(r"([1-9][0-9]{0,8})\.(db|delta)\.zst\Z", re.ASCII)
OWN = "own"
"""The source of entries made by hand."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one edition lists that another did not, or not so."""

    persons: tuple[Subject, ...]
    documents: tuple[ListedDocument, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition a site uses. path: its file, with the index; on: the day it stands for; held: it is kept to.

    persons, documents: without those planted to prove it.
    """

    number: int
    path: Path
    published_at: str
    on: date
    persons: int
    documents: int
    digest: str
    sources: dict[str, str]
    held: bool = False

    @property
    def version(self) -> str:
        """As it stands in a check stamp."""
        return str(self.number)

    def age_days(self, day: date) -> int:
        return (day - self.on).days


def current(site: Site) -> Edition | None:
    """Return the edition in use at this site; None where none was taken up, or its file is gone."""
    row = taking.in_use(site)
    if row is None:
        return None
    return Edition(
        row["number"],
        taking.path_of(site, row["number"]),
        row["published_at"],
        date.fromisoformat(row["day"]),
        listed(row["persons"]),
        listed(row["documents"]),
        row["digest"],
        row["sources"],
        bool(row["held"]),
    )


def sources_in(site: Site, number: int) -> frozenset[str]:
    """Return the names of the sources that an edition was made of, as far as this site took it up."""
    row = store.taken(site.db, site.name, number)
    return frozenset(row["sources"]) if row else frozenset()


def in_use(site: Site) -> tuple[Edition, Index] | None:
    """Return the edition in use and its index, opened once a process; None where none is in use. Raises IndexMissing."""
    return _indexes.in_use(site)


_indexes = Opened(current, lambda _, edition: Index(edition.path), IndexMissing)


def come_since(site: Site, number: int, most: int) -> Changes | None:
    """Return what the edition in use lists that edition `number` did not; None where that cannot be told any more.

    It cannot where the file of either is gone, or where more than `most` entries changed.
    """
    used, before = current(site), taking.path_of(site, number)
    if used is None or not before.exists():
        return None
    persons: list[Subject] = []
    documents: list[ListedDocument] = []
    for sign, entry, *said in file.difference(before, used.path):
        if said == [None] or entry.startswith(f"{file.PLANTED}:"):
            continue
        if sign == "p":
            persons.append(unpack(entry, *said))
        else:
            documents.append(file.document_of((entry, *said)))
        if len(persons) + len(documents) > most:
            return None
    return Changes(tuple(persons), tuple(documents))


def index_of(folder: Path, persons: Iterable[Subject], documents: Iterable[ListedDocument]) -> Index:
    """Return an index over entries of no edition, in a folder of the caller's: for asking a file before it is imported."""
    path = folder / "entries.db"
    rows = (file.person_row(subject, with_row=False) for subject in persons)
    file.write(path, file.About(1, "", "", {}), rows, map(file.document_row, documents))
    indexing.build(path)
    return Index(path)


def stale(site: Site, day: date) -> bool:
    """Say whether the edition in use was older on a day than its limit: a clear then says how old. False for none."""
    edition = current(site)
    return edition is not None and edition.age_days(day) > site.settings.edition_limit_days


def manifest_for(site: Site, after: int = 0) -> bytes | None:
    """Return the signed manifest for a post that uses edition `after` (0: none); None before the first edition.

    It is the next edition where the deltas up to the newest are shorter than the newest in full, else the newest.
    """
    return publishing.signed(site, after)


def wire_file(site: Site, name: str) -> Path | None:
    """Return the file of a name that a manifest gives (`7.db.zst`, `7.delta.zst`), None where it is not kept."""
    path = publishing.folder_of(site) / name
    return path if NAME.match(name) and path.is_file() else None


def ask_after(site: Site) -> int:
    """Return the number a post asks headquarters with: that in use; 0 for none, or when a delta on it was refused."""
    used = current(site)
    refused = refusal(site)
    failed = refused is not None and refused["why"] not in {PASSING, "signature", "older"}
    return 0 if used is None or failed else used.number


def wanted(site: Site, signed: bytes) -> tuple[str, Wire] | None:
    """Return name and wire (bytes, sha256) of the file to fetch for a manifest; None where there is nothing to fetch.

    Nothing: it is in use, the site holds to another, or the file was refused for what is in it. Raises Refused
    (and records it) for a manifest that headquarters did not sign.
    """
    with publications.refusals_told(site, EDITION):
        return taking.wanted(site, taking.verified(site, signed))


def take_up(
    site: Site, signed: bytes, file: Path, preparing: Preparing = prepare.in_a_process
) -> Edition | None:
    """Take up an edition from the file that `wanted` named, and return it; None where it is in use already.

    It takes minutes for a million rows, in a process of its own at low priority, and holds up nobody but another such
    call. Raises Refused (recorded as `edition.refused`, the one in use stays), Held, PreparationFailed.
    """
    made = taking.take_up(site, signed, file, preparing)
    return current(site) if made else None


def index_by_our_rules(site: Site, preparing: Preparing = prepare.in_a_process) -> bool:
    """Build the index of the edition in use anew where a program of other rules made it; say whether it was.

    It takes minutes for a million rows; until then the edition cannot be asked, and desks say so. Raises BadFile,
    PreparationFailed, OSError.
    """
    return taking.index_by_our_rules(site, preparing)


def prepared_here(order: prepare.Order, _lock: int) -> None:
    """Make a small edition ready in this process: a Preparing for `take_up`. Raises BadFile."""
    prepare.prepare(order)


def take_up_own(site: Site, preparing: Preparing = prepare.in_a_process) -> Edition | None:
    """Let headquarters use its own newest edition. Raises as `take_up`."""
    signed = manifest_for(site)
    name = wanted(site, signed) if signed else None
    if signed is None or name is None:
        return None
    return take_up(site, signed, publishing.folder_of(site) / name[0], preparing)


def go_back(act: Act, note: str) -> None:
    """Use the edition before again, and hold to it until `hold` is lifted. Raises NoneBefore, MissingField, NotAllowed."""
    act.record("edition.gone_back", publications.going_back(act, EDITION, note))


def hold(act: Act, note: str) -> None:
    """Keep to the edition in use until `let_go`. Raises NoneBefore, MissingField, NotAllowed."""
    act.record("edition.held", publications.holding(act, EDITION, note))


def let_go(act: Act) -> None:
    """Take up new editions again. Raises NoneBefore, NotAllowed."""
    act.record("edition.held", publications.letting_go(act, EDITION))


def refusal(site: Site) -> Row | None:
    """Return the last refusal (number, why, refused_at) since an edition was taken up: field IT's alarm."""
    return publications.refusal(site, EDITION)


def published(site: Site) -> list[Row]:
    """Return the editions headquarters keeps, newest first, each with its counts as `listed` tells them."""
    rows = store.published(site.db, site.name, publishing.KEPT)
    return [row | {name: listed(row[name]) for name in ("persons", "documents")} for row in rows]


def listed(count: int) -> int:
    """Return how many persons, or documents, an edition lists without the one planted to prove it: as people count."""
    return count - file.PLANTED_EACH


def in_use_by_site(db: Database) -> dict[str, tuple[Row, Row | None]]:
    """Return by the name of each site that took one up which edition it uses, and what it refused since."""
    return publications.in_use_by_site(db, EDITION)


def before(site: Site) -> int | None:
    """Return the number of the edition that can be gone back to."""
    return publications.before(site, EDITION)


def hold_note(site: Site) -> str:
    """Return why the site keeps to its edition, '' where it does not."""
    return publications.hold_note(site, EDITION)


def ask_for(act: Act) -> None:
    """Let the worker publish at once what is pending, in the name of whoever asks. Raises NotAllowed."""
    act.require(Permission.PUBLISH_EDITIONS)
    who = act.who
    store.ask_for(
        act.db,
        {
            "node": act.site.name,
            "account_id": who.account_id,
            "username": who.username,
            "name": who.name,
            "role": who.role or "",
            "asked_at": act.at,
        },
    )


def asked_for(site: Site) -> Row | None:
    """Return who asked for an edition that the worker has not made yet."""
    return store.asked_for(site.db, site.name)


def publish_asked_for(site: Site) -> Manifest | None:
    """Publish what somebody asked for; None where nobody did, or nothing is new. Raises as `publish`."""
    asked = asked_for(site)
    if asked is None:
        return None
    role = Role(asked["role"]) if asked["role"] else None
    try:
        return publish(site, Who(asked["account_id"], asked["username"], asked["name"], role))
    finally:
        with site.db.transaction():
            store.answer(site.db, site.name, asked["asked_at"])


def publish(site: Site, who: Who, *, anew: bool = False) -> Manifest | None:
    """Publish the imported lists and the approved entries as the next edition; None where nothing changed.

    anew: even so, that posts know how fresh it is. Raises NotAllowed, BadSettings, BadFile, OSError.
    """
    return publishing.publish(site, who, _contents(site), anew=anew)


def pending(site: Site) -> bool:
    """Say whether anything was imported, approved or withdrawn, or has expired, since the newest edition."""
    newest = publishing.newest(site)
    return newest is None or newest["sources"] != _contents(site).sources


def is_of_today(site: Site) -> bool:
    """Say whether the newest edition stands for this day."""
    newest = publishing.newest(site)
    return newest is not None and newest["day"] == site.day_of(site.clock.now()).isoformat()


def _contents(site: Site) -> Contents:
    """Return what is listed. Entries made by hand have no version of their own: it is the digest of all of them."""
    day = site.day_of(site.clock.now())
    own = hashlib.sha256()
    for subject in lookouts.approved_subjects(site, day):
        own.update(f"{subject.entry}\x1f{subject.category}\x1f{pack(subject)}\n".encode())
    return Contents(
        {**lists.versions(site), OWN: own.hexdigest()[:16]},
        lambda: chain(lists.current_subjects(site), lookouts.approved_subjects(site, day)),
        lambda: lists.current_documents(site),
    )
