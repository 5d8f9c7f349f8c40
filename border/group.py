"""People who cross together: scanned one after the other, decided together, with the exceptions taken out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from border.checks import Answer, Check, Finding, Weight, findings_of
from border.vehicle import Vehicle


class GroupKind(StrEnum):
    """What holds the group together."""

    FAMILY = "family"
    BUS = "bus"
    VEHICLE = "vehicle"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its kind, and what it travels in."""

    kind: GroupKind
    vehicle: Vehicle = field(default_factory=Vehicle)


OF_THE_GROUP = frozenset({"minor-with-adult", "minor-before-adult"})
"""What is found of a child because of whom it travels with: it goes along with its adult."""


def goes_along(checks: Iterable[Check]) -> bool:
    """Whether a member may be admitted with the group.

    Anything above a note takes a member out, to be decided alone; what could not be asked does not, nor that a child
    is accompanied.
    """
    return all(
        check.answer in {Answer.CLEAR, Answer.NOT_DONE} or _of_the_group(check.findings) for check in checks
    )


def waits_for_adult(checks: Iterable[Check]) -> bool:
    """Whether a member is a child whose adult is not let through yet."""
    return any(finding.code == "minor-before-adult" for finding in findings_of(checks))


def _of_the_group(findings: Iterable[Finding]) -> bool:
    return all(finding.weight is Weight.NOTE or finding.code in OF_THE_GROUP for finding in findings)
