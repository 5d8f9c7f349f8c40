"""The list of Specially Designated Nationals of OFAC in its older XML (`sdn.xml`), and its consolidated sister.

Persons only; the file is always the whole list. The namespace has changed over the years and is not looked at.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from app.lists.formats.packed import beginning
from app.lists.formats.person import Person
from app.lists.formats.problems import Outcome
from app.lists.formats.xml_rows import Row, all_words, rows, words
from border.document import DocumentType
from border.listing import Category, NameKind

_TERROR = {"SDGT", "FTO", "SDT"}
_BOOKLET = re.compile(r"^booklet\s+", re.IGNORECASE)


def read(file: BinaryIO, source: str) -> Iterator[Outcome]:
    """Yield every person, and what is wrong. file: seekable. Raises BadList, UnsafeList."""
    beginning(file)
    for row in rows(file, "sdnList", {"sdnEntry"}):
        if words(row.element, "sdnType") == "Individual":
            yield from _person(row, source)


def category(programmes: list[str]) -> Category:
    """Return terrorism where one of the programmes is against it, else sanctions."""
    return Category.TERRORISM if _TERROR & set(programmes) else Category.SANCTIONS


def kind_of(said: str) -> DocumentType | None:
    """Return the type that OFAC's words for a document stand for; None for a number that is on no travel document."""
    if "passport" in said.lower():
        return DocumentType.PASSPORT
    if any(part in said.lower() for part in ("national id", "identification", "identity", "cedula")):
        return DocumentType.IDENTITY_CARD
    if "travel document" in said.lower() or "refugee id" in said.lower():
        return DocumentType.CONVENTION_DOCUMENT
    return None


def _person(row: Row, source: str) -> Iterator[Outcome]:
    said = row.element
    person = Person(source, words(said, "uid"), row.text, row.line)
    person.name(words(said, "firstName"), words(said, "lastName"), field="lastName")
    for alias in said.iterfind("akaList/aka"):
        worth = NameKind.WEAK if words(alias, "category") == "weak" else NameKind.ALIAS
        person.name(words(alias, "firstName"), words(alias, "lastName"), worth, "akaList")
    for day in all_words(said, "dateOfBirthList/dateOfBirthItem/dateOfBirth"):
        person.born(day)
    for group in ("nationalityList/nationality/country", "citizenshipList/citizenship/country"):
        for state in all_words(said, group):
            person.nationality(state, group.partition("/")[0])
    for paper in said.iterfind("idList/id"):
        told, number = words(paper, "idType"), words(paper, "idNumber")
        if told == "Gender":
            person.gender(number, "idList")
        elif kind := kind_of(told):
            person.paper(_BOOKLET.sub("", number), kind, words(paper, "idCountry"), "idList")
    programmes = all_words(said, "programList/program")
    person.category = category(programmes)
    person.tell(
        basis="OFAC " + ", ".join(programmes),
        reason="; ".join(text for field in ("title", "remarks") if (text := words(said, field))),
        agency="OFAC",
    )
    yield from person.outcome()
