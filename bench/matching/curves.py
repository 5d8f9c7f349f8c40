"""Scores turned into recall, false alarms and precision."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

LISTED_AMONG = 100
"""Travellers among whom one is listed, for precision: it means nothing without saying so."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a rule gave listed persons for their own entry, and unlisted ones for the best entry they met."""

    name: str
    listed: tuple[float, ...]
    unlisted: tuple[float, ...]

    def recall(self, threshold: float) -> float:
        return _at_least(self.listed, threshold)

    def alarms(self, threshold: float) -> float:
        """Return the share of unlisted travellers who are stopped."""
        return _at_least(self.unlisted, threshold)

    def precision(self, threshold: float) -> float:
        """Return how many of those stopped are listed, where one traveller in LISTED_AMONG is."""
        right = self.recall(threshold)
        wrong = self.alarms(threshold) * (LISTED_AMONG - 1)
        return right / (right + wrong) if right else 1.0

    def threshold_for(self, recall: float) -> float:
        """Return the highest threshold that still finds this share of the listed."""
        ordered = sorted(self.listed, reverse=True)
        wanted = max(1, min(len(ordered), round(recall * len(ordered))))
        return ordered[wanted - 1]

    def curve(self, points: int = 120) -> list[tuple[float, float]]:
        """Return recall and precision from the strictest threshold to the loosest."""
        ordered = sorted(set(self.listed), reverse=True)
        steps = ordered[:: max(1, len(ordered) // points)]
        return [(self.recall(step), self.precision(step)) for step in steps]


def best_f1(scored: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Return the best F1 that a threshold on these labelled scores reaches, and the threshold.

    >>> best_f1([(0.9, True), (0.8, False), (0.7, True), (0.1, False)])
    (0.8, 0.7)
    """
    wanted = sum(same for _, same in scored)
    ordered = sorted(scored, reverse=True)
    best, found = (0.0, 0.0), 0
    for place, (score, same) in enumerate(ordered, 1):
        found += same
        if place == len(ordered) or ordered[place][0] < score:  # a threshold cannot part equal scores
            best = max(best, (2 * found / (place + wanted), score))
    return round(best[0], 3), best[1]


def _at_least(scores: Sequence[float], threshold: float) -> float:
    ordered = sorted(scores)
    return (len(ordered) - bisect_left(ordered, threshold)) / len(ordered) if ordered else 0.0
