import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.icao.mrz.compose import Details, compose
from border.icao.mrz.correct import Change, corrections
from border.icao.mrz.parse import BadMrz, parse
from tests.border.icao.mrz import made, specimens
from tests.border.icao.mrz.specimens import TODAY

UPPER, LOWER = specimens.TD3


@pytest.mark.parametrize("lines", specimens.ALL)
def test_a_good_zone_needs_no_correction(lines: tuple[str, ...]) -> None:
    assert corrections(lines, TODAY) is None


def test_what_is_no_zone_is_refused() -> None:
    with pytest.raises(BadMrz):
        corrections([UPPER], TODAY)


@pytest.mark.parametrize(
    "lower",
    [
        LOWER.replace("L898902C36", "L898902C37"),  # a wrong digit that no confusion explains
        LOWER.replace("L898902C36", "L898902C7A"),
        LOWER.replace("740812", "740A12"),
    ],
)
def test_what_no_confusion_explains_is_left_alone(lower: str) -> None:
    assert corrections([UPPER, lower], TODAY) is None


def test_where_two_changes_would_do_each_none_is_offered() -> None:
    lower = LOWER.replace("ZE184226B", "2E184226B")  # Z for 2 makes the digits hold; so does B for 8

    assert parse([UPPER, lower.replace("2E184226B", "2E1B4226B")], TODAY).valid
    assert corrections([UPPER, lower], TODAY) is None


@pytest.mark.parametrize(
    ("upper", "lower", "change"),
    [
        (UPPER, LOWER.replace("L898902C3", "L8989O2C3"), Change("document_number", 2, 6, "O", "0")),
        (UPPER, LOWER.replace("740812", "74O812"), Change("date_of_birth", 2, 16, "O", "0")),
        (UPPER, LOWER.replace("1204159", "I204159"), Change("date_of_expiry", 2, 22, "I", "1")),
        (UPPER, LOWER.replace("UTO", "UT0"), Change("nationality", 2, 13, "0", "O")),
        (UPPER, LOWER[:-1] + "O", Change("", 2, 44, "O", "0")),
        (UPPER.replace("ERIK", "ER1K"), LOWER, Change("names", 1, 8, "1", "I")),
    ],
)
def test_the_one_confusion_that_makes_all_digits_hold_is_offered(
    upper: str, lower: str, change: Change
) -> None:
    correction = corrections([upper, lower], TODAY)

    assert correction is not None
    assert correction.lines == specimens.TD3
    assert correction.changes == (change,)


def test_all_that_can_only_be_a_digit_or_a_letter_is_turned_at_once() -> None:
    lower = LOWER.replace("UTO740812", "UT0740BI2").replace("1204159", "I2O4I59")

    correction = corrections([UPPER.replace("ERIKSSON", "ER1K550N"), lower], TODAY)

    assert correction is not None
    assert correction.lines == specimens.TD3
    assert len(correction.changes) == 10


def test_what_may_be_either_in_a_card_is_found_through_the_composite() -> None:
    upper, lower, names = specimens.TD1
    lower = lower.replace("UTO<<<<<<<<<<<6", "UTOAC0<<<<<<<<2")

    correction = corrections([upper, lower.replace("AC0", "ACO"), names], TODAY)

    assert correction is not None
    assert correction.lines == (upper, lower, names)


def test_a_card_with_a_long_document_number_is_corrected_too() -> None:
    upper, lower, names = specimens.TD1_LONG

    correction = corrections([upper, lower.replace("340712", "34O7I2"), names], TODAY)

    assert correction is not None
    assert correction.zone.document_number == "D23145890734"


@given(made.details(), st.data())
def test_an_offer_always_makes_every_digit_hold(details: Details, data: st.DataObject) -> None:
    lines = compose(details)
    text = "".join(lines)
    at = data.draw(
        st.sampled_from([at for at, character in enumerate(text) if character in "01852OIBSZ"] or [0])
    )
    misread = text[:at] + text[at].translate(str.maketrans("01852OIBSZ", "OIBSZ01852")) + text[at + 1 :]
    width = len(lines[0])
    if misread[0] in "0125":
        return

    correction = corrections([misread[start : start + width] for start in range(0, len(text), width)], TODAY)

    if correction is not None:
        assert correction.zone.valid
        assert 1 <= len(correction.changes) <= 3
