"""Where each field stands in the five formats of machine-readable zones.

Positions count from 0 over all lines joined. Sources: Doc 9303-4 (TD3), -5 (TD1), -6 (TD2) and -7 (MRV-A, MRV-B),
each in its section on the data structure of the zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Digit:
    """A check digit: the field it guards, where it stands, and the parts it is computed over."""

    field: str
    at: int
    over: tuple[slice, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One format of zone.

    fields: where each stands, by name; optional: those for optional data. number_digit: where the document number's
    check digit stands, digits: all others. codes: the first letters of its documents. long_numbers: whether a
    document number of more than nine characters runs on into the optional data.
    """

    format: str
    widths: tuple[int, ...]
    fields: Mapping[str, slice]
    optional: tuple[slice, ...]
    number_digit: int
    digits: tuple[Digit, ...]
    codes: str
    long_numbers: bool = False

    def split(self, text: str) -> tuple[str, ...]:
        """Return the joined characters as lines, which are all of one width."""
        width = self.widths[0]
        return tuple(text[start : start + width] for start in range(0, len(text), width))


def _two_lines(
    format: str, width: int, optional: slice, *digits: Digit, codes: str, long_numbers: bool = False
) -> Layout:
    """Return a format of two lines. They differ in width and in what follows the date of expiry."""
    birth, expiry = slice(width + 13, width + 19), slice(width + 21, width + 27)
    fields = {
        "document_code": slice(0, 2),
        "issuing_state": slice(2, 5),
        "names": slice(5, width),
        "document_number": slice(width, width + 9),
        "nationality": slice(width + 10, width + 13),
        "date_of_birth": birth,
        "sex": slice(width + 20, width + 21),
        "date_of_expiry": expiry,
        "optional_data": optional,
    }
    dates = (Digit("date_of_birth", width + 19, (birth,)), Digit("date_of_expiry", width + 27, (expiry,)))
    return Layout(
        format, (width, width), fields, (optional,), width + 9, (*dates, *digits), codes, long_numbers
    )


_TD1_FIELDS = {
    "document_code": slice(0, 2),
    "issuing_state": slice(2, 5),
    "document_number": slice(5, 14),
    "optional_data": slice(15, 30),
    "date_of_birth": slice(30, 36),
    "sex": slice(37, 38),
    "date_of_expiry": slice(38, 44),
    "nationality": slice(45, 48),
    "optional_data_2": slice(48, 59),
    "names": slice(60, 90),
}

TD1 = Layout(
    "TD1",
    (30, 30, 30),
    _TD1_FIELDS,
    optional=(slice(15, 30), slice(48, 59)),
    number_digit=14,
    digits=(
        Digit("date_of_birth", 36, (slice(30, 36),)),
        Digit("date_of_expiry", 44, (slice(38, 44),)),
        Digit("composite", 59, (slice(5, 30), slice(30, 37), slice(38, 45), slice(48, 59))),
    ),
    codes="ACI",
    long_numbers=True,
)

TD2 = _two_lines(
    "TD2",
    36,
    slice(64, 71),
    Digit("composite", 71, (slice(36, 46), slice(49, 56), slice(57, 71))),
    codes="ACI",
    long_numbers=True,
)

TD3 = _two_lines(
    "TD3",
    44,
    slice(72, 86),
    Digit("optional_data", 86, (slice(72, 86),)),
    Digit("composite", 87, (slice(44, 54), slice(57, 64), slice(65, 87))),
    codes="PACI",
)

MRV_A = _two_lines("MRV-A", 44, slice(72, 88), codes="V")
MRV_B = _two_lines("MRV-B", 36, slice(64, 72), codes="V")

LAYOUTS: Mapping[str, Layout] = {layout.format: layout for layout in (TD1, TD2, TD3, MRV_A, MRV_B)}
