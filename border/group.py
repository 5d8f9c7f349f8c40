"""People who cross together: scanned one after the other, decided together, with the exceptions taken out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from border.checks import Answer, Check, worst
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


def goes_along(checks: Iterable[Check]) -> bool:
    """Whether a member may be admitted with the group.

    Anything above a note takes a member out, to be decided alone; what could not be asked does not.
    """
    return worst(checks) in {Answer.CLEAR, Answer.NOT_DONE}
