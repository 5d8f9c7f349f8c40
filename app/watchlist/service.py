"""Lists and the hits in them: loading an edition, asking it about a document or a person, keeping what was found."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Generic, TextIO, TypeVar

from app.act import Act, Who, acting
from app.crossings import service as crossings
from app.durable import make_durable
from app.editions import service as editions
from app.running import alone
from app.site import Site
from app.watchlist import asking, confirming, hits, index, rows, store
from app.watchlist.asking import Answer
from app.watchlist.confirming import Numbered, Renew, Renewed, asks_numbers, to_be_confirmed
from app.watchlist.hits import Waiting
from app.watchlist.index import EditionMissing
from app.watchlist.meeting import Occasion, met_by_name, met_by_number
from app.watchlist.rescreen import is_known, occasion_of
from app.watchlist.rows import BadList, Problem
from app.watchlist.trials import TRIED_DAYS, Trial, try_out
from border import names
from border.checks import Check
from border.crossing import Direction
from border.document import Document
from border.hit import Cleared, Met, State, check_met, person_key
from border.permissions import Permission, Role
from border.traveller import Traveller
from border.watchlist import Edition, ListedDocument, Meeting, listed_key, meetings, stolen
from db.database import Database, Row

__all__ = [
    "TRIED_DAYS",
    "Numbered",
    "Occasion",
    "Renewed",
    "Trial",
    "Waiting",
    "asks_numbers",
    "to_be_confirmed",
    "try_out",
]
"""Values of other modules of this room that rooms above hand in or get."""

FILES_KEPT = 2
"""Edition files of a list that stay: the one in use, and the one before, which a thread may still be reading."""


@dataclass(frozen=True, slots=True)
class Screened:
    """A list's answer about one traveller. check: what a desk is told; met: every entry met, silent ones too."""

    check: Check
    met: tuple[Met, ...] = ()


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
    edition = loaded(site, "documents")
    if edition is None:
        return Screening(None, ())
    try:
        listed = index.documents(_file(site, edition), listed_key(document.issuing_state, document.number))
    except EditionMissing:
        return Screening(None, ())
    return Screening(edition, stolen(document, listed))


def person_hits(site: Site, traveller: Traveller) -> Screening[Meeting]:
    """Ask the list of persons."""
    edition = loaded(site, "persons")
    if edition is None:
        return Screening(None, ())
    try:
        entries = index.persons(_file(site, edition), _sought(traveller))
    except EditionMissing:
        return Screening(None, ())
    return Screening(edition, meetings(traveller, entries))


def current(site: Site, list_name: str) -> Edition | None:
    """Return what a list is asked in: the edition from headquarters, before one what was loaded here; None for neither."""
    used = editions.current(site)
    return Edition(list_name, used.number, used.on) if used else loaded(site, list_name)


def loaded(site: Site, list_name: str) -> Edition | None:
    """Return what this site loaded of a list from a file, None where nothing was."""
    row = store.edition(site.db, site.name, list_name)
    return Edition(row["list"], row["number"], date.fromisoformat(row["day"])) if row else None


def screen_document(site: Site, document: Document) -> Screened:
    """Ask for a document, and return the check with what was met."""
    answer = _both(asking.about_document(site, document), _asked_of_loaded_documents(site, document))
    if answer is None:
        return Screened(check_met("stolen-document", None, ()))
    check = check_met("stolen-document", answer.edition, answer.met, old_days=answer.old_days, why=answer.why)
    return Screened(check, answer.met)


def screen_person(
    site: Site, document: Document, traveller: Traveller, direction: Direction | None = None
) -> Screened:
    """Ask for a person, and return the check with what was met, but for whom it was found not to be.

    direction: the way the traveller goes, None where it is not known; who may not leave may enter.
    """
    answer = asking.about_person(site, document, traveller)
    of_loaded = _asked_of_loaded_persons(site, traveller)
    if of_loaded and answer.why == "no-list":
        answer = replace(of_loaded, met=(*answer.met, *of_loaded.met))
    elif of_loaded:
        answer = replace(answer, met=(*answer.met, *of_loaded.met))
    return screened(site, answer, document.key, traveller, direction)


def screen_number(site: Site, document: Document) -> Numbered | None:
    """Ask the filter of numbers for a document; None where there is no such list. Raises BadFilter, OSError."""
    return confirming.about_number(site, document, lambda: screen_document(site, document).met)


def confirm_waiting(site: Site, renew: Renew) -> int:
    """Ask headquarters what waits to be confirmed, as far as it answers; return how many hits were opened.

    renew: renews what a desk was told, and says whether the traveller is still undecided; else it is a late hit.
    """
    return confirming.confirm_waiting(site, renew)


def _both(of_edition: Answer | None, of_loaded: Answer | None) -> Answer | None:
    """Return what the edition said and, after it, what a list said that this site loaded from a file by itself."""
    if of_edition is None or of_loaded is None:
        return of_edition or of_loaded
    return replace(of_edition, met=(*of_edition.met, *of_loaded.met))


def _asked_of_loaded_documents(site: Site, document: Document) -> Answer | None:
    """Ask the list this site has loaded from a file."""
    asked = document_hits(site, document)
    edition = asked.edition
    if edition is None:
        return None
    return Answer(edition, tuple(met_by_number(listed, edition.number) for listed in asked.meetings))


def _asked_of_loaded_persons(site: Site, traveller: Traveller) -> Answer | None:
    asked = person_hits(site, traveller)
    edition = asked.edition
    if edition is None:
        return None
    return Answer(edition, tuple(met_by_name(one, edition.number) for one in asked.meetings))


def screened(
    site: Site, answer: Answer, document_id: str, traveller: Traveller, direction: Direction | None = None
) -> Screened:
    """Part what a traveller met from whom somebody has found the traveller not to be, and make the check of both."""
    day, key = site.day_of(site.clock.now()), person_key(traveller)
    before = [
        hits.remembered(site.db, document_id, key, entry=one.entry, entry_hash=one.hash, day=day)
        for one in answer.met
    ]
    still = tuple(one for one, row in zip(answer.met, before, strict=True) if row is None)
    cleared = [Cleared(one, row["decided_on"]) for one, row in zip(answer.met, before, strict=True) if row]
    check = check_met(
        "listed-person",
        answer.edition,
        still,
        cleared,
        old_days=answer.old_days,
        direction=direction,
        why=answer.why,
    )
    return Screened(check, still)


def note(act: Act, occasion: Occasion, screened: Screened | Numbered) -> None:
    """Keep the hits that a list's answer holds. It asks no list again: a list that fails must not stop the desk."""
    if isinstance(screened, Numbered):
        confirming.note(act, occasion, screened)
    for met in screened.met:
        hits.keep(act, occasion, met)


def ask(
    act: Act,
    occasion_id: str,
    desk: str,
    document: Document,
    traveller: Traveller,
    *,
    direction: Direction | None = None,
) -> tuple[tuple[Check, ...], list[str]]:
    """Ask both lists about a crossing from the paper log and keep the hits.

    direction: None where it is not known. Headquarters is not waited for. Returns the checks for the stamp, and the ids of the hits that it may name.
    """
    occasion = Occasion(occasion_id, desk, document.key, traveller, "paper", direction=direction or "")
    lists = (screen_document(act.site, document), screen_person(act.site, document, traveller, direction))
    numbered = screen_number(act.site, document)
    answers: tuple[Screened | Numbered, ...] = (*lists, numbered) if numbered else lists
    for answer in answers:
        note(act, occasion, answer)
    return tuple(answer.check for answer in answers), hits_of(act.db, occasion_id)


def ask_anew(act: Act, amendment_id: str, row: Row) -> None:
    """Ask both lists about a crossing that reads otherwise since an amendment, and keep what is met, as late hits.

    An entry that this traveller met before, or was found not to be, is met no second time.
    """
    occasion = replace(occasion_of(row), id=amendment_id)
    document, traveller = crossings.document_of(row), crossings.traveller_of(row)
    direction = Direction(row["direction"])
    answers = (screen_document(act.site, document), screen_person(act.site, document, traveller, direction))
    for answer in answers:
        for met in answer.met:
            if not is_known(act, row, met):
                hits.keep(act, occasion, met)


def met_on(site: Site, who: Who, occasions: Iterable[str]) -> list[Row]:
    """Return the hits of some occasions that wait for a decision, as far as somebody may know; never a silent one."""
    ids = [hit_id for occasion_id in occasions for hit_id in hits_of(site.db, occasion_id)]
    rows = []
    for hit_id in ids:
        with suppress(hits.NoSuchHit):
            rows.append(hits.hit(site, who.role, hit_id))
    return [row for row in rows if State(row["state"]).waits]


def shown_at(site: Site, role: Role, inspection_id: str) -> dict[str, str]:
    """Return the ids of an occasion's hits that somebody may open, by entry; of a silent one nothing, whoever asks."""
    return hits.shown_at(site, role, inspection_id)


def hits_of(db: Database, inspection_id: str) -> list[str]:
    """Return the ids of the hits of one occasion that a crossing may name: no silent one."""
    return [row["hit_id"] for row in store.hits_of(db, inspection_id)]


def waiting(site: Site, who: Who) -> Waiting:
    """Count the hits that wait for a decision, as far as somebody may know of them."""
    return hits.waiting(site, who.role)


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
    with alone(site.settings.run, "load-list"):
        site.settings.lists.mkdir(mode=0o700, parents=True, exist_ok=True)
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


def _take_up(act: Act, draft: Path, edition: Edition, loaded: Loaded, digest: str) -> None:
    """Rename the draft and record the edition. A file whose act was not kept is written over by the next one."""
    draft.rename(_file(act.site, edition))
    make_durable(act.site.settings.lists)
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
