"""What a reader may have misread: 0 for O, 1 for I, 8 for B, 5 for S, 2 for Z, and the other way round.

A letter where only a digit can stand, and a digit where only a letter can, are turned without doubt. In the document
number and the optional data both can stand: there, one change is sought that makes every check digit hold, and if
none does, two. More than one way to make them hold is no way: nothing is offered. The officer confirms an offer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice

from border.icao.mrz.formats import Layout
from border.icao.mrz.parse import digits_hold, layout_of, parse
from border.icao.mrz.zone import Zone

_TO_DIGIT = str.maketrans("OIBSZ", "01852")
_TO_LETTER = str.maketrans("01852", "OIBSZ")
_SWAPPED = str.maketrans("OIBSZ01852", "01852OIBSZ")
_LETTERS_ONLY = ("document_code", "issuing_state", "nationality", "names")
_DIGITS_ONLY = ("date_of_birth", "date_of_expiry")
_EITHER = ("document_number", "optional_data", "optional_data_2")


@dataclass(frozen=True, slots=True)
class Change:
    """One character to be changed: its field ('' for a check digit), line and column from 1, and both characters."""

    field: str
    line: int
    column: int
    read: str
    offered: str


@dataclass(frozen=True, slots=True)
class Correction:
    """The zone as it may really be, and what differs from the lines read."""

    zone: Zone
    changes: tuple[Change, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines with every change made."""
        return self.zone.lines


def corrections(lines: Sequence[str], on: date) -> Correction | None:
    """Return the one correction that makes every digit hold; None where there is none, several, or no need.

    Raises BadMrz for what is no zone.
    """
    layout, read = layout_of(lines), "".join(lines)
    for candidates in _candidates(_settled(read, layout), layout):
        fitting = list(islice((text for text in candidates if digits_hold(text, layout)), 2))
        if fitting:
            changes = _changes(read, fitting[0], layout)
            alone = len(fitting) == 1
            return Correction(parse(layout.split(fitting[0]), on), changes) if changes and alone else None
    return None


def _settled(text: str, layout: Layout) -> str:
    """Return the text with what can only be a letter, or only a digit, written so."""
    for fields, table in ((_LETTERS_ONLY, _TO_LETTER), (_DIGITS_ONLY, _TO_DIGIT)):
        for name in fields:
            part = layout.fields[name]
            text = text[: part.start] + text[part].translate(table) + text[part.stop :]
    for at in (layout.number_digit, *(digit.at for digit in layout.digits)):
        text = text[:at] + text[at].translate(_TO_DIGIT) + text[at + 1 :]
    return text


def _candidates(text: str, layout: Layout) -> Iterator[Iterator[str]]:
    """Yield the text itself, then all with one doubtful character turned, then all with two."""
    doubtful = [at for at in _places(layout, _EITHER) if ord(text[at]) in _SWAPPED]
    for size in range(3):
        yield (_turned(text, places) for places in combinations(doubtful, size))


def _places(layout: Layout, names: Sequence[str]) -> Iterator[int]:
    for name in names:
        part = layout.fields.get(name, slice(0, 0))
        yield from range(part.start, part.stop)


def _turned(text: str, places: Sequence[int]) -> str:
    characters = list(text)
    for at in places:
        characters[at] = characters[at].translate(_SWAPPED)
    return "".join(characters)


def _changes(read: str, offered: str, layout: Layout) -> tuple[Change, ...]:
    field_at = {at: name for name in layout.fields for at in _places(layout, (name,))}
    width = layout.widths[0]
    return tuple(
        Change(field_at.get(at, ""), at // width + 1, at % width + 1, old, new)
        for at, (old, new) in enumerate(zip(read, offered, strict=True))
        if old != new
    )
