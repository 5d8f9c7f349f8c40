from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.days import BadDay, compatible, months_later, span


@pytest.mark.parametrize(
    "text",
    [
        "1985-13",
        "1985-00",
        "1985-02-30",
        "1985-12-00",
        "85-12-01",
        "1985-1-1",
        "1985-12-01T00",
        " 1985",
        "0000",
        "١٩٨٥",
    ],
)
def test_what_is_no_day_of_the_calendar_is_refused(text):
    with pytest.raises(BadDay):
        span(text)


def test_a_bad_day_names_its_field():
    with pytest.raises(BadDay) as refused:
        span("1985-02-30", "date_of_birth")

    assert refused.value.field == "date_of_birth"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1985", date(1985, 1, 1), date(1985, 12, 31)),
        ("1984-02", date(1984, 2, 1), date(1984, 2, 29)),
        ("1985-12-01", date(1985, 12, 1), date(1985, 12, 1)),
    ],
)
def test_a_partial_date_spans_all_it_can_mean(text, first, last):
    assert span(text) == (first, last)


def test_nothing_known_spans_nothing():
    assert span("") is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1985", "1985-12-01", True),
        ("1985-11", "1985-12-01", False),
        ("1985-12", "1985-12", True),
        ("1985", "1986", False),
        ("", "1986", True),
    ],
)
def test_partial_dates_meet_where_they_can_mean_one_day(one, other, expected):
    assert compatible(one, other) is expected
    assert compatible(other, one) is expected


def test_months_later_stops_at_the_end_of_a_shorter_month():
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 24))
def test_months_later_lands_in_the_month_that_was_asked_for(day, months):
    later = months_later(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
