"""No cell is a formula, whatever parts the columns of the spreadsheet that opens the file."""

import csv
import io

import pytest

from app.web.sheet import as_csv


@pytest.mark.parametrize(
    "typed",
    [
        "ERIKSSON;=1+1",
        "ERIKSSON; =1+1",
        'ERIKSSON;"=1+1"',
        "ERIKSSON;@SUM(A1)",
        "ERIKSSON;-1+1",
        "ERIKSSON;＋1",
        "ERIKSSON\t=1+1",
        "ERIKSSON\n=1+1",
        "ERIKSSON;;=1+1",
        ";=1+1",
        "=1+1",
        " =1+1",
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_begins_a_formula_whatever_parts_them(typed, delimiter):
    """A spreadsheet that parts cells at ';' does not keep together what was quoted for commas."""
    text = as_csv(["a", "b"], [["first", typed]])

    cells = [cell for line in text.splitlines() for cell in line.split(delimiter)]
    if delimiter == ",":
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]

    assert not [cell for cell in cells if cell.strip(' "').startswith(("=", "+", "-", "@", "＋"))]


@pytest.mark.parametrize("typed", ["AL-SAYED", "see note; closed", "12-05", "a=b", "x; y = 1", "C+"])
def test_what_begins_no_formula_is_left_as_it_is(typed):
    assert as_csv(["a"], [[typed]]).splitlines()[1] == typed
