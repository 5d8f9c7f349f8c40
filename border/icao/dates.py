"""Days as a machine-readable zone writes them: YYMMDD, with '<<' for a part that nobody knows.

The century is not printed. It is found from a reference day that is handed in: nobody is born after it, and a
document runs out within fifty years of it. Source: Doc 9303-3, section 4.8; the two rules are ours.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from border.errors import BorderError

EXPIRY_SPAN_YEARS = 50
"""Half a century each way: '99' on a day in 2026 is 1999. A document wrongly taken as expired is looked at; one
wrongly taken as valid is not."""


class BadDate(BorderError):
    """Six characters that are no day of the calendar, known in part or whole."""

    number = "B103"

    def __init__(self, read: str) -> None:
        super().__init__(f"{read!r} is no date of the form YYMMDD", read=read)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, perhaps its month, perhaps the month's day. str() gives 1985, 1985-12 or 1985-12-01.

    Raises ValueError where the calendar has no such day, or a day stands without its month.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day without its month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def __str__(self) -> str:
        if self.month is None:
            return f"{self.year:04}"
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    @property
    def first_day(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day it can mean: a document is good until then."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


def birth(field: str, on: date) -> PartialDate | None:
    """Return the day of birth of six characters, or None where the year is unknown.

    It is the last such day that is not after the reference day. Raises BadDate.

    >>> str(birth("850314", date(2026, 3, 1)))
    '1985-03-14'
    >>> str(birth("2603<<", date(2026, 2, 28)))
    '1926-03'
    """
    parts = _parts(field)
    if parts is None:
        return None
    year, month, day = parts
    year += on.year // 100 * 100
    if (year, month or 1, day or 1) > (on.year, on.month, on.day):
        year -= 100
    return _partial(field, year, month, day)


def expiry(field: str, on: date) -> PartialDate | None:
    """Return the day of expiry of six characters, or None where the year is unknown.

    Its year lies from fifty years before the reference day to forty-nine after. Raises BadDate.

    >>> str(expiry("301231", date(2026, 3, 1)))
    '2030-12-31'
    """
    parts = _parts(field)
    if parts is None:
        return None
    year, month, day = parts
    earliest = on.year - EXPIRY_SPAN_YEARS
    return _partial(field, earliest + (year - earliest) % 100, month, day)


def yymmdd(day: PartialDate | date | None) -> str:
    """Return the six characters of a day, with '<<' for what is unknown.

    >>> yymmdd(PartialDate(1985, 12))
    '8512<<'
    """
    if day is None:
        return "<<<<<<"
    month = f"{day.month:02}" if day.month else "<<"
    return f"{day.year % 100:02}{month}{day.day:02}" if day.day else f"{day.year % 100:02}{month}<<"


def _parts(field: str) -> tuple[int, int | None, int | None] | None:
    """Return year of the century, month and day; a day whose month is unknown tells nothing and is left out."""
    year, month, day = (_part(field, at) for at in (0, 2, 4))
    if year is None:
        return None
    return year, month, None if month is None else day


def _part(field: str, at: int) -> int | None:
    two = field[at : at + 2]
    if two == "<<":
        return None
    if len(two) == 2 and two.isascii() and two.isdigit():
        return int(two)
    raise BadDate(field)


def _partial(field: str, year: int, month: int | None, day: int | None) -> PartialDate:
    try:
        return PartialDate(year, month, day)
    except ValueError as error:
        raise BadDate(field) from error
