"""What can be seen of the desk, in both themes and at both sizes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.conftest import Served, serve
from tests.browser.gallery import Gallery
from tests.browser.travellers import SCREENS

SIZES = {"screen": (1366, 768), "tablet": (768, 1024)}

SMALL_TEXT = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML)"""

TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

LOW_TARGETS = """() => [...document.querySelectorAll('.bar button, .bar summary, .bar .choice')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""


@pytest.fixture(scope="module", params=["day", "night"])
def themed(request: pytest.FixtureRequest) -> Iterator[Served]:
    served = serve(Gallery(request.param))
    yield served
    served.stop()


@pytest.mark.parametrize("state", SCREENS)
def test_nothing_on_the_desk_breaks_a_rule(themed: Served, page: Page, state: str) -> None:
    page.goto(themed.url(f"/desk/{state}"))

    assert violations(page) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", SCREENS)
def test_all_is_large_enough_and_fits(served: Served, page: Page, state: str, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(served.url(f"/desk/{state}"))

    assert page.evaluate(SMALL_TEXT) == []
    assert page.evaluate(LOW_TARGETS) == []
    assert page.evaluate(TOO_WIDE) == 0


@pytest.mark.parametrize("key", ["F4", "F9", "Control+Enter"])
def test_an_open_drawer_breaks_no_rule(themed: Served, page: Page, key: str) -> None:
    page.goto(themed.url("/desk/hit"))
    page.keyboard.press(key)

    assert page.locator(".drawer:visible").count() == 1
    assert violations(page) == []


@pytest.mark.parametrize("status", [404, 503])
def test_an_error_page_breaks_no_rule(themed: Served, page: Page, status: int) -> None:
    page.goto(themed.url(f"/errors/{status}"))

    assert violations(page) == []


def test_the_decision_bar_stands_in_one_place(served: Served, page: Page) -> None:
    tops = set()
    for state in ("clear", "hit", "digit", "kenyan"):
        page.goto(served.url(f"/desk/{state}"))
        box = page.locator(".acts").bounding_box()
        assert box is not None
        tops.add(box["y"])

    assert len(tops) == 1


def test_on_a_tablet_the_checks_come_before_earlier_crossings(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(served.url("/desk/clear"))

    tops = [page.locator(part).bounding_box()["y"] for part in (".who", ".asked", ".past")]  # type: ignore[index]

    assert tops == sorted(tops)
