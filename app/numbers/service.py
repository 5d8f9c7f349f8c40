"""Tens of millions of document numbers: headquarters holds them all, posts a filter that denies or asks headquarters.

At headquarters: `load`, `manifest_for`, `file_of`, `listed_at`. At a site: `after`, `wanted`, `take_up`, `in_use`.
"""

import re
import threading
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.numbers import publishing, store, taking
from app.numbers.filter import BadFilter, Numbers
from app.numbers.manifest import Manifest
from app.numbers.publishing import Loaded, load, signed
from app.numbers.reading import Problem
from app.numbers.taking import FilterRefused, take_up, wanted
from app.site import Site
from db.database import Database, Row

__all__ = ["BadFilter", "FilterRefused", "Loaded", "Manifest", "Problem", "load", "take_up", "wanted"]

NAME = re.compile(r"[1-9][0-9]{0,8}\.filter\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter a site uses. on: the day it stands for; count: how many numbers it was made of."""

    number: int
    on: date
    count: int
    taken_at: str

    def age_days(self, day: date) -> int:
        return (day - self.on).days


def current(site: Site) -> Filter | None:
    """Return the filter in use at this site; None where none was taken up, or its file is gone."""
    row = taking.in_use(site)
    if row is None:
        return None
    return Filter(row["number"], date.fromisoformat(row["day"]), row["count"], row["taken_at"])


def in_use(site: Site) -> tuple[Filter, Numbers] | None:
    """Return the filter in use, opened once a process; None where none is in use. Raises BadFilter, OSError."""
    used = current(site)
    while used is not None:
        try:
            return used, _open(site, taking.path_of(site, used.number))
        except FileNotFoundError:
            before, used = used, current(site)
            if used == before:
                raise  # else two newer ones came since the pointer was read
    return None


def _open(site: Site, path: Path) -> Numbers:
    with _opening:
        opened = _opened.get(site.settings.data)
        if opened is None or opened[0] != path:
            opened = _opened[site.settings.data] = (path, Numbers(path))
        return opened[1]


_opening = threading.Lock()
_opened: dict[Path, tuple[Path, Numbers]] = {}
"""The folder of a site -> the file it asks, opened; whoever still asks the one before keeps it until done."""


def is_awaited(site: Site) -> bool:
    """Say whether headquarters has such a list: then a site without its filter has not asked everything."""
    return store.is_published(site.db)


def manifest_for(site: Site, after: int = 0) -> bytes | None:
    """Return the signed manifest for a post that uses filter `after` (0: none); None where there is nothing newer."""
    return signed(site, after)


def file_of(site: Site, name: str) -> Path | None:
    """Return the file of a name that a manifest gives, None where it is not kept."""
    path = publishing.folder_of(site) / name
    return path if NAME.match(name) and path.is_file() else None


def listed_at(site: Site, key: str) -> tuple[int, bool] | None:
    """Return the number of headquarters' own list, and whether a key stands on it; None where it has none."""
    return publishing.listed_at(site, key)


def after(site: Site) -> int:
    """Return the number a post asks headquarters with: that in use, 0 for none."""
    used = current(site)
    return used.number if used else 0


def published(site: Site) -> Row | None:
    """Return what headquarters loaded last."""
    return store.newest(site.db, site.name)


def refusal(site: Site) -> Row | None:
    """Return the last refusal (number, why, refused_at) since a filter was taken up: field IT's alarm."""
    return store.refusal(site.db, site.name)


def in_use_by_site(db: Database) -> dict[str, tuple[Row, Row | None]]:
    """Return by the name of each site that took one up which filter it uses, and what it refused since."""
    return {row["node"]: (row, store.refusal(db, row["node"])) for row in store.all_in_use(db)}
