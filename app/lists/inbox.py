"""The watched folder: `<data>/lists/inbox/<source>/`; a file that is whole is taken from it once, and none is ever lost.

A file is whole once nobody has written to it for a while and nobody holds it open for writing. It is moved to where files
wait under a name that says whose it is, so that one taken by a program that was killed is given by the next.
"""

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.site import Site

STILL = timedelta(seconds=30)
"""A file nobody has written to for so long is whole."""
ENDS = ("done", "refused")
MARK = "~"
"""Parts what a taken file is called by: source, kind, an id."""
MOST_OF_NAME = 200
"""Bytes of a file's own name beside an id, within the 255 that a file system takes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was moved out of a watched folder. path: where it waits; name: as its sender called it.

    came: when it was whole, by the machine's own clock, whatever time its sender gave it.
    """

    source: str
    kind: str
    path: Path
    name: str
    came: datetime


def folder_of(site: Site, source: str) -> Path:
    return _inbox(site) / source


def whole_files(site: Site, source: str) -> Iterator[Path]:
    """Yield the files of a source that can be taken, as they came. The folder is made where there is none."""
    folder_of(site, source).mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(_listed(folder_of(site, source)), key=_came_ns):
        if _is_plain(path) and not _is_unfinished(path) and _is_still(site, path) and _fault(path) == "":
            yield path


def take(path: Path, source: str, uploads: Path, number: str) -> Taken:
    """Move a file to where files wait. number: an id. Raises OSError."""
    kind, came = "delta" if ".delta." in path.name else "full", _came(path)
    place = uploads / MARK.join((source, kind, number))
    path.replace(place)
    return Taken(source, kind, place, path.name, came)


def left_over(uploads: Path, needed: set[str]) -> Iterator[Taken]:
    """Yield files that were taken and never given, for the program ended in between. needed: paths that wait for reading."""
    for path in _listed(uploads):
        source, _, rest = path.name.partition(MARK)
        kind = rest.partition(MARK)[0]
        if kind in ("full", "delta") and str(path) not in needed:
            yield Taken(source, kind, path, "taken before the program ended", _came(path))


def strays(site: Site, sources: set[str]) -> list[tuple[str, str]]:
    """Return what nobody will ever take: its place within the inbox, and why, a code."""
    found = []
    for place in _listed(_inbox(site)):
        if not _is_folder(place):
            found.append((place.name, "no-folder"))
        elif place.name not in sources:
            found += [(f"{place.name}/{path.name}", "no-source") for path in _listed(place)]
        else:
            found += [
                (f"{place.name}/{path.name}", why)
                for path in _listed(place)
                if not (path.name in ENDS and _is_folder(path)) and (why := _why(path))
            ]
    return [(name.encode(errors="replace").decode(), why) for name, why in found]


def put_away(folder: Path, path: Path, number: str, name: str, why: str) -> None:
    """Move a file that was read to where people see how it ended, with the reason beside it where it was refused."""
    end = folder / ("refused" if why else "done")
    end.mkdir(mode=0o700, parents=True, exist_ok=True)
    cut = name.replace("/", "_").encode()[:MOST_OF_NAME].decode(errors="ignore")
    place = end / f"{number}-{cut}"
    path.replace(place)
    if why:
        place.with_name(f"{place.name}.reason.txt").write_text(f"{why}\n", encoding="utf-8")


def _inbox(site: Site) -> Path:
    return site.settings.lists / "inbox"


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _why(path: Path) -> str:
    return _fault(path) if _is_plain(path) else "no-file"


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_plain(path: Path) -> bool:
    """A link is none: it could lead anywhere, and what it leads to would be moved away."""
    return path.is_file() and not path.is_symlink()


def _is_unfinished(path: Path) -> bool:
    return path.name.startswith(".") or path.suffix in {".part", ".tmp", ".filepart", ".crdownload"}


def _is_still(site: Site, path: Path) -> bool:
    """Whether nobody writes to a file. A time far ahead was set by whoever sent it: writing sets that of now."""
    try:
        return abs(age(site, path)) >= STILL
    except OSError:
        return False


def _fault(path: Path) -> str:
    """Return why a file cannot be taken: `locked` it may not be read, `busy` somebody writes to it; '' it can."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return "locked"
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return "busy"
    except OSError:
        return ""  # the file system knows no leases, or the file is another's: its age has to do
    finally:
        os.close(descriptor)
    return ""


def _came(path: Path) -> datetime:
    return datetime.fromtimestamp(_came_ns(path) / 1e9, UTC)


def _came_ns(path: Path) -> int:
    """Return when a file was last written, named or moved; 0 for one that is gone. No sender can set it."""
    try:
        return path.lstat().st_ctime_ns
    except OSError:
        return 0


def age(site: Site, path: Path) -> timedelta:
    """Return for how long nobody has written to a file. Raises OSError."""
    now = site.clock.now()
    return now - datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
