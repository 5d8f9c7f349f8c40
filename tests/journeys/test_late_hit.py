"""Somebody crosses, and is listed afterwards: the post finds out by itself where and when it was."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.demo import Demo
from tests.journeys.windows import Staff, admit, open_hit, scan, zone

pytestmark = pytest.mark.timeout(180)


def test_who_crossed_before_being_listed_is_a_late_hit_with_where_and_when(
    demo: Demo, staff: Staff, officer: Page
) -> None:
    scan(demo, zone("E1000001", "KIMARO", "ROSE"))
    expect(officer.get_by_text("KIMARO, ROSE")).to_be_visible()
    expect(officer.get_by_text("Nothing stands against it")).to_be_visible()
    admit(officer)

    staff.bring("KIMARO", "ROSE")

    open_hit(staff.supervisor, demo, "KIMARO")
    stands = staff.supervisor.locator("dl.facts").first
    expect(stands).to_contain_text("late: the entry came after the crossing")
    expect(stands).to_contain_text("busia busia-1 · Entry")
