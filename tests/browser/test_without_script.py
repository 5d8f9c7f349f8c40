"""The same desk where scripts do not run: plain forms."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_traveller_is_admitted(served: Served, plain: Page) -> None:
    plain.goto(served.url("/desk/clear"))

    plain.get_by_label("Business").check()
    plain.get_by_role("button", name="Admit").click()

    expect(plain.get_by_text("Place a document on the reader")).to_be_visible()
    assert served.gallery.posted[0]["purpose"] == "business"


def test_a_traveller_is_refused_with_a_ground(served: Served, plain: Page) -> None:
    plain.goto(served.url("/desk/clear"))

    plain.get_by_text("Refuse entry…").click()
    plain.get_by_label("has no valid travel document").check()
    plain.get_by_role("button", name="Refuse, and print the notice").click()

    expect(plain.get_by_text("Place a document on the reader")).to_be_visible()
    assert (served.gallery.posted[0]["decision"], served.gallery.posted[0]["ground"]) == ("refuse", "A")
