"""Under which keys a listed person is kept, and under which a traveller is sought: two who are one share a key nearly always.

A key is text; what it stands for and how much it tells goes with it, so that the best of what is found can be laid side
by side. Words are taken by their sound, in pairs, whatever order or field they stood in; with them goes as much of the
birth as survives a slip. `docs/matching.md` has the table.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from border.document import bare
from border.listing import Birth, Subject
from border.matching.evidence import days
from border.matching.sought import Sought
from border.matching.words import Word, words

MOST_YEARS = 11
"""Years of a listed span that have a key each; a longer one is kept as unknown."""
NO_YEAR, ANY_YEAR = "-", "*"
MOST_KEYS = 1_500
"""Keys one traveller is sought under: a hostile name must not cost more than a long one."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key a traveller is sought under. sounds: the words it is made of; bits: what it tells beside them."""

    text: str
    sounds: tuple[str, ...]
    bits: float


def kept(subject: Subject) -> set[str]:
    """Return the keys of a listed person."""
    found = {f"n|{bare(paper.number)}" for paper in subject.papers if bare(paper.number)}
    births = [birth for birth in subject.births if birth.is_known]
    years = _years_kept(births)
    exact = {birth.first for birth in births if birth.is_day}
    for name in subject.names:
        own = words(name.text)
        sounds = {sound for word in own for sound in word.sounds}
        pairs = {_pair(*pair) for one, other in combinations(own, 2) for pair in _sound_pairs(one, other)}
        pairs = pairs or {_pair(sound, "") for sound in sounds}
        found |= {f"p|{pair}|{year}" for pair in pairs for year in (*years, ANY_YEAR)}
        found |= {f"m|{pair}|{day[5:]}" for pair in pairs for day in exact}
        found |= {f"D|{sound}|{day}" for sound in sounds for day in exact}
        found |= {f"Y|{sound}|{year}" for sound in sounds for year in years if not exact}
    found |= {f"d|{day}" for day in exact if not day.endswith("-01-01")}
    return found


def sought_under(sought: Sought, ours: Sequence[Sequence[str]]) -> Iterator[Key]:
    """Yield the keys of a traveller, each once. ours: for each word its own sounds, then those of words spelt like it.

    The first sound of a word is its own; two neighbours' sounds are never paired with each other.
    """
    seen: set[str] = set()
    for key in _all(sought, ours):
        if key.text not in seen:
            seen.add(key.text)
            yield key
            if len(seen) == MOST_KEYS:
                return


def _all(sought: Sought, ours: Sequence[Sequence[str]]) -> Iterator[Key]:
    number = bare(sought.document_number)
    if number:
        yield Key(f"n|{number}", (), 30.0)
    span = days(sought.date_of_birth) if sought.date_of_birth else None
    day = span[0] if span and span[0] == span[1] else None
    if day and (day.month, day.day) != (1, 1):
        yield Key(f"d|{day}", (), 14.0)
    for word in ours:
        for sound in word:
            yield from _of_one(sound, span, day)
    years = _years_sought(span)
    for pair in _pairs(ours):
        text = _pair(*pair)
        for year, bits in years:
            yield Key(f"p|{text}|{year}", pair, bits)
        if day:
            yield Key(f"m|{text}|{day:%m-%d}", pair, 7.0)
            if day.day <= 12 and day.day != day.month:
                yield Key(f"m|{text}|{day:%d-%m}", pair, 6.0)
    for one, other in combinations(ours, 2):
        yield Key(f"p|{_pair(one[0], other[0])}|{ANY_YEAR}", (one[0], other[0]), -2.0)


def _of_one(sound: str, span: tuple[date, date] | None, day: date | None) -> Iterator[Key]:
    if day:
        yield Key(f"D|{sound}|{day}", (sound,), 14.0)
        if day.day <= 12 and day.day != day.month:
            yield Key(f"D|{sound}|{day:%Y-%d-%m}", (sound,), 9.5)
    if span and span[0].year == span[1].year:
        yield Key(f"Y|{sound}|{span[0].year}", (sound,), 5.5)
    yield Key(f"Y|{sound}|{NO_YEAR}", (sound,), 0.0)


def _pairs(ours: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(ours, 2):
        yield one[0], other[0]
        for sound in other[1:]:
            yield one[0], sound
        for sound in one[1:]:
            yield sound, other[0]
    if len(ours) == 1:
        for sound in ours[0]:
            yield sound, ""


def _sound_pairs(one: Word, other: Word) -> Iterator[tuple[str, str]]:
    """Yield the pairs of two words' sounds of which one at least is the likeliest."""
    yield from ((one.sounds[0], sound) for sound in other.sounds)
    yield from ((sound, other.sounds[0]) for sound in one.sounds[1:])


def _pair(one: str, other: str) -> str:
    return f"{one}|{other}" if one <= other else f"{other}|{one}"


def _years_kept(births: Iterable[Birth]) -> set[str]:
    """Return the years a listed person can be born in, or that no year is known."""
    found: set[str] = set()
    for birth in births:
        first, last = int(birth.first[:4]), int(birth.last[:4])
        first, last = (first - 1, last + 1) if birth.circa else (first, last)
        found |= {str(year) for year in range(first, last + 1)} if last - first < MOST_YEARS else {NO_YEAR}
    return found or {NO_YEAR}


def _years_sought(span: tuple[date, date] | None) -> list[tuple[str, float]]:
    """Return the years to ask for, with what each tells; of a traveller without a birth any will do."""
    if span is None:
        return [(ANY_YEAR, 0.0)]
    first, last = span[0].year, span[1].year
    if last - first >= MOST_YEARS:
        return [(ANY_YEAR, 0.0)]
    near = [(str(year), 5.5) for year in range(first, last + 1)]
    return [*near, (NO_YEAR, 0.0), (str(first - 1), -1.0), (str(last + 1), -1.0)]
