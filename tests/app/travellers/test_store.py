from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tables import PROJECTED
from app.travellers import service, store
from border.crossing import Direction
from border.stay import Passage, stays
from db.sqlite import SqliteDatabase, open_sqlite
from migrations.migrate import migrate
from sync.journal import Entry, Event, encode
from tests.app import facts

ANNA = facts.DOCUMENT["id"]


@pytest.fixture
def db(tmp_path: Path) -> SqliteDatabase:
    database = open_sqlite(tmp_path / "rows.db")
    migrate(database)
    return database


def event(kind: str, payload: dict[str, Any], node: str = "busia") -> Event:
    return Event(
        Entry(node, 1, 1, "id", kind, 1, "2026-11-24T02:00:00.000Z", "amina", "", ""), "", encode(payload)
    )


def passed(id: str, at: str, node: str = "busia", **changes: Any) -> Event:
    return event("crossing.recorded", facts.recorded(id, at, **changes), node)


def amended(id: str, changes: dict[str, list[Any]], node: str = "busia", *, voided: bool = False) -> Event:
    return event("crossing.amended", {"crossing_id": id, "changes": changes, "voided": voided}, node)


def fold(db: SqliteDatabase, *events: Event) -> None:
    with db.transaction():
        for one in events:
            project = store.crossing_recorded if one.kind == "crossing.recorded" else store.crossing_amended
            project(db, one)


def test_an_admitted_entry_opens_a_stay(db):
    fold(db, passed("c1", "2026-11-24T02:00:00.000Z", until_on="2026-12-24"))

    stay = service.open_stay(db, ANNA)

    assert stay is not None
    assert (stay.entered_on, stay.granted_until) == (date(2026, 11, 24), date(2026, 12, 24))


def test_an_admitted_exit_closes_the_open_stay(db):
    fold(
        db,
        passed("c1", "2026-11-24T02:00:00.000Z"),
        passed("c2", "2026-11-26T02:00:00.000Z", "jkia", direction="exit"),
    )

    assert service.open_stay(db, ANNA) is None
    assert [(s["state"], s["exited_on"], s["exited_node"]) for s in service.stays(db, ANNA)] == [
        ("exited", "2026-11-26", "jkia")
    ]


def test_a_refused_exit_leaves_the_stay_open(db):
    refused = passed(
        "c2", "2026-11-26T02:00:00.000Z", direction="exit", decision="refuse", refusal=facts.REFUSAL
    )

    fold(db, passed("c1", "2026-11-24T02:00:00.000Z"), refused)

    assert service.open_stay(db, ANNA) is not None


def test_an_exit_without_an_entry_makes_no_stay_and_is_no_error(db):
    fold(db, passed("c1", "2026-11-24T02:00:00.000Z", direction="exit"))

    assert service.stays(db, ANNA) == []
    assert service.traveller(db, ANNA)["surname"] == "ERIKSSON"


def test_a_voided_exit_opens_the_stay_again(db):
    fold(
        db,
        passed("c1", "2026-11-24T02:00:00.000Z"),
        passed("c2", "2026-11-26T02:00:00.000Z", direction="exit"),
        amended("c2", {}, voided=True),
    )

    assert service.open_stay(db, ANNA) is not None


def test_an_amended_direction_makes_the_stay_that_should_have_been(db):
    fold(
        db,
        passed("c1", "2026-11-24T02:00:00.000Z", direction="exit"),
        amended("c1", {"direction": ["exit", "entry"], "until_on": [None, "2026-11-30"]}),
    )

    assert service.open_stay(db, ANNA).granted_until == date(2026, 11, 30)


def test_the_traveller_reads_as_the_newest_crossing_says_whatever_comes_last(db):
    newer = facts.document("L898902C3", surname="ERIKSSON-OST")

    fold(db, passed("c2", "2026-11-26T02:00:00.000Z", **newer), passed("c1", "2026-11-24T02:00:00.000Z"))

    assert service.traveller(db, ANNA)["surname"] == "ERIKSSON-OST"


def test_a_stay_of_another_document_is_offered_by_name_and_birth(db):
    fold(db, passed("c1", "2026-11-24T02:00:00.000Z"))

    offered = service.offered_stays(db, "Eriksson", "Anna-Maria", "1974-08-12")

    assert [stay["document_id"] for stay in offered] == [ANNA]
    assert service.offered_stays(db, "Eriksson", "Anna-Maria", "1974") == []
    assert service.offered_stays(db, "Eriksson", "Anna-Maria", "1974-08-13") == []


NODES = ("busia", "jkia", "namanga")


@st.composite
def journals(draw: st.DrawFn) -> list[list[Event]]:
    """Journals of three posts, each in its own order, over two documents and few instants, so that they collide."""
    ids = count()
    made = []
    for node in NODES:
        events: list[Event] = []
        for _ in range(draw(st.integers(0, 4))):
            crossing_id = f"c{next(ids)}"
            at = f"2026-11-{draw(st.integers(1, 3)):02}T02:00:00.000Z"
            which = facts.document(
                draw(st.sampled_from(["A1", "B2"])), surname=draw(st.sampled_from(["ONE", "TWO"]))
            )
            decision = draw(st.sampled_from(["admit", "refuse"]))
            way = draw(st.sampled_from(["entry", "exit"]))
            events.append(passed(crossing_id, at, node, direction=way, decision=decision, **which))
            if draw(st.booleans()):
                six = {"surname": ["ONE", "SIX"]}
                events.append(amended(crossing_id, six, node, voided=draw(st.booleans())))
        made.append(events)
    return made


def interleaved(draw: st.DrawFn, made: list[list[Event]]) -> list[Event]:
    left = [list(events) for events in made if events]
    order = []
    while left:
        chosen = draw(st.sampled_from(left))
        order.append(chosen.pop(0))
        left = [events for events in left if events]
    return order


@st.composite
def two_interleavings(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    made = draw(journals())
    return interleaved(draw, made), interleaved(draw, made)


def rows(tmp: Path, events: list[Event]) -> dict[str, list[Any]]:
    database = open_sqlite(tmp)
    migrate(database)
    fold(database, *events)
    kept = {table: sorted(map(repr, database.tools()[table].rows)) for table in PROJECTED["travellers"]}
    database.close()
    return kept


@pytest.mark.slow
@settings(max_examples=40)
@given(orders=two_interleavings())
def test_any_interleaving_of_the_posts_journals_folds_to_the_same_rows(tmp_path_factory, orders):
    folder = tmp_path_factory.mktemp("fold")

    one, other = (rows(folder / f"{number}.db", events) for number, events in enumerate(orders))

    assert one == other


@pytest.mark.slow
@settings(max_examples=60)
@given(ways=st.lists(st.sampled_from([Direction.ENTRY, Direction.EXIT]), max_size=7))
def test_the_rows_of_stays_are_those_of_the_rule(tmp_path_factory, ways):
    database = open_sqlite(tmp_path_factory.mktemp("stays") / "rows.db")
    migrate(database)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(len(ways))]
    events = [
        passed(f"c{number}", f"{day}T02:00:00.000Z", direction=way, until_on="2026-12-24")
        for number, (way, day) in enumerate(zip(ways, days, strict=True))
    ]

    fold(database, *events)

    ruled = stays(Passage(way, day, date(2026, 12, 24)) for way, day in zip(ways, days, strict=True))
    assert [service.stay_of(row) for row in reversed(service.stays(database, ANNA))] == list(ruled)
    database.close()
