"""The pages of figures and thresholds at headquarters, empty and full: rules, light, sizes, keys, and a trial that is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.accounts import passwords
from app.act import acting
from app.factory import create_app
from app.site import Site
from app.thresholds import service as thresholds
from app.watchlist import hits
from app.web import cookie
from border.hit import Verdict
from border.listing import Category
from border.permissions import Role
from border.traveller import Sex, Traveller
from tests import make
from tests.app import facts
from tests.app.figures.conftest import found
from tests.browser.axe import OF_COLOURS, violations
from tests.browser.test_looks import SMALL_TEXT, TOO_WIDE
from tests.sync.wires import served

SIZES = ((768, 1024), (1366, 768))
SAID = '{"n":[["ERIKSSON","ANNA","primary"]],"do":"refer","reason":"x","basis":"x","agency":"x"}'
TRIAL = {"hits": 41, "same": 3, "kept": 12, "kept_same": 1}


@dataclass
class Headquarters:
    """A headquarters on a port, and a window for each who works there."""

    site: Site
    port: int
    browser: Browser
    contexts: list[BrowserContext]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def window(self, role: Role, username: str) -> tuple[Page, str]:
        """Return a window, and the session's token."""
        token = make.session(self.site, make.person(self.site, role, username))
        context = self.browser.new_context(viewport={"width": 1366, "height": 768})
        self.contexts.append(context)
        name = cookie.name(self.site.settings)
        context.add_cookies([{"name": name, "value": token, "url": self.url("/")}])
        return context.new_page(), token


@pytest.fixture
def hq(tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Headquarters]:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    site = make.site(tmp_path, "hq", make.HandClock(), role="hq", kind="hq")
    with served(create_app(site)) as port:
        headquarters = Headquarters(site, port, browser, [])
        yield headquarters
        for context in headquarters.contexts:
            context.close()


def looked_at(page: Page) -> list[str]:
    """Return all that is wrong with an open page, by day and by night, on a desk and on a tablet."""
    wrong = [f"small: {text[:120]}" for text in page.evaluate(SMALL_TEXT)]
    wrong += [] if page.locator("h1").count() == 1 else ["not one h1"]
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{width}: {broken}" for broken in violations(page)]
        if page.evaluate(TOO_WIDE) > 0:
            wrong.append(f"wider than {width}")
    page.evaluate("document.documentElement.dataset.theme = 'night'")
    return wrong + [f"night: {broken}" for broken in violations(page, OF_COLOURS)]


def work(site: Site) -> None:
    """Let hits be found and decided, a margin be set, another wait, and a trial be made."""
    for number, sex in enumerate(Sex):
        traveller = Traveller("LINDT", f"OSCAR {number}", "1979-11-30", sex, "UTO")
        found(site, Verdict.NOT_SAME, traveller)
        found(site, Verdict.SAME, traveller, entry="un:7")
    found(site, entry="own:9", agency="A very long name of an agency of the coast and its hinterland")
    with acting(site, facts.OFFICER) as act:
        hits.close_withdrawn(act, ["own:9"])
        act.record("entry.proposed", {
            "entry_id": "9", "category": "wanted", "said": SAID, "why": "x", "lookout_id": None,
            "proposal_id": "p1", "kind": "new", "proposed_name": "x",
        })  # fmt: skip
    one, other = (make.person(site, Role.WATCHLIST_EDITOR, name) for name in ("one", "other"))
    for category in (Category.CUSTOMS, Category.HEALTH):
        with acting(site, one) as act:
            proposal_id = thresholds.propose(act, category, 4.0, "too many namesakes", TRIAL)
        if category is Category.CUSTOMS:
            with acting(site, other) as act:
                thresholds.approve(act, proposal_id)
    with acting(site, one) as act:
        thresholds.ask_for_trial(act, Category.CUSTOMS, 2.0)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("is_full", [False, True])
def test_no_page_of_figures_or_thresholds_breaks_a_rule(hq: Headquarters, is_full: bool) -> None:
    page, token = hq.window(Role.WATCHLIST_EDITOR, "faith")
    paths = [
        "/hits/figures",
        "/hits/figures?first=x",
        "/hits/thresholds",
        "/hits/thresholds/customs?margin=2",
    ]
    if is_full:
        work(hq.site)
        paths += [stopped_of(hq, token)]
    wrong = {}
    for path in paths:
        page.goto(hq.url(path))
        if faults := looked_at(page):
            wrong[path] = faults

    assert wrong == {}


def stopped_of(hq: Headquarters, token: str) -> str:
    """Return the page of whom the entry stopped, as somebody has opened that entry."""
    editor = make.Browser(create_app(hq.site), hq.site)
    editor.token = token
    return f"{editor.post('/entries/viewed', {'entry_id': '9', 'reason': 'review'}).location}/stopped"


def test_a_margin_is_tried_proposed_and_approved_by_keys_alone(hq: Headquarters) -> None:
    found(hq.site, Verdict.SAME, margin=1.0)
    found(hq.site, margin=6.0)
    faith, _ = hq.window(Role.WATCHLIST_EDITOR, "faith")
    hassan, _ = hq.window(Role.WATCHLIST_EDITOR, "hassan")

    faith.goto(hq.url("/hits/thresholds"))
    faith.get_by_label("Try another margin for Customs").focus()
    faith.keyboard.press("Enter")
    faith.get_by_label("Bits beyond what the list asks for").focus()
    faith.keyboard.type("4")
    faith.keyboard.press("Enter")
    expect(faith.get_by_text("With this setting: 1 hit, of which 0 confirmed.")).to_be_visible()
    expect(faith.get_by_text("1 confirmed hit would not have been shown")).to_be_visible()
    faith.get_by_label("Why", exact=True).focus()
    faith.keyboard.type("too many namesakes")
    faith.keyboard.press("Tab")
    faith.keyboard.press("Enter")
    expect(faith.get_by_text("You proposed this yourself")).to_be_visible()
    hassan.goto(hq.url("/hits/thresholds"))
    hassan.get_by_role("button", name="Approve").press("Enter")

    expect(hassan.get_by_text("It holds. Posts follow as soon as they hear of it.")).to_be_visible()
    assert thresholds.margins(hq.site.db) == {Category.CUSTOMS: 4.0}


def test_a_trial_on_past_crossings_tells_by_itself_how_far_it_has_come(hq: Headquarters) -> None:
    faith, _ = hq.window(Role.WATCHLIST_EDITOR, "faith")
    faith.goto(hq.url("/hits/thresholds/customs?margin=2"))
    faith.get_by_role("button", name="Try it on past crossings").click()
    expect(faith.get_by_text("Waits for its turn")).to_be_visible()
    row = thresholds.next_trial(hq.site.db)
    assert row
    told = {name: row[name] for name in ("category", "margin", "asked_at")}
    counts = {"crossings": 900, "shown": 41, "shown_now": 3, "travellers": 38}
    ended = {"state": "done", "ended_at": "2026-11-24T06:00:00.000Z", "edition": 7}
    thresholds.keep_trial(hq.site.db, told | counts | ended)

    expect(faith.get_by_text("It would stop 38 travellers more.")).to_be_visible(timeout=10_000)


def test_counts_and_outcomes_come_as_files(hq: Headquarters) -> None:
    found(hq.site, Verdict.SAME)
    ruth, _ = hq.window(Role.HQ_ANALYST, "ruth")
    ruth.goto(hq.url("/hits/figures"))

    names = []
    for button in (
        ruth.get_by_role("link", name="Download the counts as CSV"),
        ruth.get_by_role("button", name="Outcomes for DCI as CSV"),
    ):
        with ruth.expect_download() as download:
            button.press("Enter")
        names.append(download.value.suggested_filename)

    assert names == ["hits-2026-10-25-2026-11-24.csv", "outcomes-2026-10-25-2026-11-24.csv"]
