"""Under which keys a listed person is kept, and under which a traveller is sought: two who are one share a key nearly always.

Words are taken by their sound, in pairs, whatever order or field they stood in; with them goes as much of the birth as
survives a slip. A key is a number: the sum of what its sounds, its kind and its day stand for, so that it costs a few
additions and a pair is the same either way round. Of each key that is asked it is known what it tells of the traveller:
which sounds, and how much of the birth. `docs/matching.md` has the table.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations

from border.document import bare
from border.listing import Birth, Subject
from border.matching.evidence import days
from border.matching.sought import Sought
from border.matching.words import Word, words

RULES = 1
"""By which rules sounds and keys are made. Another number where any of them changes: an index follows the rules of its making,
and whoever asks it by others finds less than there is, and does not notice.
"""
MOST_YEARS = 11
"""Years of a listed span that have a key each; a longer one is kept as unknown."""
MOST_KEYS = 2_500
"""Keys one traveller is sought under: a hostile name must not cost more than a long one."""
KEY_BITS = 47
"""As many as SQLite keeps in six bytes, with a sign; two of ten million keys are hardly ever the same."""

SAME_DAY, SWAPPED, NEXT_YEAR, DAY_AND_MONTH, SAME_YEAR, YEAR_BESIDE, NO_YEAR, DOCUMENT = (
    1 << place for place in range(8)
)
"""What a key tells beside sounds; those of a sound begin at FIRST_SOUND. A traveller's keys that lead to one entry add up."""
FIRST_SOUND = 8


@dataclass(frozen=True, slots=True)
class Unit:
    """A word that a traveller is sought by: its own sounds, likeliest first, and those of words spelt like it.

    reading: 0 for a word as it is written; each other way of parting or joining words has a number of its own, and
    stands instead of the words at these places.
    """

    own: Sequence[str]
    like: Sequence[str] = ()
    reading: int = 0
    instead: tuple[int, ...] = ()

    @property
    def sounds(self) -> tuple[str, ...]:
        return (*self.own, *self.like)

    def stands_beside(self, other: "Unit", place: int, others_place: int) -> bool:
        """Whether both can be words of one name."""
        if self.reading and other.reading:
            return self.reading == other.reading
        return place not in other.instead and others_place not in self.instead


def number_of(text: str) -> int:
    """Return the number that a text stands for: from 0, below 2 ** KEY_BITS, the same everywhere and always."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") & _MASK


def json_list(numbers: Iterable[int]) -> str:
    """Return numbers as SQLite's json_each takes them."""
    return f"[{','.join(map(str, numbers))}]"


def kept(subject: Subject) -> set[int]:
    """Return the keys of a listed person."""
    found = {_of("n", number_of(bare(paper.number))) for paper in subject.papers if bare(paper.number)}
    births = [birth for birth in subject.births if birth.is_known]
    years = _years_kept(births)
    exact = {date.fromisoformat(birth.first) for birth in births if birth.is_day}
    for name in subject.names:
        own = words(name.text)
        sounds = {_sound(sound) for word in own for sound in word.sounds}
        pairs = {sum(pair) for one, other in combinations(own, 2) for pair in _sound_pairs(one, other)}
        pairs = pairs or {sound + _ALONE for sound in sounds}
        found |= {_of("p", pair + year) for pair in pairs for year in (*years, _ANY)}
        found |= {_of("m", pair + _day(day.month, day.day)) for pair in pairs for day in exact}
        found |= {_of("D", sound + _date(day.year, day.month, day.day)) for sound in sounds for day in exact}
        found |= {_of("Y", sound + year) for sound in sounds for year in years if not exact}
    found |= {
        _of("d", _date(day.year, day.month, day.day)) for day in exact if (day.month, day.day) != (1, 1)
    }
    return found


def sought_under(sought: Sought, ours: Sequence[Unit]) -> dict[int, int]:
    """Return the keys of a traveller and what each tells: bits of the above, and one for each sound.

    The sounds are counted through, from FIRST_SOUND, in the order of `ours`.
    """
    found: dict[int, int] = {}
    for key, tells in _all(sought, ours):
        found[key] = found.get(key, 0) | tells
        if len(found) == MOST_KEYS:
            break
    return found


def sought_whenever_born(sought: Sought, ours: Sequence[Unit]) -> set[int]:
    """Return fewer keys of a traveller, under which whoever is found by `sought_under` is found, and others as well.

    Pairs of sounds are asked for without the birth: where there are few entries, looking at theirs costs less.
    """
    number = bare(sought.document_number)
    span, day = _born(sought)
    found = {_of("n", number_of(number))} if number else set()
    if day and (day.month, day.day) != (1, 1):
        found.add(_of("d", _date(day.year, day.month, day.day)))
    in_full, in_part = _of_one(span, day)
    flags = _flags(ours)
    for own, like in flags:
        found.update(sound + birth & _MASK for sound, _ in own for birth, _ in (*in_full, *in_part))
        found.update(sound + birth & _MASK for sound, _ in like for birth, _ in in_full)
    any_year = _KIND["p"] + _ANY
    found.update(one + other + any_year & _MASK for (one, _), (other, _) in _all_pairs(sought, ours, flags))
    return found


def _all(sought: Sought, ours: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    number = bare(sought.document_number)
    if number:
        yield _of("n", number_of(number)), DOCUMENT
    span, day = _born(sought)
    if day and (day.month, day.day) != (1, 1):
        yield _of("d", _date(day.year, day.month, day.day)), SAME_DAY
    flags = _flags(ours)
    in_full, in_part = _of_one(span, day)
    for own, like in flags:
        for sound, flag in own:
            yield from ((sound + birth & _MASK, flag | tells) for birth, tells in (*in_full, *in_part))
        for sound, flag in like:
            yield from ((sound + birth & _MASK, flag | tells) for birth, tells in in_full)
    of_two = _of_two(span, day)
    for (one, flag), (other, another) in _all_pairs(sought, ours, flags):
        yield from ((one + other + birth & _MASK, flag | another | tells) for birth, tells in of_two)
    for (first, _), (second, _) in _beside(ours, flags):
        if first and second:
            yield _of("p", first[0][0] + second[0][0] + _ANY), first[0][1] | second[0][1]


def _born(sought: Sought) -> tuple[tuple[date, date] | None, date | None]:
    """Return the days a traveller can be born on, and the day where it is known."""
    span = days(sought.date_of_birth) if sought.date_of_birth else None
    return span, span[0] if span and span[0] == span[1] else None


_Flagged = tuple[int, int]
"""The number of a sound and the bit that tells it."""
_FlagsOfOne = tuple[Sequence[_Flagged], Sequence[_Flagged]]
"""A word's own sounds, and those of words spelt like it."""
_Flags = Sequence[_FlagsOfOne]


def _flags(ours: Sequence[Unit]) -> _Flags:
    found: list[_FlagsOfOne] = []
    place = FIRST_SOUND
    for unit in ours:
        flagged = [(_sound(sound), 1 << at) for at, sound in enumerate(unit.sounds, start=place)]
        place += len(flagged)
        found.append((flagged[: len(unit.own)], flagged[len(unit.own) :]))
    return found


def _of_one(
    span: tuple[date, date] | None, day: date | None
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return what is asked of one sound, and what beside it of a word's own: as little as the list may know."""
    in_full, in_part = [], [(_KIND["Y"] + _UNKNOWN, NO_YEAR)]
    if day:
        in_full.append((_KIND["D"] + _date(day.year, day.month, day.day), SAME_DAY))
        if day.day <= 12 and day.day != day.month:
            in_full.append((_KIND["D"] + _date(day.year, day.day, day.month), SWAPPED))
        in_full += [(_KIND["D"] + _date(day.year + step, day.month, day.day), NEXT_YEAR) for step in (-1, 1)]
    if span and span[0].year == span[1].year:
        in_part.append((_KIND["Y"] + _year(span[0].year), SAME_YEAR))
    return in_full, in_part


def _of_two(span: tuple[date, date] | None, day: date | None) -> list[tuple[int, int]]:
    """Return what is asked of two sounds: the year, the years beside it, none; the day of any year."""
    if span is None or span[1].year - span[0].year >= MOST_YEARS:
        return [(_KIND["p"] + _ANY, 0)]
    first, last = span[0].year, span[1].year
    asked = [(_KIND["p"] + _year(year), SAME_YEAR) for year in range(first, last + 1)]
    asked += [(_KIND["p"] + _year(year), YEAR_BESIDE) for year in (first - 1, last + 1)]
    asked.append((_KIND["p"] + _UNKNOWN, NO_YEAR))
    if day:
        asked.append((_KIND["m"] + _day(day.month, day.day), DAY_AND_MONTH))
        if day.day <= 12 and day.day != day.month:
            asked.append((_KIND["m"] + _day(day.day, day.month), 0))
    return asked


def _all_pairs(sought: Sought, ours: Sequence[Unit], flags: _Flags) -> Iterator[tuple[_Flagged, _Flagged]]:
    """Yield pairs of two words' sounds of which one at least is a word's likeliest; of a word alone, it and nothing."""
    for (one, like_one), (other, like_other) in _beside(ours, flags):
        if one:
            yield from ((one[0], sound) for sound in (*other, *like_other))
        if other:
            yield from ((sound, other[0]) for sound in (*one[1:], *like_one))
    if len(words(f"{sought.given_names} {sought.surname}")) == 1:
        yield from ((sound, (_ALONE, 0)) for own, like in flags for sound in (*own, *like))


def _beside(ours: Sequence[Unit], flags: _Flags) -> Iterator[tuple[_FlagsOfOne, _FlagsOfOne]]:
    """Yield what may be two words of one name."""
    for (place, one), (others_place, other) in combinations(enumerate(ours), 2):
        if one.stands_beside(other, place, others_place):
            yield flags[place], flags[others_place]


def _sound_pairs(one: Word, other: Word) -> Iterator[tuple[int, int]]:
    """Yield the pairs of two words' sounds of which one at least is the likeliest."""
    yield from ((_sound(one.sounds[0]), _sound(sound)) for sound in other.sounds)
    yield from ((_sound(sound), _sound(other.sounds[0])) for sound in one.sounds[1:])


def _years_kept(births: Iterable[Birth]) -> set[int]:
    """Return the years a listed person can be born in, or that no year is known."""
    found: set[int] = set()
    for birth in births:
        first, last = int(birth.first[:4]), int(birth.last[:4])
        first, last = (first - 1, last + 1) if birth.circa else (first, last)
        found |= {_year(year) for year in range(first, last + 1)} if last - first < MOST_YEARS else {_UNKNOWN}
    return found or {_UNKNOWN}


def _of(kind: str, rest: int) -> int:
    return (_KIND[kind] + rest) & _MASK


def _year(year: int) -> int:
    return year * _YEAR


def _day(month: int, day: int) -> int:
    return (100 * month + day) * _DAY


def _date(year: int, month: int, day: int) -> int:
    return year * _YEAR + (100 * month + day) * _DAY


_MASK = (1 << KEY_BITS) - 1
_KIND = {kind: number_of(f"kind {kind}") for kind in "npmDYd"}
_YEAR, _DAY, _ANY, _UNKNOWN, _ALONE = (
    number_of(said) for said in ("year", "day", "any year", "no year", "no second word")
)
_sound = lru_cache(maxsize=20_000)(lambda sound: number_of(f"sound {sound}"))
