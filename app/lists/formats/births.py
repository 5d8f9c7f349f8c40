"""Days of birth as lists write them in words: `Nov. 1973`, `circa 1951`, `01 Jan 1960 to 31 Dec 1962`, `1958/11/05`.

What is not clear stays text: an age, a Hijri day, `from false passport`.
"""

import re
from calendar import monthrange

from border.days import BadDay, span
from border.listing import Birth

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_CIRCA = re.compile(r"^(circa|ca\.?|c\.|about|approximately|approx\.?)[\s-]*", re.IGNORECASE)
_DAY = re.compile(
    r"(?:(?P<day>\d{1,2})[\s-]+)?(?P<month>[A-Za-z]{3,9})\.?[\s-]+(?P<year>\d{4})|(?P<alone>\d{4})", re.ASCII
)
_MONTH = re.compile(r"[A-Za-z]{3,9}\.?")
_SPAN = re.compile(
    r"(?:between\s+)?(.{3,20}?)\s+(?:to|and|-|–)\s+(.{4,20})|(\d{4})\s*[-–/]\s*(\d{4})", re.IGNORECASE
)
MOST_OF_TEXT = 200


def birth(text: str, circa: bool = False) -> Birth:
    """Return the days that the words can mean, or the words alone where they are not clear. Never fails."""
    said = " ".join(text.split())[:MOST_OF_TEXT]
    plain = _CIRCA.sub("", said)
    circa = circa or plain != said
    days = _one(plain) or _between(plain)
    if days is None:
        return Birth(text=said)
    return Birth(*days, circa=circa)


def years(first: str, last: str, circa: bool = False) -> Birth:
    """Return a birth between two years; the words alone where they are none."""
    begin, end = _one(first), _one(last)
    if begin is None or end is None or begin[0] > end[1]:
        return Birth(text=f"{first} to {last}".strip()[:MOST_OF_TEXT])
    return Birth(begin[0], end[1], circa)


def _one(text: str) -> tuple[str, str] | None:
    try:
        days = span(text.replace("/", "-"))
    except BadDay:
        return _in_words(text)
    return (days[0].isoformat(), days[1].isoformat()) if days else None


def _in_words(text: str) -> tuple[str, str] | None:
    said = _DAY.fullmatch(text)
    if said is None or said["month"] is None or said["month"][:3].lower() not in _MONTHS:
        return None
    month, year = _MONTHS.index(said["month"][:3].lower()) + 1, int(said["year"])
    if said["day"]:
        return _one(f"{year:04}-{month:02}-{int(said['day']):02}") if 1 <= int(said["day"]) <= 31 else None
    if not year:
        return None
    return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{monthrange(year, month)[1]:02}"


def _between(text: str) -> tuple[str, str] | None:
    said = _SPAN.fullmatch(text)
    if said is None:
        return None
    first, last = (part for part in said.groups() if part)
    end = _one(last)
    begin = _one(f"{first} {last[-4:]}") if _MONTH.fullmatch(first) else _one(first)
    return (begin[0], end[1]) if begin and end and begin[0] <= end[1] else None
