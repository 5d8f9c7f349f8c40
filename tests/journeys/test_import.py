"""A list with bad rows at headquarters: the good rows come in, the bad ones are shown, the same file changes nothing."""

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.lists import service as lists
from app.projections import PROJECTIONS
from app.site import open_site
from db.database import Database
from tests.journeys.demo import Demo, stopped, until
from tests.journeys.windows import SOON_MS, Staff, define_source, give_file

pytestmark = pytest.mark.timeout(180)

COLUMNS = "entry_id,surname,given_names,date_of_birth,sex,nationality,category,response,reason\n"
GOOD = 40_000
BAD = (
    "X-1,,,1980-01-01,M,UTO,wanted,refer,\n"
    "X-2,DAHL,SIGNE,31/31/1991,F,UTO,wanted,refer,\n"
    ",HOLM,FREJA,1988-06-17,F,UTO,wanted,refer,\n"
)


def rows() -> str:
    """Return a list whose last three rows are bad."""
    good = (f"K-{number},LINDT,OSCAR {number},1979-11-30,M,UTO,wanted,refer,\n" for number in range(GOOD))
    return COLUMNS + "".join(good) + BAD


def test_bad_rows_are_shown_with_line_and_field_and_the_good_ones_are_in_once(
    demo: Demo, staff: Staff, tmp_path: Path
) -> None:
    file = tmp_path / "national.csv"
    file.write_text(rows())
    editor = staff.editors.first
    define_source(editor, demo, "national", "stop-list")
    given = editor.locator("#files tbody tr")
    with closing(open_site(demo.data / "hq", PROJECTIONS).db) as db:
        give_file(editor, file)
        its_reading_is_seen(demo, db, editor)

    expect(given).to_contain_text("Imported", timeout=SOON_MS)
    expect(given).to_contain_text(str(GOOD))
    the_bad_rows_are_told(editor)

    editor.go_back()
    give_file(editor, file)
    expect(given).to_have_count(2)
    expect(given.first).to_contain_text("Nothing has changed", timeout=SOON_MS)
    editor.reload()
    versions = editor.get_by_role("table", name="Versions").locator("tbody tr")
    expect(versions).to_have_count(1)
    expect(versions).to_contain_text("In force")


def its_reading_is_seen(demo: Demo, db: Database, editor: Page) -> None:
    """Stop the worker in the middle of the file, until the page by itself shows how far it has come."""
    until(lambda: lists.jobs(db, "national")[0]["bytes_read"], look_s=0.005)
    with stopped([demo.place("hq")["process_ids"]["worker"]]):
        expect(editor.locator("#files progress")).to_be_visible()


def the_bad_rows_are_told(editor: Page) -> None:
    editor.locator("#files").get_by_role("link", name="3").click()
    problems = editor.get_by_role("table", name="Problems").locator("tbody tr")

    expect(problems).to_have_count(3)
    for row, line, field in zip(
        problems.all(), (GOOD + 2, GOOD + 3, GOOD + 4), ("surname", "date_of_birth", "entry_id"), strict=True
    ):
        expect(row.locator("th")).to_have_text(str(line))
        expect(row.locator("td").first).to_have_text(field)
        expect(row.locator("td").last).not_to_be_empty()
