"""Days that are known in part: `1985`, `1985-12`, `1985-12-01`, or '' where nothing is known.

This text is how partial dates are kept in rows and events. Source of unknown parts: Doc 9303-3, section 4.8.
"""

import calendar
import re
from datetime import date

from border.fields import FieldError
from border.icao.dates import PartialDate

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class BadDay(FieldError):
    """Text that is no day, month or year of the calendar."""

    number = "B157"


def known(text: str, field: str = "day") -> PartialDate | None:
    """Return what is known of a day, or None for ''. Raises BadDay."""
    if not text:
        return None
    parts = _PARTIAL.fullmatch(text)
    if parts is None:
        raise BadDay(field, f"{text!r} is no day", value=text)
    try:
        year, month, day = parts.groups()
        return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError as error:
        raise BadDay(field, f"{text!r} is not in the calendar", value=text) from error


def span(text: str, field: str = "day") -> tuple[date, date] | None:
    """Return the first and last day a partial date can mean, or None for ''. Raises BadDay.

    >>> span("1985-12")
    (datetime.date(1985, 12, 1), datetime.date(1985, 12, 31))
    """
    day = known(text, field)
    return (day.first_day, day.last_day) if day else None


def months_later(day: date, months: int) -> date:
    """Return the same day some months on, or that month's last day where it is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def compatible(one: str, other: str) -> bool:
    """Whether two partial dates can mean the same day; '' can mean any. Raises BadDay."""
    first, second = span(one), span(other)
    if first is None or second is None:
        return True
    return first[0] <= second[1] and second[0] <= first[1]
