"""What people do in their windows on a demo: sign in, sit down at a desk, hold a document under its reader, keep lists."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app.demo.people import Person
from app.demo.plan import places
from appliance.clock import SystemClock
from border.icao.dates import PartialDate
from border.icao.mrz.compose import Details, compose
from hardware.mrz import simulator_client as reader
from tests.journeys.demo import Demo, until

BUSIA, BORN = "busia", "1985-01-01"
REVIEWED_IN = timedelta(days=90)
SOON_MS = 20_000
"""For what comes from another site."""


def sign_in(demo: Demo, at: Page, person: Person) -> None:
    at.goto(f"{demo.url(person.post)}/")
    at.get_by_label("User name").fill(person.name)
    at.get_by_label("Password").fill(person.password)
    at.get_by_role("button", name="Sign in").click()
    expect(at.get_by_role("button", name="Sign out")).to_be_visible()


@contextmanager
def window(demo: Demo, browser: Browser, role: str, post: str, which: int = 0) -> Iterator[Page]:
    """Open a window of its own for somebody, signed in. which: of several with the role."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    there = context.new_page()
    there.set_default_timeout(10_000)
    complaints: list[str] = []
    there.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(demo, there, demo.people(role, post)[which])
    yield there
    context.close()
    assert complaints == []


def sit_down(demo: Demo, at: Page) -> Page:
    """Take the first desk of Busia, and put aside what lies there. Return the window."""
    at.goto(f"{demo.url(BUSIA)}/desk")
    take, ready, aside = at.locator("[id=take-busia-1]"), at.locator("#waiting"), at.locator("[id^=aside-01]")
    expect(take.or_(ready).or_(aside)).to_be_visible()
    if take.is_visible():
        take.click()
    expect(ready.or_(aside)).to_be_visible()
    if aside.is_visible():  # what a journey before left behind
        aside.click()
    expect(ready).to_be_visible()
    return at


def control(demo: Demo) -> Path:
    """Return the socket of the reader of Busia's first desk."""
    busia = places(demo.data, 1)[1]
    return busia.desks[0].control


def scan(demo: Demo, lines: list[str]) -> None:
    """Hold a document under the reader of Busia's first desk."""
    reader.send(control(demo), lines)


def put_aside(at: Page) -> None:
    at.keyboard.press("F4")
    expect(at.locator("#waiting")).to_be_visible()


def put_aside_listed(demo: Demo, at: Page) -> None:
    """Put aside whoever met a list: a reason, and a supervisor who answers for it."""
    supervisor = demo.person("supervisor", BUSIA)
    at.keyboard.press("F4")
    at.locator("[id^=aside-reason-]").fill("tried out")
    at.locator("[id^=aside-supervisor-]").fill(supervisor.name)
    at.locator("[id^=aside-password-]").fill(supervisor.password)
    at.get_by_role("button", name="Put aside undecided").click()
    expect(at.locator("#waiting")).to_be_visible()


def admit(at: Page) -> None:
    """Admit whoever stands there, on a visit; all checks have answered."""
    at.keyboard.press("2")
    at.keyboard.press("Enter")
    expect(at.locator("#amend")).to_be_visible()


def zone(number: str, surname: str, given_names: str) -> list[str]:
    """Return the lines of a made-up Ugandan passport of a woman born on 1 January 1985."""
    return compose(
        Details(
            format="TD3",
            document_code="P",
            issuing_state="UGA",
            document_number=number,
            nationality="UGA",
            surname=surname,
            given_names=given_names,
            date_of_birth=PartialDate(1985, 1, 1),
            sex="F",
            date_of_expiry=PartialDate(2033, 1, 1),
        )
    )


@dataclass(frozen=True, slots=True)
class Editors:
    """Two editors at headquarters, each in a window of their own."""

    demo: Demo
    first: Page
    second: Page

    def list(self, surname: str, given_names: str, born: str = BORN) -> None:
        """Propose an entry as the first, approve it as the second."""
        propose(self.first, self.demo, surname, given_names, born)
        approve(self.second, self.demo, surname)

    def publish(self) -> int:
        """Publish what is new, wait until it is done, and return the edition's number."""
        url = f"{self.demo.url('hq')}/editions"
        self.first.goto(url)
        before = newest_published(self.first)
        self.first.get_by_role("button", name="Publish").click()
        until(lambda: self.first.goto(url) and newest_published(self.first) > before)
        return newest_published(self.first)


class Staff:
    """Everybody whom a journey needs, each in a window of their own, opened when they are first asked for."""

    def __init__(self, demo: Demo, browser: Browser, stack: ExitStack) -> None:
        self._open = lambda role, post, which=0: stack.enter_context(window(demo, browser, role, post, which))
        self._demo = demo

    @cached_property
    def officer(self) -> Page:
        return self._open("officer", BUSIA)

    @cached_property
    def supervisor(self) -> Page:
        return self._open("supervisor", BUSIA)

    @cached_property
    def analyst(self) -> Page:
        return self._open("hq-analyst", "hq")

    @cached_property
    def editors(self) -> Editors:
        first, second = (self._open("watchlist-editor", "hq", which) for which in (0, 1))
        return Editors(self._demo, first, second)

    def bring(self, surname: str, given_names: str) -> None:
        """List somebody, and wait until the edition is in use at Busia."""
        self.editors.list(surname, given_names)
        number = self.editors.publish()
        until(lambda: edition_in_use(self.supervisor, self._demo) >= number)


def propose(at: Page, demo: Demo, surname: str, given_names: str, born: str) -> None:
    """Propose an entry, and stay on its page."""
    at.goto(f"{demo.url('hq')}/entries/new")
    fields = {
        "surname": surname,
        "given_names": given_names,
        "births": born,
        "nationalities": "UGA",
        "reason": "Warrant 12 of this year",
        "basis": "Penal Code, section 313",
        "agency": "Directorate of Criminal Investigations",
        "review_on": (SystemClock().now().date() + REVIEWED_IN).isoformat(),
        "why": "letter of the agency",
    }
    for name, text in fields.items():
        at.locator(f"#{name}").fill(text)
    at.locator("#category").select_option("wanted")
    at.locator("[name=response][value=refer]").check()
    at.get_by_role("button", name="Propose").click()
    expect(at.get_by_role("heading", level=1)).to_contain_text(surname)


def open_entry(at: Page, demo: Demo, surname: str) -> None:
    at.goto(f"{demo.url('hq')}/entries?words={surname}")
    at.get_by_role("button", name=f"Open {surname}").click()
    expect(at.get_by_role("heading", level=1)).to_contain_text(surname)


def approve(at: Page, demo: Demo, surname: str) -> None:
    open_entry(at, demo, surname)
    at.get_by_role("button", name="Approve").click()
    expect(at.get_by_role("button", name="Approve")).to_have_count(0)


def newest_published(at: Page) -> int:
    """Return the number of the newest edition that headquarters' page shows, 0 before the first."""
    numbers = at.get_by_role("table", name="Published").locator("tbody th")
    return int(numbers.first.inner_text()) if numbers.count() else 0


def edition_in_use(at: Page, demo: Demo) -> int:
    """Return the number of the edition that Busia's page says is in use; 0 where there is none."""
    at.goto(f"{demo.url(BUSIA)}/editions")
    number = at.locator("dl.facts > div").filter(has=at.get_by_text("Number", exact=True)).locator("dd")
    return int(number.inner_text()) if number.count() else 0


def define_source(at: Page, demo: Demo, name: str, form: str) -> None:
    """Define a source of a format, and stay on its page."""
    at.goto(f"{demo.url('hq')}/lists")
    at.get_by_role("link", name="Define a source").first.click()
    at.locator("#name").fill(name)
    at.locator("#title").fill(name.title())
    at.locator("#format").select_option(form)
    at.get_by_role("button", name="Keep").click()
    expect(at.get_by_role("heading", level=1)).to_have_text(name.title())


def give_file(at: Page, file: Path) -> None:
    """Give a file on the page of its source."""
    at.locator("input[type=file]").set_input_files(file)
    at.get_by_role("button", name="Import").click()
    expect(at.locator("#files")).to_contain_text(file.name)


def open_hit(at: Page, demo: Demo, surname: str) -> str:
    """Wait for the hit of a traveller on Busia's page, open it, and return its id."""
    link = at.get_by_role("link", name=surname)
    until(lambda: at.goto(f"{demo.url(BUSIA)}/hits") and link.count())
    link.first.click()
    expect(at.get_by_role("heading", level=1)).to_contain_text(surname)
    return at.url.rpartition("/")[2]


def decide_hit(at: Page, verdict: str, reason: str) -> None:
    """Decide on the hit whose page is open."""
    at.locator(f"[name=verdict][value={verdict}]").check()
    at.locator("#reason").fill(reason)
    at.get_by_role("button", name="Keep this").click()
    expect(at.locator("[name=verdict]")).to_have_count(3 if verdict == "refer" else 0)
