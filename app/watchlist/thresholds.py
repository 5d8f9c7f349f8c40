"""How much evidence a meeting needs before it is shown: the list's own threshold, and what a category asks beyond it.

Headquarters sets the margin of a category, with a reason, and posts hear of it. It can only ask for more: what the list
itself asks for follows its size. A meeting by document number needs no bits and is always shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.act import Act
from app.site import Site
from app.watchlist import store
from appliance.clock import instant_text
from border.errors import BorderError
from border.fields import FieldError, needed
from border.hit import MOST_OF_REASON
from border.listing import Category, Subject
from border.matching.score import Comparison
from border.permissions import Permission
from db.database import Database, Row

MOST_MARGIN = 20.0
TRIED_DAYS = 30
"""How far back a setting is tried on what happened."""


class NotHeadquarters(BorderError):
    """Thresholds are set at headquarters alone."""

    number = "L173"


@dataclass(frozen=True, slots=True)
class Floor:
    """From how many bits a meeting is shown. bits: what the list itself asks; margins: what a category adds to it."""

    bits: float
    margins: Mapping[Category, float]

    def asked_for(self, subject: Subject) -> float:
        return self.bits + self.margins.get(subject.category, 0.0)

    def shows(self, found: Comparison) -> bool:
        return found.by_document or found.bits >= self.asked_for(found.subject)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a margin would have shown of the hits of the last days. same: how many of them were confirmed."""

    hits: int
    same: int
    kept: int
    kept_same: int

    @property
    def lost_same(self) -> int:
        """Hits that were the listed person, and that nobody would have been shown."""
        return self.same - self.kept_same


def floor(db: Database, bits: float) -> Floor:
    """Return the floor of a list that asks for so many bits."""
    return Floor(bits, margins(db))


def margins(db: Database) -> dict[Category, float]:
    """Return what each category asks beyond the list's own threshold; a category that is not there asks nothing."""
    return {Category(row["category"]): row["margin"] for row in store.thresholds(db)}


def settings(db: Database) -> dict[Category, Row]:
    """Return what was set last for each category: margin, reason, when and by whom."""
    return {Category(row["category"]): row for row in store.thresholds(db)}


def margin_of(text: str) -> float:
    """Return a margin as it was typed. Raises FieldError."""
    try:
        margin = round(float(text.strip().replace(",", ".")), 1)
    except ValueError:
        raise FieldError("margin", "is no number of bits") from None
    if not 0 <= margin <= MOST_MARGIN:
        raise FieldError("margin", f"must be from 0 to {MOST_MARGIN:g} bits")
    return margin


def try_out(site: Site, category: Category, margin: float) -> Trial:
    """Return what a margin would have shown of the hits that posts found in the last TRIED_DAYS days."""
    now = site.clock.now()
    terms = {
        "category": category.value,
        "margin": margin,
        "first": instant_text(now - timedelta(days=TRIED_DAYS)),
        "last": instant_text(now + timedelta(days=1)),
    }
    return Trial(**store.outcomes(site.db, terms))


def set_margin(act: Act, category: Category, margin: float, reason: str) -> None:
    """Let a category ask for more from now on. Raises FieldError, NotHeadquarters, NotAllowed."""
    act.require(Permission.SET_THRESHOLDS)
    if not act.site.settings.is_hq:
        raise NotHeadquarters("thresholds are set at headquarters")
    act.record(
        "hit.threshold_set",
        {
            "threshold_id": act.new_id(),
            "category": category.value,
            "margin": margin_of(str(margin)),
            "reason": needed(reason, "reason", MOST_OF_REASON),
            "by_name": act.who.name,
        },
    )
