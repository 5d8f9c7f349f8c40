from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.icao.dates import BadDate, PartialDate, birth, expiry, yymmdd

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "field",
    ["991332", "990230", "990001", "990100", "990431", "AB0101", "99<101", "99010", "", "٢٠0101", "290229"],
)
def test_what_the_calendar_does_not_have_is_refused(field: str) -> None:
    with pytest.raises(BadDate):
        birth(field, on=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("field", "on", "day"),
    [
        ("260301", date(2026, 3, 1), "2026-03-01"),
        ("260302", date(2026, 3, 1), "1926-03-02"),
        ("260401", date(2026, 3, 1), "1926-04-01"),
        ("270101", date(2026, 3, 1), "1927-01-01"),
        ("000229", date(2026, 3, 1), "2000-02-29"),
        ("740812", date(1999, 12, 31), "1974-08-12"),
        ("000101", date(1999, 12, 31), "1900-01-01"),
        ("2603<<", date(2026, 3, 1), "2026-03"),
        ("2604<<", date(2026, 3, 1), "1926-04"),
        ("26<<<<", date(2026, 3, 1), "2026"),
        ("75<<<<", date(2026, 3, 1), "1975"),
        ("7512<<", date(2026, 3, 1), "1975-12"),
        ("75<<12", date(2026, 3, 1), "1975"),
    ],
)
def test_a_day_of_birth_is_the_last_one_not_after_the_reference_day(field: str, on: date, day: str) -> None:
    assert str(birth(field, on)) == day


@pytest.mark.parametrize(
    ("field", "on", "day"),
    [
        ("260228", date(2026, 3, 1), "2026-02-28"),
        ("360301", date(2026, 3, 1), "2036-03-01"),
        ("991231", date(2026, 3, 1), "1999-12-31"),
        ("751231", date(2026, 3, 1), "2075-12-31"),
        ("760101", date(2026, 3, 1), "1976-01-01"),
        ("050101", date(1999, 3, 1), "2005-01-01"),
        ("3006<<", date(2026, 3, 1), "2030-06"),
    ],
)
def test_a_day_of_expiry_lies_within_half_a_century(field: str, on: date, day: str) -> None:
    assert str(expiry(field, on)) == day


@pytest.mark.parametrize("field", ["<<<<<<", "<<1201", "<<<<01"])
def test_without_a_year_nothing_is_known(field: str) -> None:
    assert birth(field, date(2026, 3, 1)) is None
    assert expiry(field, date(2026, 3, 1)) is None


def test_a_partial_date_spans_all_the_days_it_can_mean() -> None:
    month = PartialDate(2028, 2)

    assert (month.first_day, month.last_day) == (date(2028, 2, 1), date(2028, 2, 29))
    assert PartialDate(1985).last_day == date(1985, 12, 31)
    assert PartialDate(1985, 3, 14).last_day == date(1985, 3, 14)


@pytest.mark.parametrize("parts", [(2026, 0), (2026, 13), (2026, 2, 29), (2026, None, 1), (0,), (2026, 1, 0)])
def test_a_partial_date_that_exists_is_a_sound_one(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):
        PartialDate(*parts)


@given(day=DAYS, on=DAYS)
def test_nobody_is_born_after_the_reference_day(day: date, on: date) -> None:
    try:
        born = birth(yymmdd(day), on)
    except BadDate:
        assert (day.month, day.day) == (2, 29)
    else:
        assert born is not None
        assert born.first_day <= on


@given(text=st.text(max_size=8), on=DAYS)
def test_any_text_is_a_date_or_refused(text: str, on: date) -> None:
    for read in (birth, expiry):
        try:
            day = read(text, on)
        except BadDate:
            continue
        assert day is None or abs(day.year - on.year) <= 100


@given(day=DAYS)
def test_what_is_written_is_read_again(day: date) -> None:
    assert birth(yymmdd(PartialDate(day.year, day.month)), day) == PartialDate(day.year, day.month)
    assert birth(yymmdd(day), day) == PartialDate(day.year, day.month, day.day)


def test_a_day_nobody_knows_is_all_fillers() -> None:
    assert yymmdd(None) == "<<<<<<"
    assert yymmdd(PartialDate(1985)) == "85<<<<"
