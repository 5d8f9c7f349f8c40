from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.days import BadDay
from border.fields import MissingField
from border.traveller import BadTraveller, Sex, Traveller, ages_on, minor_on


def test_a_traveller_without_any_name_cannot_be():
    with pytest.raises(MissingField):
        Traveller("  ", "")


def test_somebody_with_one_name_only_is_a_traveller():
    assert Traveller("", "MUTUA").name == "MUTUA"


def test_a_nationality_that_is_no_code_is_refused():
    with pytest.raises(BadTraveller):
        Traveller("ERIKSSON", nationality="U<O")


def test_a_birth_on_no_day_of_the_calendar_is_refused():
    with pytest.raises(BadDay):
        Traveller("ERIKSSON", date_of_birth="1974-02-31")


def test_unspecified_sex_is_not_x():
    assert Sex.U is not Sex.X
    assert Traveller("ERIKSSON").sex is Sex.U


def test_a_known_birth_gives_one_age():
    assert ages_on("1974-08-12", date(2026, 8, 11)) == (51, 51)
    assert ages_on("1974-08-12", date(2026, 8, 12)) == (52, 52)


def test_a_year_of_birth_gives_two_ages():
    assert ages_on("2008", date(2026, 6, 1)) == (17, 18)


@pytest.mark.parametrize("birth", ["", "2027", "2026-06-02"])
def test_no_birth_or_one_ahead_gives_no_age(birth):
    assert ages_on(birth, date(2026, 6, 1)) is None


def test_a_birth_that_may_lie_ahead_counts_from_nought():
    assert ages_on("2026", date(2026, 6, 1)) == (0, 0)


def test_a_leap_day_child_comes_of_age_on_the_first_of_march():
    assert minor_on("2008-02-29", date(2026, 2, 28)) is True
    assert minor_on("2008-02-29", date(2026, 3, 1)) is False


@pytest.mark.parametrize(
    ("birth", "expected"),
    [("2007", False), ("2008", None), ("2009", True), ("2008-07", True), ("2008-06", None), ("", None)],
)
def test_a_partial_birth_is_a_minors_only_where_it_is_sure(birth, expected):
    assert minor_on(birth, date(2026, 6, 15)) is expected


@given(st.dates(date(1900, 1, 1), date(2026, 6, 1)), st.sampled_from([4, 7]))
def test_the_true_age_lies_within_the_ages_of_a_shortened_birth(born, kept):
    on = born + timedelta(days=9999)

    true = ages_on(born.isoformat(), on)
    shortened = ages_on(born.isoformat()[:kept], on)

    assert shortened[0] <= true[0] <= shortened[1]
