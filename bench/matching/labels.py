"""Label sets that others made, read from a folder where somebody has put them; none is part of the project.

`name-pairs-nomenklatura.csv`: pairs of names and whether they are one person's (OpenSanctions nomenklatura, name_bench).
`yente-positives_un_untreated.csv`, `..._treated.csv`: listed persons, and the same with damaged names, line by line
(OpenSanctions yente, candidate generation benchmark). `persons.txt`: spellings of one name, from Wikidata
(OpenSanctions rigour): `form, form => id`.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from bench.matching.names import Group
from border.days import span
from border.fields import FieldError
from border.listing import Birth, ListedName, Subject
from border.matching.sought import Sought

PAIRS = "name-pairs-nomenklatura.csv"
UNTREATED, TREATED = "yente-positives_un_untreated.csv", "yente-positives_un_treated.csv"
GROUPS = "persons.txt"
LATIN = re.compile("[a-zà-ÿāăąćčđēęěğīłńňōőœřśşšţťūůűźżž'-]+")
MOST_SPELLINGS = 60
"""A group with more mixes several names."""


def pairs(folder: Path) -> list[tuple[str, str, bool]]:
    """Return two names of persons and whether they are one's."""
    return [
        (row["name1"], row["name2"], row["is_match"] == "true")
        for row in _rows(folder / PAIRS)
        if row["schema"] == "Person"
    ]


def listed_and_damaged(folder: Path) -> list[tuple[Subject, Sought]]:
    """Return listed persons, each with the traveller of a damaged name and the same birth."""
    return [
        (
            Subject(
                f"yente:{number}", (ListedName("", before["full_name"]),), births(before["date_of_birth"])
            ),
            sought(after["full_name"], day(after["date_of_birth"])),
        )
        for number, (before, after) in enumerate(
            zip(_rows(folder / UNTREATED), _rows(folder / TREATED), strict=True)
        )
    ]


def groups(folder: Path) -> dict[str, Group]:
    """Return word -> its Latin spellings, for words that have several."""
    found: dict[str, Group] = {}
    for line in (folder / GROUPS).read_text(encoding="utf-8").splitlines():
        forms = line.partition(" => ")[0].split(", ")
        latin = tuple(dict.fromkeys(form for form in forms if LATIN.fullmatch(form)))
        if 1 < len(latin) <= MOST_SPELLINGS:
            for form in latin:
                found.setdefault(form, latin)
    return found


def sought(name: str, born: str = "") -> Sought:
    """Return a traveller of whom only a name is known, and perhaps a birth.

    The surname stands before a comma, or at the end.
    """
    before, comma, after = name.partition(",")
    *given, surname = name.split() or [""]
    if comma:
        return Sought(before.strip(), after.strip(), born, "U", "")
    return Sought(surname, " ".join(given), born, "U", "")


def births(text: str) -> tuple[Birth, ...]:
    """Return a birth told as `1958`, `1958-7` or `1969-7-16`; none where it is told otherwise."""
    known = span(day(text))
    return (Birth(known[0].isoformat(), known[1].isoformat()),) if known else ()


def day(text: str) -> str:
    """Return such a birth as a partial day of border.days, '' where the text is none, or none of the calendar.

    >>> day("1969-7-16"), day("1974-01-32")
    ('1969-07-16', '')
    """
    padded = "-".join(part.zfill(2) for part in text.split("-")) if text else ""
    try:
        span(padded)
    except FieldError:
        return ""
    return padded


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
