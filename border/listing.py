"""What a list says of one person: every name, birth, document and instruction, from whatever source, in one shape.

Lists are published by many, each in a shape of its own; app/lists/formats brings them into this one. Everything that
screening and the officer need is here; the row as it was published stays beside it, at headquarters.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from border.document import DocumentType
from border.errors import BorderError
from border.traveller import Sex

MOST_OF_ENTRY = 80
MOST_NAMES = 200
MOST_OF_LISTED_NAME = 300


class Category(StrEnum):
    """Why somebody is listed; the order is the priority in which hits are shown."""

    TERRORISM = "terrorism"
    WANTED = "wanted"
    TRAFFICKING = "trafficking"
    CHILD_AT_RISK = "child-at-risk"
    MISSING = "missing"
    SANCTIONS = "sanctions"
    STOLEN_DOCUMENT = "stolen-document"
    PREVIOUS_REFUSAL = "previous-refusal"
    HEALTH = "health"
    CUSTOMS = "customs"
    OTHER = "other"

    @property
    def priority(self) -> int:
        """From 1, the first to be shown."""
        return list(Category).index(self) + 1

    @property
    def protects(self) -> bool:
        """Whether the entry is there for the traveller's own sake: words and colours of enforcement are wrong."""
        return self in (Category.MISSING, Category.CHILD_AT_RISK)


class Response(StrEnum):
    """What is to be done on a hit. `silent` reaches the supervisor alone; the traveller is not alerted."""

    DETAIN = "detain"
    DENY_EXIT = "deny-exit"
    REFER = "refer"
    INFORM = "inform"
    SILENT = "silent"


class NameKind(StrEnum):
    """How much a published name is worth. weak: a low-quality alias; script: in letters that are not Latin."""

    PRIMARY = "primary"
    ALIAS = "alias"
    WEAK = "weak"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name as published. Where the list tells no surname from the rest, all of it is in `given_names`."""

    surname: str = ""
    given_names: str = ""
    kind: NameKind = NameKind.PRIMARY

    @property
    def text(self) -> str:
        """Given names first, as lists print them."""
        return " ".join(part for part in (self.given_names, self.surname) if part)


@dataclass(frozen=True, slots=True)
class Birth:
    """One day of birth a list offers: from the first to the last day it can mean, '' both where only words are said.

    circa: the list itself says about. text: as published, where the days do not say it all (a Hijri date, an age).
    """

    first: str = ""
    last: str = ""
    circa: bool = False
    text: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.first)

    @property
    def is_day(self) -> bool:
        return self.is_known and self.first == self.last


@dataclass(frozen=True, slots=True)
class Paper:
    """A document a list names with a person; number as published, issuing_state '' or a code of Doc 9303-3."""

    number: str
    type: DocumentType | None = None
    issuing_state: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One listed person. entry: `<source>:<the source's own id>`, unique over all lists.

    nationalities: codes of Doc 9303-3. reason, basis, agency: why, by which law, who asked. shown: what the officer may
    see beside name and category. handling: the agency's code. photo: a reference, not the picture. expires_on,
    review_on: ISO days or ''. row: as published, '' where it stays at headquarters.
    """

    entry: str
    names: tuple[ListedName, ...]
    births: tuple[Birth, ...] = ()
    sex: Sex = Sex.U
    nationalities: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    category: Category = Category.OTHER
    response: Response = Response.REFER
    reason: str = ""
    shown: str = ""
    basis: str = ""
    agency: str = ""
    handling: str = ""
    photo: str = ""
    expires_on: str = ""
    review_on: str = ""
    row: str = ""

    @property
    def source(self) -> str:
        return self.entry.partition(":")[0]

    def in_force(self, day: date) -> bool:
        return not self.expires_on or day.isoformat() <= self.expires_on


class BadSubject(BorderError):
    """A packed entry that cannot be read: the file was written by a newer program, or is damaged."""

    number = "B180"


def pack(subject: Subject) -> str:
    """Return a subject as compact JSON, without its entry and category, which have columns of their own.

    The same subject is always the same text: editions are compared by it.
    """
    said = {
        "n": [[name.surname, name.given_names, name.kind.value] for name in subject.names],
        "b": [_trimmed([birth.first, birth.last, int(birth.circa), birth.text]) for birth in subject.births],
        "s": subject.sex.value,
        "c": list(subject.nationalities),
        "p": [[paper.number, paper.type or "", paper.issuing_state] for paper in subject.papers],
        "do": subject.response.value,
        **{field: getattr(subject, field) for field in _WORDS},
    }
    kept = {key: value for key, value in said.items() if value not in ("", [])}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def unpack(entry: str, category: str, said: str) -> Subject:
    """Return what was packed. Raises BadSubject."""
    try:
        told: dict[str, Any] = json.loads(said)
        return Subject(
            entry,
            tuple(ListedName(surname, given, _KINDS[kind]) for surname, given, kind in told["n"]),
            tuple(_birth(parts) for parts in told.get("b", ())),
            _SEXES[told.get("s", "U")],
            tuple(told.get("c", ())),
            tuple(
                Paper(number, DocumentType(kind) if kind else None, state)
                for number, kind, state in told.get("p", ())
            ),
            _CATEGORIES[category],
            _RESPONSES[told["do"]],
            **{field: told.get(field, "") for field in _WORDS},
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadSubject(f"the entry {entry} cannot be read", entry=entry) from error


_WORDS = ("reason", "shown", "basis", "agency", "handling", "photo", "expires_on", "review_on", "row")


_KINDS = {kind.value: kind for kind in NameKind}
_SEXES = {sex.value: sex for sex in Sex}
_CATEGORIES = {category.value: category for category in Category}
_RESPONSES = {response.value: response for response in Response}
"""Looking a value up takes a tenth of the time that the enumeration takes; a traveller is laid beside 150 entries."""


def _trimmed(parts: Sequence[str | int]) -> list[str | int]:
    """Return the parts without the empty ones at the end."""
    kept = list(parts)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _birth(parts: Sequence[Any]) -> Birth:
    first, last, circa, text = [*parts, *_NO_BIRTH[len(parts) :]]
    return Birth(first, last, bool(circa), text)


_NO_BIRTH: tuple[Any, ...] = ("", "", 0, "")
