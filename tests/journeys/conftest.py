"""A demo a module, with one post that asks and tells headquarters every second, and its officer at a desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.demo import HASTE, Demo, founded
from tests.journeys.windows import BUSIA, Editors, editors, sign_in, sit_down, window


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("journey")
    founded(folder, **HASTE)
    demo = Demo(folder)
    yield demo
    demo.end()


@pytest.fixture
def officer(demo: Demo, page: Page) -> Iterator[Page]:
    """The officer of Busia, signed in at desk 1 with nothing on it."""
    sign_in(demo, page, demo.person("officer", BUSIA))
    yield sit_down(page)
    page.goto(f"{demo.url(BUSIA)}/")
    page.get_by_role("button", name="Sign out").click()


@pytest.fixture
def supervisor(demo: Demo, browser: Browser) -> Iterator[Page]:
    with window(demo, browser, "supervisor", BUSIA) as there:
        yield there


@pytest.fixture
def analyst(demo: Demo, browser: Browser) -> Iterator[Page]:
    with window(demo, browser, "hq-analyst", "hq") as there:
        yield there


@pytest.fixture
def lists(demo: Demo, browser: Browser) -> Iterator[Editors]:
    with editors(demo, browser) as there:
        yield there
