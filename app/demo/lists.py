"""The lists of the demo: synthetic entries, among them the two that scan sends; as CSV files for `site load-list` too."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from app.demo import documents, travellers

ENTRIES = 200
SEED = 9303

PERSONS = (
    "entry_id",
    "surname",
    "given_names",
    "date_of_birth",
    "sex",
    "nationality",
    "category",
    "action",
    "reason",
)
DOCUMENTS = ("entry_id", "document_number", "type", "issuing_state", "category", "reason", "reported_on")


def write(folder: Path, day: date) -> dict[str, Path]:
    """Write both lists, and return list name -> file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    chance = Random(SEED)
    files = {"persons": folder / "persons.csv", "documents": folder / "documents.csv"}
    _write(files["persons"], PERSONS, person_rows(chance))
    _write(files["documents"], DOCUMENTS, document_rows(chance, day))
    return files


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def person_rows(chance: Random) -> Iterable[Sequence[str]]:
    listed = documents.LISTED
    yield (
        "P-0001",
        listed.surname,
        listed.given_names,
        str(listed.date_of_birth),
        listed.sex,
        listed.nationality,
        "wanted",
        "Detain and call the duty officer",
        "Made up for the demo",
    )
    for place in range(2, ENTRIES + 1):
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
        surname, given = travellers.invented_name(chance), travellers.invented_name(chance)
        sex, what = chance.choice("MFU"), chance.choice(("wanted", "missing", "removed"))
        yield (
            f"P-{place:04}",
            surname,
            given,
            born.isoformat(),
            sex,
            "UTO",
            what,
            "Refer to the second line",
            "",
        )


def document_rows(chance: Random, day: date) -> Iterable[Sequence[str]]:
    stolen = documents.STOLEN
    reported = (day - timedelta(days=30)).isoformat()
    yield (
        "D-0001",
        stolen.document_number,
        "passport",
        "UTO",
        "stolen",
        "Stolen with a bag, made up for the demo",
        reported,
    )
    for place in range(2, ENTRIES + 1):
        known = (day - timedelta(days=chance.randrange(1, 900))).isoformat()
        what = chance.choice(("stolen", "lost", "revoked"))
        yield f"D-{place:04}", f"UX{travellers.number(chance, 7)}", "passport", "UTO", what, "", known
