"""Who arrives by themselves."""

from random import Random

import pytest

from app.demo import traffic
from app.demo.officer import Officer
from app.demo.people import Person
from app.demo.plan import places
from border.crossing import Direction


@pytest.fixture
def gate(tmp_path):
    person = Person("traffic.officer", "officer", "busia", "-")
    return traffic.Gate(places(tmp_path, 1)[1], Officer("http://127.0.0.1:1", person, "busia-2", Random(1)))


def test_where_few_are_inside_everybody_arrives(gate):
    chance = Random(1)
    gate.inside.extend([("first",), ("second",), ("third",)])

    arrivals = [traffic.arrival(gate, chance) for _ in range(200)]

    assert {arrival.direction for arrival in arrivals} == {Direction.ENTRY}
    assert len({arrival.lines for arrival in arrivals}) > 170


def test_who_came_in_first_leaves_first_and_once(gate):
    chance = Random(1)
    gate.inside.extend([("first",), ("second",), ("third",), ("fourth",), ("fifth",)])

    arrivals = [traffic.arrival(gate, chance) for _ in range(200)]

    assert [arrival.lines for arrival in arrivals if arrival.direction is Direction.EXIT] == [
        ("first",),
        ("second",),
    ]


def test_a_post_that_is_away_costs_one_traveller_and_no_more(gate, caplog):
    traffic.pass_one(gate, Random(1))

    assert "busia-2: " in caplog.text
