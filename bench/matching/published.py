"""Published lists as judges: every alias that a list prints, asked against the primary name of the same person."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.editions.index import Index
from app.lists.formats import un
from app.lists.formats.problems import Read
from bench.matching import trial
from bench.matching.labels import sought
from bench.matching.trial import share
from bench.matching.yardsticks import token_sort
from border.listing import Birth, NameKind, Subject
from border.matching.sought import Sought

UN = "un-consolidated*.xml"
TOKEN_SORT = 0.85


def measured(path: Path, folder: Path | None) -> dict[str, Any]:
    """Return how many aliases lead to their person, by kind of alias. The list at `path` gets the primary names."""
    if folder is None:
        return {"absent": "give --lists FOLDER"}
    files = sorted(folder.glob(UN))
    if not files:
        return {"UN": f"{UN} absent"}
    people = [one for one in _people(files[-1]) if len(one.names) > 1 and one.births]
    primary = {one.entry: replace(one, names=one.names[:1], papers=()) for one in people}
    trial.change(path, (), list(primary.values()))
    listed = Index(path)
    return {
        f"UN {kind}": _aliases(listed, people, primary, kind)
        for kind in NameKind
        if kind is not NameKind.PRIMARY
    }


def _people(path: Path) -> list[Subject]:
    with path.open("rb") as file:
        return [
            one.what for one in un.read(file, "un") if isinstance(one, Read) and isinstance(one.what, Subject)
        ]


def _aliases(
    listed: Index, people: list[Subject], primary: dict[str, Subject], kind: NameKind
) -> dict[str, Any]:
    asked = [(one.entry, traveller) for one in people for traveller in _travellers(one, kind)]
    answers = [trial.ask(listed, entry, traveller) for entry, traveller in asked]
    return {
        "n": len(answers),
        "candidates": round(share(one.candidate for one in answers), 3),
        "top ten": round(share(one.in_top for one in answers), 3),
        "found": round(share(one.bits >= listed.threshold for one in answers), 3),
        f"token sort {TOKEN_SORT}": round(
            share(token_sort(traveller, primary[entry]) >= TOKEN_SORT for entry, traveller in asked), 3
        ),
    }


def _travellers(subject: Subject, kind: NameKind) -> Iterator[Sought]:
    """Yield the person under each name of a kind, with the first birth listed; no nationality, no document."""
    born = told(next(birth for birth in subject.births))
    for name in subject.names[1:]:
        if name.kind is kind:
            yield sought(name.text, born)


def told(birth: Birth) -> str:
    """Return a listed birth as far as one day, month or year tells it, '' where it does not.

    >>> told(Birth("1980-01-01", "1980-12-31"))
    '1980'
    """
    first, last = birth.first, birth.last
    for length in (10, 7, 4):
        if first[:length] == last[:length]:
            return first[:length]
    return ""
