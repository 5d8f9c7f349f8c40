"""Few entries and many travellers: nobody whom a desk would be shown is left out."""

from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.editions import file
from app.editions.index import Index
from app.editions.indexing import build
from bench.matching.damage import DAMAGES, NotPossible, damaged
from bench.matching.generator import subjects
from border.late import Entries
from border.listing import Birth, ListedName, Paper, Subject
from border.matching.score import compare
from border.matching.sought import Sought

LISTED = [
    *subjects(250, 9303),
    Subject("one:1", (ListedName("", "Xirsigaraad"),), (Birth("1980-01-01", "1980-12-31"),)),
    Subject("one:2", (ListedName("", "Li Wei Abdirahmanali"),), (), papers=(Paper("P0123456"),)),
]
FLOOR = 16.0


def even(_sound):
    return 9.0


def met(sought, near, rarity):
    found = (compare(sought, subject, rarity) for subject in near)
    return {each.subject.entry for each in found if each and (each.by_document or each.bits >= FLOOR)}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    path = tmp_path_factory.mktemp("late") / "edition.db"
    about = file.About(1, "2026-11-24T06:00:00.000Z", "2026-11-24", {})
    file.write(path, about, (file.person_row(subject, with_row=False) for subject in LISTED), ())
    build(path)
    with closing(Index(path)) as opened:
        yield opened


def both(sought, index):
    shown = {found.subject.entry for found in index.screen(sought, FLOOR)}
    return shown, met(sought, Entries(LISTED).near(sought, index.rarity, FLOOR), index.rarity)


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_whom_a_desk_is_shown_is_found_among_few_as_well(index, damage):
    entries, lost = Entries(LISTED), {}
    for subject in LISTED[:250]:
        try:
            sought = damaged(subject, damage, 1)
        except NotPossible:
            continue
        shown = {found.subject.entry for found in index.screen(sought, FLOOR)}
        near = met(sought, entries.near(sought, index.rarity, FLOOR), index.rarity)
        if shown - near:
            lost[subject.entry] = sought

    assert lost == {}


@pytest.mark.parametrize(
    "sought",
    [
        Sought("", "XIRSIGARAD", "1980-05-17", "M", ""),
        Sought("LI", "WEI ABDIRAHMAN ALI", "1999-05-17", "M", "CHN"),
        Sought("KAMAU", "JOHN", "1999-05-17", "M", "KEN", "P 0123456", "SOM"),
    ],
)
def test_the_few_that_are_found_are_those_of_the_desk(index, sought):
    shown, near = both(sought, index)

    assert shown <= near
    assert near


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["", "1980", "1974-08-12"]))
def test_no_name_breaks_it(surname, given_names, born):
    few = Entries(LISTED[-20:])

    few.near(Sought(surname, given_names, born, "F", "UTO"), even, FLOOR)
