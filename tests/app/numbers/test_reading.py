"""Lines of a file of numbers: what is taken, and what is told instead."""

import io

import pytest

from app.numbers.reading import Problem, read


def said(text):
    return list(read(io.BytesIO(text if isinstance(text, bytes) else text.encode())))


@pytest.mark.parametrize(
    "text",
    [
        "KEN A1234567\nD C01X00T47\n",
        "KEN,A1234567\nD,C01X00T47",
        "KEN;A1234567\r\n\r\nD;C01X00T47\r\n",
        "ken\ta 123 4567\nD<<\tC01X00T47<\n",
        "issuing_state,document_number,reason\nKEN,A1234567,lost\nD,C01X00T47,stolen\n",
        "\ufeffnumber;type;issuing_state\nA1234567;P;KEN\nC01X00T47;P;D\n",
        '"number","state"\n"A1234567","KEN"\n"C01X00T47","D"\n',
    ],
)
def test_a_state_and_a_number_are_read_however_they_are_parted(text):
    assert said(text) == ["KEN:A1234567", "D:C01X00T47"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("KEN", Problem(2, "number", "is missing")),
        ("KENYA,A1", Problem(2, "issuing_state", "must be one to three letters")),
        ("KEN,---", Problem(2, "number", "must be 1 to 30 letters and digits")),
        ("KEN,Ä1", Problem(2, "number", "must be 1 to 30 letters and digits")),
        ("KEN," + "9" * 31, Problem(2, "number", "must be 1 to 30 letters and digits")),
        ("KEN," + "9" * 20_000, Problem(2, "number", "must be 1 to 30 letters and digits")),
        (b"KEN,\xff\xfe\x00", Problem(2, "number", "must be 1 to 30 letters and digits")),
    ],
)
def test_what_is_no_number_is_told_with_its_line_and_the_others_go_on(line, problem):
    octets = line if isinstance(line, bytes) else line.encode()

    assert said(b"KEN,A1\n" + octets + b"\nKEN,A3\n") == ["KEN:A1", problem, "KEN:A3"]
