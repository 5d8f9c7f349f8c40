"""Rows as a CSV file that spreadsheets open as it is meant: no cell of it is a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, spaces before it or not."""
WITHIN = re.compile(r"""(?<=[;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])""")
"""Where a formula begins for a spreadsheet that parts cells at ';' or a tab: it takes no heed of how a ',' was quoted."""


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a file with a line of headings. None is an empty cell."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue()


def _cell(value: object) -> str:
    """Return a value of which no spreadsheet takes any part for a formula."""
    text = "" if value is None else WITHIN.sub("'", str(value))
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text
