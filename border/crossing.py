"""A decided passage in or out: which way, as what, and the three decisions with what each must hold.

A decision that exists is sound in itself; `check_fits` says whether it is sound here, for this person and direction.
Errors name the field of the form they belong to.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from border.document import Document
from border.fields import MissingField, NotPossible, choice, line, needed, within
from border.grounds import BY_LETTER
from border.purposes import BY_CODE
from border.visa import EntryRule, entry_rule, is_citizen
from border.visa_rules import Capacity, Need

MOST_OF_ADDRESS = 200
MOST_OF_NOTE = 500
MOST_OF_AUTHORITY = 40
LONGEST_STAY_DAYS = 365

NIGHTS_WITHOUT_ADDRESS = 7
"""A stay longer than this by somebody who needs a visa must name an address. A rule of this house, not of the law: the
eTA's own form has the lodging, so beside an eTA the address is asked and not needed; others are not asked."""


class Direction(StrEnum):
    """Which way, seen from Kenya."""

    ENTRY = "entry"
    EXIT = "exit"


class Outcome(StrEnum):
    """What was decided."""

    ADMIT = "admit"
    REFUSE = "refuse"
    REFER = "refer"


class ReferralReason(StrEnum):
    """Why somebody is sent to the second line."""

    DOCUMENT = "document"
    IDENTITY = "identity"
    LISTED = "listed"
    PURPOSE = "purpose"
    CHILD = "child"
    PROTECTION = "protection"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Situation:
    """Who stands at the desk and which way: all that decides what a decision must hold.

    rule: the entry rule, None at exit and wherever it could not be found.
    """

    direction: Direction
    citizen: bool
    capacity: Capacity = Capacity.TRAVELLER
    rule: EntryRule | None = None

    @property
    def needs_terms(self) -> bool:
        """Whether admission has terms: a purpose, and days where the rule sets some."""
        return self.direction is Direction.ENTRY and not self.citizen

    @property
    def needs_days(self) -> bool:
        """Whether days must be granted; crew and others without a limit are admitted without."""
        return self.needs_terms and (self.rule is None or self.rule.days is not None or self._needs_paper)

    @property
    def most_days(self) -> int:
        """The longest stay that may be granted."""
        return self.rule.days if self.rule and self.rule.days is not None else LONGEST_STAY_DAYS

    def needs_address(self, days_granted: int) -> bool:
        """Whether a stay of so many days is granted only with an address."""
        visa = self.rule is not None and self.rule.needs is Need.VISA
        return self.needs_terms and visa and days_granted > NIGHTS_WITHOUT_ADDRESS

    @property
    def asks_papers(self) -> bool:
        """Whether the officer is asked to note the eTA or visa shown, and an address."""
        return self.needs_terms and (self.rule is None or self._needs_paper)

    @property
    def _needs_paper(self) -> bool:
        return self.rule is not None and self.rule.needs is not Need.NOTHING


def situation(
    direction: Direction, nationality: str, document: Document, on: date, capacity: Capacity
) -> Situation:
    """Return the situation of somebody who crosses, or crossed, on a day."""
    rule = entry_rule(nationality, document, on, capacity) if direction is Direction.ENTRY else None
    return Situation(direction, is_citizen(nationality), capacity, rule)


@dataclass(frozen=True, slots=True)
class Admission:
    """Let through. purpose: a code of border/purposes.py. days_granted: 1 to 365, None where none are.

    authority: the eTA, permit or exemption that was shown, '' where none was needed.
    Raises UnknownChoice, OutOfRange, TooLong, BadCharacter.
    """

    outcome: ClassVar[Outcome] = Outcome.ADMIT
    purpose: str = ""
    days_granted: int | None = None
    address: str = ""
    authority: str = ""

    def __post_init__(self) -> None:
        if self.purpose:
            choice(self.purpose, "purpose", BY_CODE)
        if self.days_granted is not None:
            within(self.days_granted, "days_granted", 1, LONGEST_STAY_DAYS)
        object.__setattr__(self, "address", line(self.address, "address", MOST_OF_ADDRESS))
        object.__setattr__(self, "authority", line(self.authority, "authority", MOST_OF_AUTHORITY))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Turned back. ground: a letter of border/grounds.py. note: the facts, for the notice.

    Raises MissingField, UnknownChoice, TooLong, BadCharacter.
    """

    outcome: ClassVar[Outcome] = Outcome.REFUSE
    ground: str
    note: str = ""

    def __post_init__(self) -> None:
        choice(self.ground, "ground", BY_LETTER)
        object.__setattr__(self, "note", line(self.note, "note", MOST_OF_NOTE))


@dataclass(frozen=True, slots=True)
class Referral:
    """Sent to the second line. note is needed where the reason is OTHER.

    Raises MissingField, UnknownChoice, TooLong, BadCharacter.
    """

    outcome: ClassVar[Outcome] = Outcome.REFER
    reason: str
    note: str = ""

    def __post_init__(self) -> None:
        choice(self.reason, "reason", {reason.value for reason in ReferralReason})
        clean = needed if self.reason == ReferralReason.OTHER else line
        object.__setattr__(self, "note", clean(self.note, "note", MOST_OF_NOTE))


Decision = Admission | Refusal | Referral


def check_fits(decision: Decision, situation: Situation) -> None:
    """Raise where a decision may not be taken here; return where it may.

    Raises MissingField, OutOfRange (days beyond the rule), NotPossible (a citizen is never refused entry:
    Constitution of Kenya 2010, article 39(3); who doubts the citizenship refers).
    """
    if isinstance(decision, Refusal) and situation.citizen and situation.direction is Direction.ENTRY:
        raise NotPossible("ground", "a citizen may always enter")
    if isinstance(decision, Admission):
        _check_terms(decision, situation)


def _check_terms(admission: Admission, situation: Situation) -> None:
    if not situation.needs_terms:
        for field in ("purpose", "days_granted", "address", "authority"):
            if getattr(admission, field):
                raise NotPossible(field, "has no place in this crossing")
        return
    if not admission.purpose:
        raise MissingField("purpose")
    if admission.days_granted is None:
        if situation.needs_days:
            raise MissingField("days_granted")
        return
    within(admission.days_granted, "days_granted", 1, situation.most_days)
    if situation.needs_address(admission.days_granted) and not admission.address:
        raise MissingField("address")
