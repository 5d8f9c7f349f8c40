"""What an entry made by hand must say, and what a post's own lookout may be.

Nobody is listed without a law and an agency that answers for it. A lookout is a post's own entry for one day: it is in
force at once and everywhere, and therefore short and not renewable by whoever made it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from border.days import span
from border.document import bare
from border.errors import BorderError
from border.fields import FieldError, MissingField, OutOfRange
from border.listing import Response, Subject
from border.names import keys

LASTS = timedelta(hours=24)
NOT_AGAIN_WITHIN = timedelta(days=7)
"""From the opening of a lookout; the same post may not open one on the same person or document earlier."""

MISTAKEN_WITHIN = timedelta(minutes=15)
"""A lookout that its post ended so soon was a mistake, such as a mistyped name: the right one may follow at once."""

MOST_A_DAY = 100
"""Lookouts of one post in LASTS: every traveller at every post is compared with each of them."""

REVIEWED_WITHIN = timedelta(days=366)
"""However long an entry is in force, somebody looks at it again within a year."""


class NotForProtection(FieldError):
    """An entry that is there to protect a person asks to detain that person."""

    number = "B182"


class Unfit(BorderError):
    """An entry or lookout with one or more fields that cannot be taken. errors: in the order of the form."""

    number = "B183"

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors


def entry_faults(subject: Subject, on: date) -> Iterator[FieldError]:
    """Yield what is wrong with an entry that is proposed on a day."""
    yield from lookout_faults(subject)
    for field in ("basis", "agency"):
        if not getattr(subject, field):
            yield MissingField(field)
    yield from _day_faults(subject.expires_on, "expires_on", on, date(2999, 12, 31))
    if not subject.review_on:
        yield MissingField("review_on")
    yield from _day_faults(subject.review_on, "review_on", on, on + REVIEWED_WITHIN)


def lookout_faults(subject: Subject) -> Iterator[FieldError]:
    """Yield what is wrong with a post's own lookout."""
    if not subject.papers and not any(name.text for name in subject.names):
        yield MissingField("surname")
    if subject.category.protects and subject.response is Response.DETAIN:
        yield NotForProtection("response", "protection detains nobody")
    if not subject.reason:
        yield MissingField("reason")


def require_fit(faults: Iterator[FieldError]) -> None:
    """Raise Unfit where anything is wrong."""
    if errors := tuple(faults):
        raise Unfit(errors)


def was_mistake(opened: datetime, ended: datetime | None) -> bool:
    """Whether a lookout was ended so soon that it does not count as one; a clock put back makes none."""
    return ended is not None and timedelta(0) <= ended - opened <= MISTAKEN_WITHIN


def same(one: Subject, other: Subject) -> bool:
    """Whether two subjects are meant for one person or document, as far as what is written tells.

    A document in common is enough; else the same words in a name, and births that can be one.
    """
    if _papers(one) & _papers(other):
        return True
    return bool(_names(one) & _names(other)) and _births_meet(one, other)


def _papers(subject: Subject) -> set[str]:
    return {bare(paper.number) for paper in subject.papers}


def _names(subject: Subject) -> set[str]:
    return {key for name in subject.names for key in keys(name.surname, name.given_names)}


def _births_meet(one: Subject, other: Subject) -> bool:
    ours = [birth for birth in one.births if birth.is_known]
    theirs = [birth for birth in other.births if birth.is_known]
    if not ours or not theirs:
        return True
    return any(mine.first <= yours.last and yours.first <= mine.last for mine in ours for yours in theirs)


def _day_faults(text: str, field: str, on: date, latest: date) -> Iterator[FieldError]:
    """Yield what is wrong with a whole day that must lie ahead; '' is none."""
    if not text:
        return
    try:
        days = span(text, field)
    except FieldError as error:
        yield error
        return
    if days is None or days[0] != days[1] or not on < days[0] <= latest:
        first = (on + timedelta(days=1)).isoformat()
        yield OutOfRange(field, text, first, latest.isoformat())
