"""One listed person while it is gathered from a row: what is sound goes in, what is not becomes a problem.

A field that cannot be taken never loses the person; a person without an id or a name is not taken.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from app.lists.formats.births import birth
from app.lists.formats.countries import code
from app.lists.formats.problems import MOST_OF_PROBLEM, Carried, Outcome, Problem, Read
from border.document import DocumentType, bare
from border.listing import (
    MOST_NAMES,
    MOST_OF_ENTRY,
    MOST_OF_LISTED_NAME,
    Birth,
    Category,
    ListedName,
    NameKind,
    Paper,
    Response,
    Subject,
)
from border.traveller import Sex

MOST_OF_WORDS = 2_000
MOST_OF_PAPER = 60
MOST_OF_EACH = 100
_SEXES = {"m": Sex.M, "male": Sex.M, "f": Sex.F, "female": Sex.F, "x": Sex.X, "": Sex.U, "u": Sex.U}
_UNKNOWN = {"", "na", "n/a", "unknown", "00", "-"}
_ENTRY = re.compile(r"[^\s\x00-\x1f]+")


def clean(text: str, most: int = MOST_OF_WORDS) -> str:
    """Return one line: composed, without controls and marks of direction, cut to `most` characters."""
    line = " ".join(text.split() if text.isascii() and text.isprintable() else _composed(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _composed(text: str) -> str:
    kept = (
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c
        for c in unicodedata.normalize("NFC", text)
    )
    return "".join(
        c for c in kept if unicodedata.category(c) not in {"Cf", "Cs", "Co"} or c in "\u200c\u200d"
    )


def is_script(text: str) -> bool:
    """Whether most letters of a name are not Latin."""
    if text.isascii():
        return False
    letters = [c for c in text if c.isalpha()]
    return sum(
        not unicodedata.name(c, "").startswith(("LATIN", "FULLWIDTH LATIN")) for c in letters
    ) * 2 > len(letters)


class Person:
    """What a row says of one person, as far as it was read."""

    def __init__(self, source: str, own_id: str, row: str, line: int) -> None:
        self.entry = f"{source}:{own_id.strip()}"
        self.row, self.line = row, line
        self.names: dict[ListedName, None] = {}
        self.births: dict[Birth, None] = {}
        self.nationalities: dict[str, None] = {}
        self.papers: dict[Paper, None] = {}
        self.sex = Sex.U
        self.said: dict[str, str] = {}
        self.category, self.response = Category.OTHER, Response.REFER
        self._problems: list[Problem] = []

    def problem(self, field: str, what: str) -> None:
        self._problems.append(Problem(self.line, field, what[:MOST_OF_PROBLEM], self.row, kept=True))

    def name(
        self, given_names: str, surname: str = "", kind: NameKind = NameKind.PRIMARY, field: str = "name"
    ) -> None:
        """Take a name; letters that are not Latin make it one of kind script, unless it is weak."""
        given, family = clean(given_names, 10_000), clean(surname, 10_000)
        if not any(c.isalnum() for c in given + family):
            return
        if len(given) + len(family) > MOST_OF_LISTED_NAME:
            self.problem(field, f"has more than {MOST_OF_LISTED_NAME} characters: too long for a name")
            return
        if kind is not NameKind.WEAK and is_script(given + family):
            kind = NameKind.SCRIPT
        if not any((n.given_names, n.surname) == (given, family) for n in self.names):
            if len(self.names) >= MOST_NAMES:
                self.problem(field, f"is beyond the {MOST_NAMES} names that are kept")
                return
            self.names[ListedName(family, given, kind)] = None

    def born(self, said: Birth | str, circa: bool = False) -> None:
        taken = birth(said, circa) if isinstance(said, str) else said
        if (taken.first or taken.text) and len(self.births) < MOST_OF_EACH:
            self.births[Birth(taken.first, taken.last, taken.circa, clean(taken.text))] = None

    def nationality(self, said: str, field: str = "nationality") -> None:
        if said.strip().lower() in _UNKNOWN:
            return
        if not (found := code(said)):
            self.problem(field, f"{clean(said, 60)!r} is no state that is known here")
        elif len(self.nationalities) < MOST_OF_EACH:
            self.nationalities[found] = None

    def paper(
        self, number: str, kind: DocumentType | None = None, state: str = "", field: str = "document"
    ) -> None:
        said = clean(number, 10_000)
        if not bare(said):
            return
        if len(said) > MOST_OF_PAPER:
            self.problem(field, f"{said[:40]!r}… is too long for a document number")
            return
        issuer = "" if state.strip().lower() in _UNKNOWN else code(state)
        if state.strip().lower() not in _UNKNOWN and not issuer:
            self.problem(field, f"{clean(state, 60)!r} is no state that is known here")
        if len(self.papers) < MOST_OF_EACH:
            self.papers[Paper(said, kind, issuer)] = None

    def gender(self, said: str, field: str = "gender") -> None:
        taken = _SEXES.get(said.strip().lower())
        if taken is None and said.strip().lower() not in _UNKNOWN:
            self.problem(field, f"{clean(said, 40)!r} is no sex that is known here")
        self.sex = taken or self.sex

    def tell(self, **said: str) -> None:
        """Take reason, shown, basis, agency, handling, photo, expires_on, review_on."""
        self.said |= {field: clean(text) for field, text in said.items()}

    def outcome(self) -> Iterator[Outcome]:
        """Yield the person, or the problem why it is not taken, and what was wrong besides."""
        if fault := self._fault():
            yield Problem(self.line, *fault, self.row)
            return
        yield Read(
            Subject(
                self.entry,
                tuple(self.names),
                tuple(self.births),
                self.sex,
                tuple(self.nationalities),
                tuple(self.papers),
                self.category,
                self.response,
                **self.said,
            ),
            self.row,
            self.line,
        )
        yield from self._problems

    def carried(self, holders: Sequence[str]) -> Iterator[Outcome]:
        """Yield the document that was gathered in place of a person, for those who hold it, and what was wrong besides."""
        fault = self._unsound()
        if not fault and not self.papers and not self._problems:
            fault = ("number", "is needed: a document cannot be found without one")
        if fault:
            yield Problem(self.line, *fault, self.row)
            return
        for paper in self.papers:
            yield Carried(self.entry, tuple(holders[:MOST_OF_EACH]), paper, self.row, self.line)
        yield from self._problems

    def _fault(self) -> tuple[str, str] | None:
        if fault := self._unsound():
            return fault
        return None if self.names else ("name", "is needed: nobody can be found without one")

    def _unsound(self) -> tuple[str, str] | None:
        own_id = self.entry.partition(":")[2]
        if not _ENTRY.fullmatch(own_id):
            return "id", "is needed, in one word: without it an entry cannot be found again"
        if len(self.entry) > MOST_OF_ENTRY:
            return "id", f"is longer than {MOST_OF_ENTRY} characters with its source"
        return None
