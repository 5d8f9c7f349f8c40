"""A made list as an edition with its index, and the answers it gives to listed and unlisted travellers.

Nothing is stood in for: the edition is written, indexed and asked by the program's own modules.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from app.editions import indexing
from app.editions.file import About, apply, person_row, read_about, write
from app.editions.index import Index
from bench.matching.damage import DAMAGES, Damage, NotPossible, damaged
from bench.matching.generator import subjects, unlisted, with_listed_document
from border.listing import Subject
from border.matching.sought import Sought

SEED = 9303
TOP = 10
NEVER = -math.inf
"""Bits of a listed person who was no candidate, or of a traveller whom nobody met."""


@dataclass(frozen=True, slots=True)
class Positive:
    """A listed person and the traveller whom a damage made of them."""

    damage: str
    subject: Subject
    sought: Sought

    @property
    def day_known(self) -> bool:
        return any(birth.is_day for birth in self.subject.births)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the list answered: whether the person was a candidate, their rank from 0 (None: not met), their bits."""

    candidate: bool
    rank: int | None
    bits: float

    @property
    def in_top(self) -> bool:
        return self.rank is not None and self.rank < TOP


@dataclass(frozen=True, slots=True)
class Made:
    """An edition on disk: its rows, the seconds that writing and indexing took, its bytes with and without index."""

    path: Path
    rows: int
    write_s: float
    build_s: float
    bytes_bare: int
    bytes_indexed: int


def make(path: Path, rows: int) -> Made:
    """Write an edition of so many made persons, and its index."""
    about = About(1, "2026-01-01T00:00:00.000Z", "2026-01-01", {"made": "1"})
    began = time.thread_time()
    write(path, about, (person_row(made, with_row=False) for made in subjects(rows, SEED)), ())
    written, bare = time.thread_time(), path.stat().st_size
    indexing.build(path)
    return Made(path, rows, written - began, time.thread_time() - written, bare, path.stat().st_size)


def change(path: Path, gone: Sequence[str], come: Sequence[Subject]) -> None:
    """Take rows out of an edition and put rows in, with their index, as a post does with a delta."""
    rows = [["p", entry, None] for entry in gone] + [["p", *person_row(one, with_row=False)] for one in come]
    indexing.leave_out(path, [*gone, *(one.entry for one in come)])
    apply(path, read_about(path), rows)
    indexing.take_in(path, come)


def positives(rows: int, each: int, damages: Mapping[str, Damage] = DAMAGES) -> list[Positive]:
    """Return so many damaged travellers of each kind, from all over the list; fewer where it has no more."""
    wanted = each * len(damages) * 2
    chosen = list(islice(subjects(rows, SEED), 0, None, max(1, rows // wanted)))
    found: list[Positive] = []
    for number, damage in enumerate(damages):
        start = number * len(chosen) // len(damages)
        found += islice(_damaged(chosen[start:] + chosen[:start], damage, damages), each)
    return found


def _damaged(chosen: Iterable[Subject], damage: str, damages: Mapping[str, Damage]) -> Iterator[Positive]:
    for subject in chosen:
        try:
            yield Positive(damage, subject, damaged(subject, damage, SEED, damages))
        except NotPossible:
            continue


def travellers(count: int) -> list[Sought]:
    return list(unlisted(count, SEED))


def strangers(count: int) -> list[Subject]:
    """Return persons who are on no list made here."""
    return [replace(made, entry=f"new:{made.entry.partition(':')[2]}") for made in subjects(count, SEED + 1)]


def bearers(rows: int, count: int) -> list[Positive]:
    """Return strangers who carry documents that the list names."""
    carried = islice((made for made in subjects(rows, SEED) if made.papers), count)
    return [Positive("document_only", made, with_listed_document(made, SEED)) for made in carried]


def ask(listed: Index, entry: str, sought: Sought) -> Answer:
    """Return how a traveller meets one entry of the list."""
    for rank, met in enumerate(listed.screen(sought, at_least=NEVER)):
        if met.subject.entry == entry:
            return Answer(candidate=True, rank=rank, bits=met.bits)
    return Answer(entry in listed.candidates(sought), None, NEVER)


def best_bits(listed: Index, sought: Sought, at_least: float = NEVER) -> float:
    """Return the bits of whoever a traveller meets best, NEVER where nobody comes to `at_least`."""
    met = listed.screen(sought, at_least)
    return met[0].bits if met else NEVER


def best_scores(
    listed: Index, scores: Sequence[Callable[[Sought, Subject], float]], sought: Sought
) -> tuple[float, ...]:
    """Return what other rules give the candidate that each likes best; 0 where there is none."""
    found = (listed.subject(entry) for entry in listed.candidates(sought))
    candidates = [subject for subject in found if subject is not None]
    return tuple(max((score(sought, one) for one in candidates), default=0.0) for score in scores)


def share(true: Iterable[bool]) -> float:
    """Return the share of what is true; 0 of nothing."""
    known = list(true)
    return sum(known) / len(known) if known else 0.0
