"""An entry made by hand is one editor's word until another says so too; then every post looks for it."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.demo import Demo, until
from tests.journeys.windows import (
    BORN,
    Staff,
    approve,
    edition_in_use,
    open_entry,
    propose,
    put_aside,
    put_aside_listed,
    scan,
    zone,
)

pytestmark = pytest.mark.timeout(180)


def test_an_entry_is_proposed_by_one_approved_by_another_and_met_at_a_post(
    demo: Demo, staff: Staff, officer: Page
) -> None:
    lists = staff.editors
    propose(lists.first, demo, "MUGABO", "IRENE", BORN)
    open_entry(lists.first, demo, "MUGABO")
    expect(lists.first.get_by_text("somebody else decides on it")).to_be_visible()
    expect(lists.first.get_by_role("button", name="Approve")).to_have_count(0)

    approve(lists.second, demo, "MUGABO")
    number = lists.publish()

    until(lambda: edition_in_use(staff.supervisor, demo) >= number)
    scan(demo, zone("C1000001", "MUGABO", "IRENE"))
    expect(officer.locator(".banner.stop").first).to_be_visible()
    put_aside_listed(demo, officer)
    scan(demo, zone("C1000002", "OTHERWISE", "CALLED"))
    expect(officer.get_by_text("OTHERWISE, CALLED")).to_be_visible()
    expect(officer.locator("[id^=admits-]:not([aria-disabled])")).to_be_visible()
    expect(officer.locator(".banner.stop")).to_have_count(0)
    put_aside(officer)
