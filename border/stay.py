"""The time between a person's entry and exit: how long it may last, how long it lasted, and whether it is open.

The rule about its ends: the day of entry does not count, the last day granted does. Ninety days from 1 March end on
30 May, and leaving on 30 May is in time. Source: Interpretation and General Provisions Act (Cap. 2), section 57(a): a
period of days from an event leaves out the day of the event. Immigration law sets no other rule we know; the reading
is the milder one for the traveller, and every slip prints the last day, so that nobody has to count.
Kenya's rules know no waiting time between two stays; none is made up here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from border.crossing import Direction
from border.fields import NotPossible


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of one person. granted_until: the last day granted, None without a limit. left_on: None while open.

    Raises NotPossible where it ends before it began.
    """

    entered_on: date
    granted_until: date | None = None
    left_on: date | None = None

    def __post_init__(self) -> None:
        if self.left_on is not None and self.left_on < self.entered_on:
            raise NotPossible("left_on", "lies before the entry")

    @property
    def open(self) -> bool:
        """Whether no exit is known."""
        return self.left_on is None


@dataclass(frozen=True, slots=True)
class Passage:
    """One admitted crossing, as far as stays need it."""

    direction: Direction
    on: date
    granted_until: date | None = None


def granted_until(entered_on: date, days: int | None) -> date | None:
    """Return the last day of a stay of so many days, None where no days are set.

    >>> granted_until(date(2026, 3, 1), 90)
    datetime.date(2026, 5, 30)
    """
    return None if days is None else entered_on + timedelta(days=days)


def days_stayed(stay: Stay, on: date) -> int:
    """Return the days a stay has lasted until its end, or until a day while it is open; the day of entry is 0."""
    return max(0, ((stay.left_on or on) - stay.entered_on).days)


def days_over(stay: Stay, on: date) -> int:
    """Return by how many days a stay is over its last day at its end, or on a day while it is open; 0 where in time."""
    if stay.granted_until is None:
        return 0
    return max(0, ((stay.left_on or on) - stay.granted_until).days)


def days_left(stay: Stay, on: date) -> int | None:
    """Return the days still granted after a day, 0 once they are used up; None without a limit."""
    return None if stay.granted_until is None else max(0, (stay.granted_until - on).days)


def stays(passages: Iterable[Passage]) -> tuple[Stay, ...]:
    """Return the stays that passages make, in the order given (the order in which they happened).

    An exit ends the stay that is open; an exit with none makes no stay, as the entry may have been elsewhere. An entry
    leaves an earlier stay as it is: its exit was not seen, and is not made up.
    """
    made: list[Stay] = []
    for passage in passages:
        if passage.direction is Direction.ENTRY:
            made.append(Stay(passage.on, passage.granted_until))
        elif made and made[-1].open:
            made[-1] = Stay(made[-1].entered_on, made[-1].granted_until, passage.on)
    return tuple(made)


def open_stay(passages: Iterable[Passage]) -> Stay | None:
    """Return the stay of the last entry if no exit followed it. An older one that was never closed is not open."""
    made = stays(passages)
    return made[-1] if made and made[-1].open else None
