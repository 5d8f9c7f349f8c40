import tracemalloc
from collections import Counter
from itertools import islice

import pytest

from bench.matching.generator import of_subject, subjects, true_birth, unlisted, with_listed_document
from bench.matching.names import SHARES, people
from border.listing import Birth, pack

pytestmark = pytest.mark.slow

MANY = 20_000


@pytest.fixture(scope="module")
def many():
    return list(subjects(MANY, seed=1))


def folk(subject):
    return subject.entry.partition(":")[2].partition("-")[0]


def test_the_same_seed_makes_the_same_people_and_another_seed_others():
    one, again, other = ([pack(made) for made in subjects(50, seed)] for seed in (1, 1, 2))

    assert one == again
    assert one != other


def test_a_longer_list_begins_as_a_shorter_one():
    assert list(subjects(40, seed=3)) == list(islice(subjects(1000, seed=3), 40))


def test_no_two_entries_are_called_the_same(many):
    assert len({made.entry for made in many}) == MANY


def test_each_people_has_its_share(many):
    counted = Counter(folk(made) for made in many)

    assert {name: counted[name] / MANY for name in SHARES} == pytest.approx(SHARES, abs=0.015)


def test_births_are_known_as_well_as_lists_know_them(many):
    days = [made.births[0] for made in many if made.births]

    assert sum(born.is_day for born in days) / MANY == pytest.approx(0.80, abs=0.015)
    assert sum(born.last[5:] == "12-31" and not born.is_day for born in days) / MANY == pytest.approx(
        0.12, abs=0.015
    )
    assert 1 - len(days) / MANY == pytest.approx(0.05, abs=0.01)


def test_the_first_of_january_is_common_where_births_were_not_written_down(many):
    def share(name):
        born = [
            made.births[0] for made in many if folk(made) == name and made.births and made.births[0].is_day
        ]
        return sum(day.first.endswith("-01-01") for day in born) / len(born)

    assert share("somali") == pytest.approx(0.15, abs=0.03)
    assert share("kenyan") < 0.02


def test_a_third_have_a_document_each_of_its_own(many):
    numbers = [made.papers[0].number for made in many if made.papers]

    assert len(numbers) / MANY == pytest.approx(0.35, abs=0.02)
    assert len(set(numbers)) > 0.999 * len(numbers)


def test_names_have_a_long_tail_and_a_few_very_common_words(many):
    words = Counter(word for made in many for word in made.names[0].text.split())

    assert words.most_common(1)[0][1] > 300
    assert sum(count == 1 for count in words.values()) > 2_000


def test_a_word_of_the_tail_is_always_the_same_one():
    assert people("somali").rare_word(7) == people("somali").rare_word(7)
    assert people("somali").rare_word(7) != people("somali").rare_word(8)


def test_people_are_made_one_by_one():
    for _ in subjects(10, seed=5):
        pass  # the files of words are read now

    tracemalloc.start()
    for _ in subjects(5_000, seed=5):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 200_000


def test_a_true_birth_lies_where_the_list_puts_it(many):
    for made in many[:2_000]:
        born = true_birth(made).isoformat()
        assert all(listed.first <= born <= listed.last for listed in made.births)


def test_the_true_birth_of_a_day_is_that_day():
    made = next(one for one in subjects(100, 1) if one.births and one.births[0].is_day)

    assert made.births == (Birth(true_birth(made).isoformat(), true_birth(made).isoformat()),)


def test_a_listed_person_travels_on_a_new_document(many):
    listed = [made for made in many[:500] if made.papers]

    assert all(of_subject(made, 1).document_number != made.papers[0].number for made in listed)


def test_somebody_else_can_carry_the_listed_document(many):
    made = next(made for made in many if made.papers)

    stranger = with_listed_document(made, 1)

    assert stranger.document_number == made.papers[0].number
    assert stranger == with_listed_document(made, 1)
    assert stranger.surname.upper() not in made.names[0].text.upper()


def test_travellers_come_as_a_zone_has_them():
    for sought in unlisted(500, seed=1):
        letters = f"{sought.surname}{sought.given_names}".replace(" ", "")
        assert letters.isascii()
        assert letters.isupper()
        assert len(f"{sought.surname}<<{sought.given_names}") <= 39 or not sought.given_names


def test_travellers_are_not_the_listed_ones():
    listed = {(made.names[0].text.upper(), true_birth(made).isoformat()) for made in subjects(2_000, seed=1)}

    met = [
        one
        for one in unlisted(2_000, seed=1)
        if (f"{one.given_names} {one.surname}", one.date_of_birth) in listed
    ]

    assert met == []
