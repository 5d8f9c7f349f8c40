"""Read a file of document numbers as a stream, line by line: an issuing state and a number each.

Text or CSV: two fields parted by a comma, a semicolon, a tab or spaces; the state first, unless a first line names the
columns (`issuing_state`, `number` or `document_number`), which then tell. What is no number is told and passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from border.document import bare
from border.errors import BorderError
from border.watchlist import listed_key

LONGEST_LINE = 4096
MOST_OF_NUMBER = 30
STATE = re.compile(r"[A-Z]{1,3}\Z", re.ASCII)
NUMBER = re.compile(r"[A-Z0-9]+\Z", re.ASCII)
STATES = frozenset({"issuing_state", "state", "country"})
NUMBERS = frozenset({"document_number", "number"})


class BadNumbers(BorderError):
    """A file of document numbers of which nothing can be loaded."""

    number = "L180"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line, from 1: the field, and what about it."""

    line: int
    field: str
    what: str


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the two fields stand, and what parts them; None: spaces."""

    parted_by: str | None
    state: int = 0
    number: int = 1


def read(file: BinaryIO) -> Iterator[str | Problem]:
    """Yield a key of border.watchlist.listed_key for each line, or what is wrong with it. Empty lines are passed over."""
    columns: _Columns | None = None
    for count, octets in enumerate(_lines(file), 1):
        text = octets.decode("utf-8-sig" if count == 1 else "utf-8", errors="replace").strip()
        if not text:
            continue
        if columns is None:
            columns, is_head = _columns(text)
            if is_head:
                continue
        yield _key(text, columns, count)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, of one that is longer than any its beginning alone."""
    while line := file.readline(LONGEST_LINE):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE)
        yield line


def _columns(first: str) -> tuple[_Columns, bool]:
    """Return where the fields stand, and whether the first line is a head that says so."""
    parted_by = next((sign for sign in ("\t", ";", ",") if sign in first), None)
    names = [field.strip().strip('"').lower() for field in first.split(parted_by)]
    state = next((place for place, name in enumerate(names) if name in STATES), None)
    number = next((place for place, name in enumerate(names) if name in NUMBERS), None)
    if state is None or number is None:
        return _Columns(parted_by), False
    return _Columns(parted_by, state, number), True


def _key(text: str, columns: _Columns, line: int) -> str | Problem:
    fields = text.split(columns.parted_by)
    if len(fields) <= max(columns.state, columns.number):
        return Problem(line, "number", "is missing")
    state = fields[columns.state].strip(' "<').upper()
    number = bare(fields[columns.number])
    if not STATE.match(state):
        return Problem(line, "issuing_state", "must be one to three letters")
    if not NUMBER.match(number) or len(number) > MOST_OF_NUMBER:
        return Problem(line, "number", f"must be 1 to {MOST_OF_NUMBER} letters and digits")
    return listed_key(state, number)
