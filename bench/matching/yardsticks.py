"""Other people's rules for when two persons meet, made anew from their descriptions, to be measured on the same pairs.

They are no part of screening. Each takes names as they stand, folded as its own program folds them, and is given the
fields that it asks for. What is not here of theirs: how they find candidates, and what they do with documents.

GTAS (US-CBP, QuickMatch): a hit where the whole names are the same, or every word sounds the same (double metaphone)
and the day of birth is the same, or sounds the same with Jaro-Winkler from .95 and years of birth at most three apart,
or Jaro-Winkler from .95 and the same day. Watchman (Moov): each word of the traveller takes its best word of the entry
by a Jaro-Winkler that punishes length and first letter, weighted by length. Token sort: words sorted, then edit distance.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from doublemetaphone import doublemetaphone
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import token_sort_ratio

from border.listing import ListedName, Subject
from border.matching.sought import Sought

GTAS_YEARS = 3
SOUNDS_FIRST = {
    letter: code
    for code, letters in enumerate(("BFPV", "CGJKQSXZ", "DT", "L", "MN", "R"))
    for letter in letters
}
"""Soundex classes of first letters: Watchman compares no words whose first letters sound different."""
UNMATCHED_WEIGHT, LENGTH_WEIGHT, LENGTH_CUTOFF, FIRST_LETTER_FACTOR = 0.15, 0.3, 0.9, 0.9


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A rule: score gives 0 to 1 for a traveller and one listed person; a hit from `published` on.

    published: the thresholds that its makers set or name, the usual one first.
    """

    name: str
    published: tuple[float, ...]
    score: Callable[[Sought, Subject], float]


@lru_cache(maxsize=200_000)
def plain(name: str) -> str:
    """Return a name in plain capitals: marks off, other signs but spaces out.

    >>> plain("Müller-Öst, D'Arc")
    'MULLER OST DARC'
    """
    marked = unicodedata.normalize("NFKD", name.upper()).replace("-", " ").replace("Ł", "L").replace("Ø", "O")
    letters = (sign if sign.isspace() else sign if sign.isalnum() else "" for sign in marked)
    return " ".join("".join(letters).split())


def gtas(sought: Sought, subject: Subject) -> float:
    return max(_gtas(sought, name, subject) for name in subject.names)


def watchman(sought: Sought, subject: Subject) -> float:
    words = plain(f"{sought.given_names} {sought.surname}").split()
    return max(best_pairs(words, plain(name.text).split()) for name in subject.names)


def token_sort(sought: Sought, subject: Subject) -> float:
    ours = plain(f"{sought.given_names} {sought.surname}")
    return max(token_sort_ratio(ours, plain(name.text)) / 100 for name in subject.names)


def best_pairs(sought: Sequence[str], listed: Sequence[str]) -> float:
    """Return Watchman's score of the traveller's words against an entry's, 0 to 1."""
    pairs = [
        (_strict_winkler(theirs, ours), at, place)
        for at, ours in enumerate(sought)
        for place, theirs in enumerate(listed)
        if _sounds_first(ours) == _sounds_first(theirs)
    ]
    taken: dict[int, int] = {}
    total = 0.0
    for score, at, place in sorted(pairs, key=lambda pair: -pair[0]):
        if at not in taken and place not in taken.values():
            taken[at] = place
            total += score * (len(sought[at]) + len(listed[place]))
    met = sum(len(listed[place]) for place in taken.values())
    letters = sum(map(len, listed))
    if not letters or not sought:
        return 0.0
    return total / (sum(map(len, sought)) + met) * _scaled(met / letters, UNMATCHED_WEIGHT)


def _gtas(sought: Sought, name: ListedName, subject: Subject) -> float:
    """Return 1 for a hit of an exact clause, else the Jaro-Winkler of the whole names where sound and birth allow it."""
    ours, theirs = plain(f"{sought.given_names} {sought.surname}"), plain(_in_order(name))
    if ours == theirs:
        return 1.0
    days, years = _days(subject), _years(subject)
    alike = _sounds(ours) == _sounds(theirs)
    if sought.date_of_birth in days:
        return 1.0 if alike else JaroWinkler.similarity(ours, theirs)
    near = any(abs(int(sought.date_of_birth[:4]) - year) <= GTAS_YEARS for year in years)
    return JaroWinkler.similarity(ours, theirs) if alike and near else 0.0


def _in_order(name: ListedName) -> str:
    return f"{name.given_names} {name.surname}"


def _days(subject: Subject) -> set[str]:
    return {birth.first for birth in subject.births if birth.is_day}


def _years(subject: Subject) -> set[int]:
    return {int(birth.first[:4]) for birth in subject.births if birth.is_known}


@lru_cache(maxsize=200_000)
def _sounds(name: str) -> tuple[str, ...]:
    return tuple(doublemetaphone(word)[0] for word in name.split())


def _sounds_first(word: str) -> int | str:
    return SOUNDS_FIRST.get(word[0], word[0])


def _strict_winkler(theirs: str, ours: str) -> float:
    score = JaroWinkler.similarity(theirs, ours)
    likeness = min(len(theirs), len(ours)) / max(len(theirs), len(ours))
    if likeness < LENGTH_CUTOFF:
        score *= _scaled(likeness, LENGTH_WEIGHT)
    return score if theirs[0] == ours[0] else score * FIRST_LETTER_FACTOR


def _scaled(share: float, weight: float) -> float:
    return 1.0 - (1.0 - share) * weight


YARDSTICKS = (
    Yardstick("GTAS rule", (0.95,), gtas),
    Yardstick("token sort", (0.85,), token_sort),
    Yardstick("Watchman best pairs", (0.85, 0.90), watchman),
)
