import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.fields import BadCharacter, FieldError, TooLong
from border.vehicle import Vehicle, plate


@pytest.mark.parametrize("typed", ["KDA\n123A", "KDA<123A", "KDA;123"])
def test_a_plate_with_what_no_plate_has_is_refused(typed):
    with pytest.raises(BadCharacter) as refused:
        plate(typed)

    assert refused.value.field == "vehicle_plate"


def test_a_plate_longer_than_any_is_refused():
    with pytest.raises(TooLong):
        plate("A" * 16)


def test_a_carrier_of_a_whole_paragraph_is_refused():
    with pytest.raises(TooLong) as refused:
        Vehicle(carrier="x" * 61)

    assert refused.value.field == "carrier"


@pytest.mark.parametrize("typed", ["KDA 123A", "kda-123a", " KDA.123 A "])
def test_a_plate_has_one_spelling(typed):
    assert Vehicle(typed, "ken").plate == "KDA123A"


@given(st.text(max_size=20))
def test_a_plate_in_its_spelling_is_taken_again_unchanged(text):
    try:
        spelt = plate(text)
    except FieldError:
        return

    assert plate(spelt) == spelt
