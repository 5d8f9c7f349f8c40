"""The national stop list, as CSV with columns of our own; another office's columns can be mapped onto them.

Several values in one cell are parted by '|'. `op` with add or remove makes the file a delta.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from app.lists.formats.countries import code
from app.lists.formats.csv_rows import Line, as_the_file_says, lines, sound
from app.lists.formats.days import day
from app.lists.formats.person import Person
from app.lists.formats.problems import Gone, Outcome, Problem
from border.days import span
from border.document import DocumentType
from border.fields import FieldError, MissingField, UnknownChoice, choice, needed
from border.listing import MOST_OF_ENTRY, Birth, Category, NameKind, Response
from border.traveller import Sex

NEEDED = ("entry_id", "surname")
TEMPLATE = (
    "entry_id,surname,given_names,aliases,weak_aliases,date_of_birth,sex,nationality,document_number,document_type,"
    "issuing_state,category,response,reason,shown,basis,agency,handling,photo,expires_on,review_on,op\n"
    "KE-0001,SPECIMEN,ANNA MARIA,ANA SPECIMEN|MARIA SPECIMEN,THE TAILOR,1974-08-12|1974,F,UTO,MPAKATEST1,passport,"
    "UTO,wanted,refer,Warrant 12/2026 of the High Court,Ask the supervisor,Warrant 12/2026,Police,restricted,,"
    "2027-06-30,2027-01-31,add\n"
)
COLUMNS = tuple(TEMPLATE.partition("\n")[0].split(","))
_SEXES = [sex.value.lower() for sex in Sex]
_CATEGORIES, _RESPONSES, _DOCUMENTS = (
    [each.value for each in known] for known in (Category, Response, DocumentType)
)
_TEXTS = ("reason", "shown", "basis", "agency", "handling", "photo")


def read(file: BinaryIO, source: str, mapping: Mapping[str, str] | None = None) -> Iterator[Outcome]:
    """Yield every row. mapping: our column -> the file's, and `order` -> dmy or mdy for days. Raises BadList."""
    names = dict(mapping or {})
    order = names.pop("order", "")
    return as_the_file_says(_rows(lines(file, NEEDED, names), source, order), names)


def _rows(rows: Iterable[Line | Problem], source: str, order: str) -> Iterator[Outcome]:
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        try:
            yield from _entry(row, source, order)
        except FieldError as error:
            yield Problem(row.line, error.field, str(error).partition(": ")[2], row.text)


def _entry(row: Line, source: str, order: str) -> Iterator[Outcome]:
    said = {field: sound(value, field) for field, value in row.values.items()}
    own_id = needed(said["entry_id"], "entry_id", MOST_OF_ENTRY)
    if _chosen(said, "op", ("add", "remove"), "add") == "remove":
        yield Gone(f"{source}:{own_id}", row.line)
        return
    person = Person(source, own_id, row.text, row.line)
    _names(person, said)
    if not person.names:
        raise MissingField("surname")
    for text in _several(said, "date_of_birth"):
        person.born(_birth(day(text, "date_of_birth", order)))
    person.sex = Sex(_chosen(said, "sex", _SEXES, "u").upper())
    for text in _several(said, "nationality"):
        if not code(text):
            raise UnknownChoice("nationality", text[:60])
        person.nationality(text)
    for text in _several(said, "document_number"):
        person.paper(text, _kind(said), said.get("issuing_state", ""), "issuing_state")
    person.category = Category(_chosen(said, "category", _CATEGORIES, Category.OTHER))
    person.response = Response(_chosen(said, "response", _RESPONSES, Response.REFER))
    person.tell(**{field: said.get(field, "") for field in _TEXTS})
    person.tell(**{field: _whole(said, field, order) for field in ("expires_on", "review_on")})
    yield from person.outcome()


def _names(person: Person, said: Mapping[str, str]) -> None:
    person.name(said.get("given_names", ""), said["surname"], field="surname")
    for text in _several(said, "aliases"):
        person.name(text, kind=NameKind.ALIAS, field="aliases")
    for text in _several(said, "weak_aliases"):
        person.name(text, kind=NameKind.WEAK, field="weak_aliases")


def _birth(text: str) -> Birth:
    days = span(text, "date_of_birth")
    return Birth(days[0].isoformat(), days[1].isoformat()) if days else Birth()


def _whole(said: Mapping[str, str], field: str, order: str) -> str:
    """Return the last day that is meant: an entry is in force until then."""
    days = span(day(said.get(field, ""), field, order), field)
    return days[1].isoformat() if days else ""


def _kind(said: Mapping[str, str]) -> DocumentType | None:
    kind = _chosen(said, "document_type", _DOCUMENTS, "")
    return DocumentType(kind) if kind else None


def _several(said: Mapping[str, str], field: str) -> list[str]:
    return [text for part in said.get(field, "").split("|") if (text := part.strip())]


def _chosen(said: Mapping[str, str], field: str, known: list[str] | tuple[str, ...], absent: str) -> str:
    text = said.get(field, "").strip().lower().replace(" ", "-")
    return choice(text, field, known) if text else absent
