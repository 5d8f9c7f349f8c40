"""Tens of millions of document numbers: headquarters holds them all, posts a filter that denies or asks headquarters.

At headquarters: `load`, `manifest_for`, `file_of`, `listed_at`. At a site: `after`, `wanted`, `take_up`, `in_use`, `go_back`, `hold`.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.act import Act
from app.numbers import publishing, store, taking
from app.numbers.changes import Changed
from app.numbers.filter import BadFilter, Numbers
from app.numbers.manifest import Manifest
from app.numbers.publishing import Loaded, load, signed
from app.numbers.reading import Problem
from app.numbers.taking import NUMBERS, take_up, wanted
from app.publications import service as publications
from app.publications.service import PASSING, Held, NoneBefore, Opened, Refused
from app.site import Site
from db.database import Database, Row

__all__ = [
    "BadFilter",
    "Held",
    "Loaded",
    "Manifest",
    "NoneBefore",
    "Problem",
    "Refused",
    "load",
    "take_up",
    "wanted",
]

NAME = re.compile(r"[1-9][0-9]{0,8}\.(filter|changes)\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter a site uses. path: its file; on: the day it stands for; count: how many numbers it was made of.

    base: the number of the whole filter that it is changes of, None for a whole one.
    """

    number: int
    path: Path
    on: date
    count: int
    taken_at: str
    base: int | None = None

    def age_days(self, day: date) -> int:
        return (day - self.on).days


def current(site: Site) -> Filter | None:
    """Return the filter in use at this site; None where none was taken up, or its file is gone."""
    row = taking.in_use(site)
    if row is None:
        return None
    path = taking.path_of(site, row["number"])
    return Filter(
        row["number"], path, date.fromisoformat(row["day"]), row["count"], row["taken_at"], row["base"]
    )


def in_use(site: Site) -> tuple[Filter, Numbers | Changed] | None:
    """Return the filter in use, opened once a process; None where none is in use. Raises BadFilter, OSError."""
    return _filters.in_use(site)


_filters = Opened(current, lambda site, used: taking.opened(site, used.path, used.base), FileNotFoundError)


def go_back(act: Act, note: str) -> None:
    """Use the filter before again, and hold to it until `hold` is lifted. Raises NoneBefore, MissingField, NotAllowed."""
    act.record("numbers.gone_back", publications.going_back(act, NUMBERS, note))


def hold(act: Act, note: str) -> None:
    """Keep to the filter in use until `let_go`. Raises NoneBefore, MissingField, NotAllowed."""
    act.record("numbers.held", publications.holding(act, NUMBERS, note))


def let_go(act: Act) -> None:
    """Take up new filters again. Raises NoneBefore, NotAllowed."""
    act.record("numbers.held", publications.letting_go(act, NUMBERS))


def before(site: Site) -> int | None:
    """Return the number of the filter that can be gone back to."""
    return publications.before(site, NUMBERS)


def hold_note(site: Site) -> str:
    """Return why the site keeps to its filter, '' where it does not."""
    return publications.hold_note(site, NUMBERS)


def is_awaited(site: Site) -> bool:
    """Say whether headquarters has such a list: then a site without its filter has not asked everything."""
    return newest_heard(site) > 0


def newest_heard(site: Site) -> int:
    """Return the number of the newest list that headquarters is known to have, 0 for none."""
    return store.newest_heard(site.db)


def looked_at(site: Site) -> int:
    """Return the number of the newest list that this site's hits were laid beside, 0 before the first."""
    return store.looked_at(site.db, site.name)


def keep_looked_at(site: Site, number: int) -> None:
    """Remember that all hits that wait were laid beside a list."""
    with site.db.transaction():
        store.keep_looked_at(site.db, site.name, number)


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
    """Return the number a post asks headquarters with: that in use; 0 for none, or when changes of it were refused."""
    used, refused = current(site), refusal(site)
    failed = refused is not None and refused["why"] not in {PASSING, "signature", "older"}
    return 0 if used is None or failed else used.number


def published(site: Site) -> Row | None:
    """Return what headquarters loaded last."""
    return store.newest(site.db, site.name)


def refusal(site: Site) -> Row | None:
    """Return the last refusal (number, why, refused_at) since a filter was taken up: field IT's alarm."""
    return publications.refusal(site, NUMBERS)


def in_use_by_site(db: Database) -> dict[str, tuple[Row, Row | None]]:
    """Return by the name of each site that took one up which filter it uses, and what it refused since."""
    return publications.in_use_by_site(db, NUMBERS)
