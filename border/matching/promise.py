"""How much a listed person promises before it is laid beside a traveller: from the keys that led to it, and its birth.

A comparison costs some fifty microseconds, and hundreds share a key with anybody; this ranks them for a small part of
that, by the same bits. What it gives is a guess for ranking; `reach` alone is a bound that no comparison exceeds.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache

from border.listing import Birth
from border.matching import evidence, keys
from border.matching.evidence import BIRTH
from border.matching.keys import DOCUMENT, FIRST_SOUND, SAME_DAY, SAME_YEAR, Unit
from border.matching.words import Word

ALIKE, SECOND = 0.75, 0.6
"""What share of a word's bits is counted on where only a word spelt like it, or its second reading, is listed."""
SPELT = 12.0
"""Bits that the spelling of two whole names may add: among many who sound the same, those who are written the same."""

TOLD = {
    keys.SAME_DAY: (BIRTH["birth-exact"], BIRTH["birth-exact"]),
    keys.SWAPPED: (BIRTH["birth-swapped"], BIRTH["birth-swapped"]),
    keys.NEXT_YEAR: (BIRTH["birth-beside"], BIRTH["birth-beside"]),
    keys.SAME_YEAR: (3.0, BIRTH["birth-month"]),
    keys.DAY_AND_MONTH: (1.0, BIRTH["birth-beside"]),
    keys.NO_YEAR: (BIRTH["birth-unknown"], BIRTH["birth-span"]),
    keys.YEAR_BESIDE: (-2.0, BIRTH["birth-partly-beside"]),
    0: (-6.0, BIRTH["birth-unknown"]),
}
"""What a key tells of the birth: what is counted on, a middling of what may be; and the most that it alone leads to.

Whoever's birth tells more than this most is found by another key as well: the same day by the sound and the day, a digit
of the year by the day and the month.
"""
JANUARY = BIRTH["birth-january"]
"""What is counted on where the traveller's birth is the first of January, which stands for any day of a year."""


def reach(ours: Sequence[Word], truncated: bool, rarity: Callable[[str], float]) -> float:
    """Return the most that words can tell, whatever name they are laid beside, and half a tenth.

    Reasons are rounded to a tenth, and sums of tenths differ by less than half of one.
    """
    most = [min(evidence.MOST_OF_WORD, rarity(word.sounds[0])) for word in ours]
    if truncated:
        most = [max(bits, evidence.MOST_OF_WORD * evidence.CUT_SHORT) for bits in most]
    return sum(round(bits, 1) for bits in most) + 0.05


class Promise:
    """What the keys of one traveller promise."""

    def __init__(self, ours: Sequence[Unit], rarity: Callable[[str], float]) -> None:
        self._units: list[tuple[Unit, int, dict[int, float]]] = []
        self._readings = sorted({unit.reading for unit in ours if unit.reading})
        self._names: dict[int, float] = {}
        place = 0
        for unit in ours:
            told = dict(enumerate(_bits(unit, rarity), start=place))
            place += len(told)
            mask = sum(1 << at for at in told)
            self._units.append((unit, mask, {1 << at: bits for at, bits in told.items()}))

    def of_names(self, told: int) -> float:
        """Return what the sounds that keys told come to."""
        sounds = told >> FIRST_SOUND
        known = self._names.get(sounds)
        if known is None:
            known = self._names[sounds] = self._of_best_reading(sounds)
        return known

    def _of_best_reading(self, sounds: int) -> float:
        each = [self._of_unit(sounds & mask, bits) for _, mask, bits in self._units]
        best = _of_words(
            [bits for bits, (unit, *_) in zip(each, self._units, strict=True) if not unit.reading]
        )
        for reading in self._readings:
            instead = {at for unit, *_ in self._units if unit.reading == reading for at in unit.instead}
            words = [
                bits
                for at, (bits, (unit, *_)) in enumerate(zip(each, self._units, strict=True))
                if unit.reading == reading or not (unit.reading or at in instead)
            ]
            best = max(best, _of_words(words))
        return best

    @staticmethod
    def _of_unit(sounds: int, bits: dict[int, float]) -> float:
        """Return what the sounds of one word come to, 0 where none was told."""
        if not sounds:
            return 0.0
        best = bits.get(sounds)
        if best is None:
            best = bits[sounds] = max(each for flag, each in bits.items() if flag & sounds == flag)
        return best - evidence.OURS_LEFT_OVER


def _of_words(words: Sequence[float]) -> float:
    met = len(words) - words.count(0.0)
    return sum(words) + (evidence.ONE_WORD_OF_MANY if met == 1 < len(words) else 0.0)


@cache
def of_birth(told: int, january: bool) -> float:
    """Return what keys tell of the birth, where it is not known better. told: without sounds."""
    if told & DOCUMENT:
        return math.inf
    if january and told & (SAME_DAY | SAME_YEAR):
        return JANUARY
    return max(counted_on for flag, (counted_on, _) in TOLD.items() if told & flag or not (flag or told))


@cache
def most_of_birth(told: int) -> float:
    """Return the most that the birth of those can tell to whom a key alone leads. told: without sounds."""
    if told & DOCUMENT:
        return math.inf
    return max(most for flag, (_, most) in TOLD.items() if told & flag or not (flag or told))


def birth_bits(ours: str, theirs: Sequence[Birth]) -> float:
    """Return what the best of the listed births tells, as the comparison has it."""
    if not ours or not theirs:
        return evidence.BIRTH["birth-unknown"]
    return max(evidence.BIRTH[evidence.birth_code(ours, birth)] for birth in theirs)


def _bits(unit: Unit, rarity: Callable[[str], float]) -> list[float]:
    first = min(evidence.MOST_OF_WORD, rarity(unit.own[0])) if unit.own else evidence.MOST_OF_WORD
    own = [first, *(SECOND * min(evidence.MOST_OF_WORD, rarity(sound)) for sound in unit.own[1:])]
    return own[: len(unit.own)] + [ALIKE * min(first, rarity(sound)) for sound in unit.like]
