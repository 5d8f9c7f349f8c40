"""How much evidence a meeting needs before it is shown: the list's own threshold, and what a category asks beyond it.

What categories ask for is set at headquarters (room thresholds), and posts hear of it. A meeting by document number
needs no bits and is always shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.thresholds import service as thresholds
from border.listing import Category, Subject
from border.matching.score import Comparison
from db.database import Database


@dataclass(frozen=True, slots=True)
class Floor:
    """From how many bits a meeting is shown. bits: what the list itself asks; margins: what a category adds to it."""

    bits: float
    margins: Mapping[Category, float]

    def asked_for(self, subject: Subject) -> float:
        return self.bits + self.margins.get(subject.category, 0.0)

    def shows(self, found: Comparison) -> bool:
        return found.by_document or found.bits >= self.asked_for(found.subject)


def floor(db: Database, bits: float) -> Floor:
    """Return the floor of a list that asks for so many bits."""
    return Floor(bits, thresholds.margins(db))
