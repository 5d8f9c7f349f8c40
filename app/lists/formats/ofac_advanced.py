"""OFAC's list in its advanced XML, which tells everything by numbers that tables at its beginning explain.

The file is read twice: first the tables, places, documents and measures, then the persons. Documents belong to an identity,
measures to a profile; all of these but the tables lie on disk meanwhile. The namespace has changed and is not looked at; no number of a table is known here beforehand.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element

from app.lists.formats.aside import Aside
from app.lists.formats.births import birth
from app.lists.formats.ofac import category, kind_of
from app.lists.formats.packed import beginning
from app.lists.formats.person import Person
from app.lists.formats.problems import Outcome, UnsafeList
from app.lists.formats.xml_rows import Row, all_words, rows, words
from border.listing import Birth, NameKind

MOST_OF_TABLES = 100_000
_TABLES = (
    "Country FeatureType IDRegDocType NamePartType PartySubType PartyType AliasType DetailReference".split()
)
_FAMILY = {"last name", "surname", "family name"}


@dataclass(slots=True)
class _Told:
    """What the tables say, and aside: places, what documents an identity has, which programmes a profile is under."""

    aside: Aside

    tables: dict[tuple[str, str], str] = field(default_factory=dict)
    party_types: dict[str, str] = field(default_factory=dict)

    def word(self, table: str, number: str | None) -> str:
        return self.tables.get((table, number or ""), "")

    def learn(self, table: str, number: str, word: str) -> None:
        self.tables[table, number] = word
        if len(self.tables) > MOST_OF_TABLES:
            raise UnsafeList("the tables of the file are larger than any list's")


def read(file: BinaryIO, source: str) -> Iterator[Outcome]:
    """Yield every person, and what is wrong. file: seekable. Raises BadList, UnsafeList."""
    beginning(file)
    with closing(Aside()) as aside:
        told = _Told(aside)
        for row in rows(file, "Sanctions", {*_TABLES, "Location", "IDRegDocument", "SanctionsEntry"}):
            _learn(told, row.element)
        file.seek(0)
        for row in rows(file, "Sanctions", {"DistinctParty"}):
            profile = row.element.find("Profile")
            if profile is not None and _is_person(told, profile):
                yield from _person(told, row, profile, source)


def _learn(told: _Told, said: Element) -> None:
    number = said.get("ID", "")
    if said.tag == "Location":
        state = said.find("LocationCountry")
        told.aside.lay(
            "place", number, told.word("Country", state.get("CountryID")) if state is not None else ""
        )
    elif said.tag == "IDRegDocument":
        state_name = told.word("Country", said.get("IssuedBy-CountryID"))
        kind = told.word("IDRegDocType", said.get("IDRegDocTypeID"))
        paper = (kind, words(said, "IDRegistrationNo"), state_name)
        told.aside.lay("paper", said.get("IdentityID", ""), *paper)
    elif said.tag == "SanctionsEntry":
        for programme in all_words(said, "SanctionsMeasure/Comment"):
            told.aside.lay("programme", said.get("ProfileID", ""), programme)
    else:
        told.learn(said.tag, number, " ".join((said.text or "").split()))
        if said.tag == "PartySubType":
            told.party_types[number] = said.get("PartyTypeID", "")


def _is_person(told: _Told, profile: Element) -> bool:
    """Whether the party is a person: by the tables, or, where they do not say, by a day of birth or a gender."""
    number = profile.get("PartySubTypeID", "")
    said = told.word("PartyType", told.party_types.get(number))
    if said:
        return said == "Individual"
    return any(
        told.word("FeatureType", feature.get("FeatureTypeID")) in {"Birthdate", "Gender"}
        for feature in profile.iterfind("Feature")
    )


def _person(told: _Told, row: Row, profile: Element, source: str) -> Iterator[Outcome]:
    number = profile.get("ID", "")
    person = Person(source, number, row.text, row.line)
    for identity in profile.iterfind("Identity"):
        _names(told, person, identity)
        for kind, paper, state in told.aside.under("paper", identity.get("ID", "")):
            if taken := kind_of(kind):
                person.paper(paper, taken, state, "IDRegistrationNo")
    for feature in profile.iterfind("Feature"):
        _feature(told, person, told.word("FeatureType", feature.get("FeatureTypeID")), feature)
    programmes = [text for (text,) in told.aside.under("programme", number) if len(text) < 100]
    person.category = category(programmes)
    person.tell(basis="OFAC " + ", ".join(dict.fromkeys(programmes)), agency="OFAC")
    yield from person.outcome()


def _names(told: _Told, person: Person, identity: Element) -> None:
    kinds = {
        group.get("ID"): told.word("NamePartType", group.get("NamePartTypeID")).lower()
        for group in identity.iterfind("NamePartGroups/MasterNamePartGroup/NamePartGroup")
    }
    for alias in sorted(identity.iterfind("Alias"), key=lambda one: one.get("Primary") != "true"):
        for documented in alias.iterfind("DocumentedName"):
            family: list[str] = []
            given: list[str] = []
            for part in documented.iterfind("DocumentedNamePart/NamePartValue"):
                place = family if kinds.get(part.get("NamePartGroupID")) in _FAMILY else given
                place.append(" ".join((part.text or "").split()))
            person.name(" ".join(given), " ".join(family), _kind(alias), "DocumentedName")


def _kind(alias: Element) -> NameKind:
    if alias.get("LowQuality") == "true":
        return NameKind.WEAK
    return NameKind.PRIMARY if alias.get("Primary") == "true" else NameKind.ALIAS


def _feature(told: _Told, person: Person, kind: str, feature: Element) -> None:
    for version in feature.iterfind("FeatureVersion"):
        place = version.find("VersionLocation")
        detail = version.find("VersionDetail")
        if kind == "Birthdate":
            person.born(_birth(version))
        elif kind in {"Nationality Country", "Nationality", "Citizenship Country", "Citizenship"}:
            if place is not None:
                states = told.aside.under("place", place.get("LocationID", ""))
                person.nationality(states[-1][0] if states else "", kind)
        elif kind == "Gender" and detail is not None:
            person.gender(detail.text or told.word("DetailReference", detail.get("DetailReferenceID")), kind)


def _birth(version: Element) -> Birth:
    """Return the span from the earliest start to the latest end; a period without an end is its start alone."""
    period = version.find("DatePeriod")
    if period is None:
        return Birth()
    starts = [day for path in ("Start/From", "Start/To") if (day := _day(period.find(path)))]
    ends = [day for path in ("End/To", "End/From") if (day := _day(period.find(path)))]
    if not starts:
        return Birth()
    last = max((*ends, *starts), key=lambda one: one.last)
    start = period.find("Start")
    circa = start is not None and start.get("Approximate") == "true"
    return Birth(starts[0].first, max(last.last, starts[0].last), circa)


def _day(said: Element | None) -> Birth | None:
    if said is None:
        return None
    parts = [words(said, part) for part in ("Year", "Month", "Day")]
    try:
        year, month, day = (int(part) if part else None for part in parts)
        text = date(year or 0, month or 1, day or 1).isoformat()
    except ValueError:
        return None
    taken = birth(text[: 10 if day and month else 7 if month else 4])
    return taken if taken.is_known else None
