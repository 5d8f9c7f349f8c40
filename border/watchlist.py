"""Where a traveller and a listed person meet, and why; where a document and a list of stolen ones meet.

The interface is `Meets`: what comes later (keys, evidence, scores) answers the same question with the same reasons
and is handed to the same check. For now names meet when they are equal, spelt the same once folded, or cut short;
and only where the dates of birth do not contradict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from border import names
from border.days import compatible, span
from border.document import Document, DocumentType, bare
from border.fields import line, needed, within
from border.listing import MOST_OF_ENTRY
from border.traveller import MOST_OF_NAME, Traveller


@dataclass(frozen=True, slots=True)
class Edition:
    """One published version of a list: its name, its number from 1, the day it stands for."""

    list_name: str
    number: int
    on: date

    def __post_init__(self) -> None:
        needed(self.list_name, "list_name", 40)
        within(self.number, "number", 1, 1_000_000_000)

    @property
    def version(self) -> str:
        """As it stands in a check stamp."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed person under one name; a person with two names has two entries of one `person_id`.

    date_of_birth: a partial date, '' unknown. category: the list's own word for why (`wanted`, `overstayer`).
    instruction: what the list asks the officer to do, shown as it stands.
    Raises MissingField, TooLong, BadCharacter, BadDay.
    """

    id: str
    surname: str
    given_names: str = ""
    date_of_birth: str = ""
    nationality: str = ""
    category: str = ""
    instruction: str = ""
    person_id: str = ""

    def __post_init__(self) -> None:
        needed(self.id, "id", 60)
        needed(f"{self.surname}{self.given_names}", "surname", 2 * MOST_OF_NAME)
        span(self.date_of_birth, "date_of_birth")
        line(self.category, "category", 40)
        line(self.instruction, "instruction", 300)


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One document on a list of stolen, lost, revoked or forged ones.

    type: None where the list does not say. category: the list's own word (`stolen`, `lost`, `blank-stolen`).
    reported_on: a partial day, or ''. Raises MissingField, TooLong, BadCharacter.
    """

    id: str
    issuing_state: str
    number: str
    type: DocumentType | None = None
    category: str = "stolen"
    instruction: str = ""
    reported_on: str = ""

    def __post_init__(self) -> None:
        needed(self.id, "id", MOST_OF_ENTRY)
        needed(self.issuing_state, "issuing_state", 3)
        needed(bare(self.number), "document_number", 30)

    @property
    def key(self) -> str:
        """What a list is searched by: issuing state and bare number. The type is compared afterwards."""
        return listed_key(self.issuing_state, self.number)


class Reason(StrEnum):
    """Why a traveller and an entry meet, or why the meeting is not firm."""

    NAME_EXACT = "name-exact"
    NAME_FOLDED = "name-folded"
    NAME_REORDERED = "name-reordered"
    NAME_CUT_SHORT = "name-cut-short"
    BIRTH_EXACT = "birth-exact"
    BIRTH_PARTLY_KNOWN = "birth-partly-known"
    BIRTH_UNKNOWN = "birth-unknown"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A traveller met this entry, for these reasons: the name's, then the birth's."""

    entry: Entry
    reasons: tuple[Reason, ...]

    @property
    def firm(self) -> bool:
        """Whether both name and birth speak for it. A name alone is a question, not an alarm."""
        return Reason.BIRTH_UNKNOWN not in self.reasons


class Meets(Protocol):
    """Whatever can say whether a traveller and an entry meet, and why."""

    def __call__(self, traveller: Traveller, entry: Entry, /) -> Meeting | None: ...


def meet(traveller: Traveller, entry: Entry) -> Meeting | None:
    """Return why a traveller and an entry meet, or None. Sex and nationality are not asked."""
    birth = _birth_reason(traveller.date_of_birth, entry.date_of_birth)
    name = _name_reason(traveller, entry)
    return Meeting(entry, (name, birth)) if name and birth else None


def meetings(traveller: Traveller, entries: Iterable[Entry], meets: Meets = meet) -> tuple[Meeting, ...]:
    """Return all meetings, firm ones first, then by entry."""
    found = [meeting for entry in entries if (meeting := meets(traveller, entry)) is not None]
    return tuple(sorted(found, key=lambda meeting: (not meeting.firm, meeting.entry.id)))


def stolen(document: Document, listed: Sequence[ListedDocument]) -> tuple[ListedDocument, ...]:
    """Return the listed documents that are this one; an entry without a type stands for every type."""
    key = listed_key(document.issuing_state, document.number)
    return tuple(entry for entry in listed if entry.key == key and entry.type in {None, document.type})


def listed_key(issuing_state: str, number: str) -> str:
    """Return the one spelling a list of documents is kept and searched by: `KEN:A1234567`."""
    return f"{issuing_state.strip().strip('<').upper()}:{bare(number)}"


def _name_reason(traveller: Traveller, entry: Entry) -> Reason | None:
    if _same_field(traveller.surname, entry.surname) and _same_field(
        traveller.given_names, entry.given_names
    ):
        return Reason.NAME_EXACT
    ours = names.spellings(f"{traveller.surname} {traveller.given_names}")
    theirs = names.spellings(f"{entry.surname} {entry.given_names}")
    if ours & theirs:
        return Reason.NAME_FOLDED
    if names.keys(traveller.surname, traveller.given_names) & names.keys(entry.surname, entry.given_names):
        return Reason.NAME_REORDERED
    if traveller.names_truncated and _cut_short(traveller, entry):
        return Reason.NAME_CUT_SHORT
    return None


def _same_field(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _cut_short(traveller: Traveller, entry: Entry) -> bool:
    return any(
        names.begins(names.fold(traveller.surname), surname) for surname in names.spellings(entry.surname)
    ) and any(
        names.begins(names.fold(traveller.given_names), given) for given in names.spellings(entry.given_names)
    )


def _birth_reason(ours: str, theirs: str) -> Reason | None:
    if not ours or not theirs:
        return Reason.BIRTH_UNKNOWN
    if not compatible(ours, theirs):
        return None
    exact = ours == theirs and len(ours) == len("1985-12-01")
    return Reason.BIRTH_EXACT if exact else Reason.BIRTH_PARTLY_KNOWN
