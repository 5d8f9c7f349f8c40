"""CSV as offices send it: with a byte order mark, ';' or tabs, in UTF-8 or in what old Windows wrote, line by line.

A line end inside a quoted cell is a space. What a spreadsheet has spoilt is told, never guessed. Where a quotation mark is
left open, the line it stands in is told and the lines after it are read by themselves.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from app.lists.formats.packed import beginning
from app.lists.formats.problems import BadList, Outcome, Problem
from border.fields import FieldError

MOST_OF_LINE = 1024 * 1024
MOST_OF_LINES_A_ROW = 200
MOST_COLUMNS = 500

_ROUNDED = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
_SPOILT = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|NULL!|DIV/0!|NUM!|#+)")


@dataclass(frozen=True, slots=True)
class Line:
    """One row by its columns. text: as published, decoded; line: of the file, from 1."""

    values: Mapping[str, str]
    text: str
    line: int


class Spoilt(FieldError):
    """A cell whose content a spreadsheet has changed, or that would be run as a formula."""

    number = "L119"


def lines(file: BinaryIO, needed: tuple[str, ...], names: Mapping[str, str]) -> Iterator[Line | Problem]:
    """Yield every row. needed: columns that must be there; names: ours -> the file's, where they differ.

    Raises BadList where a column is missing or a line is beyond any list's.
    """
    beginning(file)
    tape = _Tape(file)
    header = next(tape, "")
    delimiter = _delimiter(header)
    columns = _columns(header, delimiter, needed, names)
    reader = csv.reader(tape, delimiter=delimiter, strict=True)
    while True:
        tape.begin()
        try:
            values = next(reader, None)
        except (csv.Error, _Endless) as error:
            yield Problem(
                tape.first, "", OPEN if tape.is_quoted else f"is no CSV: {error}", tape.only_first()
            )
            continue
        if values is None:
            return
        if not any(value.strip() for value in values):
            continue
        if len(values) != len(columns):
            what = f"has {len(values)} values, the first line names {len(columns)} columns"
            yield Problem(tape.first, "", OPEN if tape.runs_on else what, tape.only_first())
            continue
        said = {name: " ".join(value.split()) for name, value in zip(columns, values, strict=True)}
        yield Line(said, tape.text, tape.first)


def header(file: BinaryIO) -> list[str]:
    """Return the columns as the file names them. Raises BadList."""
    beginning(file)
    first = next(_Tape(file), "")
    return _cells(first, _delimiter(first))


def as_the_file_says(told: Iterable[Outcome], names: Mapping[str, str]) -> Iterator[Outcome]:
    """Yield outcomes, the field of each problem as the file calls its column. names: ours -> the file's."""
    for one in told:
        if isinstance(one, Problem) and one.field in names:
            yield replace(one, field=names[one.field])
        else:
            yield one


def sound(value: str, field: str) -> str:
    """Return a cell that no spreadsheet has spoilt. Raises Spoilt."""
    if _ROUNDED.fullmatch(value):
        raise Spoilt(field, f"{value!r} was rounded by a spreadsheet: save the column as text")
    if _SPOILT.match(value):
        raise Spoilt(field, f"{value[:20]!r} is an error of a spreadsheet")
    if value[:1] in {"=", "@"} or (value[:1] in {"+", "-"} and value[1:2].isalpha()):
        raise Spoilt(field, f"{value[:20]!r} is a formula: save the values alone")
    return value


OPEN = "has a quotation mark that is left open, or stands within a cell: write it twice, or take it out"


class _Endless(Exception):
    """A row that runs on over more lines than any."""


class _Tape(Iterator[str]):
    """The lines of a file decoded one by one, with the text and first line of the row that is being read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._again: deque[str] = deque()
        self.begin()

    def begin(self) -> None:
        self._parts: list[str] = []
        self.first = self._at + 1

    @property
    def text(self) -> str:
        return "".join(self._parts).rstrip("\r\n")

    @property
    def runs_on(self) -> bool:
        """Whether the row took more than one line."""
        return len(self._parts) > 1

    @property
    def is_quoted(self) -> bool:
        return any('"' in part for part in self._parts)

    def only_first(self) -> str:
        """Give back all lines of the row but the first, to be read again, and return that one."""
        rest = self._parts[1:]
        self._again.extendleft(reversed(rest))
        self._at -= len(rest)
        self._parts = self._parts[:1]
        return self.text

    def __next__(self) -> str:
        if len(self._parts) >= MOST_OF_LINES_A_ROW or sum(map(len, self._parts)) > MOST_OF_LINE:
            raise _Endless
        line = self._again.popleft() if self._again else self._read()
        self._at += bool(line)
        if not line:
            raise StopIteration
        self._parts.append(line)
        return line

    def _read(self) -> str:
        """Return the next line of the file, '' at its end."""
        raw = self._file.readline(MOST_OF_LINE + 1)
        line = self._at + 1
        if len(raw) > MOST_OF_LINE:
            raise BadList(f"line {line} is longer than 1 MB: no list of rows", line=line)
        return _decoded(raw.removeprefix(b"\xef\xbb\xbf") if line == 1 else raw)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(first: str) -> str:
    return max(",;\t|", key=first.count)


def _cells(first: str, delimiter: str) -> list[str]:
    if first.startswith(("\ufeff", "ÿþ", "þÿ")) or "\0" in first:
        raise BadList("the file is in UTF-16: save it in UTF-8, from a spreadsheet as CSV (UTF-8)")
    try:
        cells = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise BadList(f"the first line is no line of columns: {error}") from error
    if len(cells) > MOST_COLUMNS:
        raise BadList(f"the first line names more than {MOST_COLUMNS} columns")
    return [cell.strip() for cell in cells]


def _columns(first: str, delimiter: str, needed: tuple[str, ...], names: Mapping[str, str]) -> list[str]:
    ours = {theirs.strip().lower(): own for own, theirs in names.items()}
    columns = [ours.get(cell.lower(), cell.lower()) for cell in _cells(first, delimiter)]
    if missing := [column for column in needed if column not in columns]:
        raise BadList(f"the first line must name the columns; missing: {', '.join(missing)}")
    if twice := sorted(
        {column for column in columns if column in {*needed, *names} and columns.count(column) > 1}
    ):
        raise BadList(f"the first line names a column twice: {', '.join(twice)[:200]}")
    return columns
