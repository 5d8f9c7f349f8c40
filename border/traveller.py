"""A traveller as the document shows one: names, birth, sex, nationality; and what age follows from that."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from border.days import span
from border.fields import FieldError, MissingField, line

MOST_OF_NAME = 100
ADULT_AT = 18
"""Years. Source: Kenya Citizenship and Immigration Act 2011, section 2, "child"."""


class Sex(StrEnum):
    """As the document has it; U is what it leaves unspecified. Never folded, never guessed."""

    M = "M"
    F = "F"
    X = "X"
    U = "U"


class BadTraveller(FieldError):
    """Facts that describe nobody."""

    number = "B161"


@dataclass(frozen=True, slots=True)
class Traveller:
    """Who the document says it is.

    surname, given_names: as printed or as in the zone; one of them may be empty. date_of_birth: a partial date.
    nationality: a code of Doc 9303-3 section 5, '' where unread. names_truncated: the zone had no room for all.
    Raises MissingField, TooLong, BadCharacter, BadTraveller, BadDay.
    """

    surname: str
    given_names: str = ""
    date_of_birth: str = ""
    sex: Sex = Sex.U
    nationality: str = ""
    names_truncated: bool = False

    def __post_init__(self) -> None:
        for field in ("surname", "given_names"):
            object.__setattr__(self, field, line(getattr(self, field), field, MOST_OF_NAME))
        if not (self.surname or self.given_names):
            raise MissingField("surname")
        object.__setattr__(self, "nationality", self.nationality.strip().upper())
        if self.nationality and not (self.nationality.isascii() and self.nationality.isalnum()):
            raise BadTraveller("nationality", f"{self.nationality!r} is no code", value=self.nationality)
        span(self.date_of_birth, "date_of_birth")

    @property
    def name(self) -> str:
        """Surname in front, as registers are kept: `ERIKSSON, ANNA MARIA`."""
        return ", ".join(part for part in (self.surname, self.given_names) if part)


def ages_on(date_of_birth: str, on: date) -> tuple[int, int] | None:
    """Return the least and greatest age in whole years that a partial date of birth allows, or None.

    None where nothing is known, or where the birth lies wholly ahead; a birth that may lie ahead counts from 0.
    Whoever was born on 29 February has their year on 1 March of the years that have none.

    >>> ages_on("1985", date(2026, 6, 1))
    (40, 41)
    """
    born = span(date_of_birth, "date_of_birth")
    if born is None or born[0] > on:
        return None
    return max(0, _years(born[1], on)), _years(born[0], on)


def minor_on(date_of_birth: str, on: date) -> bool | None:
    """Whether someone is under 18 on a day; None where the date of birth does not tell."""
    ages = ages_on(date_of_birth, on)
    if ages is None or ages[0] < ADULT_AT <= ages[1]:
        return None
    return ages[1] < ADULT_AT


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
