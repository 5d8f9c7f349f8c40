"""Days in the cells of a CSV file: ISO days in part or whole, and those a spreadsheet has written its own way."""

import re

from border.days import BadDay, span

ORDERS = ("dmy", "mdy", "ymd")
_PARTS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")


def day(text: str, field: str, order: str = "") -> str:
    """Return a partial day, '' for ''. order: `dmy` or `mdy` where 01/02/1980 stands in the file. Raises BadDay."""
    plain = _MIDNIGHT.sub("", text.strip())
    if _SERIAL.fullmatch(plain):
        raise BadDay(
            field, f"{plain!r} is a day as a spreadsheet counts it: save the column as text, 1980-02-01"
        )
    if parts := _PARTS.fullmatch(plain):
        plain = _ordered(*parts.groups(), field=field, order=order)
    plain = plain.replace("/", "-")
    span(plain, field)
    return plain


def _ordered(one: str, other: str, year: str, *, field: str, order: str) -> str:
    first, second = int(one), int(other)
    if order not in {"dmy", "mdy"} and first <= 12 and second <= 12 and first != second:
        raise BadDay(
            field,
            f"'{one}/{other}/{year}' can be two days: choose on the page Columns which comes first, or write it as {year}-MM-DD",
        )
    day_first = order == "dmy" or (order != "mdy" and first > 12)
    month, number = (second, first) if day_first else (first, second)
    return f"{year}-{month:02}-{number:02}"
