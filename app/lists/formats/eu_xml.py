"""The financial sanctions of the European Union, as XML 1.1. Persons only; the file is always the whole list.

A name stands in every official language; each is kept. A month and a day are `monthOfYear` and `dayOfMonth`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from app.lists.formats.births import birth, years
from app.lists.formats.packed import beginning
from app.lists.formats.person import Person
from app.lists.formats.problems import Outcome
from app.lists.formats.xml_rows import Row, all_words, rows
from border.document import DocumentType
from border.listing import Birth, Category, NameKind

LOW_QUALITY = re.compile(r"low quality", re.IGNORECASE)
KINDS = {
    "passport": DocumentType.PASSPORT,
    "diplomatic": DocumentType.PASSPORT,
    "id": DocumentType.IDENTITY_CARD,
    "travel": DocumentType.CONVENTION_DOCUMENT,
    "residentpermit": DocumentType.OTHER,
    "electionid": DocumentType.OTHER,
}
_TERROR = {"TAQA", "TERR", "AFG", "EUAQ", "HAM"}


def read(file: BinaryIO, source: str) -> Iterator[Outcome]:
    """Yield every person, and what is wrong. file: seekable. Raises BadList, UnsafeList."""
    beginning(file)
    for row in rows(file, "export", {"sanctionEntity"}):
        subject = row.element.find("subjectType")
        if subject is not None and "P" in (
            subject.get("classificationCode"),
            subject.get("code", "")[:1].upper(),
        ):
            yield from _person(row, source)


def _person(row: Row, source: str) -> Iterator[Outcome]:
    said = row.element
    person = Person(source, said.get("logicalId", ""), row.text, row.line)
    for nth, alias in enumerate(said.iterfind("nameAlias")):
        weak = alias.get("strong") == "false" or any(map(LOW_QUALITY.search, all_words(alias, "remark")))
        name(person, alias.attrib, weak=weak, first=nth == 0)
    for day in said.iterfind("birthdate"):
        person.born(born(day.attrib))
    for citizenship in said.iterfind("citizenship"):
        state = citizenship.get("countryIso2Code", "") or citizenship.get("countryDescription", "")
        person.nationality(state, "citizenship")
    for paper in said.iterfind("identification"):
        kind = KINDS.get(paper.get("identificationTypeCode", ""))
        number = paper.get("latinNumber", "") or paper.get("number", "")
        if kind:
            person.paper(number, kind, paper.get("countryIso2Code", ""), "identification")
    programmes = {regulation.get("programme", "") for regulation in said.iterfind("regulation")}
    reference = said.get("euReferenceNumber", "")
    tell(person, programmes, reference, " ".join(all_words(said, "remark")))
    yield from person.outcome()


def name(person: Person, said: Mapping[str, str], *, weak: bool, first: bool) -> None:
    """Take one nameAlias: its parts where it has any, else the whole name."""
    kind = NameKind.WEAK if weak else NameKind.PRIMARY if first else NameKind.ALIAS
    given = " ".join(part for field in ("firstName", "middleName") if (part := said.get(field, "")))
    family = said.get("lastName", "")
    if given or family:
        person.name(given, family, kind, "nameAlias")
    else:
        person.name(said.get("wholeName", ""), kind=kind, field="nameAlias")
    if person.sex.value == "U":
        person.gender(said.get("gender", ""), "nameAlias")


def born(said: Mapping[str, str]) -> Birth:
    """Return one birthdate. Days of another calendar stay words."""
    parts = [said.get(field, "") for field in ("year", "monthOfYear", "dayOfMonth")]
    day = said.get("birthdate") or "-".join(f"{part:>02}" for part in parts if part)
    calendar = said.get("calendarType", "").upper()
    if calendar not in {"", "GREGORIAN"}:
        return Birth(text=f"{day} ({calendar.title()} calendar)")
    circa = said.get("circa") == "true"
    if not day and (start := said.get("yearRangeFrom") or said.get("yearRangeTo", "")):
        return years(start, said.get("yearRangeTo") or start, circa)
    return birth(day, circa)


def tell(person: Person, programmes: set[str], reference: str, reason: str) -> None:
    """Take by which programme and why a person is listed."""
    named = sorted(programmes - {""})
    person.category = Category.TERRORISM if _TERROR & programmes else Category.SANCTIONS
    basis = " ".join(part for part in ("EU", ", ".join(named), reference) if part)
    person.tell(basis=basis, reason=reason, agency="European Union")
