"""Why a traveller and a listed person may be one, in bits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.listing import Birth, Category, ListedName, NameKind, Paper, Subject
from border.matching.evidence import BIRTH, birth_code, threshold
from border.matching.score import compare, likeness
from border.matching.sought import Sought
from border.traveller import Sex

DAY = Birth("1974-08-12", "1974-08-12")
LISTED = Subject(
    "un:1",
    (ListedName("ERIKSSON", "ANNA MARIA"),),
    (DAY,),
    Sex.F,
    ("UTO",),
    (Paper("L898902C3", None, "UTO"),),
    Category.WANTED,
)
ANNA = Sought("ERIKSSON", "ANNA MARIA", "1974-08-12", "F", "UTO")


def even(_sound):
    """A list on which every word is equally rare."""
    return 10.0


def bits(sought, subject=LISTED):
    found = compare(sought, subject, even)
    return found.bits if found else None


def codes(sought, subject=LISTED):
    return [item.code for item in compare(sought, subject, even).items]


def test_the_score_is_the_sum_of_its_reasons():
    found = compare(ANNA, LISTED, even)

    assert found.bits == round(sum(item.bits for item in found.items), 1) == 47.8
    assert codes(ANNA) == ["word-exact"] * 3 + ["birth-exact", "nationality-same", "sex-same"]


def test_each_reason_shows_what_met_what():
    items = compare(replace(ANNA, surname="ERIXSON"), LISTED, even).items

    assert ("ERIXSON", "ERIKSSON") in {(item.ours, item.theirs) for item in items}


def test_order_and_field_do_not_matter():
    assert bits(replace(ANNA, surname="ANNA", given_names="MARIA ERIKSSON")) == bits(ANNA)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"surname": "ERIKSON"}, "word-sound"),
        ({"surname": "ERITSSON"}, "word-spelling"),
        ({"given_names": "A MARIA"}, "word-initial"),
        ({"given_names": "ANNAMARIA"}, "word-joined"),
        ({"given_names": "ANNA"}, "word-only-theirs"),
        ({"given_names": "ANNA MARIA BERTA"}, "word-only-ours"),
        ({"surname": "KAMAU"}, "word-differs"),
        ({"sex": "M"}, "sex-differs"),
        ({"nationality": "KEN"}, "nationality-differs"),
        ({"date_of_birth": "1974-12-08"}, "birth-swapped"),
        ({"date_of_birth": "1975-08-12"}, "birth-beside"),
        ({"date_of_birth": "1974-08-13"}, "birth-digit"),
        ({"date_of_birth": ""}, "birth-unknown"),
        ({"date_of_birth": "1990-01-02"}, "birth-differs"),
    ],
)
def test_what_differs_is_named_and_costs(change, code):
    assert code in codes(replace(ANNA, **change))
    assert bits(replace(ANNA, **change)) < bits(ANNA)


def test_a_name_cut_short_by_the_zone_does_not_lose_what_is_missing():
    listed = replace(LISTED, names=(ListedName("ERIKSSON", "ANNA KONSTANTINA"),))
    cut = replace(ANNA, given_names="ANNA KO")

    assert "word-cut" in codes(replace(cut, names_truncated=True), listed)
    assert bits(replace(cut, names_truncated=True), listed) > bits(cut, listed)


def test_two_words_that_sound_like_one_are_joined_whatever_letters_they_begin_with():
    listed = replace(LISTED, names=(ListedName("CALI", "CABDICASIIS"),))

    assert "word-joined" in codes(replace(ANNA, surname="CALI", given_names="ABDI AZIZ"), listed)


def test_a_word_that_stands_against_another_tells_more_than_one_left_out():
    left_out, more = replace(ANNA, given_names="ANNA"), replace(ANNA, given_names="ANNA MARIA BERTA")
    other = replace(ANNA, given_names="ANNA BERTA")

    missing = bits(ANNA) - bits(left_out) - 10.0
    assert bits(ANNA) - bits(other) - 10.0 > missing + bits(ANNA) - bits(more)


def test_other_people_have_nothing_in_common():
    assert compare(Sought("KAMAU", "JOHN", "1974-08-12", "F", "UTO"), LISTED, even) is None


def test_the_best_of_several_names_and_births_counts():
    alias = replace(
        LISTED,
        names=(ListedName("OTHER", "NAME"), LISTED.names[0]),
        births=(Birth("1950-01-01", "1950-12-31"), DAY),
    )

    assert bits(ANNA, alias) == bits(ANNA)
    assert compare(ANNA, alias, even).name == LISTED.names[0]


def test_a_document_is_a_meeting_of_its_own_and_no_bits():
    bearer = Sought("KAMAU", "JOHN", "1990-01-02", "M", "KEN", "L898902C3", "UTO")

    found = compare(bearer, LISTED, even)

    assert (found.by_document, found.bits, found.items) == (True, 0.0, ())
    assert compare(replace(ANNA, document_number="L898902C3", issuing_state="UTO"), LISTED, even).by_document


def test_the_same_number_of_another_state_is_another_document():
    assert (
        compare(Sought("KAMAU", "JOHN", "1990-01-02", "M", "KEN", "L898902C3", "KEN"), LISTED, even) is None
    )


def test_a_weak_alias_is_met_word_for_word_and_never_alone():
    weak = replace(LISTED, names=(ListedName(given_names="THE FALCON", kind=NameKind.WEAK),))

    assert compare(Sought("FALCON", "THE", "1974-08-12", "F", "KEN"), weak, even)
    assert compare(Sought("FALKON", "THE", "1974-08-12", "F", "UTO"), weak, even) is None
    assert compare(Sought("FALCON", "THE", "1990-01-02", "F", "KEN"), weak, even) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        ("1974-08-12", DAY, "birth-exact"),
        ("1974-01-01", Birth("1974-01-01", "1974-01-01"), "birth-january"),
        ("1974-12-08", DAY, "birth-swapped"),
        ("1974-01-01", Birth("1975-01-01", "1975-01-01"), "birth-partly-beside"),
        ("1974-01-01", Birth("1994-01-01", "1994-01-01"), "birth-near"),
        ("1974-01-01", Birth("1985-01-01", "1985-01-01"), "birth-differs"),
        ("1974-08-30", DAY, "birth-day"),
        ("1974-08-13", DAY, "birth-digit"),
        ("1974-05-20", DAY, "birth-near"),
        ("1974-01-01", DAY, "birth-placeholder"),
        ("1975-08-12", DAY, "birth-beside"),
        ("1984-08-12", DAY, "birth-digit"),
        ("1976-08-12", DAY, "birth-digit"),
        ("1975-03-04", DAY, "birth-near"),
        ("1980-03-04", DAY, "birth-differs"),
        ("1974", DAY, "birth-year"),
        ("1974-08", DAY, "birth-month"),
        ("1974-03-04", Birth("1974-01-01", "1974-12-31"), "birth-year"),
        ("1975-03-04", Birth("1974-01-01", "1974-12-31"), "birth-year-beside"),
        ("1975-03-04", Birth("1974-03-01", "1974-03-31"), "birth-partly-beside"),
        ("1975-03-04", Birth("1974-05-01", "1974-05-31"), "birth-near"),
        ("1974-03-04", Birth("1974-05-01", "1974-05-31"), "birth-near"),
        ("1975-03-04", Birth("1974-01-01", "1974-12-31", circa=True), "birth-span"),
        ("1962-03-04", Birth("1960-01-01", "1965-12-31"), "birth-span"),
        ("1974-08-12", Birth(text="about forty"), "birth-unknown"),
        ("", DAY, "birth-unknown"),
    ],
)
def test_births_are_compared_by_rule(ours, theirs, code):
    assert birth_code(ours, theirs) == code


DAYS = st.dates().map(lambda day: day.isoformat())


@given(DAYS, DAYS)
def test_two_days_of_birth_tell_the_same_whichever_is_listed(one, other):
    assert birth_code(one, Birth(other, other)) == birth_code(other, Birth(one, one))


@given(DAYS)
def test_no_day_tells_more_than_the_same_day(day):
    assert BIRTH[birth_code(day, DAY)] <= BIRTH["birth-exact"]


@given(DAYS, DAYS)
def test_a_birth_further_off_tells_no_more_than_one_nearer(one, other):
    """A slip can make any of these of a day; two days that share less are less likely one."""
    exact, told = BIRTH[birth_code(one, Birth(one, one))], BIRTH[birth_code(one, Birth(other, other))]

    assert told <= exact


def test_the_first_of_january_tells_more_where_the_year_agrees_than_where_it_does_not():
    """It stands for any day in the papers of those whose birth nobody wrote down: they share it by thousands."""
    same, beside, digit = (
        BIRTH[birth_code("1999-01-01", Birth(day, day))] for day in ("1999-01-01", "1998-01-01", "1989-01-01")
    )

    assert same > beside > BIRTH["birth-unknown"] > digit


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("FAADUMO", "FATUMA"),
        ("KHAMIS", "HAMISI"),
        ("ISMAACIIL", "ISMAEL"),
        ("HSIAO", "XIAO"),
        ("TSAO", "CAO"),
        ("CHING", "JING"),
        ("DIOP", "JOBE"),
        ("TUNG", "DONG"),
        ("RIMO", "LIMO"),
        ("ADAM", "AADAN"),
        ("WIJAY", "VIJAI"),
        ("ALOTAIBI", "UTAYBI"),
        ("ABDIAZIZ", "CABDICASIIS"),
        ("DUALEH", "DUCAALE"),
    ],
)
def test_spellings_that_other_languages_and_romanisations_have_of_one_word_are_alike(ours, theirs):
    code, share = likeness(ours, theirs)

    assert code == "word-sound"
    assert share >= 0.6
    assert likeness(theirs, ours) == (code, share)


NAMES = st.text(max_size=60)


@given(NAMES, NAMES, NAMES, st.sampled_from(["", "1974-08-12", "1974", "0001-01-01"]))
def test_no_input_breaks_it_and_the_same_input_gives_the_same(surname, given_names, listed, born):
    subject = replace(LISTED, names=(ListedName("", listed), LISTED.names[0]))
    sought = Sought(surname, given_names, born, "F", "UTO")

    assert compare(sought, subject, even) == compare(sought, subject, even)


@given(st.sampled_from(["ANNA", "ANNE MARIA", "ANA MARYA", "MARIA"]), st.floats(1, 14), st.floats(1, 14))
def test_rarer_words_never_tell_less(given_names, one, other):
    sought = replace(ANNA, given_names=given_names)

    low, high = sorted([one, other])
    assert compare(sought, LISTED, lambda _: low).bits <= compare(sought, LISTED, lambda _: high).bits


@pytest.mark.parametrize(
    ("persons", "bits_needed"),
    [(0, 24.0), (3, 24.0), (1_100, 24.1), (16_000, 28.0), (100_000, 28.0), (1_000_000, 30.4)],
)
def test_the_threshold_follows_the_size_of_the_list(persons, bits_needed):
    assert threshold(persons) == bits_needed


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_a_longer_list_never_asks_for_less(one, other):
    fewer, more = sorted([one, other])
    assert threshold(fewer) <= threshold(more)


WORDS = st.lists(
    st.sampled_from(["ANNA", "ANNE", "MARIA", "MARYAM", "ABDI", "CABDI", "KAMAU", "OTIENO", "WEI"]),
    min_size=1,
    max_size=3,
    unique=True,
)


def of_names(sought, subject):
    """What agrees, whichever way round it is told."""
    found = compare(sought, subject, even)
    items = found.items if found else ()
    return sorted(
        (item.code, item.bits, *sorted((item.ours, item.theirs)))
        for item in items
        if item.ours and item.theirs
    )


def named(text):
    return replace(LISTED, names=(ListedName("", text),), births=(), sex=Sex.U, nationalities=())


@given(WORDS, WORDS)
def test_what_agrees_is_the_same_whichever_of_two_names_is_listed(ours, theirs):
    one, other = " ".join(ours), " ".join(theirs)

    assert of_names(Sought("", one, "", "U", ""), named(other)) == of_names(
        Sought("", other, "", "U", ""), named(one)
    )


@given(WORDS, WORDS)
def test_names_in_the_other_field_are_the_same_names(given_names, surnames):
    theirs = named("ANNA MARIA KAMAU")
    straight = Sought(" ".join(surnames), " ".join(given_names), "", "U", "")
    turned = Sought(" ".join(given_names), " ".join(surnames), "", "U", "")

    assert of_names(straight, theirs) == of_names(turned, theirs)


@given(WORDS, WORDS, st.sampled_from(["ZUBEDA", "XIRSI"]))
def test_one_more_word_that_agrees_never_tells_less(ours, theirs, more):
    before = compare(Sought("", " ".join(ours), "", "U", ""), named(" ".join(theirs)), even)
    after = compare(Sought("", " ".join([*ours, more]), "", "U", ""), named(" ".join([*theirs, more])), even)

    assert after.bits > (before.bits if before else 0.0) or before is None


@given(WORDS)
def test_nationality_sex_and_birth_that_agree_never_tell_less(theirs):
    subject = replace(LISTED, names=(ListedName("", " ".join(theirs)),))
    bare = Sought("", " ".join(theirs), "", "U", "")

    told = [
        compare(sought, subject, even).bits
        for sought in (
            bare,
            replace(bare, sex="F"),
            replace(bare, sex="F", nationality="UTO"),
            replace(bare, sex="F", nationality="UTO", date_of_birth="1974"),
            replace(bare, sex="F", nationality="UTO", date_of_birth="1974-08-12"),
        )
    ]

    assert told == sorted(set(told))
