"""Days, moments and ages as the pages write them: absolute, 24 hours, months in letters.

A half-known day keeps what is known. An age is never a clock time ("3 h 12 min"), for in Kiswahili hours of
the clock and hours of waiting share a word.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import has_app_context
from flask_babel import get_locale

from app.web.i18n import gettext

_PATTERNS = {4: "yyyy", 7: "MMM yyyy", 10: "d MMM yyyy"}


def day(value: str | date | None) -> str:
    """Return a day in words. value: a date, or ISO text of a year, a month or a day; None gives a dash.

    >>> day("1985-12")
    'Dec 1985'
    """
    if not value:
        return "–"
    text = value.isoformat() if isinstance(value, date) else value
    whole = date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    return format_date(whole, _PATTERNS[len(text)], locale=_language())


def moment(value: str | datetime, zone: ZoneInfo) -> str:
    """Return an instant on the site's wall clock. value: aware, or ISO text with a zone."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return format_datetime(instant.astimezone(zone), "d MMM yyyy HH:mm", locale=_language())


def age(seconds: float) -> str:
    """Return how long ago something was, in its two largest units.

    >>> age(11_520)
    '3 h 12 min'
    """
    minutes = max(0, int(seconds)) // 60
    if minutes < 1:
        return gettext("under a minute")
    if minutes < 60:
        return gettext("%(minutes)s min", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return gettext("%(days)s days", days=hours // 24)


def _language() -> str:
    return str(get_locale() or "en") if has_app_context() else "en"
