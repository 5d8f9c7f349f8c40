"""CSV as offices send it: what a spreadsheet or a slip of the pen did to a row is told with its line; no other row is lost."""

import codecs
from io import BytesIO

import pytest

from app.lists.formats import csv_rows, stop_list
from app.lists.formats.problems import BadList, Problem, Read

HEAD = "entry_id,surname,reason\n"


def told(text):
    raw = text if isinstance(text, bytes) else text.encode()
    outcomes = list(stop_list.read(BytesIO(raw), "made"))
    return [each.entry for each in outcomes if isinstance(each, Read)], [
        (each.line, each.field) for each in outcomes if isinstance(each, Problem)
    ]


@pytest.mark.parametrize(
    "rows",
    [
        '1,"ONE,x\n2,TWO,x\n3,THREE,x\n',
        '1,"ONE,x\n2,TWO,x\n3,"THREE",x\n',
        '1,"ONE,x\n2,"TWO",x\n3,THREE,x\n',
        '1,"ONE"x,x\n2,TWO,x\n3,THREE,x\n',
        '1,"ONE,x\n2,TWO,x\n3,THREE,"x"\n',
    ],
)
def test_an_open_quotation_mark_costs_its_own_row_alone(rows):
    assert told(HEAD + rows) == (["made:2", "made:3"], [(2, "")])


def test_an_open_quotation_mark_is_told_once_in_a_long_file():
    rows = "".join(f"{number},NAME,x\n" for number in range(2, 2000))

    taken, problems = told(HEAD + '1,"ONE,x\n' + rows)

    assert (len(taken), taken[0], problems) == (1998, "made:2", [(2, "")])


def test_an_open_quotation_mark_in_the_last_row_is_told():
    assert told(HEAD + '1,ONE,x\n2,TWO,"x') == (["made:1"], [(3, "")])


def test_an_open_quotation_mark_in_the_first_line_refuses_the_file():
    with pytest.raises(BadList, match="no line of columns"):
        told('entry_id,"surname,reason\n1,ONE,x\n')


def test_lines_still_count_after_a_row_of_several():
    assert told(HEAD + '1,ONE,"a\nb\nc"\n2,,x\n"3,x\n4,FOUR,x\n')[1] == [(5, "surname"), (6, "")]


@pytest.mark.parametrize("encoded", [codecs.BOM_UTF8 + "é".encode(), "é".encode("cp1252"), "é".encode()])
def test_the_columns_may_be_parted_and_encoded_as_a_spreadsheet_does(encoded):
    text = b"entry_id;surname\r\n;\r\n\r\n1;Ren" + encoded.removeprefix(codecs.BOM_UTF8) + b"\r\n"
    text = codecs.BOM_UTF8 + text if encoded.startswith(codecs.BOM_UTF8) else text

    (person,) = list(stop_list.read(BytesIO(text), "made"))

    assert person.what.names[0].surname == "René"


@pytest.mark.parametrize(
    "spoilt", ["1.23E+10", "1,23E+10", "1E+05", "12.3e+9", "#REF!", "=A1", "########", '="0012"', "-CMD|x"]
)
def test_what_a_spreadsheet_has_spoilt_is_told_and_never_a_number(spoilt):
    cell = spoilt.replace('"', '""')

    assert told(f'{HEAD}"{cell}",NAME,x\n2,NAME,x\n') == (["made:2"], [(2, "entry_id")])


def test_a_file_in_utf_16_says_how_to_save_it():
    with pytest.raises(BadList, match="UTF-16"):
        told("entry_id;surname\n1;X\n".encode("utf-16"))


def test_a_row_beyond_all_measure_does_not_fill_the_memory():
    """One open quotation mark before very long lines: they are given back, not gathered."""
    long = "x" * (csv_rows.MOST_OF_LINE // 3)
    rows = "".join(f"{number},NAME,{long}\n" for number in range(2, 12))

    taken, problems = told(HEAD + '1,"ONE,x\n' + rows)

    assert problems[0] == (2, "")
    assert len(taken) + len(problems) == 11


def test_a_problem_names_the_column_as_the_file_does():
    text = "Ref;Familienname;Geburtsdatum\n1;X;01/02/1980\n2;;\n"
    names = {"entry_id": "Ref", "surname": "Familienname", "date_of_birth": "Geburtsdatum"}

    problems = list(stop_list.read(BytesIO(text.encode()), "made", names))

    assert [(each.line, each.field) for each in problems] == [(2, "Geburtsdatum"), (3, "Familienname")]


def test_fifty_bad_rows_among_ten_thousand_are_told_and_the_others_taken():
    """As one spreadsheet is like: cp1252, ';', empty lines, days its own way."""
    bad = ("{n}E+11;X;1980-01-01", "{n};;1980-01-01", "{n};X;01/02/1980", "{n};=X;", "{n};X")
    rows = (bad[n // 200 % 5] if n % 200 == 0 else "{n};MÜLLER;25/02/1980" for n in range(1, 10_001))
    text = "entry_id;surname;date_of_birth\r\n" + "".join(
        f"{row.format(n=n)}\r\n{';;' if n % 1000 == 0 else ''}\r\n" for n, row in enumerate(rows, start=1)
    )

    taken, problems = told(text.encode("cp1252"))

    assert (len(taken), len(problems)) == (9_950, 50)
    assert problems[0] == (400, "surname")
