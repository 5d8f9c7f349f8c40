"""Published lists of any length in every format that is imported; every name in them is made up."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

SYLLABLES = "ka mo ra ti so le wa ni ba do hu ji mar tan vel os".split()
WORDS = "Listed for acts that are made up for a measurement and are nobody's".split()
STATES = "KEN UGA TZA ETH SOM RWA BDI SSD".split()


@dataclass(frozen=True, slots=True)
class Made:
    """A format: how a file of it begins, its rows, what parts them, and how it ends."""

    begins: str
    rows: Callable[[Random], Iterable[str]]
    between: str = ""
    ends: str = ""


def write(path: Path, name: str, size_mb: float) -> None:
    """Write a list of a format, rows until it is as large as asked."""
    made = FORMATS[name]
    with path.open("w", encoding="utf-8") as file:
        written = file.write(made.begins)
        for number, row in enumerate(made.rows(Random("imports"))):
            if written >= size_mb * 1_000_000:
                break
            written += file.write(made.between + row if number else row)
        file.write(made.ends)


def _word(chance: Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randrange(2, 5))).upper()


def _day(chance: Random) -> str:
    return f"{chance.randrange(1940, 2005)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"


def _prose(chance: Random, length: int) -> str:
    return " ".join(chance.choices(WORDS, k=length))


def _un(chance: Random) -> Iterator[str]:
    """Yield persons of the length that the list of the Security Council has: some two thousand characters."""
    for number in count(1):
        aliases = "".join(
            f"<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>{_word(chance)} {_word(chance)}</ALIAS_NAME>"
            "</INDIVIDUAL_ALIAS>\n"
            for _ in range(4)
        )
        yield (
            f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{_word(chance)}</FIRST_NAME>"
            f"<SECOND_NAME>{_word(chance)}</SECOND_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>"
            f"<COMMENTS1>{_prose(chance, 180)}</COMMENTS1>\n{aliases}"
            f"<INDIVIDUAL_DATE_OF_BIRTH><DATE>{_day(chance)}</DATE></INDIVIDUAL_DATE_OF_BIRTH>"
            f"<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A{number:08}</NUMBER>"
            "<ISSUING_COUNTRY>Kenya</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT></INDIVIDUAL>\n"
        )


def _ofac(chance: Random) -> Iterator[str]:
    for number in count(1):
        yield (
            f"<sdnEntry><uid>{number}</uid><firstName>{_word(chance)}</firstName><lastName>{_word(chance)}</lastName>"
            "<sdnType>Individual</sdnType><programList><program>SDGT</program></programList>\n"
            f"<remarks>{_prose(chance, 40)}</remarks><idList><id><idType>Passport</idType>"
            f"<idNumber>A{number:08}</idNumber><idCountry>Kenya</idCountry></id></idList>\n"
            f"<akaList><aka><category>strong</category><lastName>{_word(chance)}</lastName>"
            f"<firstName>{_word(chance)}</firstName></aka></akaList>"
            f"<dateOfBirthList><dateOfBirthItem><dateOfBirth>{_day(chance)}</dateOfBirth></dateOfBirthItem>"
            "</dateOfBirthList></sdnEntry>\n"
        )


ADVANCED = """<?xml version="1.0"?><Sanctions xmlns="https://example.org/ADVANCED_XML"><ReferenceValueSets>
<CountryValues><Country ID="9">Kenya</Country></CountryValues>
<FeatureTypeValues><FeatureType ID="88">Birthdate</FeatureType></FeatureTypeValues>
<IDRegDocTypeValues><IDRegDocType ID="31">Passport</IDRegDocType></IDRegDocTypeValues>
<NamePartTypeValues><NamePartType ID="20">Last Name</NamePartType></NamePartTypeValues>
<PartySubTypeValues><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType></PartyTypeValues></ReferenceValueSets>
"""


def _advanced(chance: Random) -> Iterator[str]:
    """Yield a place, a document, a party and a measure in turn: their order in the file says nothing to whoever reads it."""
    for number in count(1):
        yield (
            f'<Location ID="{number}"><LocationCountry CountryID="9"/></Location>\n'
            f'<IDRegDocument ID="{number}" IDRegDocTypeID="31" IdentityID="{number}" IssuedBy-CountryID="9">'
            f"<IDRegistrationNo>A{number:08}</IDRegistrationNo></IDRegDocument>\n"
            f'<DistinctParty FixedRef="{number}"><Profile ID="{number}" PartySubTypeID="4"><Identity ID="{number}">'
            '<Alias Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart>'
            f'<NamePartValue NamePartGroupID="1">{_word(chance)}</NamePartValue></DocumentedNamePart>'
            f'<DocumentedNamePart><NamePartValue NamePartGroupID="2">{_word(chance)}</NamePartValue>'
            "</DocumentedNamePart></DocumentedName></Alias><NamePartGroups><MasterNamePartGroup>"
            '<NamePartGroup ID="1" NamePartTypeID="20"/></MasterNamePartGroup></NamePartGroups></Identity>'
            '<Feature FeatureTypeID="88"><FeatureVersion><DatePeriod><Start><From>'
            f"<Year>{chance.randrange(1940, 2005)}</Year><Month>{chance.randrange(1, 13)}</Month><Day>1</Day>"
            "</From></Start></DatePeriod></FeatureVersion></Feature></Profile></DistinctParty>\n"
            f'<SanctionsEntry ProfileID="{number}"><SanctionsMeasure><Comment>SDGT</Comment></SanctionsMeasure>'
            "</SanctionsEntry>\n"
        )


def _eu_xml(chance: Random) -> Iterator[str]:
    for number in count(1):
        family, given = _word(chance), _word(chance)
        yield (
            f'<sanctionEntity euReferenceNumber="EU.{number}.1" logicalId="{number}"><regulation programme="TAQA"/>'
            f'<remark>{_prose(chance, 40)}</remark><subjectType code="person" classificationCode="P"/>\n'
            f'<nameAlias firstName="{given}" lastName="{family}" wholeName="{given} {family}" strong="true"/>'
            f'<nameAlias firstName="" lastName="" wholeName="{_word(chance)} {family}" strong="false"/>\n'
            f'<citizenship countryIso2Code="KE"/><birthdate calendarType="GREGORIAN" birthdate="{_day(chance)}"/>'
            f'<identification number="A{number:08}" countryIso2Code="KE" identificationTypeCode="passport"/>'
            "</sanctionEntity>\n"
        )


EU_COLUMNS = (
    "Entity_LogicalId;Entity_SubjectType;Entity_Regulation_Programme;Entity_Remark;NameAlias_FirstName;"
    "NameAlias_LastName;NameAlias_WholeName;BirthDate_BirthDate;Identification_Number;Identification_TypeCode\n"
)


def _eu_csv(chance: Random) -> Iterator[str]:
    """Yield three lines a person: a name, a birth, a passport."""
    for number in count(1):
        family, given, remark = _word(chance), _word(chance), _prose(chance, 20)
        yield (
            f"{number};P;TAQA;{remark};{given};{family};{given} {family};;;\n"
            f"{number};P;TAQA;{remark};;;;{_day(chance)};;\n"
            f"{number};P;TAQA;{remark};;;;;A{number:08};passport\n"
        )


def _interpol(chance: Random) -> Iterator[str]:
    for number in count(1):
        yield json.dumps(
            {
                "entity_id": f"2026/{number}",
                "forename": _word(chance),
                "name": _word(chance),
                "date_of_birth": _day(chance).replace("-", "/"),
                "nationalities": ["KE"],
                "arrest_warrants": [{"charge": _prose(chance, 30), "issuing_country_id": "KE"}],
                "_links": {"self": {"href": f"https://example.org/notices/v1/red/2026-{number}"}},
            }
        )


def _stop_list(chance: Random) -> Iterator[str]:
    for number in count(1):
        yield (
            f"KE-{number},{_word(chance)},{_word(chance)} {_word(chance)},{_day(chance)},{chance.choice(STATES)},"
            f"B{number:08},KEN,wanted,{_prose(chance, 15)}\n"
        )


def _stolen(chance: Random) -> Iterator[str]:
    for number in count(1):
        yield f"P{number:08},passport,{chance.choice(STATES)},stolen,{_day(chance)}\n"


def _entities(chance: Random) -> Iterator[str]:
    """Yield persons, a passport for every second, and as many firms, which are passed over."""
    for number in count(1):
        name, other = f"{_word(chance)} {_word(chance)}", f"{_word(chance)} {_word(chance)}"
        said = {"name": [name], "alias": [other], "birthDate": [_day(chance)], "notes": [" ".join(WORDS * 3)]}
        yield _line(f"x{number}", "Person", said)
        if number % 2:
            held = {"holder": [f"x{number}"], "number": [f"C{number:08}"], "country": ["ke"]}
            yield _line(f"p{number}", "Passport", held)
        yield _line(f"o{number}", "Company", {"name": [other], "notes": [" ".join(WORDS * 3)]})


def _line(entity_id: str, schema: str, properties: dict[str, list[str]]) -> str:
    return json.dumps({"id": entity_id, "schema": schema, "properties": properties}) + "\n"


XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
STOP_COLUMNS = (
    "entry_id,surname,given_names,date_of_birth,nationality,document_number,issuing_state,category,reason\n"
)
FORMATS: Mapping[str, Made] = {
    "un": Made(f"{XML}<CONSOLIDATED_LIST><INDIVIDUALS>\n", _un, ends="</INDIVIDUALS></CONSOLIDATED_LIST>\n"),
    "ofac": Made(f"{XML}<sdnList>\n", _ofac, ends="</sdnList>\n"),
    "ofac-advanced": Made(ADVANCED, _advanced, ends="</Sanctions>\n"),
    "eu-xml": Made(f"{XML}<export>\n", _eu_xml, ends="</export>\n"),
    "eu-csv": Made(EU_COLUMNS, _eu_csv),
    "ftm": Made("", _entities),
    "interpol": Made('{"total": 1, "_embedded": {"notices": [', _interpol, ", ", "]}}\n"),
    "stop-list": Made(STOP_COLUMNS, _stop_list),
    "stolen-documents": Made("number,type,issuing state,reason,date\n", _stolen),
}
