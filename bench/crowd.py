"""Who comes to the post of a bench: made-up travellers, all different, and the lists they are looked up in."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from random import Random

from app.demo.lists import DOCUMENTS, PERSONS
from app.demo.travellers import invented_name, number, traveller
from appliance.clock import SystemClock
from border.icao.mrz.compose import compose

STATE = "UGA"
"""Its citizens need no visa in Kenya and give no address, so nothing stands against them."""

Zone = tuple[str, ...]


def today() -> date:
    """Return a day on which the crowd's passports are valid: near midnight the post's may be the next."""
    return SystemClock().now().date()


def zones(seed: int, on: date) -> Iterator[Zone]:
    """Yield the zones of valid passports, none twice; the same seed yields the same ones on the same day."""
    chance, seen = Random(seed), set()
    while True:
        details = traveller(chance, on, STATE)
        if details.document_number not in seen:
            seen.add(details.document_number)
            yield tuple(compose(details))


def number_in(zone: Zone) -> str:
    """Return the document's number as a passport's zone has it.

    >>> number_in(("P<UTO", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"))
    'L898902C3'
    """
    return zone[1][:9].rstrip("<")


def write_lists(folder: Path, on: date, entries: int, namesakes: int) -> dict[str, Path]:
    """Write a list of persons and one of documents; return list name -> file.

    namesakes: how many of the persons bear names of the crowd, with other days of birth; nobody else meets anybody.
    """
    folder.mkdir()
    files = {"persons": folder / "persons.csv", "documents": folder / "documents.csv"}
    _write(files["persons"], PERSONS, chain(_namesakes(on, namesakes), _strangers(entries - namesakes)))
    _write(files["documents"], DOCUMENTS, _documents(on, entries))
    return files


def _write(path: Path, columns: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _namesakes(on: date, count: int) -> Iterator[Sequence[str]]:
    chance = Random("namesakes")
    for place, one in enumerate(islice(iter(lambda: traveller(chance, on, STATE), None), count)):
        yield _person(f"N-{place}", one.surname, one.given_names, "1930-01-01", one.sex)


def _strangers(count: int) -> Iterator[Sequence[str]]:
    chance = Random("strangers")
    for place in range(count):
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
        names = invented_name(chance), invented_name(chance)
        yield _person(f"P-{place}", *names, born.isoformat(), chance.choice("MFU"))


def _person(entry_id: str, surname: str, given_names: str, born: str, sex: str) -> Sequence[str]:
    return (entry_id, surname, given_names, born, sex, "UTO", "wanted", "Refer to the second line", "")


def _documents(on: date, count: int) -> Iterator[Sequence[str]]:
    chance = Random("documents")
    for place in range(count):
        known = (on - timedelta(days=chance.randrange(1, 900))).isoformat()
        yield (f"D-{place}", f"UX{number(chance, 9)}", "passport", "UTO", "stolen", "", known)
