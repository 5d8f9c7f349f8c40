"""What a margin would make of what happened: of the hits that posts found, and of everybody who crossed.

A hit below the margin in force is not recorded, so hits alone cannot tell what a lower margin would add. For that the
crossings of the last days of all posts are laid beside the edition in use at headquarters, in slices with rests.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.crossings import service as crossings
from app.editions import service as editions
from app.editions.service import Edition, Index
from app.posts import service as posts
from app.site import Site
from app.thresholds import service as thresholds
from app.watchlist import hits, store
from app.watchlist.rescreen import REST_S, sought_in
from appliance.clock import instant_text
from border.hit import State, entry_hash, person_key
from border.listing import Category, unpack
from border.matching.score import Comparison, has_document
from border.matching.sought import Sought
from db.database import Row

TRIED_DAYS = 30
"""How far back a margin is tried."""
SLICE_ROWS = 200
"""Crossings between two notes of how far a trial has come: about a second."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a margin would have shown of the hits of the last days. same: how many of them were confirmed.

    tells_all: whether no higher margin was in force meanwhile, so that nothing it would have shown went unrecorded.
    """

    hits: int
    same: int
    kept: int
    kept_same: int
    tells_all: bool = True

    @property
    def lost_same(self) -> int:
        """Hits that were the listed person, and that nobody would have been shown."""
        return self.same - self.kept_same

    @property
    def said(self) -> dict[str, int]:
        """The counts, for the proposal."""
        return {"hits": self.hits, "same": self.same, "kept": self.kept, "kept_same": self.kept_same}


@dataclass(slots=True)
class Tally:
    """What a margin would show of those who crossed. shown_now: what the margin in force shows."""

    crossings: int = 0
    shown: int = 0
    shown_now: int = 0
    added: set[str] = field(default_factory=set)

    @property
    def said(self) -> dict[str, int]:
        shown = {"crossings": self.crossings, "shown": self.shown, "shown_now": self.shown_now}
        return shown | {"travellers": len(self.added)}


def try_out(site: Site, category: Category, margin: float) -> Trial:
    """Return what a margin would have shown of the hits by name that posts found in the last TRIED_DAYS days.

    Meetings by document number are left out: they are shown whatever the margin.
    """
    now = site.clock.now()
    terms = {
        "category": category.value,
        "first": instant_text(now - timedelta(days=TRIED_DAYS)),
        "last": instant_text(now + timedelta(days=1)),
    }
    by_name = [row for row in store.outcomes(site.db, terms) if not _is_by_document(row)]
    kept = [row for row in by_name if row["margin"] >= margin]
    tells_all = margin >= thresholds.highest_since(site.db, category, terms["first"])
    return Trial(len(by_name), _same(by_name), len(kept), _same(kept), tells_all)


def try_next_on_crossings(site: Site, rest: Callable[[float], None] = time.sleep) -> bool:
    """Make the trial on past crossings that was asked for first; False where none was.

    Without an edition that can be asked it fails, and says so. One that a cut ended begins anew.
    """
    asked = thresholds.next_trial(site.db)
    if asked is None:
        return False
    try:
        used = editions.in_use(site)
        if used is None:
            _note(site, asked, Tally(), None, "failed")
        else:
            _try_on_crossings(site, asked, *used, rest)
    except editions.IndexMissing:
        _note(site, asked, Tally(), None, "failed")
    return True


def _try_on_crossings(
    site: Site, asked: Row, edition: Edition, index: Index, rest: Callable[[float], None]
) -> None:
    tally = Tally()
    _note(site, asked, tally, edition, "running")
    for rows in _crossed(site):
        for row in rows:
            _count(site, asked, index, row, tally)
        _note(site, asked, tally, edition, "running")
        rest(REST_S)
    _note(site, asked, tally, edition, "done")


def _is_by_document(row: Row) -> bool:
    """Whether the traveller's document is one of the listed person's; then no margin hides the meeting."""
    if not row["said"]:
        return False
    state, _, rest = row["document_id"].partition(":")
    sought = Sought("", "", "", "", "", document_number=rest.partition(":")[2], issuing_state=state)
    return has_document(sought, unpack(row["entry_id"], row["category"], row["said"]))


def _same(rows: list[Row]) -> int:
    return sum(row["state"] == State.SAME for row in rows)


def _crossed(site: Site) -> Iterator[list[Row]]:
    first = site.day_of(site.clock.now()) - timedelta(days=TRIED_DAYS)
    for known in posts.sites(site.db):
        if known["role"] == "post":
            yield from crossings.since(site.db, known["name"], first, SLICE_ROWS)


def _count(site: Site, asked: Row, index: Index, row: Row, tally: Tally) -> None:
    """Count what one traveller met by name in the category, from either margin on."""
    tally.crossings += 1
    day = site.day_of(site.clock.now())
    for found in index.screen(sought_in(row)):
        margin = round(found.bits - index.threshold, 1)
        least = min(asked["margin"], asked["margin_now"])
        if found.by_document or found.subject.category != asked["category"] or margin < least:
            continue
        if not found.subject.in_force(day) or _is_somebody_else(site, row, found, day):
            continue
        tally.shown += margin >= asked["margin"]
        tally.shown_now += margin >= asked["margin_now"]
        if margin < asked["margin_now"]:
            tally.added.add(row["document_id"])


def _is_somebody_else(site: Site, row: Row, found: Comparison, day: date) -> bool:
    """Whether it was decided already that this traveller is not that entry."""
    key, subject = person_key(crossings.traveller_of(row)), found.subject
    cleared = hits.remembered(
        site.db, row["document_id"], key, entry=subject.entry, entry_hash=entry_hash(subject), day=day
    )
    return cleared is not None


def _note(site: Site, asked: Row, tally: Tally, edition: Edition | None, state: str) -> None:
    ended = instant_text(site.clock.now()) if state in {"done", "failed"} else None
    number = edition.number if edition else None
    thresholds.keep_trial(
        site.db, _asked_of(asked) | tally.said | {"state": state, "ended_at": ended, "edition": number}
    )


def _asked_of(row: Row) -> Row:
    """Return what names a trial."""
    return {name: row[name] for name in ("category", "margin", "asked_at")}
