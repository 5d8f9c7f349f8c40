"""The documents of the demo: one for each thing that an officer may meet. Synthetic names; Utopia (UTO) for whoever is
suspect, real states for travellers with nothing against them. Days are reckoned from the day it is asked for.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from app.demo.travellers import traveller
from border.icao.mrz.compose import Details, compose


@dataclass(frozen=True, slots=True)
class Sample:
    """A document to hold under a reader. shows: what comes of it; fault: what the reader does wrong, None for nothing."""

    shows: str
    lines: tuple[str, ...]
    fault: str | None = None


def passport(state: str, number: str, name: str, born: date, sex: str) -> Details:
    """Return a passport of a state's own citizen, without its last day. name: surname, comma, given names."""
    surname, given_names = name.split(", ")
    return Details(
        format="TD3",
        document_code="P",
        issuing_state=state,
        nationality=state,
        document_number=number,
        surname=surname,
        given_names=given_names,
        date_of_birth=born,
        date_of_expiry=None,
        sex=sex,
    )


SPECIMEN = replace(
    passport("UTO", "L898902C3", "ERIKSSON, ANNA MARIA", date(1974, 8, 12), "F"), optional_data="ZE184226B"
)
"""The bearer of Doc 9303's specimens; there the documents end in 2012, here they are valid."""
CARD = replace(SPECIMEN, format="TD1", document_code="I", document_number="D23145890", optional_data="")
MISREAD = passport("UTO", "UB4072915", "DAHL, SIGNE", date(1991, 2, 3), "F")
LISTED = passport("UTO", "UL7730184", "LINDT, OSCAR EMIL", date(1979, 11, 30), "M")
STOLEN = passport("UTO", "US5519362", "HOLM, FREJA", date(1988, 6, 17), "F")
NUMBERED = passport("UTO", "UN3306127", "KROG, MAGNUS", date(1983, 9, 14), "M")
EXPIRED = passport("UTO", "UE2284617", "LUND, ELISE", date(1969, 1, 9), "F")
OVERSTAYER = passport("UTO", "UV9143370", "BERG, IVAR", date(1995, 4, 22), "M")
KENYAN = passport("KEN", "AK0482913", "WANJIKU, JANE NEEMA", date(1986, 12, 12), "F")
MINOR = passport("UGA", "A00977135", "OPIO, MOSES", date(2000, 3, 5), "M")

CHILD_YEARS = 9
YEARS_VALID = 4
EXPIRED_FOR = timedelta(days=40)


def samples(day: date, chance: Random) -> dict[str, Sample]:
    """Return every document by name, as it looks on a day. chance: draws those who are somebody else each time."""
    clear = tuple(compose(traveller(chance, day, "UGA")))
    child = replace(MINOR, date_of_birth=date(day.year - CHILD_YEARS, 1, 5))
    expired = replace(EXPIRED, date_of_expiry=day - EXPIRED_FOR)
    return {
        "specimen-td3": Sample("the specimen passport of Doc 9303, valid", zone(SPECIMEN, day)),
        "clear": Sample("a Ugandan with nothing against her or him, another each time", clear),
        "kenyan": Sample("a Kenyan, who may always enter", zone(KENYAN, day)),
        "td1": Sample("the specimen identity card, three lines", zone(CARD, day)),
        "bad-check-digit": Sample("a 0 read as O: one correction is offered", _misread(zone(MISREAD, day))),
        "expired": Sample("a passport that ended forty days ago", tuple(compose(expired))),
        "listed": Sample("somebody on the list of persons", zone(LISTED, day)),
        "stolen": Sample("a passport on the list of stolen documents", zone(STOLEN, day)),
        "numbered": Sample("a passport on the long list that headquarters confirms", zone(NUMBERED, day)),
        "overstayer": Sample("in the country for far too long: show it at an exit", zone(OVERSTAYER, day)),
        "minor": Sample("a child with nobody", zone(child, day)),
        "garbled": Sample("dirt on the glass: no zone comes through", clear, "garbled"),
    }


def zone(details: Details, day: date) -> tuple[str, ...]:
    """Return the zone of a document that is valid for some more years."""
    return tuple(compose(replace(details, date_of_expiry=date(day.year + YEARS_VALID, 4, 15))))


def _misread(lines: tuple[str, ...]) -> tuple[str, ...]:
    return lines[0], lines[1].replace("0", "O", 1)
