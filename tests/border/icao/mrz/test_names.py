"""Expected values: Doc 9303-4 and -5, sections 4.2.3, names of the State of Utopia's examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.icao.mrz.names import read_names, written_names

COMPONENTS = st.lists(st.text("ABCXYZ", min_size=1, max_size=14), min_size=1, max_size=6)
WIDTHS = st.sampled_from([30, 31, 39])


@pytest.mark.parametrize(
    ("field", "surname", "given_names"),
    [
        ("ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "ERIKSSON", "ANNA MARIA"),
        ("SMITH<JONES<<SUSIE<MARGARET<<<<<<<<<<<<", "SMITH JONES", "SUSIE MARGARET"),
        ("ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "ARKFREITH", ""),
        ("SATRIYA<SUDARPA<<<<<<<<<<<<<<<<<<<<<<<<", "SATRIYA SUDARPA", ""),
        ("<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<<<<<<<<", "", "ANNA MARIA"),
        ("<" * 39, "", ""),
    ],
)
def test_two_fillers_part_surname_and_given_names(field: str, surname: str, given_names: str) -> None:
    names = read_names(field)

    assert (names.surname, names.given_names) == (surname, given_names)
    assert not names.truncated
    assert not names.stray


@pytest.mark.parametrize(
    "field",
    [
        "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K",
        "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI",
        "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR",  # just fits, and must be taken as cut
        "NILAVADHANANANDA<<CHAYAPA<DE<K",
    ],
)
def test_a_name_that_fills_its_field_may_go_on(field: str) -> None:
    assert read_names(field).truncated


@pytest.mark.parametrize(
    "field",
    ["ERIKSSON<<ANNA<<MARIA<<<", "ERIKSSON<<ANNA<<<<<<<K<<", "ERIKSSON<<<ANNA<<<", "<ERIKSSON<<ANNA<"],
)
def test_a_filler_where_none_belongs_is_told_and_the_names_are_still_read(field: str) -> None:
    names = read_names(field)

    assert names.stray
    assert (names.surname, names.given_names.split()[0]) == ("ERIKSSON", "ANNA")


@pytest.mark.parametrize(
    ("primary", "secondary", "width", "field"),
    [
        ("ERIKSSON", "ANNA<MARIA", 39, "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
        ("ARKFREITH", "", 39, "ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
        ("NILAVADHANANANDA", "CHAYAPA<DEJTHAMRONG<KRASUANG", 39, "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        ("NILAVADHANANANDA", "ARNPOL<PETCH<CHARONGUANG", 39, "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"),
        ("PAPANDROPOULOUS", "JONATHON<WARREN<TREVOR", 39, "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"),
        ("PAPANDROPOULOUS", "JONATHON<ALEC", 30, "PAPANDROPOULOUS<<JONATHON<ALEC"),
    ],
)
def test_names_are_written_and_cut_as_the_examples_are(
    primary: str, secondary: str, width: int, field: str
) -> None:
    assert written_names(primary, secondary, width) == field


def test_of_a_surname_that_is_too_long_the_longest_components_give() -> None:
    field = written_names("BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WARNAMBOOL", "DINGO<POTOROO", 39)

    assert field == "BENNELON<WOOLOOMO<WARRANDY<WARNAMBOO<<D"


@given(
    surname=COMPONENTS,
    given_names=st.lists(st.text("ABC", min_size=2, max_size=14), max_size=6),
    width=WIDTHS,
)
def test_a_written_name_fills_its_field_and_ends_with_a_letter_if_cut(
    surname: list[str], given_names: list[str], width: int
) -> None:
    primary, secondary = "<".join(surname), "<".join(given_names)

    field = written_names(primary, secondary, width)

    names = read_names(field)
    assert len(field) == width
    assert not names.stray
    if len(primary) + len(secondary) + 2 * bool(secondary) > width:
        assert names.truncated
        assert bool(names.given_names) == bool(given_names)
    else:
        assert (names.surname.split(), names.given_names.split()) == (surname, given_names)
