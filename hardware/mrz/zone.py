"""Is this text a machine-readable zone by its shape and alphabet? No more than that is asked here.

Check digits are judged at the desk, where a wrong one is a finding. Here only what can be no zone at all is
kept from the officer. Shapes: Doc 9303-4 to 9303-7; alphabet: Doc 9303-3, "Characters in the MRZ".
"""

import re
from collections.abc import Iterable

Lines = tuple[str, ...]
"""The lines of a zone, top first; empty where there is no zone."""

SHAPES = {30: 3, 36: 2, 44: 2}
"""Characters in a line: lines in the zone (TD1; TD2 and MRV-B; TD3 and MRV-A)."""

_RUNS = {length * count: length for length, count in SHAPES.items()}
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\r\n") + b"\x7f"
_FILLER = bytes.maketrans(b"_ ", b"<<")
_ALPHABET = re.compile(r"[A-Z0-9<]+")


def rows(text: bytes) -> list[str]:
    """Return the rows between line ends, without control bytes, `_` and space read as the filler."""
    plain = text.translate(_FILLER, _CONTROL).decode("latin-1")
    return [row for row in plain.replace("\r", "\n").split("\n") if row]


def parted(found: Iterable[str]) -> list[str]:
    """Return the rows with each run of 72, 88 or 90 characters, a zone sent without line ends, cut in lines."""
    lines: list[str] = []
    for row in found:
        length = _RUNS.get(len(row), len(row))
        lines += (row[start : start + length] for start in range(0, len(row), length))
    return lines


def zone(found: list[str]) -> Lines:
    """Return the rows as a zone, or nothing where shape or alphabet are no zone's.

    The second line of every zone holds a date and its check digit: without one digit it is no second line.
    """
    lengths = {len(row) for row in found}
    if len(lengths) != 1 or SHAPES.get(lengths.pop()) != len(found):
        return ()
    if not all(_ALPHABET.fullmatch(row) for row in found) or digits(found[1]) == 0:
        return ()
    return tuple(found)


def last_zone(found: list[str]) -> Lines:
    """Return the zone that the last rows make, whatever noise went before."""
    return zone(last_rows(found))


def last_rows(found: list[str]) -> list[str]:
    """Return as many of the last rows as a zone with lines of the last one's length has."""
    count = SHAPES.get(len(found[-1]), 0) if found else 0
    return found[-count:] if 0 < count <= len(found) else []


def in_order(found: list[str]) -> list[str]:
    """Return the rows of one zone top first, for a reader that sends each as it decodes it.

    Names hold no digits, and the second line of a TD1 begins with the date of birth; rows that a misread
    character leaves undecided keep the order they came in.
    """
    if len(found) != 3:
        return sorted(found, key=digits)
    names = min(range(3), key=lambda place: digits(found[place]))
    upper = [row for place, row in enumerate(found) if place != names]
    return [*sorted(upper, key=lambda row: not row[0].isalpha()), found[names]]


def digits(row: str) -> int:
    return sum(character.isdecimal() for character in row)
