"""What was asked about a traveller, and what came back: findings, answers, and the stamp a decision carries.

A check is one question put to one source. Its answer follows from its findings and from what could not be asked;
nothing here decides anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from border.errors import BorderError, Fact


class UnsoundCheck(BorderError):
    """A check whose answer and findings contradict each other, or a stamp that is none."""

    number = "B110"


class Answer(StrEnum):
    """What came back from one source."""

    CLEAR = "clear"
    ATTENTION = "attention"
    ALARM = "alarm"
    NOT_DONE = "not-done"


class Weight(StrEnum):
    """How much a finding weighs. An alarm needs a reason to pass; a note only informs."""

    ALARM = "alarm"
    ATTENTION = "attention"
    NOTE = "note"


WEIGHTS = (Weight.ALARM, Weight.ATTENTION, Weight.NOTE)
"""Heaviest first: the order in which an officer reads findings."""

ANSWERS = (Answer.ALARM, Answer.ATTENTION, Answer.NOT_DONE, Answer.CLEAR)
"""Worst first. What was not asked is worse than what was answered well, and better than a worry."""


OF_LISTS = ("document-listed", "person-listed")
"""How the codes of those findings begin that say whom or what a list names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth an officer's attention.

    code: which it is; the words stand with the page. facts: what fills the words, short values by name.
    """

    code: str
    weight: Weight
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Check:
    """One question with its answer.

    source: who was asked (`zone`, a list's name, `post`). edition, as_of: which version of the source and the
    day or instant it stands for; None where the source has none. why: a code for what could not be asked,
    '' where all was. Raises UnsoundCheck where answer, findings and why contradict each other.
    """

    name: str
    answer: Answer
    findings: tuple[Finding, ...] = ()
    source: str = ""
    edition: str | None = None
    as_of: str | None = None
    why: str = ""

    def __post_init__(self) -> None:
        if self.answer is Answer.NOT_DONE and not self.why:
            raise UnsoundCheck(f"{self.name} was not done and does not say why", name=self.name)
        if self.answer is Answer.CLEAR and any(f.weight is not Weight.NOTE for f in self.findings):
            raise UnsoundCheck(f"{self.name} is clear and yet has findings", name=self.name)


def answered(
    name: str,
    findings: Iterable[Finding] = (),
    *,
    source: str,
    edition: str | None = None,
    as_of: str | None = None,
    why: str = "",
) -> Check:
    """Return the check these findings make: the heaviest gives the answer.

    With no finding above a note it is clear, or not done where `why` names something that could not be asked.
    """
    ordered = in_order(findings)
    return Check(name, _answer(ordered, why), ordered, source, edition, as_of, why)


def not_done(name: str, why: str, *, source: str) -> Check:
    """Return the check that could not be made; why: a code such as `no-list`."""
    return Check(name, Answer.NOT_DONE, source=source, why=why)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings heaviest first, those of lists before others, then by code; equal ones stay in the order they came."""
    return tuple(sorted(findings, key=lambda one: (WEIGHTS.index(one.weight), *_place(one.code))))


def _place(code: str) -> tuple[bool, str]:
    """Return where a code stands among those of its weight. How a listed person was met comes after the category."""
    of_list = code.startswith(OF_LISTS)
    return not of_list, "person-listed" if code.startswith("person-listed") else code


def findings_of(checks: Iterable[Check]) -> tuple[Finding, ...]:
    """Return what all checks found, in the order an officer reads it."""
    return in_order(finding for check in checks for finding in check.findings)


def worst(checks: Iterable[Check]) -> Answer:
    """Return the worst answer; not-done where nothing was asked at all."""
    answers = {check.answer for check in checks}
    return next((answer for answer in ANSWERS if answer in answers), Answer.NOT_DONE)


def stamp(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """Return the check stamp as plain values for JSON, one mapping a check, in the order given."""
    return [
        {
            "name": check.name,
            "answer": check.answer.value,
            "findings": [
                {"code": f.code, "weight": f.weight.value, "facts": dict(f.facts)} for f in check.findings
            ],
            "source": check.source,
            "edition": check.edition,
            "as_of": check.as_of,
            "why": check.why,
        }
        for check in checks
    ]


def from_stamp(stamped: Sequence[Mapping[str, Any]]) -> tuple[Check, ...]:
    """Return the checks of a stamp. Raises UnsoundCheck where it is none."""
    try:
        return tuple(_unstamped(entry) for entry in stamped)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnsoundCheck("this is no check stamp") from error


def _unstamped(entry: Mapping[str, Any]) -> Check:
    findings = tuple(Finding(f["code"], Weight(f["weight"]), dict(f["facts"])) for f in entry["findings"])
    return Check(
        entry["name"],
        Answer(entry["answer"]),
        findings,
        entry["source"],
        entry["edition"],
        entry["as_of"],
        entry["why"],
    )


def _answer(ordered: Sequence[Finding], why: str) -> Answer:
    heaviest = ordered[0].weight if ordered else Weight.NOTE
    if heaviest is Weight.NOTE:
        return Answer.NOT_DONE if why else Answer.CLEAR
    return Answer(heaviest.value)
