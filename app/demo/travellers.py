"""Made-up travellers with nothing against them, drawn by lot: who arrives by themselves, and who fills the lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from border.icao.mrz.compose import Details

OLDEST_DAYS, YOUNGEST_DAYS = 70 * 365, 19 * 365
YEARS_LEFT = 9


@dataclass(frozen=True, slots=True)
class People:
    """What the citizens of a state are called, and how their passports are numbered: a prefix and so many digits."""

    surnames: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    prefix: str
    digits: int


def _people(surnames: str, women: str, men: str, prefix: str, digits: int) -> People:
    return People(tuple(surnames.split()), tuple(women.split()), tuple(men.split()), prefix, digits)


PEOPLES: Mapping[str, People] = {
    "UGA": _people(
        "NAKATO OKELLO MUGISHA NAMUBIRU OPIO KATO NALWANGA SSEMAKULA AKELLO TUMUSIIME BYARUHANGA NANSUBUGA",
        "PROSSY MIREMBE STELLA HARRIET SYLVIA ESTHER JUSTINE IRENE",
        "MOSES RONALD GODFREY IVAN DENIS HENRY FRED PATRICK",
        "A",
        8,
    ),
    "KEN": _people(
        "WANJIKU OTIENO KIPLAGAT MUTISO ODHIAMBO NJERI CHEPNGETICH WAFULA MWENDE HASSAN MUTHONI BARASA",
        "JANE NEEMA MERCY ROSE AGNES ZAINAB PAULINE ALICE",
        "COLLINS DENNIS VICTOR STEPHEN ALI GEORGE EVANS FELIX",
        "AK",
        7,
    ),
    "TZA": _people(
        "MWAKYUSA MUSHI KIMARO MASSAWE NGOWI MBWANA SHAYO LYIMO MAGESA MREMA",
        "REHEMA ASHA UPENDO NEEMA ZUHURA ANNA",
        "JUMA BARAKA EMMANUEL RAJABU FRANK GODWIN",
        "TAE",
        6,
    ),
    "RWA": _people(
        "UWASE MUGABO HABIMANA INGABIRE NKURUNZIZA MUKAMANA NIYONZIMA",
        "CLAUDINE DIANE ALINE SOLANGE YVETTE",
        "ERIC OLIVIER JEAN PASCAL THEOGENE",
        "PC",
        6,
    ),
    "ETH": _people(
        "TESFAYE BEKELE ALEMU GIRMA HAILE TADESSE KEBEDE",
        "SELAM HIWOT MERON TIGIST BETHLEHEM",
        "DAWIT YONAS ABEBE SAMUEL FIKRU",
        "EP",
        7,
    ),
}

FIRST, LAST = (
    ("VEL", "MOR", "TAS", "QUI", "RON", "SKA", "BRU", "ZEN"),
    ("DAN", "LIX", "MUR", "TAK", "VEN", "OST"),
)


def traveller(chance: Random, day: date, state: str | None = None) -> Details:
    """Return somebody of age with a passport that is valid on a day; state: drawn as well where none is named."""
    state = state or chance.choice(list(PEOPLES))
    people, woman = PEOPLES[state], chance.random() < 0.5
    given = chance.sample(people.women if woman else people.men, 2)
    return Details(
        format="TD3",
        document_code="P",
        issuing_state=state,
        nationality=state,
        document_number=people.prefix + number(chance, people.digits),
        surname=chance.choice(people.surnames),
        given_names=" ".join(given),
        date_of_birth=day - timedelta(days=chance.randint(YOUNGEST_DAYS, OLDEST_DAYS)),
        date_of_expiry=day + timedelta(days=chance.randint(365, YEARS_LEFT * 365)),
        sex="F" if woman else "M",
    )


def invented_name(chance: Random) -> str:
    """Return a name that nobody bears, as the lists are full of them."""
    return chance.choice(FIRST) + chance.choice(LAST) + chance.choice(LAST)


def number(chance: Random, digits: int) -> str:
    """Return so many digits, as text."""
    return str(chance.randrange(10 ** (digits - 1), 10**digits))
