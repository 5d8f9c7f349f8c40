"""People on a list and travellers who are not, made from a seed: for measuring, never for showing.

Ten peoples by their shares, words by how common they are, and what lists know of a birth: mostly the day, often the year
alone, sometimes nothing. The same seed makes the same people, whatever their number; they are made one by one, and none
is kept. The damage that a name suffers on its way into a document stands in bench/matching/damage.py.
"""

import calendar
from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from zlib import crc32

from bench.matching.names import SHARES, House, People, people
from border.document import DocumentType
from border.icao.mrz.names import read_names, written_names
from border.icao.transliteration import mrz_name
from border.listing import Birth, Category, ListedName, Paper, Subject
from border.matching.sought import Sought
from border.traveller import Sex

MEN = 0.75
DAY_KNOWN, YEAR_KNOWN, MONTH_KNOWN = 0.80, 0.12, 0.03
"""Shares of births a list knows to the day, to the year, to the month; of the rest it knows nothing."""
FIRST_OF_JANUARY = 0.15
"""How many have that day in their papers where births were not written down."""
COUNTED_BY_YEARS = frozenset({"arabic", "somali", "ethiopian"})
ONE_FIELD = frozenset({"arabic", "somali", "ethiopian", "swahili"})
"""Whose names lists mostly print in one field, telling no surname."""
PAPERS = 0.35
SEX_LISTED, NATION_LISTED = 0.8, 0.9
BORN_FROM, BORN_UNTIL = date(1945, 1, 1), date(2007, 12, 31)
TD3_NAMES, TD1_NAMES = 39, 30
SOURCE = "made"

_NAMES, _REACH = tuple(SHARES), tuple(accumulate(SHARES.values()))


def subjects(count: int, seed: int) -> Iterator[Subject]:
    """Yield listed persons; entry `made:<people>-<number>`. A longer list begins as a shorter one of the same seed."""
    chance = Random(f"listed {seed}")
    for number in range(count):
        folk = _folk(chance)
        sex, born, house = _sex(chance), _born(chance, folk.name), folk.house(chance)
        nation = chance.choice(house.nations)
        yield Subject(
            f"{SOURCE}:{folk.name}-{number}",
            (_listed_name(chance, folk, house, sex),),
            _as_listed(chance, born),
            Sex(sex) if chance.random() < SEX_LISTED else Sex.U,
            (nation,) if chance.random() < NATION_LISTED else (),
            (paper(chance, nation),) if chance.random() < PAPERS else (),
            Category.WANTED,
        )


def unlisted(count: int, seed: int) -> Iterator[Sought]:
    """Yield travellers of the same population, on no list, as the zone of a passport has them."""
    chance = Random(f"unlisted {seed}")
    for _ in range(count):
        folk = _folk(chance)
        sex, born, house = _sex(chance), _born(chance, folk.name), folk.house(chance)
        *given, surname = folk.parts(chance, house, sex)
        nation = chance.choice(house.nations)
        document = paper(chance, nation)
        told = Sought(
            surname, " ".join(given), born.isoformat(), sex, nation, document.number, document.issuing_state
        )
        yield through_zone(told, TD3_NAMES)


def of_subject(subject: Subject, seed: int) -> Sought:
    """Return the listed person as an undamaged traveller: name as listed, the true birth, a new document."""
    chance = Random(f"{seed} document of {subject.entry}")
    name = subject.names[0]
    *given, surname = name.given_names.split() if not name.surname else (name.given_names, name.surname)
    nation = subject.nationalities[0] if subject.nationalities else chance.choice(_nations(subject))
    sex = subject.sex if subject.sex is not Sex.U else chance.choice("MF")
    document = paper(chance, nation)
    born = true_birth(subject).isoformat()
    return Sought(surname, " ".join(given), born, str(sex), nation, document.number, document.issuing_state)


def with_listed_document(subject: Subject, seed: int) -> Sought:
    """Return somebody else altogether who carries the subject's first document."""
    (stranger,) = unlisted(1, crc32(f"{seed} bearer of {subject.entry}".encode()))
    carried = subject.papers[0]
    return Sought(
        stranger.surname, stranger.given_names, stranger.date_of_birth, stranger.sex, stranger.nationality,
        carried.number, carried.issuing_state,
    )  # fmt: skip


def true_birth(subject: Subject) -> date:
    """Return the day a subject was born on: the same always, and one that the list allows for."""
    chance = Random(f"birth of {subject.entry}")
    if not subject.births:
        return _born(chance, folk_of(subject).name)
    first, last = (date.fromisoformat(day) for day in (subject.births[0].first, subject.births[0].last))
    return first + timedelta(days=chance.randrange((last - first).days + 1))


def through_zone(sought: Sought, width: int) -> Sought:
    """Return a traveller whose names went through a zone: its letters, its width, cut where it has no room."""
    field = written_names(mrz_name(sought.surname), mrz_name(sought.given_names), width)
    names = read_names(field)
    return Sought(
        names.surname, names.given_names, sought.date_of_birth, sought.sex, sought.nationality,
        sought.document_number, sought.issuing_state, names.truncated,
    )  # fmt: skip


def folk_of(subject: Subject) -> People:
    """Return the people that a made subject is of."""
    return people(subject.entry.partition(":")[2].partition("-")[0])


def paper(chance: Random, nation: str) -> Paper:
    letters = chance.choice("ABCDEFGHKLMNPRTXZ")
    return Paper(f"{letters}{chance.randrange(10**7, 10**8)}", DocumentType.PASSPORT, nation)


def _folk(chance: Random) -> People:
    return people(_NAMES[bisect(_REACH, chance.random() * _REACH[-1])])


def _nations(subject: Subject) -> tuple[str, ...]:
    return folk_of(subject).houses[0].nations


def _sex(chance: Random) -> str:
    return "M" if chance.random() < MEN else "F"


def _listed_name(chance: Random, folk: People, house: House, sex: str) -> ListedName:
    parts = folk.parts(chance, house, sex)
    if folk.name in ONE_FIELD and chance.random() < 0.7:
        return ListedName("", " ".join(parts))
    return ListedName(parts[-1], " ".join(parts[:-1]))


def _born(chance: Random, folk: str) -> date:
    """Return a day of birth as papers have it: the young are more than the old."""
    days = (BORN_UNTIL - BORN_FROM).days
    born = BORN_FROM + timedelta(days=int(days * max(chance.random(), chance.random())))
    if folk in COUNTED_BY_YEARS and chance.random() < FIRST_OF_JANUARY:
        return born.replace(month=1, day=1)
    return born


def _as_listed(chance: Random, born: date) -> tuple[Birth, ...]:
    known = chance.random()
    if known < DAY_KNOWN:
        return (Birth(born.isoformat(), born.isoformat()),)
    if known < DAY_KNOWN + YEAR_KNOWN:
        return (Birth(f"{born.year}-01-01", f"{born.year}-12-31"),)
    if known < DAY_KNOWN + YEAR_KNOWN + MONTH_KNOWN:
        last = calendar.monthrange(born.year, born.month)[1]
        return (Birth(f"{born:%Y-%m}-01", f"{born:%Y-%m}-{last}"),)
    return ()
