from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.crossing import Direction
from border.fields import NotPossible
from border.stay import Passage, Stay, days_left, days_over, days_stayed, granted_until, open_stay, stays

IN, OUT = Direction.ENTRY, Direction.EXIT
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def test_a_stay_cannot_end_before_it_began():
    with pytest.raises(NotPossible):
        Stay(date(2026, 3, 2), left_on=date(2026, 3, 1))


def test_the_day_of_entry_does_not_count_and_the_last_day_does():
    assert granted_until(date(2026, 3, 1), 90) == date(2026, 5, 30)


def test_leaving_on_the_last_day_is_in_time_and_the_day_after_is_one_over():
    stay = Stay(date(2026, 3, 1), date(2026, 5, 30))

    assert days_over(stay, date(2026, 5, 30)) == 0
    assert days_over(stay, date(2026, 5, 31)) == 1


def test_a_closed_stay_is_over_by_its_end_and_not_by_today():
    stay = Stay(date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 12))

    assert days_over(stay, date(2026, 12, 31)) == 2


def test_a_stay_without_a_limit_is_never_over():
    assert days_over(Stay(date(2000, 1, 1)), date(2026, 1, 1)) == 0
    assert days_left(Stay(date(2000, 1, 1)), date(2026, 1, 1)) is None
    assert granted_until(date(2000, 1, 1), None) is None


@given(DAYS, st.integers(1, 365), st.integers(0, 800))
def test_days_left_and_days_over_are_never_both_there(entered, days, later):
    stay, on = Stay(entered, granted_until(entered, days)), entered + timedelta(days=later)

    assert days_left(stay, on) - days_over(stay, on) == days - later
    assert days_stayed(stay, on) == later


def test_an_exit_with_no_entry_makes_no_stay():
    assert stays([Passage(OUT, date(2026, 3, 1))]) == ()


def test_a_second_exit_ends_nothing():
    passages = [Passage(IN, date(2026, 3, 1)), Passage(OUT, date(2026, 3, 2)), Passage(OUT, date(2026, 3, 3))]

    assert stays(passages) == (Stay(date(2026, 3, 1), None, date(2026, 3, 2)),)


def test_a_missed_exit_is_not_made_up():
    passages = [Passage(IN, date(2026, 3, 1)), Passage(IN, date(2026, 4, 1)), Passage(OUT, date(2026, 4, 2))]

    assert stays(passages) == (Stay(date(2026, 3, 1)), Stay(date(2026, 4, 1), None, date(2026, 4, 2)))
    assert open_stay(passages) is None


def test_out_and_in_again_on_one_day_leaves_the_new_stay_open():
    passages = [
        Passage(IN, date(2026, 3, 1), date(2026, 8, 28)),
        Passage(OUT, date(2026, 3, 5)),
        Passage(IN, date(2026, 3, 5), date(2026, 9, 1)),
    ]

    assert open_stay(passages) == Stay(date(2026, 3, 5), date(2026, 9, 1))
