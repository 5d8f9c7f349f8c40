"""What editions of the lists and filters of numbers have in common: headquarters publishes them, sites take them up.

Always one is in use. A newer one is taken up beside it, or refused with an alarm; somebody can go back to the one
before, and hold to one. Which event says so, and what the files hold, is for the rooms above.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from app.act import SYSTEM, Act, NotAllowed, Who, acting
from app.publications import store
from app.site import Site
from appliance.identity import BadKey, verified
from border.errors import BorderError
from border.fields import needed
from border.permissions import Permission, may
from db.database import Database, Row
from sync.manifest import BadManifest

PASSING = "damaged"
"""The one reason that says nothing against a publication: its file was cut or damaged on its way."""

MOST_OF_NOTE = 200


class Refused(BorderError):
    """A publication that is not taken up; the one in use stays. why: a code, also in the event of the refusal.

    of: its number, 0 where nothing is known of it; file: the SHA-256 of what was to bring it.
    """

    number = "L143"

    def __init__(self, why: str, said: str, of: int = 0, file: str = "") -> None:
        super().__init__(said, why=why)
        self.why = why
        self.of = of
        self.file = file


class Held(BorderError):
    """The site keeps to what it uses until somebody lets it go on."""

    number = "L144"


class NoneBefore(BorderError):
    """There is none to go back to, or none in use."""

    number = "L145"


class NotHeadquarters(BorderError):
    """Editions and lists of numbers are published at headquarters alone."""

    number = "L146"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is taken up. what: as its events begin; files: those that a number needs at a site; refused: records a refusal."""

    what: str
    files: Callable[[Site, int], set[Path]]
    refused: Callable[[Act, Row], object]


def require_publisher(site: Site, who: Who) -> None:
    """Raises NotHeadquarters, NotAllowed."""
    if not site.settings.is_hq:
        raise NotHeadquarters(f"{site.name} is no headquarters")
    if who.role is not None and not may(who.role, Permission.PUBLISH_EDITIONS):
        raise NotAllowed(Permission.PUBLISH_EDITIONS)


Manifest = TypeVar("Manifest")


def verified_or_refused(
    site: Site, signed: bytes, verify: Callable[[bytes, Callable[[bytes, bytes], bool]], Manifest]
) -> Manifest:
    """Return what headquarters signed; at headquarters itself what it signed. Raises Refused."""
    key = site.identity.public if site.settings.is_hq else site.settings.hq_key
    try:
        return verify(signed, partial(verified, key))
    except (BadKey, BadManifest) as error:
        raise Refused("signature", str(error)) from error


def in_use(site: Site, kind: Kind) -> Row | None:
    """Return the row of what is in use; None also where a file of it is gone, which any other mends.

    Where two newer ones were taken up since the row was read, it is gone rightly: then the row is read again.
    """
    row = store.in_use(site.db, site.name, kind.what)
    while row and not is_here(site, kind, row["number"]):
        again = store.in_use(site.db, site.name, kind.what)
        if again is None or again["number"] == row["number"]:
            return None
        row = again
    return row


def before(site: Site, kind: Kind) -> int | None:
    """Return the number of the one that can be gone back to."""
    used = store.in_use(site.db, site.name, kind.what)
    there = used and used["before"] and is_here(site, kind, used["before"])
    return used["before"] if used and there else None


def is_here(site: Site, kind: Kind, number: int) -> bool:
    """Say whether all files of a number are there."""
    return all(path.exists() for path in kind.files(site, number))


def require_newer(kind: Kind, used: Row, number: int, file: str) -> None:
    """Require that what is in use makes way for another one of a number. Raises Refused, Held."""
    if number <= used["number"]:
        raise Refused("older", f"{kind.what} {used['number']} is in use", number, file)
    if used["held"]:
        raise _held(kind, used)


def require_not_held(act: Act, kind: Kind) -> None:
    """Require that nobody has gone back, or held, since the taking up began. Raises Held."""
    now = store.in_use(act.db, act.site.name, kind.what)
    if now and now["held"]:
        raise _held(kind, now)


def _held(kind: Kind, used: Row) -> Held:
    return Held(f"this site keeps to {kind.what} {used['number']}", number=used["number"])


@contextmanager
def refusals_told(site: Site, kind: Kind) -> Iterator[None]:
    """Record why something is not taken up, once in a row, and let the refusal pass on."""
    try:
        yield
    except Refused as refused:
        said = {"number": refused.of, "why": refused.why, "file": refused.file}
        last = refusal(site, kind)
        if last is None or {name: last[name] for name in said} != said:
            with acting(site, SYSTEM, f"{kind.what}-verified") as act:
                kind.refused(act, said)
        raise


def is_refused(site: Site, kind: Kind, file: str) -> bool:
    """Say whether a file was refused for what is in it."""
    last = store.refusal_of(site.db, site.name, kind.what, file)
    return last is not None and last["why"] != PASSING


def refusal(site: Site, kind: Kind) -> Row | None:
    """Return the last refusal (number, why, file, refused_at) since something was taken up: field IT's alarm."""
    return store.refusal(site.db, site.name, kind.what)


def in_use_by_site(db: Database, kind: Kind) -> dict[str, tuple[Row, Row | None]]:
    """Return by the name of each site that took one up which it uses, and what it refused since."""
    return {
        row["node"]: (row, store.refusal(db, row["node"], kind.what))
        for row in store.all_in_use(db, kind.what)
    }


def clear(site: Site, kind: Kind) -> None:
    """Delete drafts, and the files of what is neither in use nor the one before. Whoever still reads one keeps it."""
    used = store.in_use(site.db, site.name, kind.what)
    numbers = (used["number"], used["before"]) if used else ()
    kept = {path for number in numbers if number for path in kind.files(site, number)}
    for path in site.settings.lists.glob(f"{kind.what}-*"):
        if path not in kept:
            path.unlink(missing_ok=True)


def going_back(act: Act, kind: Kind, note: str) -> dict[str, Any]:
    """Return what the event says by which the one before is used again, and held to. Raises NoneBefore, MissingField,
    NotAllowed."""
    act.require(Permission.GO_BACK_EDITION)
    needed(note, "note", MOST_OF_NOTE)
    used, back = store.in_use(act.db, act.site.name, kind.what), before(act.site, kind)
    if used is None or back is None:
        raise NoneBefore("there is none to go back to")
    return {"number": back, "left": used["number"], "note": note.strip()}


def holding(act: Act, kind: Kind, note: str) -> dict[str, Any]:
    """Return what the event says by which what is in use is held to. Raises NoneBefore, MissingField, NotAllowed."""
    needed(note, "note", MOST_OF_NOTE)
    _require_in_use(act, kind)
    return {"held": True, "note": note.strip()}


def letting_go(act: Act, kind: Kind) -> dict[str, Any]:
    """Return what the event says by which newer ones are taken up again. Raises NoneBefore, NotAllowed."""
    _require_in_use(act, kind)
    return {"held": False, "note": ""}


def _require_in_use(act: Act, kind: Kind) -> None:
    act.require(Permission.GO_BACK_EDITION)
    if store.in_use(act.db, act.site.name, kind.what) is None:
        raise NoneBefore("none is in use")


def hold_note(site: Site, kind: Kind) -> str:
    """Return why the site keeps to what it uses, '' where it does not."""
    used = store.in_use(site.db, site.name, kind.what)
    return str(used["note"]) if used and used["held"] else ""


class HasPath(Protocol):
    """A publication in use."""

    @property
    def path(self) -> Path: ...


Used = TypeVar("Used", bound=HasPath)
File = TypeVar("File")


class Opened(Generic[Used, File]):
    """The file a site uses, opened once a process; whoever still asks the one before keeps it until done."""

    def __init__(
        self,
        current: Callable[[Site], Used | None],
        opened: Callable[[Site, Used], File],
        gone: type[Exception],
    ) -> None:
        """gone: what opening raises where the file is not there."""
        self._current = current
        self._opened = opened
        self._gone = gone
        self._lock = threading.Lock()
        self._by_folder: dict[Path, tuple[Path, File]] = {}

    def in_use(self, site: Site) -> tuple[Used, File] | None:
        """Return what is in use and its file; None where none is. Raises what opening raises."""
        used = self._current(site)
        while used is not None:
            try:
                return used, self._open(site, used)
            except self._gone:
                before, used = used, self._current(site)
                if used == before:
                    raise  # else two newer ones came since the pointer was read
        return None

    def _open(self, site: Site, used: Used) -> File:
        with self._lock:
            opened = self._by_folder.get(site.settings.data)
            if opened is None or opened[0] != used.path:
                opened = self._by_folder[site.settings.data] = (used.path, self._opened(site, used))
            return opened[1]
