"""Load a file of numbers at headquarters: into its own list, and into the filter that the posts fetch.

Files lie in `<data>/lists/numbers/`: `<n>.db` (the list, which stays here), `<n>.filter` or `<n>.changes`, `<n>.json` (the
signed manifest); the newest KEPT stay, and the whole filters that they are changes of. A load counts once its event does:
files without one are written over.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from app.act import Act, Who, acting
from app.durable import make_durable
from app.numbers import changes, manifest, reading, register, store
from app.numbers import filter as filters
from app.numbers.manifest import Base, Manifest
from app.numbers.reading import BadNumbers, Problem
from app.publications.service import require_publisher
from app.running import alone
from app.site import Site
from border.watchlist import listed_key
from db.database import Row
from sync.manifest import Wire, wire_of

KEPT = 2
MOST_CHANGED = 1 / 100
"""Of a whole filter's bytes, what changes may take before the next whole one: at a thousand numbers a day, a whole filter
every half year costs a link least."""

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
    site: Site,
    who: Who,
    source: Path,
    *,
    on: date | None = None,
    whole: bool = False,
    tell: Callable[[Problem], None],
) -> Loaded:
    """Take up a file of numbers as the whole list from now on, and publish its filter. The same file again changes nothing.

    on: the day it stands for, today where none is said. whole: publish a filter of all, even where little changed and
    of the same file. tell: hears of every line that was not taken.
    Raises NotHeadquarters, NotAllowed, BadNumbers where no line can be taken, OSError.
    """
    require_publisher(site, who)
    with alone(site.settings.run, "load-numbers"):
        folder_of(site).mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder_of(site).glob("tmp*"):  # of a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        digest, last = wire_of(source).sha256, store.newest(site.db, site.name)
        same_day = last and last["day"] == (on.isoformat() if on else last["day"])
        if last and last["digest"] == digest and same_day and not whole:
            return Loaded(_manifest_of(site, last), last["rejected"], unchanged=True)
        number = last["number"] + 1 if last else 1
        count, rejected = _listed(folder_of(site) / f"{number}.db", source, tell)
        base = None if whole else _base_of(site, last)
        file, base = _filtered(folder_of(site), number, count, base)
        with acting(site, who, "numbers-loaded") as act:
            made = _published(
                act, Manifest(number, act.at, (on or act.day).isoformat(), count, wire_of(file), base)
            )
            act.record("numbers.published", {**made.said(), "rejected": rejected, "digest": digest})
        _throw_away(site, number)
    return Loaded(made, rejected)


def signed(site: Site, after: int) -> bytes | None:
    """Return the signed manifest that a post with filter `after` goes on with, 0 where it has none; None where that is
    the newest.

    It is the newest where the post has the whole filter that the newest is changes of, else that whole filter.
    """
    last = store.newest(site.db, site.name)
    if last is None or last["number"] == after:
        return None
    used = store.published(site.db, site.name, after)
    has_base = used is not None and last["base"] in (used["number"], used["base"])
    number = last["number"] if last["base"] is None or has_base else last["base"]
    try:
        return (folder_of(site) / f"{number}.json").read_bytes()
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


def _base_of(site: Site, last: Row | None) -> Base | None:
    """Return the whole filter that the last one is, or is changes of; None where it is not kept with its list."""
    row = store.published(site.db, site.name, last["base"] or last["number"]) if last else None
    if row is None or not all(
        (folder_of(site) / f"{row['number']}.{end}").exists() for end in ("db", "filter")
    ):
        return None
    return Base(row["number"], row["sha256"])


def _filtered(folder: Path, number: int, count: int, base: Base | None) -> tuple[Path, Base | None]:
    """Write what posts fetch, and return it: what changed since a whole filter, where that is little, else a whole one."""
    if base:
        most = int((folder / f"{base.number}.filter").stat().st_size * MOST_CHANGED) // changes.EACH
        changed = register.changed(folder / f"{base.number}.db", folder / f"{number}.db", most)
        if changed and most:
            changes.write(folder / f"{number}.changes", base.number, *changed)
            return folder / f"{number}.changes", base
    keys = chain(register.keys(folder / f"{number}.db"), [PLANTED])
    filters.build(folder / f"{number}.filter", keys, count)
    return folder / f"{number}.filter", None


def _published(act: Act, made: Manifest) -> Manifest:
    """Write down what headquarters signs of a filter, beside it."""
    folder = folder_of(act.site)
    (folder / f"{made.number}.json").write_bytes(manifest.sign(made, act.site.identity.sign))
    for path in (*folder.glob(f"{made.number}.*"), folder):
        make_durable(path)
    return made


def _manifest_of(site: Site, row: Row) -> Manifest:
    base = store.published(site.db, site.name, row["base"]) if row["base"] else None
    return Manifest(
        row["number"],
        row["published_at"],
        row["day"],
        row["count"],
        Wire(row["bytes"], row["sha256"]),
        Base(base["number"], base["sha256"]) if base else None,
    )


def _throw_away(site: Site, newest: int) -> None:
    """Delete what neither the newest lists nor their whole filters need."""
    rows = [store.published(site.db, site.name, number) for number in range(newest - KEPT + 1, newest + 1)]
    kept = {number for row in rows if row for number in (row["number"], row["base"])}
    for path in folder_of(site).iterdir():
        number = path.name.partition(".")[0]
        if number.isdecimal() and int(number) <= newest and int(number) not in kept:
            path.unlink(missing_ok=True)
