"""What comes out of a list's file: what is listed, what is gone from it, and what is wrong."""

from dataclasses import dataclass

from border.errors import BorderError
from border.listing import Paper, Subject
from border.watchlist import ListedDocument

MOST_OF_PROBLEM = 300


class BadList(BorderError):
    """A file that cannot be read as this list: another kind, packed, cut off, or with no columns known."""

    number = "L110"


class UnsafeList(BadList):
    """A file made to harm whoever reads it: entities, a document type, nesting or a piece far beyond any list."""

    number = "L118"


@dataclass(frozen=True, slots=True)
class Read:
    """One listed person or document, and its row as published (the element, the JSON line, the CSV line).

    line: of the file, from 1, where the row begins. reported_on: ISO day or '', of a document.
    """

    what: Subject | ListedDocument
    row: str
    line: int
    reported_on: str = ""

    @property
    def entry(self) -> str:
        return self.what.entry if isinstance(self.what, Subject) else self.what.id


@dataclass(frozen=True, slots=True)
class Gone:
    """An entry that a delta takes off the list. quiet: it may never have been listed here, and that is no fault."""

    entry: str
    line: int
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """A document that is a row of its own in the file, and the entries of those who hold it; it replaces what it said before."""

    entry: str
    holders: tuple[str, ...]
    paper: Paper
    row: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line: the field as the file calls it ('' the whole row), in words for who must mend it.

    kept: whether the rest of the row was taken all the same, without this field.
    """

    line: int
    field: str
    what: str
    row: str = ""
    kept: bool = False


Outcome = Read | Carried | Gone | Problem
