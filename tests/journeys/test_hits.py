"""A traveller meets a list at Busia: what the desk shows, what the supervisor decides, what headquarters knows of it."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.demo import Demo, until
from tests.journeys.windows import Staff, decide_hit, open_hit, put_aside_listed, scan, zone

pytestmark = pytest.mark.timeout(180)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may be decided, the reason it needs, as what headquarters shows it; and of whom."""

    verdict: str
    reason: str
    shown: str
    surname: str
    number: str


OUTCOMES = (
    Outcome("same", "", "same person", "WAFULA", "D1000001"),
    Outcome("not-same", "other fingerprints", "not the same person", "NAKATO", "D2000001"),
    Outcome("refer", "no photo to compare", "cannot be told here", "SIMIYU", "D3000001"),
)


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.verdict)
def test_a_listed_traveller_stops_the_desk_and_headquarters_hears_what_was_decided(
    demo: Demo, staff: Staff, officer: Page, outcome: Outcome
) -> None:
    staff.bring(outcome.surname, "GRACE")

    scan(demo, zone(outcome.number, outcome.surname, "GRACE"))
    expect(officer.locator(".banner.stop").first).to_be_visible()
    expect(officer.locator("[id^=overrides-]")).to_be_visible()
    hit_id = open_hit(staff.supervisor, demo, outcome.surname)
    decide_hit(staff.supervisor, outcome.verdict, outcome.reason)

    there = f"{demo.url('hq')}/hits/{hit_id}"
    until(lambda: staff.analyst.goto(there) and state_of(staff.analyst).startswith(outcome.shown))
    put_aside_listed(demo, officer)


def state_of(at: Page) -> str:
    """Return how the hit stands whose page is open, '' where there is none."""
    said = at.locator("dl.facts > div").filter(has=at.get_by_text("State", exact=True)).locator("dd")
    return said.inner_text().strip() if said.count() else ""
