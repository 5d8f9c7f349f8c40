from io import BytesIO

import pytest

from app.lists.formats import stop_list
from app.lists.formats.births import birth
from app.lists.formats.countries import code
from app.lists.formats.days import day
from app.lists.formats.known import reader
from app.lists.formats.problems import Carried, Gone, Problem, Read
from app.lists.formats.un import aliases, bare_number
from border.days import BadDay
from border.document import DocumentType
from border.listing import Birth, Category, ListedName, NameKind, Paper, Response
from border.traveller import Sex
from tests.app.lists.formats.samples import SAMPLES


def subjects(name, text=None, **mapping):
    told = list(reader(name)(BytesIO((text or SAMPLES[name]).encode()), "made", **mapping))
    return [one.what for one in told if isinstance(one, Read)], [
        one for one in told if isinstance(one, Problem)
    ]


def test_the_un_list_gives_every_alias_birth_and_paper():
    (person,), problems = subjects("un")

    assert [(name.text, name.kind) for name in person.names] == [
        ("BRUVO TALMENO", NameKind.PRIMARY),
        ("بروفو", NameKind.SCRIPT),
        ("Bruwo Talmeno", NameKind.ALIAS),
        ("Bruvo Talmenu", NameKind.ALIAS),
        ("The Tailor", NameKind.WEAK),
    ]
    assert person.births == (
        Birth("1971-01-01", "1971-12-31"),
        Birth("1971-03-04", "1971-03-04"),
        Birth("1960-01-01", "1962-12-31"),
        Birth("1970-01-01", "1970-12-31", circa=True),
        Birth("1973-11-01", "1973-11-30"),
        Birth(text="30-35 years old"),
    )
    assert person.papers == (Paper("D00000777", DocumentType.PASSPORT, "KEN"),)
    assert (person.sex, person.nationalities, person.category) == (Sex.M, ("IRN",), Category.TERRORISM)
    assert person.basis == "UN Al-Qaida QDi.999"
    assert person.reason == "Listed on 2012-12-31. A made-up man."
    assert [(one.line, one.field, one.kept) for one in problems] == [
        (3, "NATIONALITY", True),
        (17, "id", False),
    ]


def test_ofac_words_for_days_are_read():
    (person,), problems = subjects("ofac")

    assert person.names == (ListedName("KELVAT", "Odran"), ListedName("THE BAKER", "", NameKind.WEAK))
    assert person.births == (
        Birth("1976-01-01", "1978-12-31"),
        Birth("1951-01-01", "1951-12-31", circa=True),
    )
    assert person.papers == (Paper("A1234567", DocumentType.PASSPORT, "PAK"),)
    assert (person.sex, person.category, problems) == (Sex.F, Category.TERRORISM, [])


def test_advanced_ofac_numbers_mean_what_the_tables_of_the_file_say():
    (person,), problems = subjects("ofac-advanced")

    assert person.names == (ListedName("VANTURO", "Pelko"), ListedName("", "THE MILLER", NameKind.WEAK))
    assert person.births == (Birth("1948-01-01", "1948-12-31"),)
    assert person.papers == (Paper("B7654321", DocumentType.PASSPORT, "KEN"),)
    assert (person.nationalities, person.basis, problems) == (("KEN",), "OFAC SDGT", [])


def test_eu_months_hijri_years_and_weak_names_are_kept_apart():
    (person,), problems = subjects("eu-xml")

    assert person.names == (ListedName("Sarnak", "Ilvo"), ListedName("", "The Cooper", NameKind.WEAK))
    assert person.births == (
        Birth("1958-01-01", "1958-12-31", circa=True),
        Birth("1960-04-01", "1960-04-30"),
        Birth(text="1402 (Islamic calendar)"),
    )
    assert (person.papers, problems) == ((Paper("L000009", DocumentType.PASSPORT, "TUN"),), [])


def test_lines_of_one_eu_entity_make_one_person():
    (person,), problems = subjects("eu-csv")

    assert [name.text for name in person.names] == ["Ilvo Sarnak", "Ilwo Sarnaq"]
    assert person.births == (Birth("1958-03-04", "1958-03-04"),)
    assert (person.nationalities, person.papers[0].number, problems) == (("TUN",), "L000009", [])


def test_a_passport_names_its_holder_wherever_it_stands():
    first, *rest = SAMPLES["ftm"].splitlines(keepends=True)
    for text in (first + "".join(rest), "".join(rest) + first):
        (person,), _ = subjects("ftm", text)
        (carried,) = (
            one for one in reader("ftm")(BytesIO(text.encode()), "made") if isinstance(one, Carried)
        )

        assert (carried.entry, carried.holders) == ("made:p1", ("made:x1",))
        assert carried.paper == Paper("C111", DocumentType.PASSPORT, "KEN")
        assert [name.kind for name in person.names] == [NameKind.PRIMARY, NameKind.SCRIPT, NameKind.WEAK]
        assert person.births == (Birth("1977-02-01", "1977-02-28"),)


def test_a_delta_of_entities_says_what_is_gone():
    text = '{"op": "DEL", "entity": {"id": "x9"}}\n{"op": "ADD", "entity": {"id": "x1", "schema": "Person", "caption": "Mirto"}}\n'

    told = list(reader("ftm")(BytesIO(text.encode()), "made"))

    assert told[0] == Gone("made:x9", 1, quiet=True)
    assert told[1].entry == "made:x1"


def test_a_yellow_notice_protects_and_a_red_one_seeks():
    (missing, wanted), _ = subjects("interpol")

    assert (missing.category, missing.response) == (Category.MISSING, Response.INFORM)
    assert (missing.entry, missing.photo) == ("made:2026-1", "https://example.org/1.jpg")
    assert missing.births == (Birth("1958-11-05", "1958-11-05"),)
    assert (wanted.category, wanted.reason) == (Category.WANTED, "Fraud")


def test_the_template_of_the_stop_list_is_a_sound_list():
    (person,), problems = subjects("stop-list", stop_list.TEMPLATE)

    assert len(person.births) == 2
    assert (person.expires_on, person.category, problems) == ("2027-06-30", Category.WANTED, [])


def test_a_bad_row_is_told_and_the_good_ones_go_on():
    text = "entry_id;surname;date_of_birth\n1;=CMD();\n2;GOOD;1980-02-30\n3;GOOD;1980-02\n4;GOOD;01/02/1980\n5E+11;X;\n6;X\n"

    taken, problems = subjects("stop-list", text)

    assert [one.entry for one in taken] == ["made:3"]
    assert [(one.line, one.field) for one in problems] == [
        (2, "surname"),
        (3, "date_of_birth"),
        (5, "date_of_birth"),
        (6, "entry_id"),
        (7, ""),
    ]


def test_another_offices_columns_and_order_of_days_are_mapped():
    text = "No\tName\tBorn\r\n1\tÅSE\t01/02/1980\r\n".encode("latin-1")

    told = list(
        stop_list.read(
            BytesIO(text),
            "made",
            {"entry_id": "No", "surname": "Name", "date_of_birth": "Born", "order": "dmy"},
        )
    )

    assert told[0].what.names == (ListedName("ÅSE", ""),)
    assert told[0].what.births == (Birth("1980-02-01", "1980-02-01"),)


def test_a_line_end_in_a_cell_is_a_space_and_lines_still_count():
    text = 'entry_id,surname,reason\n1,ONE,"first\r\nsecond"\n2,"",\n'

    taken, problems = subjects("stop-list", text)

    assert taken[0].reason == "first second"
    assert [one.line for one in problems] == [4]


def test_a_row_to_remove_is_gone():
    text = "number,issuing state,type,op\nab 12,Kenya,passport,remove\n"

    assert list(reader("stolen-documents")(BytesIO(text.encode()), "made")) == [
        Gone("made:KEN-passport-AB12", 2)
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Between Aug. and Sep. 1977", "1977-08-01", "1977-09-30"),
        ("1951 to 1953", "1951-01-01", "1953-12-31"),
        ("05 Jun 1950", "1950-06-05", "1950-06-05"),
        ("Apr 1961", "1961-04-01", "1961-04-30"),
        ("24/06/1402 (Hijri Calendar)", "", ""),
        ("31 Feb 1970", "", ""),
    ],
)
def test_births_in_words_are_read_where_they_are_clear(text, first, last):
    assert (birth(text).first, birth(text).last) == (first, last)


def test_a_day_that_can_be_two_is_refused_and_one_that_cannot_is_read():
    assert day("25/02/1980", "born") == "1980-02-25"
    with pytest.raises(BadDay, match="two days"):
        day("01/02/1980", "born")
    with pytest.raises(BadDay, match="spreadsheet"):
        day("29221", "born")


@pytest.mark.parametrize(
    ("said", "expected"),
    [("KE", "KEN"), ("ken", "KEN"), ("Türkiye", "TUR"), ("Korea, North", "PRK"), ("Nowhere", ""), ("d", "D")],
)
def test_states_are_known_by_code_and_name(said, expected):
    assert code(said) == expected


def test_aliases_come_out_of_their_brackets_and_numbers_out_of_their_prose():
    assert aliases("Jin Tiesan (金铁三); J. Tiesan (combat name)") == ["Jin Tiesan", "J. Tiesan", "金铁三"]
    assert bare_number("381110042 (Expired 25 Jan. 2016)") == "381110042"
    assert bare_number("Laissez-passer, unreadable") == "Laissez-passer, unreadable"
