"""The consolidated list of the UN Security Council, as XML. Persons only; the file is always the whole list.

VERSIONNUM and LAST_DAY_UPDATED say nothing that can be relied on, and are not read.
Source: the list's own schema, https://www.un.org/sc/resources/sc-sanctions.xsd, and the file of 27 February 2026.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from app.lists.formats.births import birth, years
from app.lists.formats.packed import beginning
from app.lists.formats.person import Person, is_script
from app.lists.formats.problems import Outcome
from app.lists.formats.xml_rows import Row, all_words, rows, words
from border.document import DocumentType
from border.listing import Birth, Category, NameKind

_TERROR = {"Al-Qaida", "Taliban"}
_SPLIT = re.compile(r";|\s[a-z]\)\s")
_ASIDE = re.compile(r"\(([^()]*)\)?")
_LABEL = re.compile(r"^\s*original script\s*:\s*", re.IGNORECASE)
_PROSE = re.compile(
    r"(?:\b(?:no|number|numbers|card|permit)\b\.?\s*:?\s*|n°\s*|passport:?\s+)", re.IGNORECASE
)
_NUMBER = re.compile(r"[A-Z]{0,4}[\s-]?\d[\w./ -]*", re.ASCII)
_KINDS = (
    (re.compile(r"laissez", re.IGNORECASE), DocumentType.LAISSEZ_PASSER),
    (re.compile(r"passport|passeport|pasaporte", re.IGNORECASE), DocumentType.PASSPORT),
    (re.compile(r"identi|tazkira", re.IGNORECASE), DocumentType.IDENTITY_CARD),
)


def read(file: BinaryIO, source: str) -> Iterator[Outcome]:
    """Yield every person, and what is wrong. file: seekable. Raises BadList, UnsafeList."""
    beginning(file)
    for row in rows(file, "CONSOLIDATED_LIST", {"INDIVIDUAL"}):
        yield from _person(row, source)


def _person(row: Row, source: str) -> Iterator[Outcome]:
    said = row.element
    person = Person(source, words(said, "DATAID"), row.text, row.line)
    parts = (words(said, f"{nth}_NAME") for nth in ("FIRST", "SECOND", "THIRD", "FOURTH"))
    person.name(" ".join(part for part in parts if part), field="FIRST_NAME")
    person.name(words(said, "NAME_ORIGINAL_SCRIPT"), kind=NameKind.SCRIPT, field="NAME_ORIGINAL_SCRIPT")
    for alias in said.iterfind("INDIVIDUAL_ALIAS"):
        kind = NameKind.WEAK if words(alias, "QUALITY") == "Low" else NameKind.ALIAS
        for name in aliases(words(alias, "ALIAS_NAME")):
            person.name(name, kind=kind, field="ALIAS_NAME")
    for born in said.iterfind("INDIVIDUAL_DATE_OF_BIRTH"):
        person.born(_birth(born))
    for nationality in all_words(said, "NATIONALITY/VALUE"):
        person.nationality(nationality, "NATIONALITY")
    for paper in said.iterfind("INDIVIDUAL_DOCUMENT"):
        _paper(person, paper)
    person.gender(words(said, "GENDER"), "GENDER")
    regime = words(said, "UN_LIST_TYPE")
    person.category = Category.TERRORISM if regime in _TERROR else Category.SANCTIONS
    person.tell(
        basis=" ".join(part for part in ("UN", regime, words(said, "REFERENCE_NUMBER")) if part),
        reason=_reason(said),
        agency="UN Security Council",
    )
    yield from person.outcome()


def aliases(text: str) -> list[str]:
    """Return the names in one alias: parted by ';' or 'b)', those in another script out of their brackets.

    >>> aliases("Jin Tiesan (金铁三); J. Tiesan (combat name)")
    ['Jin Tiesan', 'J. Tiesan', '金铁三']
    """
    aside = [_LABEL.sub("", part) for part in _ASIDE.findall(text)]
    outside = _ASIDE.sub(" ", text)
    scripts = is_script(outside)
    inside = [part for part in aside if scripts or is_script(part)]
    found = []
    for part in (*_SPLIT.split(outside), *(piece for bracket in inside for piece in bracket.split(";"))):
        name = part.split(", born")[0].strip(" ,;)")
        if name:
            found.append(name)
    return found


def _birth(said: Element) -> Birth:
    circa = words(said, "TYPE_OF_DATE") == "APPROXIMATELY"
    note = words(said, "NOTE")
    circa = circa or note.lower().startswith("approx")
    if first := words(said, "FROM_YEAR"):
        return years(first, words(said, "TO_YEAR") or first, circa)
    if day := words(said, "DATE"):
        taken = birth(day, circa)
        return Birth(taken.first, taken.last, circa, note or taken.text)
    year = words(said, "YEAR")
    if year and note:
        taken = birth(f"{note} {year}", circa)
        return taken if taken.is_known else Birth(*_ends(year), circa=circa, text=note)
    return birth(year or note, circa)


def _ends(year: str) -> tuple[str, str]:
    taken = birth(year)
    return taken.first, taken.last


def _paper(person: Person, said: Element) -> None:
    number = words(said, "NUMBER")
    prose = f"{words(said, 'TYPE_OF_DOCUMENT')} {words(said, 'TYPE_OF_DOCUMENT2')}"
    kind = next((kind for known, kind in _KINDS if known.search(number)), None)
    kind = kind or next((kind for known, kind in _KINDS if known.search(prose)), None)
    state = words(said, "ISSUING_COUNTRY") or words(said, "COUNTRY_OF_ISSUE")
    person.paper(bare_number(number), kind, state, "NUMBER")


def bare_number(text: str) -> str:
    """Return the number out of the words around it; the words as they are where it is not clear.

    >>> bare_number("CAR diplomatic passport no. D00000898"), bare_number("381110042 (Expired 25 Jan. 2016)")
    ('D00000898', '381110042')
    """
    plain = _ASIDE.sub(" ", text).strip()
    last = _PROSE.split(plain)[-1].partition(",")[0].strip()
    if len(plain) > len(last) or plain != text:
        found = _NUMBER.fullmatch(last)
        return last if found else plain
    return plain


def _reason(said: Element) -> str:
    listed = words(said, "LISTED_ON")
    return " ".join(
        part for part in (f"Listed on {listed}." if listed else "", words(said, "COMMENTS1")) if part
    )
