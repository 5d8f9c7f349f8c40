from random import Random

import pytest

from bench.matching.damage import NotPossible, by_groups
from bench.matching.labels import births, groups, listed_and_damaged, pairs, sought
from bench.matching.names import people
from border.listing import Birth

COLUMNS = "full_name,first_name,middle_name,last_name,gender,date_of_birth,place_of_birth,nationality\n"


def test_pairs_of_persons_alone_are_read(tmp_path):
    (tmp_path / "name-pairs-nomenklatura.csv").write_text(
        "case_group,schema,name1,name2,is_match,quality,category,notes\n"
        "a,Person,Ana Uto,Anna Uto,true,STRONG,,\n"
        "a,Company,Uto Ltd,Uto,true,STRONG,,\n"
        "a,Person,Ana Uto,Ben Uto,false,STRONG,,\n"
    )

    assert pairs(tmp_path) == [("Ana Uto", "Anna Uto", True), ("Ana Uto", "Ben Uto", False)]


def test_listed_and_damaged_stand_line_by_line(tmp_path):
    (tmp_path / "yente-positives_un_untreated.csv").write_text(f"{COLUMNS}ANA UTO,,,,,1969-7-16,,\n")
    (tmp_path / "yente-positives_un_treated.csv").write_text(f'{COLUMNS}"UTO, AANA",,,,,1969-7-16,,\n')

    ((subject, traveller),) = listed_and_damaged(tmp_path)

    assert subject.names[0].text == "ANA UTO"
    assert subject.births == (Birth("1969-07-16", "1969-07-16"),)
    assert (traveller.surname, traveller.given_names, traveller.date_of_birth) == (
        "UTO",
        "AANA",
        "1969-07-16",
    )


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("1958", (Birth("1958-01-01", "1958-12-31"),)),
        ("1958-7", (Birth("1958-07-01", "1958-07-31"),)),
        ("", ()),
        ("about 1958", ()),
        ("1974-01-32", ()),
    ],
)
def test_a_birth_is_as_well_known_as_its_text(text, known):
    assert births(text) == known


def test_groups_keep_the_latin_spellings(tmp_path):
    (tmp_path / "persons.txt").write_text("erika, erica, ерика => Q1\nsolo, соло => Q2\n")

    assert groups(tmp_path) == {"erika": ("erika", "erica"), "erica": ("erika", "erica")}


def test_a_word_is_written_as_a_group_has_it():
    damage = by_groups({"erika": ("erika", "erica")})

    assert damage(sought("Erika Uto"), people("european"), Random(1)).given_names == "Erica"
    with pytest.raises(NotPossible):
        damage(sought("Ben Uto"), people("european"), Random(1))
