import csv
from datetime import date
from itertools import islice
from pathlib import Path

from bench.crowd import number_in, write_lists, zones
from border.icao.mrz.parse import parse

DAY = date(2026, 3, 31)


def test_everybody_is_somebody_else_with_a_valid_passport() -> None:
    people = list(islice(zones(1, DAY), 200))

    assert len({number_in(zone) for zone in people}) == 200
    assert all(parse(zone, DAY).valid for zone in people)


def test_the_same_seed_brings_the_same_people() -> None:
    assert list(islice(zones(7, DAY), 5)) == list(islice(zones(7, DAY), 5))
    assert list(islice(zones(7, DAY), 5)) != list(islice(zones(8, DAY), 5))


def test_lists_are_as_long_as_asked_for(tmp_path: Path) -> None:
    files = write_lists(tmp_path / "lists", DAY, entries=20, namesakes=5)

    rows = {name: list(csv.DictReader(file.open(encoding="utf-8"))) for name, file in files.items()}
    assert {name: len(found) for name, found in rows.items()} == {"persons": 20, "documents": 20}
    assert sum(row["date_of_birth"] == "1930-01-01" for row in rows["persons"]) == 5
