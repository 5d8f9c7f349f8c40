"""What stands around every page: the post, the way through it, who works here, and the state of the links.

Pure values. The application fills one for each request; an error page that cannot ask anything any more
takes `bare`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a status wants an eye; each has a shape, a colour and a word."""

    STOP = "stop"
    CAUTION = "caution"
    NOTE = "note"
    WELL = "well"
    NOT_DONE = "not-done"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu. count: what waits there, None where counting makes no sense."""

    label: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One thing on the status line: the reader, the link to headquarters, a list and its age."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as the head of the page shows it."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one page. menu: what is in sight, more: what folds away; place: desk and direction; theme: "day" or "night", from the person's profile.

    theme_url: where the theme is changed (POST theme=day|night); lock_url and sign_out_url: POST.
    """

    title: str
    place: str = ""
    menu: tuple[Entry, ...] = ()
    more: tuple[Entry, ...] = ()
    states: tuple[State, ...] = ()
    person: Person | None = None
    theme: str = "day"
    language: str = "en"
    theme_url: str | None = None
    profile_url: str | None = None
    lock_url: str | None = None
    sign_out_url: str | None = None


def bare(title: str) -> Frame:
    """Return the frame of a page that can ask nobody anything."""
    return Frame(title=title)
