"""Who bears the name of a listed person is stopped once, and passes the next day, when everybody's clocks are a day on."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.demo import HASTE, Demo, founded
from tests.journeys.windows import (
    BUSIA,
    Staff,
    admit,
    decide_hit,
    open_hit,
    put_aside_listed,
    scan,
    sit_down,
    zone,
)

pytestmark = pytest.mark.timeout(240)

INNOCENT = zone("D5000001", "NAMESAKE", "GRACE")
REMEMBERED = "is not that person"


@pytest.fixture
def days(tmp_path: Path, browser: Browser) -> Iterator["Days"]:
    days = Days(tmp_path, browser)
    yield days
    days.over()


class Days:
    """One demo, day after day: it is ended in the evening, and started again with clocks a day on."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        founded(folder, **HASTE)
        self._folder = folder
        self._browser = browser
        self._day = -1
        self._stack = ExitStack()

    def begin(self) -> tuple[Demo, Staff]:
        """Begin the next day; nobody is signed in."""
        self.over()
        self._day += 1
        demo = Demo(self._folder, days_on=self._day)
        self._stack.callback(demo.end)
        return demo, Staff(demo, self._browser, self._stack)

    def over(self) -> None:
        self._stack.close()


def test_who_was_found_to_be_somebody_else_passes_the_next_day_and_the_stamp_says_so(days: Days) -> None:
    demo, staff = days.begin()
    staff.bring("NAMESAKE", "GRACE")
    officer = sit_down(demo, staff.officer)
    scan(demo, INNOCENT)
    expect(officer.locator(".banner.stop").first).to_be_visible()
    open_hit(staff.supervisor, demo, "NAMESAKE")
    decide_hit(staff.supervisor, "not-same", "compared with the photo of the warrant")
    put_aside_listed(demo, officer)
    yesterday = time_at(demo, officer)

    demo, staff = days.begin()
    officer = sit_down(demo, staff.officer)
    assert time_at(demo, officer) - yesterday >= timedelta(days=1)
    scan(demo, INNOCENT)

    expect(officer.get_by_text("NAMESAKE, GRACE", exact=True)).to_be_visible()
    expect(officer.locator("[id^=admits-]:not([aria-disabled])")).to_be_visible()
    expect(officer.locator(".banner.stop")).to_have_count(0)
    expect(officer.get_by_text(REMEMBERED).first).to_be_visible()
    admit(officer)
    officer.locator("#amend").click()
    expect(officer.locator("main")).to_contain_text(REMEMBERED)


def time_at(demo: Demo, at: Page) -> datetime:
    """Return what Busia's clock says."""
    return parsedate_to_datetime(at.request.get(demo.url(BUSIA)).headers["date"])
