"""Every page of a post and of headquarters, with work behind it: what axe says, and what fits, in both themes.

The pages come from the application's own addresses, so that a new one cannot be forgotten.
"""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page

from app.accounts import passwords
from app.web.guard import rule_of
from tests.browser.axe import OF_COLOURS, violations
from tests.browser.served import LOCKED, SCREEN, Served
from tests.browser.test_looks import SMALL_TEXT, TOO_WIDE
from tests.browser.working_site import working

LEFT_OUT = {
    "static": "files",
    "home": "a redirect",
    "accounts.still_here": "says 204",
    "accounts.at_work": "says 204",
    "desk.live_stream": "a stream; the desk's page shows it",
    "crossings.printed_pdf": "a PDF",
    "reports.live": "a fragment of the page of movements",
    "devices.live": "a fragment of the page of devices",
    "lists.files": "a fragment of the page of a source",
    "lists.template": "a file",
    "figures.counts": "a file",
    "thresholds.progress": "a fragment of the page of a threshold",
}
"""What is answered to GET and is no page, and why."""

FOR_PROGRAMS = "exchange."
"""What posts' programs ask of headquarters."""

ONLY_AT_A_POST = {"crossings.amend", "crossings.slip", "crossings.printed"}
"""Done where the crossing was recorded; headquarters has these pages for crossings of its own, and records none."""

OF_POSTS = {"watchlist.hit": "hq-analyst"}
"""What officers see at their own post alone, and who opens it at headquarters."""

TABLET = (768, 1024)
ON_A_TABLET = {
    "accounts.sign_in",
    "desk.show",
    "desk.group",
    "desk.manual",
    "desk.referrals",
    "crossings.register",
}
ON_A_TABLET |= {"reports.movements", "travellers.found"}

EMPTY = {
    "post": (
        ("colleague", "/desk"),
        ("supervisor", "/register?day=2020-01-01"),
        ("auditor", "/audit?first=2020-01-01&last=2020-01-01"),
    ),
    "hq": (("hq-analyst", "/movements?day=2020-01-01"),),
}
"""Pages with nothing to show: (who, path)."""


@pytest.fixture(scope="module", params=["post", "hq"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        with working(tmp_path_factory.mktemp(request.param), request.param) as served:
            yield served


@pytest.mark.timeout(180)
def test_no_page_of_a_site_breaks_a_rule(served: Served, browser: Browser) -> None:
    wrong = {}
    with served.windows(browser) as windows:
        for endpoint, person, path in pages(served):
            page = windows.of(person)
            answer = page.goto(served.url(path))
            assert answer
            arrived = (answer.status, page.url) == (200, served.url(path))
            faults = (
                [*looked_at(page, endpoint), *windows.complaints]
                if arrived
                else [f"{answer.status} {page.url}"]
            )
            windows.complaints.clear()
            if faults:
                wrong[f"{path} as {person}"] = faults

    assert wrong == {}


def pages(served: Served) -> list[tuple[str, str, str]]:
    """Return (endpoint, who opens it, path) of every page."""
    found = [("", person, path) for person, path in (*EMPTY[served.site.settings.role], *served.besides)]
    left_out = LEFT_OUT.keys() | (ONLY_AT_A_POST if served.site.settings.is_hq else set())
    adapter = served.app.url_map.bind("localhost")
    for rule in served.app.url_map.iter_rules():
        endpoint = rule.endpoint
        if "GET" not in (rule.methods or ()) or endpoint in left_out or endpoint.startswith(FOR_PROGRAMS):
            continue
        blanks = {
            name: served.values.get(f"{endpoint}.{name}") or served.values[name] for name in rule.arguments
        }
        if endpoint == "crossings.show":
            blanks["look"] = served.values["crossings.show.look"]
        found.append(
            (endpoint, opens(served, endpoint), adapter.build(endpoint, blanks, force_external=False))
        )
    return found


def opens(served: Served, endpoint: str) -> str:
    rule = rule_of(served.app, endpoint)
    if endpoint == "accounts.unlock":
        return LOCKED
    if served.site.settings.is_hq and endpoint in OF_POSTS:
        return OF_POSTS[endpoint]
    return "" if rule.public else served.role_for(rule.permission)


def looked_at(page: Page, endpoint: str) -> list[str]:
    """Return all that is wrong with an open page."""
    wrong = [f"small: {text[:120]}" for text in page.evaluate(SMALL_TEXT)]
    headings = page.locator("h1").count()
    if headings != 1:
        wrong.append(f"{headings} h1")
    wrong += violations(page)
    page.evaluate("document.documentElement.dataset.theme = 'night'")
    wrong += [f"night: {broken}" for broken in violations(page, OF_COLOURS)]
    for size in (TABLET, SCREEN):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if page.evaluate(TOO_WIDE) > 0:
            wrong.append(f"wider than {size[0]}")
        if size == TABLET and endpoint in ON_A_TABLET:
            wrong += [f"tablet: {broken}" for broken in violations(page)]
    return wrong
