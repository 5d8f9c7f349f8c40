"""How the files of an edition come down to a post: in slices, each asked for and signed alone, going on where the link was cut.

It knows no travellers and no lists: a manifest is bytes that somebody else verifies and chooses by, an edition is a file
of so many bytes and one SHA-256. What has come lies in the folder of what is coming in, named by that hash, so another
file begins anew; it is handed over when it is whole and is what was announced. A slice is short: headquarters holds no
more than that in memory for each post, and nothing else at the post waits long for the line.
"""

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from db.database import Database
from sync import signed
from sync.link import Download, LinkDown
from sync.pull import Line
from sync.rounds import pause_s
from sync.shelf import LONGEST_MANIFEST, LONGEST_SLICE, Request

log = logging.getLogger(__name__)

EDITIONS, NUMBERS = "editions", "numbers"
"""What is fetched so: editions of the lists, and filters of document numbers."""

FIRST_SLICE, SMALLEST_SLICE = 256 * 1024, 16 * 1024
PIECE = 64 * 1024
QUICK_S = 5.0
SPOILED = 3
"""How often a file may come and be another than was announced, before it is left alone until the worker starts anew."""
ROUNDS = 12
"""How many files one round fetches: deltas one after the other, the full one if a delta is refused."""

FAULTS = {
    "unknown-site": "headquarters does not know this post: it must be enrolled there",
    "bad-signature": "headquarters does not believe this post's signature",
    "stale": "the clocks of this post and of headquarters differ by more than a day",
    "unreachable": "headquarters cannot be reached",
    "no-answer": "headquarters did not answer in time",
    "busy": "headquarters asked to wait",
    "not-understood": "what answered does not speak as headquarters does",
    "changed": "headquarters has another file by now",
    "refused": "this post does not take up what headquarters sent",
    "wrong-hash": "the file that came is not the one that was announced",
    "no-room": "the disk takes no more of it",
    "not-prepared": "the edition could not be made ready here",
}
"""Why an edition is not here yet: code -> what it means. All pass by themselves or by somebody's work."""


class Unfetched(Exception):
    """The round is over, nothing more can be fetched now. fault: a code of FAULTS."""

    number = "S236"

    def __init__(self, fault: str, wait_s: float = 0.0) -> None:
        super().__init__(fault)
        self.fault = fault
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that would bring the newest edition here."""

    file: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Fetching:
    """How the fetching stands. asked_at: when headquarters last said which edition is newest; file: being fetched, or ''."""

    asked_at: str | None = None
    file: str = ""
    sha256: str = ""
    bytes: int = 0
    failures: int = 0
    failed_at: str | None = None
    fault: str | None = None

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.file, self.bytes, self.sha256)

    @property
    def why(self) -> str | None:
        """What the fault means, in English."""
        return None if self.fault is None else FAULTS[self.fault]


@dataclass(frozen=True, slots=True)
class Post:
    """Who asks, and what becomes of what comes. incoming: the folder for it; what: editions, or numbers.

    after: the number of the edition that is in use here, 0 for none.
    choose: what is wanted of the edition whose signed manifest this is, None for nothing. It verifies the manifest.
    take_up: gets the manifest and the whole file, and returns when that is no longer needed.
    The last two raise Unfetched.
    """

    site: str
    incoming: Path
    sign: Callable[[bytes], bytes]
    after: Callable[[], int]
    choose: Callable[[bytes], Wanted | None]
    take_up: Callable[[bytes, Path], None]
    now: Callable[[], str]
    chance: Callable[[], float]
    what: str = EDITIONS


class Fetcher:
    """Fetches for one post. `fetch` is a round of sync.rounds.Rounds."""

    def __init__(self, db: Database, post: Post, line: Line) -> None:
        self._db = db
        self._post = post
        self._line = line
        self._room = FIRST_SLICE
        self._spoiled: dict[str, int] = {}

    def fetch(self) -> float | None:
        """Bring the newest edition here; return None, or how long to wait after a fault. Raises DatabaseError."""
        try:
            for _ in range(ROUNDS):
                manifest = self._manifest()
                wanted = self._post.choose(manifest) if manifest else None
                if wanted is None or self._spoiled.get(wanted.sha256, 0) >= SPOILED:
                    self._clear()
                    self._note(Fetching(asked_at=self._post.now()))
                    return None
                self._begun(wanted)
                path = self._fetched(wanted)
                self._post.take_up(manifest or b"", path)
                self._clear()
            raise Unfetched("not-understood")
        except Unfetched as unfetched:
            return self._failed(unfetched)

    def _begun(self, wanted: Wanted) -> None:
        before = fetching(self._db, self._post.site, self._post.what)
        self._note(
            replace(
                before,
                asked_at=self._post.now(),
                file=wanted.file,
                sha256=wanted.sha256,
                bytes=wanted.bytes,
            )
        )

    def _manifest(self) -> bytes | None:
        """Return the signed manifest of what comes next, None where no edition is published."""
        with self._asked(f"after/{self._post.after()}") as answer:
            if answer.status == 204:
                return None
            _require(answer, 200)
            return answer.whole(LONGEST_MANIFEST)

    def _fetched(self, wanted: Wanted) -> Path:
        """Return the whole file, verified. Raises Unfetched."""
        path = _path_of(self._post.incoming, wanted)
        self._clear(path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            while (size := _size(path)) < wanted.bytes:
                self._slice(wanted, path, size)
            if size == wanted.bytes and _sha256(path) == wanted.sha256:
                return path
        except OSError as error:
            raise Unfetched("no-room") from error
        self._clear()
        self._spoiled[wanted.sha256] = self._spoiled.get(wanted.sha256, 0) + 1
        log.error("%s came as another file than headquarters announced", wanted.file)
        raise Unfetched("wrong-hash")

    def _slice(self, wanted: Wanted, path: Path, start: int) -> None:
        """Append what follows, as much as the link carries in a few seconds; what came before a cut is kept."""
        last = min(start + self._room, wanted.bytes) - 1
        began = time.monotonic()
        etag = f'"{wanted.sha256}"'
        with self._asked(wanted.file, {"Range": f"bytes={start}-{last}", "If-Match": etag}) as answer:
            if answer.status in {404, 412, 416}:
                raise Unfetched("changed")
            _require(answer, 206)
            if answer.lines.get("ETag") != etag or not _begins(answer, start, wanted.bytes):
                raise Unfetched("not-understood")
            came = _append(path, answer, last - start + 1)
        if not came:
            raise Unfetched("not-understood")
        if time.monotonic() - began < QUICK_S:
            self._room = min(LONGEST_SLICE, self._room * 2)

    @contextmanager
    def _asked(self, file: str, lines: Mapping[str, str] | None = None) -> Iterator[Download]:
        """Ask for something under a signature. Raises Unfetched."""
        path = f"/sync/v1/sites/{self._post.site}/{self._post.what}/{file}"
        request = Request(self._post.site, path, self._post.now())
        own = {**signed.as_http(request), signed.SIGNATURE: self._post.sign(request.message()).hex()}
        try:
            with self._line.get(path, {**own, **(lines or {})}) as answer:
                yield answer
        except LinkDown as error:
            if error.timed_out:
                self._room = max(SMALLEST_SLICE, self._room // 2)
            raise Unfetched("no-answer" if error.timed_out else "unreachable") from error

    def _clear(self, but: Path | None = None) -> None:
        """Delete what came in of other files than one."""
        for path in self._post.incoming.glob("*/*"):
            if path != but:
                path.unlink(missing_ok=True)
                path.parent.rmdir()

    def _failed(self, unfetched: Unfetched) -> float:
        before = fetching(self._db, self._post.site, self._post.what)
        failed = replace(
            before, failures=before.failures + 1, failed_at=self._post.now(), fault=unfetched.fault
        )
        self._note(failed)
        if before.fault != unfetched.fault:
            log.warning("the newest of %s is not here yet: %s", self._post.what, failed.why)
        return pause_s(failed.failures, self._post.chance(), unfetched.wait_s)

    def _note(self, at: Fetching) -> None:
        with self._db.transaction():
            self._db.run(NOTE, node=self._post.site, what=self._post.what, **asdict(at))


def fetching(db: Database, site: str, what: str = EDITIONS) -> Fetching:
    """Return how the fetching of editions stands, or of filters of numbers."""
    row = db.one(FETCHING, node=site, what=what)
    return Fetching(**row) if row else Fetching()


def here(incoming: Path, wanted: Wanted) -> int:
    """Return how many bytes of a file are here."""
    return _size(_path_of(incoming, wanted))


def _require(answer: Download, status: int) -> None:
    """Raise Unfetched for any other answer."""
    if answer.status == status:
        return
    if answer.status in {429, 503}:
        raise Unfetched("busy", answer.wait_s)
    code = str(answer.said().get("error", ""))
    raise Unfetched(code if code in {"unknown-site", "bad-signature", "stale"} else "not-understood")


def _begins(answer: Download, start: int, total: int) -> bool:
    """Whether a slice begins where it must, of a file as long as was announced."""
    told = answer.lines.get("Content-Range", "")
    return told.startswith(f"bytes {start}-") and told.endswith(f"/{total}")


def _append(path: Path, answer: Download, most: int) -> int:
    """Append a slice to a file as it comes, and return its length. Raises LinkDown, OSError, Unfetched."""
    came = 0
    with path.open("ab") as file:
        for piece in answer.pieces(PIECE):
            came += len(piece)
            if came > most:
                raise Unfetched("not-understood")
            file.write(piece)
            file.flush()
        os.fsync(file.fileno())
    return came


def _path_of(incoming: Path, wanted: Wanted) -> Path:
    """Return where a file comes in: under its own name, in a folder named by its hash."""
    return incoming / (wanted.sha256 or "-") / wanted.file


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


FETCHING = """
    select asked_at, file, sha256, bytes, failures, failed_at, fault
      from fetch_state
     where node = :node
       and what = :what
"""

NOTE = """
    insert into fetch_state (node, what, asked_at, file, sha256, bytes, failures, failed_at, fault)
    values (:node, :what, :asked_at, :file, :sha256, :bytes, :failures, :failed_at, :fault)
        on conflict (node, what) do update
       set asked_at = excluded.asked_at,
           file = excluded.file,
           sha256 = excluded.sha256,
           bytes = excluded.bytes,
           failures = excluded.failures,
           failed_at = excluded.failed_at,
           fault = excluded.fault
"""
