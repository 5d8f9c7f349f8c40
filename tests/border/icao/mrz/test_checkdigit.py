import pytest

from border.icao.mrz.checkdigit import check_digit


@pytest.mark.parametrize(
    ("field", "digit"),
    [
        ("520727", "3"),  # Doc 9303-3, section 4.9, example 1
        ("AB2134<<<", "5"),  # example 2
        ("HA672242<658022549601086<<<<<<<<<<<<<<0", "8"),  # example 3: a composite of TD3
        ("D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<", "2"),  # example 4: of TD1
        ("HA672242<658022549601086<<<<<<<", "8"),  # example 5: of TD2
        ("", "0"),
        ("<<<<<<", "0"),
    ],
)
def test_the_weights_run_from_the_left_and_a_filler_is_nothing(field: str, digit: str) -> None:
    assert check_digit(field) == digit
