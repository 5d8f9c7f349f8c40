"""Lists of stolen, lost and revoked documents, as CSV: number, type, issuing state, reason, date.

`op` with add or remove makes the file a delta. The entry is made of what finds the document: state, type, number.
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from app.lists.formats.countries import code
from app.lists.formats.csv_rows import Line, as_the_file_says, header, lines, sound
from app.lists.formats.days import day
from app.lists.formats.problems import Gone, Outcome, Problem, Read
from border.document import MOST_OF_NUMBER, DocumentType, bare, type_of
from border.fields import FieldError, UnknownChoice, line, needed
from border.watchlist import ListedDocument

COLUMNS = ("number", "type", "issuing state", "reason", "date")
CATEGORIES = ("stolen", "lost", "revoked", "blank-stolen", "forged")
TEMPLATE = "number,type,issuing state,reason,date,op\nMPAKATEST1,passport,UTO,stolen,2026-11-24,add\n"

_TYPES = {kind.value: kind for kind in DocumentType} | {"id": DocumentType.IDENTITY_CARD}
_NAMES = {"issuing_state": "issuing state", "document_number": "number", "reported_on": "date"}


def read(file: BinaryIO, source: str, mapping: Mapping[str, str] | None = None) -> Iterator[Outcome]:
    """Yield every row. mapping: our column -> the file's, and `order` -> dmy or mdy. Raises BadList."""
    asked = dict(mapping or {})
    order = asked.pop("order", "")
    names = _with_ours(file, asked)
    rows = lines(file, ("number", "issuing state"), names)
    told = (row if isinstance(row, Problem) else _document(row, source, order) for row in rows)
    return as_the_file_says(told, names)


def _with_ours(file: BinaryIO, asked: dict[str, str]) -> dict[str, str]:
    """Return the columns asked for; where none were, those that go by another of our own names."""
    present = {name.lower() for name in header(file)}
    found = {ours: name for name, ours in _NAMES.items() if name in present and ours not in present}
    return {**found, **asked}


def _document(row: Line, source: str, order: str) -> Outcome:
    try:
        return _taken(row, source, order)
    except FieldError as error:
        return Problem(row.line, error.field, str(error).partition(": ")[2], row.text)


def _taken(row: Line, source: str, order: str) -> Outcome:
    said = {field: sound(value, field) for field, value in row.values.items()}
    number = needed(said["number"], "number", MOST_OF_NUMBER).upper()
    needed(bare(number), "number", MOST_OF_NUMBER)
    state = _state(said["issuing state"])
    kind = _kind(said.get("type", ""))
    entry = f"{source}:{state}-{kind or 'any'}-{bare(number)}"
    if _op(said) == "remove":
        return Gone(entry, row.line)
    reported_on = day(said.get("date", ""), "date", order)
    reason = line(said.get("reason", ""), "reason", 300)
    category = reason.lower() if reason.lower() in CATEGORIES else "stolen"
    return Read(ListedDocument(entry, state, number, kind, category, reason), row.text, row.line, reported_on)


def _state(said: str) -> str:
    state = code(needed(said, "issuing state", 100))
    if not state:
        raise UnknownChoice("issuing state", said[:60])
    return state


def _kind(said: str) -> DocumentType | None:
    if not said:
        return None
    text = said.strip().lower().replace(" ", "-")
    kind = _TYPES.get(text) or (type_of(said.upper()) if len(text) <= 2 else None)
    if kind is None:
        raise UnknownChoice("type", said[:60])
    return kind


def _op(said: Mapping[str, str]) -> str:
    op = said.get("op", "").strip().lower() or "add"
    if op not in {"add", "remove"}:
        raise UnknownChoice("op", op[:60])
    return op
