from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.web.formats import age, day, moment

NAIROBI = ZoneInfo("Africa/Nairobi")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1985", "1985"),
        ("1985-12", "Dec 1985"),
        ("2031-04-15", "15 Apr 2031"),
        (date(2031, 4, 15), "15 Apr 2031"),
        ("", "–"),
        (None, "–"),
    ],
)
def test_a_day_says_what_is_known_of_it(value, words):
    assert day(value) == words


def test_what_is_no_day_is_refused():
    with pytest.raises(ValueError):
        day("1985-13")


def test_a_moment_is_on_the_clock_of_the_site():
    assert moment("2026-11-23T22:30:00.000Z", NAIROBI) == "24 Nov 2026 01:30"
    assert moment(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), NAIROBI) == "23 Nov 2026 18:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "under a minute"),
        (59, "under a minute"),
        (60, "1 min"),
        (3599, "59 min"),
        (11_520, "3 h 12 min"),
        (172_799, "47 h 59 min"),
        (172_800, "2 days"),
    ],
)
def test_an_age_has_its_two_largest_units(seconds, words):
    assert age(seconds) == words
