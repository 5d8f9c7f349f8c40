"""A demo a module, with one post that asks and tells headquarters every second, and the people who work there."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.demo import HASTE, Demo, founded
from tests.journeys.windows import SOON_MS, Staff, sit_down

expect.set_options(timeout=SOON_MS)
"""What must come may come late on a machine with other work; how soon it does is for the benches."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("journey")
    founded(folder, **HASTE)
    demo = Demo(folder)
    yield demo
    demo.end()


@pytest.fixture(scope="module")
def staff(demo: Demo, browser: Browser) -> Iterator[Staff]:
    with ExitStack() as stack:
        yield Staff(demo, browser, stack)


@pytest.fixture
def officer(demo: Demo, staff: Staff) -> Page:
    """The officer of Busia, at desk 1 with nothing on it."""
    return sit_down(demo, staff.officer)
