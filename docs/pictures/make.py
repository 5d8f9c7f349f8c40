"""Makes the pictures of this folder anew: `.venv/bin/python -m docs.pictures.make`, about two minutes.

A demo of three posts is founded with a morning's traffic, started on free ports, and worked through in Chromium. Its
clocks stand in a zone where it is afternoon now, so that the charts have a day to show at whatever hour this runs.
"""

import io
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from app.act import Who, acting
from app.crossings import service as crossings
from app.demo import folder, founding, travellers
from app.demo.founding import PastClock
from app.demo.people import Person
from app.demo.plan import STAFF, Place, places
from app.projections import PROJECTIONS
from app.site import Site, open_site
from appliance.clock import SystemClock
from appliance.settings import load_settings, write_settings
from border.crossing import Direction, Outcome
from border.icao.mrz.compose import Details

HERE = Path(__file__).parent
MPAKA = (sys.executable, "-m", "app.cli")
CHROMIUM = "/usr/bin/chromium"
SCREEN: ViewportSize = {"width": 1366, "height": 768}
TABLET: ViewportSize = {"width": 768, "height": 1024}
COLOURS = 96
POSTS = 3
SEED = 9303
AFTERNOON = 14
BUSY = (1, 1, 0, 1, 2, 4, 9, 14, 12, 10, 9, 8, 10, 12)
"""How many cross at a post in each hour of the morning, about."""
REFUSED = 0.04
PUSHED_WITHIN_MS = 60_000
ANSWERED = "() => document.querySelector('.checks') && !document.querySelector('.checks .waiting, .bar [aria-disabled=true]')"


class Demo:
    """A demo as a person starts it, on free ports."""

    def __init__(self, folder: Path) -> None:
        self._data, ready = folder / "demo", folder / "ready.json"
        words = ("demo", "--data", str(self._data), "--port", "0", "--ready-file", str(ready))
        self._process = subprocess.Popen((*MPAKA, *words), stdout=subprocess.DEVNULL)
        while not ready.exists():
            if self._process.poll() is not None:
                raise SystemExit("the demo did not start")
            time.sleep(0.1)
        self._said: dict[str, Any] = json.loads(ready.read_text())

    def url(self, name: str) -> str:
        sites = (self._said["hq"], *self._said["posts"])
        return next(str(site["url"]) for site in sites if site["name"] == name)

    def person(self, role: str, post: str) -> Person:
        return next(
            Person(**each) for each in self._said["people"] if (each["role"], each["post"]) == (role, post)
        )

    def scan(self, desk: str, document: str) -> None:
        words = ("scan", desk, "--document", document, "--data", str(self._data))
        subprocess.run((*MPAKA, *words), check=True)

    def end(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait()


def main() -> None:
    with tempfile.TemporaryDirectory() as kept, sync_playwright() as playwright:
        here = places(Path(kept) / "demo", POSTS)
        found(Path(kept) / "demo", here)
        demo, browser = Demo(Path(kept)), playwright.chromium.launch(executable_path=CHROMIUM)
        try:
            with signed_in(browser.new_page(viewport=SCREEN), demo, "officer", "busia") as page:
                show_desk(demo, page)
            with signed_in(browser.new_page(viewport=SCREEN), demo, "supervisor", "busia") as page:
                show_hit(demo, page)
            with signed_in(browser.new_page(viewport=SCREEN), demo, "hq-analyst", "hq") as page:
                show_headquarters(page)
        finally:
            browser.close()
            demo.end()


def found(data: Path, here: tuple[Place, ...]) -> None:
    """Make the demo's sites, and let their day have a morning."""
    now = SystemClock().now()
    folder.claim(data)
    founding.found_missing(data, here, SystemClock())
    for number, place in enumerate(here):
        write_settings(replace(load_settings(place.folder), timezone=f"Etc/GMT{now.hour - AFTERNOON:+d}"))
        if not place.is_hq:
            let_pass(place, now, Random(SEED + number))  # noqa: S311 made-up travellers


def let_pass(place: Place, now: datetime, chance: Random) -> None:
    """Record the morning's crossings of a post."""
    clock = PastClock(now)
    site = open_site(place.folder, PROJECTIONS, clock)
    midnight = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=AFTERNOON)
    seconds = sorted(
        hour * 3600 + chance.randrange(3600)
        for hour, about in enumerate(BUSY)
        for _ in range(chance.randint(about // 2, about))
    )
    for second in seconds:
        clock.at = midnight + timedelta(seconds=second)
        pass_one(site, place, chance)
    site.db.close()


def pass_one(site: Site, place: Place, chance: Random) -> None:
    colleague, desk = STAFF[place.name][0], chance.choice(place.desks)
    who = Who(colleague.username, colleague.username, colleague.name, colleague.role, desk.name)
    with acting(site, who, "at-desk") as act:
        traveller = travellers.traveller(chance, act.day)
        crossings.record(act, facts(act.new_id(), traveller, desk.name, desk.direction, chance))


def facts(
    inspection_id: str, who: Details, desk: str, direction: Direction, chance: Random
) -> dict[str, Any]:
    """Return what a desk says of somebody who passes, or is sent back."""
    entry = direction is Direction.ENTRY
    refused = entry and who.nationality != "KEN" and chance.random() < REFUSED
    key = f"{who.issuing_state}:passport:{who.document_number}"
    admitted = entry and not refused and who.nationality != "KEN"
    return {
        "inspection_id": inspection_id,
        "direction": direction,
        "decision": Outcome.REFUSE if refused else Outcome.ADMIT,
        "desk": desk,
        "document": {
            "id": key,
            "type": "passport",
            "issuing_state": who.issuing_state,
            "number": who.document_number,
            "expires_on": str(who.date_of_expiry),
            "read_by": "mrz",
        },
        "traveller": {
            "id": key,
            "surname": who.surname,
            "given_names": who.given_names,
            "nationality": who.nationality,
            "sex": who.sex,
            "born_on": str(who.date_of_birth),
        },
        "purpose": chance.choice(("visit", "business", "transit", "holiday")) if admitted else None,
        "days_granted": chance.choice((30, 90, 180)) if admitted else None,
        "refusal": {"ground": "C", "article": "section 34", "remark": None} if refused else None,
    }


@contextmanager
def signed_in(page: Page, demo: Demo, role: str, post: str) -> Iterator[Page]:
    who = demo.person(role, post)
    page.goto(f"{demo.url(post)}/sign-in")
    page.fill("[name=username]", who.name)
    page.fill("[name=password]", who.password)
    page.keyboard.press("Enter")
    page.wait_for_selector("nav")
    yield page
    page.close()


def show_desk(demo: Demo, page: Page) -> None:
    take(page, "choose")
    page.click("#take-busia-1")
    page.get_by_text("Place a document on the reader").wait_for()
    take(page, "desk-waiting")
    read(demo, page, "clear", "Admit")
    take(page, "desk-clear")
    page.keyboard.press("F9")
    page.wait_for_selector(".drawer:visible")
    take(page, "desk-refusal")
    page.keyboard.press("Escape")
    page.keyboard.press("F4")
    page.get_by_text("Place a document on the reader").wait_for()
    read(demo, page, "listed", "Admit all the same")
    take(page, "desk-listed")
    page.get_by_role("button", name="Night").click()
    page.get_by_text("Admit all the same").wait_for()
    take(page, "desk-night")
    page.get_by_role("button", name="Day").click()
    page.get_by_text("Admit all the same").wait_for()
    page.set_viewport_size(TABLET)
    take(page, "desk-tablet")
    page.set_viewport_size(SCREEN)
    page.get_by_role("link", name="Register").click()
    page.get_by_role("heading", level=1).wait_for()
    take(page, "register")


def read(demo: Demo, page: Page, document: str, then: str) -> None:
    """Hold a document under the reader and wait until the checks have answered."""
    demo.scan("busia-1", document)
    page.locator(".acts").get_by_text(then).first.wait_for()
    page.wait_for_function(ANSWERED)


def show_hit(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.url('busia')}/hits")
    page.locator("tbody th a").first.click()
    page.get_by_role("heading", name="Side by side").evaluate("heading => heading.scrollIntoView()")
    take(page, "hit")


def show_headquarters(page: Page) -> None:
    page.wait_for_selector("tr[id^=crossing-]", timeout=PUSHED_WITHIN_MS)
    page.wait_for_function(
        "!document.querySelector('main').innerText.includes('Nothing')", timeout=PUSHED_WITHIN_MS
    )
    page.reload()
    take(page, "hq-movements")


def take(page: Page, name: str) -> None:
    """Keep what is seen, in as few colours as its letters stay sharp with."""
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(HERE / f"{name}.png", optimize=True)
    sys.stdout.write(f"{name}.png {(HERE / f'{name}.png').stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
