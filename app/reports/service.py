"""Movements of all posts, counted: what headquarters' analysts see. No person and no document is in it.

A refused traveller has not passed: refusals are counted apart. Voided crossings are shown and not counted.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.posts import service as posts
from app.reports import store
from border.crossing import Direction
from border.fields import NotPossible, choice
from border.traveller import Sex
from db.database import Database, Row

PAGE_ROWS = 25
MOST_PAGES = 10_000
HOURS = range(24)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which movements somebody wants to see. post, direction: '' for all. page: from 1, the newest. Raises FieldError."""

    day: date
    post: str = ""
    direction: str = ""
    page: int = 1

    def __post_init__(self) -> None:
        if self.direction:
            choice(self.direction, "direction", [direction.value for direction in Direction])
        if not 1 <= self.page <= MOST_PAGES:
            raise NotPossible("page", "there is no such page")

    def filter(self) -> store.Filter:
        return {"day": self.day.isoformat(), "post": self.post, "direction": self.direction}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many came in, went out and were refused."""

    name: str
    entries: int
    exits: int
    refused: int


@dataclass(frozen=True, slots=True)
class Movements:
    """A page of crossings, the newest first, how many there are in all, and what they add up to.

    by_post: the post's name -> its tally, named by title. by_sex: name is M, F, X or U, all four always. by_hour: 24, by the post's clock.
    """

    rows: tuple[Row, ...]
    total: int
    by_post: Mapping[str, Tally]
    by_sex: tuple[Tally, ...]
    by_hour: tuple[Tally, ...]


def wanted_of(given: Mapping[str, str], today: date) -> Wanted:
    """Read a filter as a form sends it; nothing chosen is today, all posts, both directions. Raises FieldError."""
    try:
        day = date.fromisoformat(given.get("day") or today.isoformat())
        page = int(given.get("page") or 1)
    except ValueError as error:
        raise NotPossible("day", "is no day") from error
    return Wanted(day, given.get("post", ""), given.get("direction", ""), page)


def movements(db: Database, wanted: Wanted) -> Movements:
    """Return what was wanted, all of one state of the database."""
    with db.snapshot():
        chosen = wanted.filter()
        rows = store.crossings(db, chosen, PAGE_ROWS, (wanted.page - 1) * PAGE_ROWS)
        counts = store.counts(db, chosen)
        return Movements(
            tuple(rows),
            store.count(db, chosen),
            {
                post["name"]: _tally(post["title"], [row for row in counts if row["node"] == post["name"]])
                for post in places(db)
                if wanted.post in ("", post["name"])
            },
            tuple(_tally(sex.value, [row for row in counts if row["sex"] == sex]) for sex in Sex),
            tuple(_tally(f"{hour:02}", [row for row in counts if row["hour"] == hour]) for hour in HOURS),
        )


def places(db: Database) -> list[Row]:
    """Return the posts that crossings may come from, by name."""
    return [row for row in posts.sites(db) if row["role"] == "post"]


def crossings_by_node(db: Database) -> dict[str, int]:
    """Return how many crossings each site has recorded, voided ones included."""
    return {row["node"]: row["crossings"] for row in store.by_node(db)}


def _tally(name: str, rows: list[Row]) -> Tally:
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row["direction"] if row["decision"] == "admit" else "refused"] += row["crossings"]
    return Tally(name, counted["entry"], counted["exit"], counted["refused"])
