import pytest
from hypothesis import given
from hypothesis import strategies as st

from border import names

NAMES = st.text(st.characters(categories=["L", "Zs", "Pd", "Mn"]), max_size=25)


@pytest.mark.parametrize("nothing", ["", "  ", "<<<", "-'"])
def test_a_name_of_no_letters_has_no_words_and_no_key(nothing):
    assert names.fold(nothing) == ()
    assert names.keys(nothing, "") == frozenset()
    assert names.head(nothing) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Müller-Öst", ("MULLER", "OST")),
        ("O'Connor", ("OCONNOR",)),
        ("O’Connor", ("OCONNOR",)),
        ("al-Ḥassan", ("AL", "HASSAN")),
        ("van der Berg", ("VAN", "DER", "BERG")),
        ("ERIKSSON<<ANNA<MARIA", ("ERIKSSON", "ANNA", "MARIA")),
        ("Søren", ("SOREN",)),
        ("Иванов", ("IVANOV",)),
        ("አበበ ቢቂላ", ("አበበ", "ቢቂላ")),
    ],
)
def test_a_name_folds_to_plain_words(name, words):
    assert names.fold(name) == words


@pytest.mark.parametrize("in_a_zone", ["MUELLER", "MULLER"])
def test_a_zone_may_write_an_umlaut_in_either_way(in_a_zone):
    assert names.keys("Müller", "Jürg") & (names.keys(in_a_zone, "JUERG") | names.keys(in_a_zone, "JURG"))


def test_two_spellings_of_one_name_are_two_keys_of_each_whole():
    assert names.keys("Müller", "Anna") == {"ANNA MULLER", "ANNA MUELLER"}


@given(NAMES, NAMES)
def test_keys_do_not_mind_which_field_a_word_stands_in(surname, given_names):
    assert names.keys(surname, given_names) == names.keys(given_names, surname)


@given(NAMES, NAMES)
def test_a_key_is_words_in_order_and_never_empty(surname, given_names):
    for key in names.keys(surname, given_names):
        assert key.split() == sorted(key.split()) != []


def test_the_head_is_what_can_be_searched_when_a_zone_cut_the_name():
    assert names.head("NILAVADHANANANDA") == "NILAVADHAN"
    assert names.head("", "Mutua") == "MUTUA"


@pytest.mark.parametrize(
    ("short", "whole", "expected"),
    [
        (("DEJTHAMRONG", "K"), ("DEJTHAMRONG", "KRASUANG"), True),
        (("DEJTHAMRONG",), ("DEJTHAMRONG", "KRASUANG"), True),
        ((), ("ANNA",), True),
        (("DEJTHAMRONG", "KRASUANG"), ("DEJTHAMRONG",), False),
        (("K", "DEJ"), ("DEJTHAMRONG", "KRASUANG"), False),
    ],
)
def test_a_name_cut_short_begins_the_whole_one_word_by_word(short, whole, expected):
    assert names.begins(short, whole) is expected
