"""What an entry promises before it is compared."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.listing import Birth, ListedName, Subject
from border.matching import keys
from border.matching.evidence import MOST_OF_OTHERS
from border.matching.keys import FIRST_SOUND, Unit
from border.matching.promise import Promise, birth_bits, most_of_birth, of_birth, reach
from border.matching.score import compare
from border.matching.sought import Sought
from border.matching.words import words
from border.traveller import Sex


def even(_sound):
    return 10.0


@pytest.mark.parametrize("told", range(1 << FIRST_SOUND))
@pytest.mark.parametrize("january", [False, True])
def test_whatever_keys_tell_of_a_birth_counts_for_something(told, january):
    assert of_birth(told, january) >= -6.0
    assert most_of_birth(told) >= -3.0


def test_a_document_comes_before_all_and_is_never_left_out():
    assert of_birth(keys.DOCUMENT, january=True) == math.inf
    assert most_of_birth(keys.DOCUMENT) == math.inf


def test_ways_of_parting_a_word_do_not_count_twice():
    whole = Promise([Unit(("BDL",))], even)
    parted = Promise([Unit(("BDL",)), Unit(("BD",), (), 1, (0,)), Unit(("L",), (), 1, (0,))], even)

    assert parted.of_names(0b001 << FIRST_SOUND) == whole.of_names(1 << FIRST_SOUND)
    assert parted.of_names(0b111 << FIRST_SOUND) == parted.of_names(0b110 << FIRST_SOUND)


NAMES = st.lists(
    st.sampled_from(["ABDI", "ABDIRAHMAN", "ALI", "ABDIRAHMANALI", "ANNA", "ANNAMARIA", "MARIA", "LI", "J"])
    | st.text(max_size=8),
    max_size=5,
).map(" ".join)
RARITIES = st.sampled_from(
    [
        lambda _: 10.0,
        lambda _: 9.17,
        lambda sound: 3.358 * len(sound),
        lambda sound: 2.0 * len(sound),
        lambda sound: 20.0 - len(sound),
    ]
)


@given(NAMES, NAMES, st.booleans(), RARITIES)
def test_no_comparison_exceeds_what_words_can_reach(ours, theirs, truncated, rarity):
    sought = Sought("", ours, "1974-08-12", "F", "UTO", names_truncated=truncated)
    subject = Subject(
        "un:1", (ListedName("", theirs),), (Birth("1974-01-01", "1974-12-31"),), Sex.F, ("UTO",)
    )
    most = reach(words(f" {ours} "), truncated, rarity)

    found = compare(sought, subject, rarity)

    most += birth_bits(sought.date_of_birth, subject.births) + MOST_OF_OTHERS
    assert found is None or found.bits <= most
