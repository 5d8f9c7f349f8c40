"""Load a file of numbers at headquarters: into its own list, and into the filter that the posts fetch.

Files lie in `<data>/lists/numbers/`: `<n>.db` (the list, which stays here), `<n>.filter`, `<n>.json` (the signed
manifest); the newest KEPT stay. A load counts once its event does: files without one are written over.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from app.act import Act, Who, acting
from app.durable import make_durable
from app.numbers import filter as filters
from app.numbers import manifest, reading, register, store
from app.numbers.manifest import Manifest
from app.numbers.reading import BadNumbers, Problem
from app.publications.service import require_publisher
from app.running import alone
from app.site import Site
from border.watchlist import listed_key
from sync.manifest import Wire, wire_of

KEPT = 2
PLANTED = listed_key("UTO", "MPAKATEST1")
"""In every filter, and not counted: a post must find it before it uses a filter, as in an edition."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file. count: different numbers; rejected: lines that were not taken."""

    manifest: Manifest
    rejected: int
    unchanged: bool = False


def folder_of(site: Site) -> Path:
    return site.settings.lists / "numbers"


def load(
    site: Site, who: Who, source: Path, *, on: date | None = None, tell: Callable[[Problem], None]
) -> Loaded:
    """Take up a file of numbers as the whole list from now on, and publish its filter. The same file again changes nothing.

    on: the day it stands for, today where none is said. tell: hears of every line that was not taken.
    Raises NotHeadquarters, NotAllowed, BadNumbers where no line can be taken, OSError.
    """
    require_publisher(site, who)
    with alone(site.settings.run, "load-numbers"):
        folder_of(site).mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder_of(site).glob("tmp*"):  # of a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        digest, last = wire_of(source).sha256, store.newest(site.db, site.name)
        if last and last["digest"] == digest and last["day"] == (on.isoformat() if on else last["day"]):
            return Loaded(_manifest_of(last), last["rejected"], unchanged=True)
        number = last["number"] + 1 if last else 1
        count, rejected = _listed(folder_of(site) / f"{number}.db", source, tell)
        _filtered(folder_of(site), number, count)
        with acting(site, who, "numbers-loaded") as act:
            made = _published(act, number, count, on or act.day)
            act.record(
                "numbers.published",
                {**made.said(), "rejected": rejected, "digest": digest},
            )
        _throw_away(site, number - KEPT)
    return Loaded(made, rejected)


def signed(site: Site, after: int) -> bytes | None:
    """Return the signed manifest of the newest filter; None before the first, and for a post that uses it."""
    last = store.newest(site.db, site.name)
    if last is None or last["number"] == after:
        return None
    try:
        return (folder_of(site) / f"{last['number']}.json").read_bytes()
    except FileNotFoundError:
        return None


def listed_at(site: Site, key: str) -> tuple[int, bool] | None:
    """Return the number of headquarters' newest list, and whether a key stands on it; None where it has none."""
    last = store.newest(site.db, site.name)
    path = folder_of(site) / f"{last['number']}.db" if last else None
    if last is None or path is None or not path.exists():
        return None
    return last["number"], register.holds(path, key)


def _listed(path: Path, source: Path, tell: Callable[[Problem], None]) -> tuple[int, int]:
    """Write headquarters' own list; return how many numbers it holds, and how many lines were not taken."""
    rejected = 0

    def sound() -> Iterator[str]:
        nonlocal rejected
        with source.open("rb") as file:
            for each in reading.read(file):
                if isinstance(each, Problem):
                    rejected += 1
                    tell(each)
                elif each != PLANTED:
                    yield each

    count = register.write(path, sound())
    if not count:
        path.unlink(missing_ok=True)
        raise BadNumbers("there is no number in this file; nothing was loaded", rejected=rejected)
    return count, rejected


def _filtered(folder: Path, number: int, count: int) -> None:
    keys = chain(register.keys(folder / f"{number}.db"), [PLANTED])
    filters.build(folder / f"{number}.filter", keys, count)


def _published(act: Act, number: int, count: int, on: date) -> Manifest:
    """Return what headquarters signs of a filter, and write it down beside it."""
    folder = folder_of(act.site)
    file = folder / f"{number}.filter"
    made = Manifest(number, act.at, on.isoformat(), count, wire_of(file))
    (folder / f"{number}.json").write_bytes(manifest.sign(made, act.site.identity.sign))
    for path in (*folder.glob(f"{number}.*"), folder):
        make_durable(path)
    return made


def _manifest_of(row: store.Row) -> Manifest:
    wire = Wire(row["bytes"], row["sha256"])
    return Manifest(row["number"], row["published_at"], row["day"], row["count"], wire)


def _throw_away(site: Site, last: int) -> None:
    for path in folder_of(site).iterdir():
        number = path.name.partition(".")[0]
        if number.isdecimal() and int(number) <= last:
            path.unlink(missing_ok=True)
