import pytest

from bench.matching.damage import DAMAGES, NotPossible, damaged, words_of
from bench.matching.generator import of_subject, subjects
from border.days import known
from border.listing import Birth, ListedName, Subject
from border.traveller import Sex

pytestmark = pytest.mark.slow

MANY = list(subjects(1_500, seed=1))
NAMES = ("surname", "given_names", "names_truncated")


def person(given, surname="", born="1980-04-09", folk="somali"):
    births = (Birth(born, born),) if born else ()
    return Subject(f"made:{folk}-1", (ListedName(surname, given),), births, Sex.M, ("SOM",))


def results(damage):
    """Return pairs of the undamaged and the damaged traveller, for all to whom it can happen."""
    found = []
    for made in MANY:
        try:
            found.append((of_subject(made, 1), damaged(made, damage, 1)))
        except NotPossible:
            continue
    return found


def off_by(one, other):
    """Return the places in which words of the same length differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))


def test_there_are_twenty_two_ways():
    assert len(DAMAGES) == 22


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_same_seed_does_the_same_damage(damage):
    made = next(made for made in MANY if possible(made, damage))

    assert damaged(made, damage, 1) == damaged(made, damage, 1)


def possible(made, damage):
    try:
        damaged(made, damage, 1)
    except NotPossible:
        return False
    return True


@pytest.mark.parametrize("damage", [name for name in DAMAGES if name not in ("exact", "mrz")])
def test_every_damage_changes_the_traveller_and_can_happen_often_enough(damage):
    pairs = results(damage)

    assert len(pairs) > 30
    assert all(before != after for before, after in pairs)


@pytest.mark.parametrize("damage", [name for name in DAMAGES if "dob" not in name])
def test_damage_to_a_name_leaves_the_birth(damage):
    assert all(before.date_of_birth == after.date_of_birth for before, after in results(damage))


@pytest.mark.parametrize("damage", ["dob_swap", "dob_year", "dob_digit", "dob_jan1"])
def test_damage_to_a_birth_leaves_the_name_and_a_day_of_the_calendar(damage):
    for before, after in results(damage):
        assert [getattr(before, name) for name in NAMES] == [getattr(after, name) for name in NAMES]
        assert known(after.date_of_birth).day is not None


def test_one_slip_of_the_pen_is_one_letter():
    for before, after in results("typo1"):
        first, second = (words_of(one) for one in (before, after))
        assert len(first) == len(second)
        assert off_by(first, second) == 1


def test_reordered_words_are_the_same_words():
    assert all(sorted(words_of(before)) == sorted(words_of(after)) for before, after in results("order"))


def test_the_middle_is_left_out_and_the_ends_stay():
    for before, after in results("drop_middle"):
        first, second = words_of(before), words_of(after)
        assert (second[0], second[-1], len(second)) == (first[0], first[-1], len(first) - 1)


def test_a_name_of_two_words_has_no_middle():
    with pytest.raises(NotPossible):
        damaged(person("Xasan Cali"), "drop_middle", 1)


def test_two_words_at_least_are_left():
    assert min(len(words_of(after)) for _, after in results("drop_any1")) == 2


def test_one_word_more_is_put_in():
    for before, after in results("extra_name"):
        assert len(words_of(after)) > len(words_of(before))
        assert set(words_of(before)) <= set(words_of(after))


def test_the_first_name_becomes_its_initial():
    after = damaged(person("Xasan Cali Warsame"), "given_initial", 1)

    assert words_of(after) == ["X", "Cali", "Warsame"]


def test_another_spelling_is_one_of_its_people():
    after = damaged(person("Xasan"), "translit1", 1)

    assert after.surname in ("Hassan", "Hasan")


def test_every_word_with_another_spelling_is_written_so():
    after = damaged(person("Xasan Cali Cumar"), "translit_all", 1)

    assert not set(words_of(after)) & {"Xasan", "Cali", "Cumar"}


def test_a_name_of_two_words_is_written_otherwise_as_a_whole():
    afters = {
        damaged(person("Abd Al-Rahman Ali", folk="arabic"), "translit_all", seed).given_names
        for seed in range(40)
    }

    assert "Abdelrahman" in afters


def test_words_are_joined_or_parted_and_no_letter_is_lost():
    for before, after in results("merge_split"):
        assert "".join(words_of(before)) == "".join(words_of(after))
        assert abs(len(words_of(before)) - len(words_of(after))) == 1


def test_a_zone_writes_letters_with_marks_by_two():
    after = damaged(person("Jürgen", "Müller-Öst", folk="european"), "mrz", 1)

    assert (after.surname, after.given_names) == ("MUELLER OEST", "JUERGEN")


def test_a_card_cuts_a_long_name_and_says_so():
    after = damaged(person("Cabdiraxmaan Cabdulqaadir", "Maxamuud"), "mrz_td1_trunc30", 1)

    assert (after.surname, after.given_names, after.names_truncated) == (
        "MAXAMUUD", "CABDIRAXMAAN CABDULQ", True,
    )  # fmt: skip


def test_a_short_name_is_not_cut():
    with pytest.raises(NotPossible):
        damaged(person("Xasan Cali"), "mrz_td1_trunc30", 1)


def test_one_letter_is_read_as_a_figure():
    for _, after in results("mrz_ocr1"):
        assert sum(letter.isdigit() for letter in "".join(words_of(after))) == 1


@pytest.mark.parametrize(("said", "heard"), [("Lucy", "Rucy"), ("Wariu", "Waliu")])
def test_l_is_heard_as_r_and_r_as_l(said, heard):
    assert damaged(person(said), "l_r_swap", 1).surname == heard


def test_day_and_month_change_places():
    assert damaged(person("Xasan Cali", born="1980-04-09"), "dob_swap", 1).date_of_birth == "1980-09-04"


@pytest.mark.parametrize("born", ["1980-04-13", "1980-04-04"])
def test_a_day_that_is_no_month_or_is_the_month_cannot_change_places(born):
    with pytest.raises(NotPossible):
        damaged(person("Xasan Cali", born=born), "dob_swap", 1)


def test_the_year_is_the_one_before_or_after():
    assert damaged(person("Xasan Cali"), "dob_year", 1).date_of_birth in ("1979-04-09", "1981-04-09")


def test_one_digit_of_the_birth_is_another():
    assert {off_by(before.date_of_birth, after.date_of_birth) for before, after in results("dob_digit")} == {
        1
    }


def test_a_birth_becomes_the_first_of_january_of_its_year():
    assert damaged(person("Xasan Cali"), "dob_jan1", 1).date_of_birth == "1980-01-01"


def test_three_damages_come_together():
    for before, after in results("translit_all_drop_middle_dob"):
        assert len(words_of(after)) < len(words_of(before)) + 2
        assert before.date_of_birth != after.date_of_birth
