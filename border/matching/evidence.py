"""How much each agreement and each difference tells, in bits: one table, so that it can be argued about.

A bit doubles, or halves, the odds that two names are one person's. What a word tells is how rare it is; the rest is
here. A figure is, as nearly as is known, the logarithm of how often something is seen between two records of one person
over how often between two persons. How often between two persons was counted on made populations, how often between
two records of one is an estimate, to be set from adjudicated hits once there are enough of them.
"""

from datetime import date, timedelta
from functools import lru_cache
from math import log2

from border.days import span
from border.listing import Birth

MOST_OF_WORD = 14.0
SOUND_OF_ONE, SECOND_READING, LIKENED = 0.6, 0.6, 0.7
SAME_SOUND, INITIAL, MOST_OF_INITIAL, CUT_SHORT, JOINED = 0.88, 0.3, 3.5, 0.75, 0.9
"""What share of a word's bits it keeps where only its sound, its first letter, its beginning, or two words joined agree."""
JOINED_FROM = 0.7
"""How alike two joined words and one must be: a short word beside a like one joins to nearly anything."""
OURS_LEFT_OVER, THEIRS_LEFT_OVER, WORD_DIFFERS, ONE_WORD_OF_MANY = -2.5, -1.5, -7.0, -3.0
"""What speaks against: a word that only one name has, one here that stands against another there, one word in common."""

BIRTH = {
    "birth-exact": 14.0,
    "birth-swapped": 9.5,
    "birth-month": 9.0,
    "birth-january": 7.5,
    "birth-beside": 7.5,
    "birth-year": 5.5,
    "birth-digit": 5.5,
    "birth-placeholder": 3.5,
    "birth-day": 3.5,
    "birth-span": 3.5,
    "birth-partly-beside": 2.5,
    "birth-unknown": 0.0,
    "birth-year-beside": -1.0,
    "birth-near": -3.0,
    "birth-differs": -12.0,
}
"""What a comparison of births tells; docs/matching.md says when which is the case."""

SAME_NATIONALITY, OTHER_NATIONALITY = 3.0, -1.5
SAME_SEX, OTHER_SEX = 0.8, -5.0
MOST_OF_OTHERS = SAME_NATIONALITY + SAME_SEX
"""What can come to words and birth."""
WEAK_NAME_NEEDS = (
    "birth-exact",
    "birth-swapped",
    "birth-month",
    "birth-january",
    "birth-beside",
    "birth-year",
    "birth-digit",
    "birth-placeholder",
)

LEAST, STRICT, LOOSE, PLATEAU = 24.0, 14.0, 10.5, 28.0
"""Bits of the threshold: see below."""


def threshold(persons: int) -> float:
    """Return the bits from which a meeting on a list of so many persons is shown; false alarms grow with the list.

    Up to some 16,000 persons one unlisted traveller in a thousand may be stopped, above 200,000 one in two hundred, and
    between them the threshold stands still. docs/matching.md has what was measured, and what it costs in recall.
    """
    size = log2(max(persons, 1))
    return round(max(LEAST, min(size + STRICT, PLATEAU), size + LOOSE), 1)


@lru_cache(maxsize=10_000)
def days(text: str) -> tuple[date, date] | None:
    return span(text)


def birth_code(ours: str, theirs: Birth) -> str:
    """Return what the comparison of a traveller's partial birth and a listed one comes to, a key of BIRTH."""
    mine = days(ours)
    if mine is None or not theirs.is_known:
        return "birth-unknown"
    first, last = _day(theirs.first), _day(theirs.last)
    if mine[0] == mine[1] and first == last and not theirs.circa:
        return _of_days(mine[0], first)
    return _of_spans(mine, (first, last), theirs.circa)


def _of_days(ours: date, theirs: date) -> str:
    if ours.year == theirs.year:
        return _of_one_year(ours, theirs)
    apart = abs(ours.year - theirs.year)
    if (ours.month, ours.day) == (theirs.month, theirs.day):
        return _of_two_years(apart, _one_digit_apart(ours.year, theirs.year), _is_january(ours))
    return "birth-near" if apart == 1 else "birth-differs"


def _of_one_year(ours: date, theirs: date) -> str:
    if ours == theirs:
        return "birth-january" if _is_january(ours) else "birth-exact"
    if (ours.month, ours.day) == (theirs.day, theirs.month):
        return "birth-swapped"
    if _is_january(ours) or _is_january(theirs):
        return "birth-placeholder"
    if ours.month == theirs.month:
        return "birth-digit" if _one_digit_apart(ours.day, theirs.day) else "birth-day"
    if ours.day == theirs.day:
        return "birth-digit" if _one_digit_apart(ours.month, theirs.month) else "birth-day"
    return "birth-near"  # two days known in full that share the year alone are two persons', mostly


def _of_two_years(apart: int, one_digit: bool, january: bool) -> str:
    """Return what the same day and month of two years tell; 1 January of another year tells next to nothing."""
    if apart == 1:
        return "birth-partly-beside" if january else "birth-beside"
    if january:
        return "birth-near" if one_digit else "birth-differs"
    return "birth-digit" if one_digit else "birth-day" if apart == 2 else "birth-differs"


def _is_january(day: date) -> bool:
    """Whether a day is the one that papers give to whoever does not know theirs."""
    return (day.month, day.day) == (1, 1)


def _of_spans(ours: tuple[date, date], theirs: tuple[date, date], circa: bool) -> str:
    about = timedelta(days=366 if circa else 0)
    if ours[0] <= theirs[1] + about and theirs[0] - about <= ours[1]:
        narrowest = max(ours[1] - ours[0], theirs[1] - theirs[0]).days
        return (
            "birth-month"
            if narrowest < 31
            else "birth-year"
            if narrowest < 366 and not circa
            else "birth-span"
        )
    years = max(ours[0].year - theirs[1].year, theirs[0].year - ours[1].year)
    if years != 1:
        return "birth-near" if years < 1 else "birth-differs"
    if _is_month(ours) and _is_month(theirs):
        return "birth-partly-beside" if ours[0].month == theirs[0].month else "birth-near"
    return "birth-year-beside"


def _is_month(span: tuple[date, date]) -> bool:
    """Whether a span tells month and year."""
    return (span[0].year, span[0].month) == (span[1].year, span[1].month)


def _one_digit_apart(one: int, other: int) -> bool:
    ours, theirs = f"{one:04}", f"{other:04}"
    return sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1


@lru_cache(maxsize=10_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)
