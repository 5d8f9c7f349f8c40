"""The row of a published list behind a hit, as text: a post has it of some categories, headquarters of all lists."""

from dataclasses import dataclass
from enum import StrEnum

from app.lists import service as lists
from app.site import Site
from app.watchlist.show import Page


class Why(StrEnum):
    """Why there is no row to show."""

    AT_HEADQUARTERS = "at-headquarters"
    BY_HAND = "by-hand"
    GONE = "gone"
    DAMAGED = "damaged"


BY_HAND = frozenset({"own", "post"})
"""Sources that nobody published: entries of headquarters, lookouts of posts."""


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """The row, or why there is none. found: from which source and version, None where it came with the edition."""

    text: str = ""
    why: Why | None = None
    found: lists.Published | None = None


def row_of(site: Site, page: Page) -> PublishedRow | None:
    """Return the row behind a hit; None for whoever may not see all of the entry."""
    if not page.whole:
        return None
    entry, source = page.row["entry_id"], page.row["source"]
    if source in BY_HAND:
        return PublishedRow(why=Why.BY_HAND)
    if site.settings.is_hq:
        return _at_headquarters(site, entry)
    text = page.subject.row if page.subject else ""
    return PublishedRow(text, None if text else Why.AT_HEADQUARTERS)


def _at_headquarters(site: Site, entry: str) -> PublishedRow:
    try:
        found = lists.as_published(site, entry)
    except lists.BadSnapshot:
        return PublishedRow(why=Why.DAMAGED)
    if found is None or found.row is None:
        return PublishedRow(why=Why.GONE, found=found)
    return PublishedRow(found.row, found=found)
