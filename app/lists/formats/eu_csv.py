"""The financial sanctions of the European Union, as CSV: several lines an entity, each with one name, birth or paper.

Lines of one entity stand together. Persons only; the file is always the whole list. The CSV has no mark of how good a
name is, other than the words `low quality` in a remark.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

from app.lists.formats import eu_xml
from app.lists.formats.csv_rows import Line, lines
from app.lists.formats.person import Person
from app.lists.formats.problems import BadList, Outcome, Problem

NEEDED = ("entity_logicalid", "namealias_wholename")
MOST_LINES = 5_000
MOST_OF_ENTITY = 4 * 1024 * 1024
_NAME = {
    "firstName": "namealias_firstname",
    "middleName": "namealias_middlename",
    "lastName": "namealias_lastname",
    "wholeName": "namealias_wholename",
    "gender": "namealias_gender",
}
_BIRTH = {
    "birthdate": "birthdate_birthdate",
    "year": "birthdate_year",
    "monthOfYear": "birthdate_month",
    "dayOfMonth": "birthdate_day",
    "yearRangeFrom": "birthdate_yearrangefrom",
    "yearRangeTo": "birthdate_yearrangeto",
    "circa": "birthdate_circa",
    "calendarType": "birthdate_calendartype",
}


def read(file: BinaryIO, source: str) -> Iterator[Outcome]:
    """Yield every person, and what is wrong. file: seekable. Raises BadList, UnsafeList."""
    for own_id, group in groupby(lines(file, NEEDED, {}), key=_own_id):
        told: list[Line] = []
        size = 0
        for row in group:
            if isinstance(row, Problem):
                yield row
                continue
            told.append(row)
            size += len(row.text)
            if len(told) > MOST_LINES or size > MOST_OF_ENTITY:
                raise BadList(
                    f"more than {MOST_LINES} lines or 4 MB for one entity, from line {told[0].line}"
                )
        if told and _is_person(told[0]):
            yield from _person(told, own_id, source)


def _own_id(row: Line | Problem) -> str:
    return row.values["entity_logicalid"] if isinstance(row, Line) else ""


def _is_person(row: Line) -> bool:
    kinds = (row.values.get(f"entity_subjecttype{more}", "") for more in ("", "_classificationcode"))
    return any(kind.upper() in {"P", "PERSON"} for kind in kinds)


def _person(told: list[Line], own_id: str, source: str) -> Iterator[Outcome]:
    person = Person(source, own_id, "\n".join(row.text for row in told), told[0].line)
    for row in told:
        said = row.values
        weak = bool(eu_xml.LOW_QUALITY.search(said.get("namealias_remark", "")))
        alias = {ours: said.get(theirs, "") for ours, theirs in _NAME.items()}
        eu_xml.name(person, alias, weak=weak, first=not person.names)
        person.born(eu_xml.born({ours: said.get(theirs, "") for ours, theirs in _BIRTH.items()}))
        person.nationality(said.get("citizenship_countryiso2code", ""), "Citizenship_CountryIso2Code")
        if kind := eu_xml.KINDS.get(said.get("identification_typecode", "")):
            number = said.get("identification_latinnumber") or said.get("identification_number", "")
            person.paper(
                number, kind, said.get("identification_countryiso2code", ""), "Identification_Number"
            )
    first = told[0].values
    programmes = {row.values.get("entity_regulation_programme", "") for row in told}
    eu_xml.tell(
        person, programmes, first.get("entity_eu_referencenumber", ""), first.get("entity_remark", "")
    )
    yield from person.outcome()
