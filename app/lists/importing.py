"""Read one given file into the next version of its source: good rows go on, bad ones are told, nothing is half imported.

The version is written beside the one in force; one act at its end makes it count. Whatever happens before, a kill
included, leaves the version before. One file is read at a time, over all processes of a site.
"""

import fcntl
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from app.act import Who, acting
from app.lists import snapshot, store
from app.lists.formats import known
from app.lists.formats.problems import MOST_OF_PROBLEM, BadList, Carried, Gone, Outcome, Problem, Read
from app.lists.snapshot import BadSnapshot, Counts, Difference, Draft
from app.site import Site
from border.errors import BorderError
from border.listing import MOST_NAMES, MOST_OF_ENTRY, Category, Response, Subject
from border.watchlist import ListedDocument
from db.database import Row

MOST_PROBLEMS = 10_000
"""So many are kept with their line; all are counted."""
TELL_EVERY = 2 << 20
"""Bytes between two lines of progress."""
TRIES = 3
"""A file that ended its reader so often is not tried again."""

Reading = Callable[[Row, BinaryIO], Iterator[Outcome]]
"""Yields what a file of a source holds. Raises BadList."""
Tell = Callable[[int, int, int, int], None]
"""Is told bytes read, bytes, rows, problems."""


class ImportRunning(BorderError):
    """Another file is being read."""

    number = "L123"


@dataclass(frozen=True, slots=True)
class Told:
    """How a file ended: its state (done, same, held, overtaken, refused), why not, and the version made of it, if any."""

    state: str
    why: str = ""
    number: int = 0


@dataclass(slots=True)
class _Tally:
    """What was read so far. rows: entries that were taken; carried: documents of their own, taken for those who hold them."""

    rows: int = 0
    carried: int = 0
    problems: int = 0
    waiting: list[tuple[int, int, str, str]] = field(default_factory=list)

    def wrong(self, problem: Problem) -> None:
        self.problems += 1
        if self.problems <= MOST_PROBLEMS:
            said = _in_short(problem.field), _in_short(problem.what)
            self.waiting.append((self.problems, problem.line, *said))


def _in_short(said: str) -> str:
    """Return words as a database takes them: the name of a column can be as long as its file, and of halves of characters."""
    return said[:MOST_OF_PROBLEM].encode(errors="replace").decode().replace("\0", " ")


def path_of(site: Site, source: str, number: int) -> Path:
    return folder_of(site) / f"{source}-{number}.db"


def folder_of(site: Site) -> Path:
    return site.settings.lists / "sources"


def read(source: Row, file: BinaryIO) -> Iterator[Outcome]:
    """Yield what a file holds, read as its source says, or as the file itself tells. Raises BadList."""
    name = source["format"] or known.detect_in(file)
    return known.reader(name, source["mapping"])(file, source["source"])


def read_in(site: Site, who: Who, job_id: str, tell: Tell | None = None, reading: Reading = read) -> Told:
    """Read a given file, and say how it ended; the job says it too. tell: hears of the progress as well.

    Raises ImportRunning, DatabaseError.
    """
    with _alone(site, job_id):
        given = _given(site, who, job_id, tell)
        if newer := store.overtaken_by(site.db, job_id):
            return given.ended(Told("overtaken", _how_overtaken(newer)))
        if given.job["tries"] >= TRIES:
            return given.ended(Told("refused", f"reading it ended the program {TRIES} times"))
        with site.db.transaction():
            store.begin(site.db, job_id, given.size)
        try:
            return _made(given, reading)
        except (BadList, BadSnapshot) as error:
            return given.ended(Told("refused", str(error)))
        except OSError as error:
            return given.ended(Told("refused", f"the file cannot be read, or not be kept: {error.strerror}"))
        finally:
            _clear(site, given.name)


class _Watched(io.FileIO):
    """A file that says how far it has been read, whatever its rows are worth."""

    def __init__(self, path: Path, told: Callable[[int], None]) -> None:
        super().__init__(path)
        self._told, self._since = told, 0

    def readinto(self, buffer: Any) -> int | None:
        count = super().readinto(buffer)
        self._since += count or 0
        if self._since >= TELL_EVERY:
            self._since = 0
            self._told(self.tell())
        return count


@dataclass(frozen=True, slots=True)
class _Rule:
    """By what rows are taken: the definition of their source, and whether they are changes."""

    source: Row
    is_delta: bool = False


@dataclass(frozen=True, slots=True)
class _Given:
    """A file that was given, for whom, and whoever hears how far it has been read."""

    site: Site
    who: Who
    job: Row
    source: Row
    path: Path
    size: int
    tell: Tell | None

    @property
    def name(self) -> str:
        return str(self.source["source"])

    @property
    def rule(self) -> _Rule:
        return _Rule(self.source, self.is_delta)

    @property
    def is_delta(self) -> bool:
        return bool(self.job["kind"] == "delta")

    def told(self, tally: _Tally, position: int) -> None:
        with self.site.db.transaction():
            store.keep_problems(self.site.db, self.job["job_id"], tally.waiting)
            store.progress(self.site.db, self.job["job_id"], position, tally.rows, tally.problems)
        tally.waiting.clear()
        if self.tell:
            self.tell(position, self.size, tally.rows, tally.problems)

    def ended(self, told: Told) -> Told:
        with self.site.db.transaction():
            store.end(self.site.db, self.job["job_id"], told.state, _in_short(told.why))
        return told


def lay_out(path: Path, format_name: str, source: str, version: Path) -> tuple[int, list[Problem]]:
    """Read a file into a version that no site keeps; return how many rows were taken, and what is wrong in the others.

    format_name: '' to tell it by its beginning. Raises BadList, OSError.
    """
    rule = _Rule({"source": source, "format": format_name, "category": "", "response": "", "mapping": {}})
    tally = _Tally()
    with snapshot.drafting(version) as out, path.open("rb") as file:
        for told in read(rule.source, file):
            _take(out, rule, told, tally)
    return tally.rows, [Problem(line, field, what) for _, line, field, what in tally.waiting]


def _given(site: Site, who: Who, job_id: str, tell: Tell | None) -> _Given:
    job = store.job(site.db, job_id)
    assert job is not None, "nobody deletes a job"
    source = store.source(site.db, job["source"])
    assert source is not None, "nobody deletes a source"
    path = Path(job["path"])
    size = path.stat().st_size if path.exists() else 0
    return _Given(site, who, job, source, path, size, tell)


def _how_overtaken(newer: Row) -> str:
    if newer["kind"] == "full":
        return f"{newer['file']}, which came later, took its place"
    return f"the changes in {newer['file']}, which came later, were made before: give the list again, and then the changes"


def _made(given: _Given, reading: Reading) -> Told:
    """Make the next version, unless the file is one that is in force or waits. Raises BadList, BadSnapshot."""
    site, before = given.site, store.in_force(given.site.db, given.name)
    waits = store.held(site.db, given.name)
    with given.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    as_it_is = {"kind": given.job["kind"], "digest": digest, "read_as": read_as(given.source)}
    if any(_is_same(site, as_it_is, row) for row in (before, waits)):
        return given.ended(Told("same"))
    if given.is_delta and waits:
        raise BadList(
            f"version {waits['number']} waits for a second person; once it is decided on, give these changes again"
        )
    if given.is_delta and (older := store.unread_before(site.db, given.job["job_id"])):
        raise BadList(
            f"{older['file']} came before and is not read yet; once it is, give these changes again"
        )
    old = path_of(site, given.name, before["number"]) if before else None
    old = old if old and old.exists() else None
    if given.is_delta and old is None:
        raise BadList("there is no version that these changes could be made to; import the whole list first")
    path = path_of(site, given.name, store.newest_number(site.db, given.name) + 1)
    draft = path.with_suffix(".tmp")
    with snapshot.drafting(draft, old if given.is_delta else None) as out:
        tally = _filled(out, given, reading)
    snapshot.put_in_place(draft, path)
    return _recorded(given, path, old, {**as_it_is, "problems": tally.problems})


def _recorded(given: _Given, path: Path, old: Path | None, facts: dict[str, Any]) -> Told:
    """Let a version count, or wait where it lists far less than the one before."""
    counts, before = snapshot.counts(path), store.in_force(given.site.db, given.name)
    held = before is not None and drops(Counts(before["persons"], before["documents"]), counts)
    number = store.newest_number(given.site.db, given.name) + 1
    payload = {
        "source": given.name,
        "number": number,
        "job_id": given.job["job_id"],
        "file": given.job["file"],
        "bytes": given.size,
        **facts,
        **asdict(counts),
        **asdict(_difference(old, path)),
        "by_name": given.who.name,
    }
    with acting(given.site, given.who, "list-import") as act:
        act.record("list.import_held" if held else "list.imported", payload)
        store.end(act.db, given.job["job_id"], "held" if held else "done")
    return Told("held" if held else "done", number=number)


def _difference(old: Path | None, new: Path) -> Difference:
    """Return what changed; where the file of the version before is damaged, all of the new one has come."""
    try:
        return snapshot.difference(old, new)
    except BadSnapshot:
        return snapshot.difference(None, new)


def drops(before: Counts, now: Counts) -> bool:
    """Say whether so many entries are missing that a second person must look: more than a tenth."""
    return now.all * 10 < before.all * 9


def read_as(source: Row) -> str:
    """Return the digest of what decides how a file is read: the same file read otherwise, or by a newer reader, is another version."""
    said = [source[name] for name in ("format", "category", "response", "mapping")]
    said.append(known.versions(source["format"]))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _filled(out: Draft, given: _Given, reading: Reading) -> _Tally:
    """Write all rows into a draft. Raises BadList."""
    tally = _Tally()
    with io.BufferedReader(_Watched(given.path, lambda position: given.told(tally, position))) as file:
        for told in reading(given.source, file):
            _take(out, given.rule, told, tally)
    given.told(tally, given.size)
    if not (tally.rows or tally.carried) and (tally.problems or not given.is_delta):
        raise BadList("not one row could be taken")
    return tally


def _take(out: Draft, rule: _Rule, told: Outcome, tally: _Tally) -> None:
    """Take one row into a draft, or tell what is wrong with it. Raises BadList."""
    try:
        if isinstance(told, Problem):
            tally.wrong(told)
        elif isinstance(told, Gone):
            _take_away(out, rule, told, tally)
        elif isinstance(told, Carried):
            out.carry(told)
            tally.carried += 1
        else:
            _put(out, rule, told, tally)
    except UnicodeEncodeError:
        tally.wrong(Problem(told.line, "", "holds halves of characters"))


def _take_away(out: Draft, rule: _Rule, told: Gone, tally: _Tally) -> None:
    if not rule.is_delta:
        raise BadList("the file takes entries away: it holds changes, and is to be imported as such")
    if out.take_away(told.entry):
        tally.rows += 1
    elif not told.quiet:
        tally.wrong(Problem(told.line, "", "takes away what is not listed"))


def _put(out: Draft, rule: _Rule, told: Read, tally: _Tally) -> None:
    entry = _as_the_source_says(told, rule.source)
    if fault := _fault(entry, rule.source["source"]):
        tally.wrong(Problem(told.line, "", fault))
        return
    if isinstance(entry, Subject) and entry.category.protects and entry.response is Response.DETAIN:
        entry = replace(entry, response=Response.REFER)
        tally.wrong(Problem(told.line, "response", PROTECTED))
    if rule.is_delta:
        out.put(entry, told.row, told.line)
    elif stands := out.add(entry, told.row, told.line):
        tally.wrong(Problem(told.line, "", f"stands in line {stands} already"))
        return
    tally.rows += 1


PROTECTED = "cannot be to detain: the entry is there to protect; it is taken with: refer"


def _as_the_source_says(told: Read, source: Row) -> Subject | ListedDocument:
    """Return an entry with the category and the response that hold for the whole source, where it has any."""
    item = told.what
    if isinstance(item, ListedDocument):
        return replace(item, reported_on=told.reported_on)
    return replace(
        item,
        category=Category(source["category"]) if source["category"] else item.category,
        response=Response(source["response"]) if source["response"] else item.response,
    )


def _fault(what: Subject | ListedDocument, source: str) -> str:
    entry = what.entry if isinstance(what, Subject) else what.id
    if not entry.startswith(f"{source}:") or len(entry) > MOST_OF_ENTRY:
        return f"has the number {entry[:MOST_OF_ENTRY]!r}, which cannot be kept"
    if isinstance(what, Subject) and not 0 < len(what.names) <= MOST_NAMES:
        return f"has {len(what.names)} names; 1 to {MOST_NAMES} are taken"
    return ""


def _is_same(site: Site, as_it_is: dict[str, str], version: Row | None) -> bool:
    return (
        version is not None
        and all(version[name] == value for name, value in as_it_is.items())
        and snapshot.is_sound(path_of(site, version["source"], version["number"]))
    )


def _clear(site: Site, source: str) -> None:
    """Delete the files of versions that nobody needs any more; whoever still reads one keeps it until done."""
    kept = {path_of(site, source, number) for number in store.kept_files(site.db, source)}
    for path in folder_of(site).glob(f"{source}-*"):
        number = path.stem.removeprefix(f"{source}-")
        if number.isdigit() and path not in kept:
            path.unlink(missing_ok=True)


@contextmanager
def _alone(site: Site, job_id: str) -> Iterator[None]:
    """Let one file be read at a time, over all processes. Raises ImportRunning."""
    folder_of(site).mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder_of(site), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with site.db.transaction():
            store.end_killed_commands(site.db, job_id, "the command was ended before the file was read")
        yield
    except BlockingIOError as error:
        raise ImportRunning("another list is being imported; it is one at a time") from error
    finally:
        os.close(descriptor)
