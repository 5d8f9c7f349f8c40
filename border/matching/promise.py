"""How much a listed person promises before it is laid beside a traveller: from the keys that led to it, and its birth.

A comparison costs some fifty microseconds, and hundreds share a key with anybody; this ranks them for a small part of
that, by the same bits. What it gives is a guess for ranking; `reach` alone is a bound that no comparison exceeds.
"""

from collections.abc import Callable, Sequence

from border.listing import Birth
from border.matching import evidence, keys
from border.matching.keys import FIRST_SOUND, Unit
from border.matching.words import Word

ALIKE, SECOND = 0.75, 0.6
"""What share of a word's bits is counted on where only a word spelt like it, or its second reading, is listed."""
BIRTH_TOLD = (
    (keys.SAME_DAY, evidence.BIRTH["birth-exact"]),
    (keys.SWAPPED, evidence.BIRTH["birth-swapped"]),
    (keys.NEXT_YEAR, evidence.BIRTH["birth-digit"]),
    (keys.SAME_YEAR, 3.0),
    (keys.DAY_AND_MONTH, 2.0),
    (keys.NO_YEAR, evidence.BIRTH["birth-unknown"]),
    (keys.YEAR_BESIDE, -2.0),
)
"""What a key is counted on to tell of the birth, the most first; between the extremes it is a middling of what may be."""


def reach(ours: Sequence[Word], truncated: bool, rarity: Callable[[str], float]) -> float:
    """Return the most that words can tell, whatever name they are laid beside."""
    most = [min(evidence.MOST_OF_WORD, rarity(word.sounds[0])) for word in ours]
    if truncated:
        most = [max(bits, evidence.MOST_OF_WORD * evidence.CUT_SHORT) for bits in most]
    return sum(most)


class Promise:
    """What the keys of one traveller promise."""

    def __init__(self, ours: Sequence[Unit], rarity: Callable[[str], float]) -> None:
        self._units: list[tuple[int, dict[int, float]]] = []
        self._names: dict[int, float] = {}
        place = 0
        for unit in ours:
            told = dict(enumerate(_bits(unit, rarity), start=place))
            place += len(told)
            self._units.append((sum(1 << at for at in told), {1 << at: bits for at, bits in told.items()}))

    def of_names(self, told: int) -> float:
        """Return what the sounds that keys told come to."""
        sounds = told >> FIRST_SOUND
        known = self._names.get(sounds)
        if known is None:
            known = self._names[sounds] = self._sum(sounds)
        return known

    def _sum(self, sounds: int) -> float:
        total, words = 0.0, 0
        for mask, bits in self._units:
            here = sounds & mask
            if here:
                best = bits.get(here)
                if best is None:
                    best = bits[here] = max(each for flag, each in bits.items() if flag & here == flag)
                total += best - evidence.OURS_LEFT_OVER
                words += 1
        return total + (evidence.ONE_WORD_OF_MANY if words == 1 < len(self._units) else 0.0)


def of_birth(told: int) -> float:
    """Return what keys tell of the birth, where it is not known better."""
    return next((bits for flag, bits in BIRTH_TOLD if told & flag), evidence.BIRTH["birth-differs"] / 2)


def birth_bits(ours: str, theirs: Sequence[Birth]) -> float:
    """Return what the best of the listed births tells, as the comparison has it."""
    if not ours or not theirs:
        return evidence.BIRTH["birth-unknown"]
    return max(evidence.BIRTH[evidence.birth_code(ours, birth)] for birth in theirs)


def _bits(unit: Unit, rarity: Callable[[str], float]) -> list[float]:
    first = min(evidence.MOST_OF_WORD, rarity(unit.own[0])) if unit.own else evidence.MOST_OF_WORD
    own = [first, *(SECOND * min(evidence.MOST_OF_WORD, rarity(sound)) for sound in unit.own[1:])]
    return own[: len(unit.own)] + [ALIKE * min(first, rarity(sound)) for sound in unit.like]
