import pytest
from hypothesis import given
from hypothesis import strategies as st

from border import fields
from border.fields import BadCharacter, MissingField, OutOfRange, TooLong, UnknownChoice


@pytest.mark.parametrize(
    "text", ["two\nlines", "tab\there", "nul\x00", "turned\u202eround", "half\ud800", "end\u2028"]
)
def test_a_character_that_can_make_a_page_lie_is_refused_with_its_field(text):
    with pytest.raises(BadCharacter) as refused:
        fields.line(text, "address", 40)

    assert refused.value.field == "address"


def test_text_beyond_the_limit_is_refused_and_says_both_lengths():
    with pytest.raises(TooLong) as refused:
        fields.line("x" * 41, "carrier", 40)

    assert refused.value.facts == {"field": "carrier", "length": 41, "most": 40}


def test_the_limit_counts_after_trimming():
    assert fields.line("  " + "x" * 40 + "  ", "carrier", 40) == "x" * 40


def test_spaces_are_trimmed_and_made_single():
    assert fields.line("  Moi   Avenue  1 ", "address", 40) == "Moi Avenue 1"


def test_joiners_of_arabic_and_indic_names_stay():
    assert fields.line("می\u200cخواهم", "surname", 40) == "می\u200cخواهم"


@given(st.text(max_size=60))
def test_a_line_that_was_taken_is_taken_again_unchanged(text):
    try:
        taken = fields.line(text, "note", 100)
    except BadCharacter:
        return

    assert fields.line(taken, "note", 100) == taken


def test_a_field_of_spaces_is_missing():
    with pytest.raises(MissingField) as refused:
        fields.needed("   ", "reason", 40)

    assert refused.value.field == "reason"


def test_an_empty_choice_is_missing_and_a_strange_one_unknown():
    with pytest.raises(MissingField):
        fields.choice("", "purpose", ["holiday"])
    with pytest.raises(UnknownChoice):
        fields.choice("Holiday", "purpose", ["holiday"])


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_number_past_either_end_is_out_of_range(days):
    with pytest.raises(OutOfRange):
        fields.within(days, "days_granted", 1, 90)


@pytest.mark.parametrize("days", [1, 90])
def test_both_ends_of_a_range_belong_to_it(days):
    assert fields.within(days, "days_granted", 1, 90) == days
