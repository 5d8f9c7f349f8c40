"""What becomes of a meeting with a list: who may see what of it, when it rises, what verdicts add up to.

The first rule is `sight`: what a role may know of a hit. Whoever shows a hit asks it, and nobody else decides.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from border.checks import WEIGHTS, Check, Finding, Weight, answered
from border.crossing import Direction
from border.errors import Fact
from border.fields import needed
from border.inspection import WEIGHT
from border.listing import Category, Response, Subject, pack, unpack
from border.names import fold
from border.permissions import Role
from border.traveller import Traveller
from border.watchlist import Edition, Entry, ListedDocument

MOST_OF_REASON = 300


class State(StrEnum):
    """How a hit stands. unconfirmed: one person says it is somebody else, and a second one has to say so too."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    UNCONFIRMED = "unconfirmed"
    REFERRED = "referred"
    SAME = "same"
    NOT_SAME = "not-same"
    CLOSED = "closed"

    @property
    def waits(self) -> bool:
        """Whether somebody still has to decide."""
        return self in (State.OPEN, State.ACKNOWLEDGED, State.UNCONFIRMED, State.REFERRED)


class Verdict(StrEnum):
    """What somebody found who looked. refer: it cannot be told here."""

    SAME = "same"
    NOT_SAME = "not-same"
    REFER = "refer"


class Level(StrEnum):
    """Whom a hit rises to, in this order."""

    SUPERVISOR = "supervisor"
    HEADQUARTERS = "headquarters"


class Happening(StrEnum):
    """One thing that became of a hit."""

    ACKNOWLEDGED = "acknowledged"
    ADJUDICATED = "adjudicated"
    RAISED = "raised"
    CLOSED = "closed"


class Sight(StrEnum):
    """How much of a hit somebody may see. shown: the name, the category, what to do, the words meant for officers."""

    NOTHING = "nothing"
    SHOWN = "shown"
    WHOLE = "whole"


MINUTES: Mapping[Category, int] = MappingProxyType(
    {
        Category.TERRORISM: 2,
        Category.WANTED: 3,
        Category.TRAFFICKING: 3,
        Category.CHILD_AT_RISK: 3,
        Category.MISSING: 5,
        Category.SANCTIONS: 10,
        Category.STOLEN_DOCUMENT: 10,
        Category.PREVIOUS_REFUSAL: 15,
        Category.HEALTH: 15,
        Category.CUSTOMS: 15,
        Category.OTHER: 15,
    }
)
"""How long a hit may stay unanswered before it rises to the supervisor; after twice that, to headquarters."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that became of a hit: what, when (an instant), by which account, and what it said."""

    what: Happening
    at: str
    by: str
    verdict: Verdict | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the steps of a hit add up to. decided: the place among them of the step that decided, None before one."""

    state: State = State.OPEN
    raised_to: Level | None = None
    decided: int | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody says of a hit. reason: needed unless it is the same person. Raises MissingField, TooLong."""

    verdict: Verdict
    reason: str = ""

    def __post_init__(self) -> None:
        if self.verdict is not Verdict.SAME or self.reason:
            object.__setattr__(self, "reason", needed(self.reason, "reason", MOST_OF_REASON))


@dataclass(frozen=True, slots=True)
class Met:
    """A list's entry that a traveller met. list_name: persons or documents. name: of the entry, as it was met.

    firm: whether more speaks for it than a name alone. listed_as: the list's own word for why, where it is none of ours.
    born: as listed, a day or words. instruction: what an officer is told. hash: entry_hash of what the entry says.
    said: the packed subject, '' of a document. bits: how much speaks for it; margin: how far above the list's own
    threshold that is; None both where nothing was weighed, or where the document alone decides. reasons: (code, bits,
    ours, theirs), the waterfall's bars. edition: 0 where none was in use, of a lookout.
    """

    list_name: str
    edition: int
    entry: str
    category: Category
    response: Response = Response.REFER
    firm: bool = True
    listed_as: str = ""
    name: str = ""
    born: str = ""
    instruction: str = ""
    hash: str = ""
    said: str = ""
    bits: float | None = None
    margin: float | None = None
    reasons: tuple[tuple[str, float | None, str, str], ...] = ()

    @property
    def by_document(self) -> bool:
        """Whether it is the listed person's own document, whatever the names say."""
        return any(reason[0] == BY_DOCUMENT for reason in self.reasons)

    @property
    def photo(self) -> str:
        """The list's reference to a photo, '' for none."""
        return unpack(self.entry, self.category.value, self.said).photo if self.said else ""


BY_DOCUMENT = "document-same"
MOST_REASONS = 3
"""How many reasons stand right at the finding; the hit's own page has all."""


def by_priority(met: Sequence[Met]) -> tuple[Met, ...]:
    """Return meetings in the order in which they are shown: by category, a document's first, then by evidence."""
    return tuple(
        sorted(met, key=lambda one: (one.category.priority, not one.by_document, -(one.bits or 0), one.entry))
    )


@dataclass(frozen=True, slots=True)
class Cleared:
    """A meeting that is no hit: somebody decided on a day that they are not the same."""

    met: Met
    decided_on: str


def check_met(
    name: str,
    edition: Edition | None,
    met: Sequence[Met],
    cleared: Sequence[Cleared] = (),
    *,
    old_days: int | None = None,
    direction: Direction | None = None,
    why: str = "",
) -> Check:
    """Return what a desk is told of a list's answer. Of silent entries it is told nothing, whoever sits there.

    name: stolen-document, listed-number or listed-person. edition: the version that was asked, None where there is none:
    then posts' lookouts alone were asked for a person, and only what they met makes more of the check than "not done".
    old_days: its age where that is beyond the limit; then no clear goes without it. direction: None where it is not
    known. why: what could not be asked, '' for nothing.
    """
    found = [_finding(one, direction) for one in by_priority(met) if one.response is not Response.SILENT]
    found += [
        _weighed("not-the-same-person", {"name": one.met.name, "decided_on": one.decided_on})
        for one in cleared
        if one.met.response is not Response.SILENT
    ]
    if old_days is not None:
        found.append(_weighed("list-old", {"days": old_days}))
    if edition is None:
        return answered(name, found, source=_SOURCES[name], why=why or "no-list")
    return answered(
        name, found, source=edition.list_name, edition=edition.version, as_of=edition.on.isoformat(), why=why
    )


def check_to_confirm(name: str, edition: Edition, *, asking: bool, old_days: int | None = None) -> Check:
    """Return what a desk is told of a number that may be listed. asking: headquarters is asked and may still say."""
    found = [_weighed("document-being-confirmed" if asking else "document-to-confirm", {})]
    if old_days is not None:
        found.append(_weighed("list-old", {"days": old_days}))
    return answered(
        name, found, source=edition.list_name, edition=edition.version, as_of=edition.on.isoformat()
    )


UNCONFIRMED = ("document-being-confirmed", "document-to-confirm")
"""Findings of a number that may be listed, until headquarters has said."""

LOOKOUTS = "lookouts"
"""The source of a check for which posts' own lookouts were asked, and no list."""

_SOURCES = {"stolen-document": "documents", "listed-number": "numbers", "listed-person": LOOKOUTS}


def weight_of(met: Met, direction: Direction | None) -> Weight:
    """Return how much a meeting weighs at a desk, by what is to be done and which way the traveller goes.

    Whoever asked to be informed stops nobody; who may not leave may enter. Who is to be protected is never passed over.
    """
    weight = WEIGHT[_code(met)]
    if met.list_name == "documents":
        return weight
    if met.response is Response.INFORM:
        return _lighter(weight, Weight.ATTENTION)
    if met.response is Response.DENY_EXIT and direction is Direction.ENTRY:
        return _lighter(weight, Weight.ATTENTION if met.category.protects else Weight.NOTE)
    return weight


def _lighter(one: Weight, other: Weight) -> Weight:
    return max(one, other, key=WEIGHTS.index)


def strongest(met: Met) -> list[str]:
    """Return the codes of what speaks most for a meeting, each once: the document, then the most bits."""
    told: dict[str, float] = {}
    for code, bits, _, _ in met.reasons:
        if bits is None or bits > 0:
            told[code] = told.get(code, 0.0) + (bits or 0.0)
    return sorted(told, key=lambda code: (code != BY_DOCUMENT, -told[code]))[:MOST_REASONS]


def _code(met: Met) -> str:
    if met.list_name == "documents":
        return "document-listed"
    if met.by_document:
        return "person-listed-by-document"
    return "person-listed" if met.firm else "person-listed-by-name"


def _finding(met: Met, direction: Direction | None) -> Finding:
    facts: dict[str, Fact] = {
        "entry": met.entry,
        "category": met.listed_as or met.category.value,
        "response": met.response.value,
        "direction": direction.value if direction else "",
        "instruction": met.instruction,
    }
    if met.list_name != "documents":
        facts |= {
            "name": met.name,
            "date_of_birth": met.born,
            "reasons": " ".join(strongest(met)),
            "bits": "" if met.bits is None else f"{met.bits:.1f}",
            "photo": met.photo,
        }
    return Finding(_code(met), weight_of(met, direction), facts)


def _weighed(code: str, facts: Mapping[str, Fact]) -> Finding:
    return Finding(code, WEIGHT[code], facts)


def sight(role: Role | None, response: Response) -> Sight:
    """Return what a role may know of a hit. A silent one is nothing to whoever may show it on the face at a desk.

    None is the program itself, which sees all.
    """
    if role in _SEES_ALL:
        return Sight.WHOLE
    if response is Response.SILENT or role not in _SEES_SHOWN:
        return Sight.NOTHING
    return Sight.SHOWN


_SEES_ALL = frozenset({None, Role.SUPERVISOR, Role.HQ_ANALYST})
_SEES_SHOWN = frozenset({Role.OFFICER, Role.EXAMINER})


def as_seen(subject: Subject, sight: Sight) -> Subject:
    """Return what may be seen of an entry that may be seen at all: who, why in one word, what to do, what is shown."""
    if sight is Sight.WHOLE:
        return subject
    return Subject(
        subject.entry,
        subject.names,
        subject.births,
        subject.sex,
        subject.nationalities,
        category=subject.category,
        response=subject.response,
        shown=subject.shown,
        photo=subject.photo,
    )


def needs_two(category: Category) -> bool:
    """Whether one person's word is not enough to call it somebody else."""
    return category is Category.TERRORISM


def standing(steps: Sequence[Step], *, two_persons: bool) -> Standing:
    """Return what became of a hit. steps: in the order in which they happened.

    What is closed stays so. Who said "not the same" first cannot be the second one, too.
    """
    state, raised, decided, doubted_by = State.OPEN, None, None, ""
    for place, step in enumerate(steps):
        if step.what is Happening.RAISED:
            raised = step.level
        elif step.what is Happening.CLOSED:
            return Standing(State.CLOSED, raised, decided)
        elif step.what is Happening.ACKNOWLEDGED:
            state = State.ACKNOWLEDGED if state is State.OPEN else state
        elif two_persons and step.verdict is Verdict.NOT_SAME and doubted_by in {"", step.by}:
            state, decided, doubted_by = State.UNCONFIRMED, place, step.by
        else:
            state, decided = State(_STATE_OF[step.verdict]), place
            doubted_by = doubted_by if step.verdict is Verdict.NOT_SAME else ""
    return Standing(state, raised, decided)


_STATE_OF = {
    Verdict.SAME: State.SAME,
    Verdict.NOT_SAME: State.NOT_SAME,
    Verdict.REFER: State.REFERRED,
    None: State.OPEN,
}


def rises_to(category: Category, response: Response, age: timedelta, raised_to: Level | None) -> Level | None:
    """Return whom an unanswered hit of that age rises to now, None where it stays.

    A silent hit lies with the supervisor from the first, so it rises to headquarters.
    """
    minutes = timedelta(minutes=MINUTES[category])
    first = Level.HEADQUARTERS if response is Response.SILENT else Level.SUPERVISOR
    if raised_to is Level.HEADQUARTERS or age < minutes:
        return None
    if age >= 2 * minutes:
        return Level.HEADQUARTERS
    return None if raised_to is first else first


def person_key(traveller: Traveller) -> str:
    """Return a mark of name and birth as read: equal for the same ones, telling nothing of either."""
    said = "\x1f".join([*fold(traveller.surname), "", *fold(traveller.given_names), traveller.date_of_birth])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def entry_hash(entry: Subject | Entry | ListedDocument) -> str:
    """Return a mark of all that a list says of an entry: an entry that says something else has another."""
    said = (
        ["p", entry.entry, entry.category.value, pack(entry)] if isinstance(entry, Subject) else [repr(entry)]
    )
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:32]


def category_of(word: str) -> Category:
    """Return the category a list's own word stands for, `other` where it is none of ours."""
    if word in _OF_DOCUMENTS:
        return Category.STOLEN_DOCUMENT
    return Category(word) if word in set(Category) else Category.OTHER


_OF_DOCUMENTS = frozenset({"stolen", "lost", "revoked", "blank-stolen"})


def source_of(entry: str, list_name: str) -> str:
    """Return which list an entry is of: what stands before its colon, else the kind of list.

    >>> source_of("un:6908555", "persons"), source_of("P1", "persons")
    ('un', 'persons')
    """
    before, colon, _ = entry.partition(":")
    return before if colon else list_name


def share(count: int, among: int) -> int | None:
    """Return a share in whole percent, None among none."""
    return round(100 * count / among) if among else None
