"""What a list's CSV file says, row by row: sound rows, and problems with their line. docs/operations/lists.md has the columns."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from border.days import span
from border.document import MOST_OF_NUMBER, DocumentType
from border.errors import BorderError
from border.fields import FieldError, choice, line, needed
from border.traveller import MOST_OF_NAME, Sex
from border.watchlist import ListedDocument

Row = dict[str, str | int]

CATEGORIES = ("stolen", "lost", "revoked")


class BadList(BorderError):
    """A file that is no list: no header, a column missing, or not one row that could be taken."""

    number = "L101"


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was not taken: the line of the file (from 1), the column ('' the whole row), and what is wrong."""

    line: int
    field: str
    what: str


def read(file: TextIO, list_name: str) -> Iterator[Row | Problem]:
    """Yield every row, sound or not. file: opened with newline='' and errors='surrogateescape'. Raises BadList."""
    columns, sound = KINDS[list_name]
    header = file.readline()
    names = next(csv.reader([header], delimiter=_delimiter(header)), [])
    names = [name.strip().lower() for name in names]
    if missing := [column for column in columns if column not in names]:
        raise BadList(f"the first line must name the columns; missing: {', '.join(missing)}")
    reader = csv.reader(file, delimiter=_delimiter(header))
    while True:
        try:
            values = next(reader, None)
        except csv.Error as error:
            yield Problem(reader.line_num + 1, "", f"is no CSV: {error}")
            continue
        if values is None:
            return
        if any(values):
            yield _row(reader.line_num + 1, names, values, sound)


def _row(
    at: int, names: list[str], values: list[str], sound: Callable[[Mapping[str, str]], Row]
) -> Row | Problem:
    if len(values) != len(names):
        return Problem(at, "", f"has {len(values)} values, the first line names {len(names)} columns")
    try:
        return {"line": at, **sound(dict(zip(names, values, strict=True)))}
    except FieldError as error:
        return Problem(at, error.field, str(error).partition(": ")[2])


def _person(said: Mapping[str, str]) -> Row:
    surname = line(said["surname"], "surname", MOST_OF_NAME)
    given_names = line(said["given_names"], "given_names", MOST_OF_NAME)
    needed(surname + given_names, "surname", 2 * MOST_OF_NAME)
    entry_id = needed(said["entry_id"], "entry_id", 60)
    return {
        "entry_id": entry_id,
        "person_id": line(said.get("person_id", ""), "person_id", 60) or entry_id,
        "surname": surname,
        "given_names": given_names,
        "date_of_birth": _day(said["date_of_birth"], "date_of_birth"),
        "sex": choice(said["sex"].strip().upper() or Sex.U.value, "sex", [sex.value for sex in Sex]),
        "nationality": line(said["nationality"], "nationality", 3).upper(),
        "category": needed(said["category"], "category", 40),
        "action": line(said["action"], "action", 100),
        "reason": line(said["reason"], "reason", 190),
    }


def _document(said: Mapping[str, str]) -> Row:
    row: Row = {
        "entry_id": needed(said["entry_id"], "entry_id", 60),
        "number": needed(said["document_number"], "document_number", MOST_OF_NUMBER).upper(),
        "type": said["type"].strip()
        and choice(said["type"].strip(), "type", [kind.value for kind in DocumentType]),
        "issuing_state": needed(said["issuing_state"], "issuing_state", 3).upper(),
        "category": choice(said["category"].strip(), "category", CATEGORIES),
        "reason": line(said["reason"], "reason", 300),
        "reported_on": _day(said["reported_on"], "reported_on"),
    }
    ListedDocument(str(row["entry_id"]), str(row["issuing_state"]), str(row["number"]))
    return row


def _day(text: str, field: str) -> str:
    day = text.strip()
    span(day, field)
    return day


def _delimiter(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[Mapping[str, str]], Row]]] = {
    "persons": (
        (
            "entry_id",
            "surname",
            "given_names",
            "date_of_birth",
            "sex",
            "nationality",
            "category",
            "action",
            "reason",
        ),
        _person,
    ),
    "documents": (
        ("entry_id", "document_number", "type", "issuing_state", "category", "reason", "reported_on"),
        _document,
    ),
}
"""List -> the columns its file must have, and what makes a row of one."""
