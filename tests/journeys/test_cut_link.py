"""An edition on its way to a post whose link is cut twice in the middle of the file: it arrives whole, and nobody waits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.demo.travellers import invented_name
from app.editions import service as editions
from app.projections import PROJECTIONS
from app.site import open_site
from appliance.settings import load_settings, write_settings
from db.database import Row
from tests.journeys.demo import Demo, stopped, until
from tests.journeys.windows import (
    BUSIA,
    SOON_MS,
    Staff,
    admit,
    define_source,
    edition_in_use,
    give_file,
    put_aside_listed,
    scan,
    zone,
)
from tests.sync.wires import Cutter

pytestmark = pytest.mark.timeout(180)

COLUMNS = "entry_id,surname,given_names,date_of_birth,sex,nationality,category,response,shown\n"
ROWS = 2_500


@pytest.fixture
def line(demo: Demo) -> Iterator[Cutter]:
    """A line of the test's own between Busia and headquarters; the post's worker has been started anew on it."""
    with Cutter(urlsplit(demo.url("hq")).port or 0) as line:
        settings = load_settings(demo.data / BUSIA)
        write_settings(replace(settings, hq_url=line.url))
        demo.restart(BUSIA, "worker")
        yield line


def test_an_edition_arrives_whole_over_a_link_that_is_cut_twice_while_the_officer_works(
    demo: Demo, staff: Staff, officer: Page, line: Cutter, tmp_path: Path
) -> None:
    lists = staff.editors
    define_source(lists.first, demo, "long", "stop-list")
    give_file(lists.first, long_list(tmp_path / "long.csv"))
    expect(lists.first.locator("#files tbody tr")).to_contain_text("Imported", timeout=SOON_MS)
    before = edition_in_use(staff.supervisor, demo)
    with stopped([demo.place(BUSIA)["process_ids"]["worker"]]):
        lists.publish()
        published = newest(demo)
        line.cuts += [line.carried + share * published["bytes"] // 3 for share in (1, 2)]

    until(lambda: len(line.cuts) < 2, look_s=0.01)
    scan(demo, zone("F1000001", "ACHENG", "RUTH"))
    expect(officer.get_by_text("ACHENG, RUTH")).to_be_visible()
    expect(officer.get_by_text("Nothing stands against it")).to_be_visible()
    admit(officer)

    assert before < published["number"]
    until(lambda: edition_in_use(staff.supervisor, demo) == published["number"])
    assert line.cuts == []
    assert line.carried < 1.5 * published["bytes"] + 100_000, "it began anew after a cut"
    scan(demo, zone("F1000002", "LASTOFALL", "SIGNE"))
    expect(officer.locator(".banner.stop").first).to_be_visible()
    put_aside_listed(demo, officer)


def long_list(path: Path) -> Path:
    """Write a list that packs badly, with somebody to be met at its end."""
    chance = Random(7)
    rows = [
        f"L-{number},{invented_name(chance)},{invented_name(chance)},1979,M,UTO,wanted,refer,{chance.randbytes(60).hex()}\n"
        for number in range(ROWS)
    ]
    rows.append("L-LAST,LASTOFALL,SIGNE,1985-01-01,F,UGA,wanted,refer,\n")
    path.write_text(COLUMNS + "".join(rows))
    return path


def newest(demo: Demo) -> Row:
    """Return headquarters' newest edition."""
    return editions.published(open_site(demo.data / "hq", PROJECTIONS))[0]
