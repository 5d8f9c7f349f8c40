"""A document on a reader at Busia becomes a crossing at headquarters: real bytes, a real browser, real processes."""

import pytest
from playwright.sync_api import Page, expect

from app.crossings import service as crossings
from app.projections import PROJECTIONS
from app.site import open_site
from db.database import Row
from hardware.mrz import simulator_client as reader
from sync import journal
from tests.journeys.demo import Demo, stopped, until
from tests.journeys.windows import control, scan, zone

pytestmark = pytest.mark.timeout(180)

AT_HQ_WITHIN_MS = 75_000
"""A link that was away for a while is tried again a little later."""


def test_a_passport_on_a_reader_becomes_a_crossing_at_headquarters(demo, officer, staff):
    scan(demo, zone("B1000001", "OKELLO", "GRACE"))
    expect(officer.get_by_text("OKELLO, GRACE")).to_be_visible()
    expect(officer.get_by_text("Nothing stands against it")).to_be_visible()

    officer.keyboard.press("2")
    officer.keyboard.press("Enter")

    expect(officer.get_by_text("OKELLO, GRACE was admitted")).to_be_visible()
    crossing = only_crossing(demo, "busia", "B1000001")
    assert (crossing["decision"], crossing["purpose"], crossing["days_granted"]) == ("admit", "visit", 180)
    at_headquarters(staff.analyst, crossing)
    until(lambda: same_head(demo, "busia"))


def test_headquarters_being_away_stops_nobody_and_everything_arrives_after(demo, officer, staff):
    with stopped(demo.pids("hq")):
        for number, surname in enumerate(("WEKESA", "BARASA", "SIMIYU"), start=1):
            scan(demo, zone(f"B200000{number}", surname, "JOHN"))
            expect(officer.get_by_text(f"B200000{number}").first).to_be_visible()
            expect(
                officer.get_by_text("Nothing stands against it")
            ).to_be_visible()  # asked about, not only read
            officer.keyboard.press("8")
            officer.keyboard.press("Enter")
            expect(officer.get_by_text(f"{surname}, JOHN was admitted")).to_be_visible()

    recorded = [only_crossing(demo, "busia", f"B200000{number}") for number in (1, 2, 3)]
    for crossing in recorded:
        at_headquarters(staff.analyst, crossing)


def test_a_reader_pulled_out_in_the_middle_of_a_frame_is_told_and_works_again(demo, officer):
    lines = zone("B3000001", "ACHIENG", "MARY")

    reader.send(control(demo), lines, "unplug")

    expect(officer.get_by_text("The reader is unplugged")).to_be_visible(timeout=2_000)
    expect(officer.get_by_text("ACHIENG, MARY")).to_have_count(0)
    reader.plug(control(demo))
    expect(officer.get_by_text("Place a document on the reader")).to_be_visible(timeout=3_000)
    reader.send(control(demo), lines)
    expect(officer.get_by_text("ACHIENG, MARY")).to_be_visible()
    officer.keyboard.press("F4")
    expect(officer.get_by_text("Place a document on the reader")).to_be_visible()


def test_garbled_bytes_never_reach_the_officer_as_data(demo, officer):
    reader.send_raw(control(demo), b"\x02P<UTO?? \xff\xfe<<\r L89\x80\r\x03")

    expect(officer.get_by_text("The reader sent what is no machine-readable zone")).to_be_visible()
    expect(officer.get_by_text("P<UTO")).to_have_count(0)


def test_a_listed_person_passes_only_when_a_supervisor_answers_for_it(demo, officer):
    demo.scan("busia-1", "listed")
    expect(officer.get_by_text("Admit all the same")).to_be_visible()
    officer.keyboard.press("Control+Enter")
    officer.get_by_label("Business").check()
    officer.get_by_label("Address in Kenya").fill("Lake Hotel, Kisumu")
    officer.locator("[id^=override-reason-]").fill("Known to be somebody else")

    officer.get_by_role("button", name="Admit", exact=True).click()
    expect(officer.get_by_text("A supervisor must sign in here").first).to_be_visible()
    supervisor = demo.person("supervisor", "busia")
    officer.locator("input[id^=override-supervisor-]").fill(supervisor.name)
    officer.locator("input[id^=override-password-]").fill(supervisor.password)
    officer.get_by_role("button", name="Admit", exact=True).click()

    expect(officer.get_by_text("was admitted")).to_be_visible()


def at_headquarters(analyst: Page, crossing: Row) -> None:
    """Wait until headquarters' page of movements shows a crossing."""
    analyst.reload()
    expect(analyst.get_by_role("heading", name="Movements of")).to_be_visible()
    row = analyst.locator(f"[id=crossing-{crossing['crossing_id']}]")
    expect(row).to_be_visible(timeout=AT_HQ_WITHIN_MS)


def only_crossing(demo: Demo, post: str, number: str) -> Row:
    site = open_site(demo.data / post, PROJECTIONS)
    (found,) = crossings.earlier(site.db, f"UGA:passport:{number}")
    return found


def same_head(demo: Demo, post: str) -> bool:
    """Whether headquarters has the post's whole journal, to the last hash."""
    there, here = (open_site(demo.data / name, PROJECTIONS).db for name in ("hq", post))
    return journal.head(there, post) == journal.head(here, post)
