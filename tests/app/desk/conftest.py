"""Busia with two desks for entry and one for exit, an officer at the first and a supervisor in the house."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.act import Who
from app.desk.checking import Checker
from app.site import Site
from border.crossing import Direction
from border.permissions import Role
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import Desk


@pytest.fixture
def busia(site: Site) -> Site:
    for name in ("busia-1", "busia-2"):
        make.desk(site, name)
    make.desk(site, "busia-out", Direction.EXIT)
    return site


@pytest.fixture
def officer(busia: Site) -> Who:
    return make.person(busia)


@pytest.fixture
def colleague(busia: Site) -> Who:
    return make.person(busia, username="brian")


@pytest.fixture
def supervisor(busia: Site) -> Who:
    return make.person(busia, Role.SUPERVISOR)


@pytest.fixture
def checker(busia: Site) -> Iterator[Checker]:
    checker = at_desk.checker(busia)
    yield checker
    checker.close()


@pytest.fixture
def desk(busia: Site, officer: Who, checker: Checker) -> Desk:
    """The officer at busia-1."""
    return Desk(busia, officer, checker).sit()


@pytest.fixture
def second(busia: Site, colleague: Who, checker: Checker) -> Desk:
    """A colleague at busia-2."""
    return Desk(busia, colleague, checker, "busia-2").sit()


@pytest.fixture
def senior(busia: Site, supervisor: Who, checker: Checker) -> Desk:
    """The supervisor at busia-2."""
    return Desk(busia, supervisor, checker, "busia-2").sit()


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The pages of the post; what runs behind its desks is ended."""
    yield app
    app.extensions["live"].checker.close()


@pytest.fixture
def browser_of(app: Flask, site: Site) -> Callable[[Who], make.Browser]:
    return lambda who: make.Browser(app, site, who)


@pytest.fixture
def browser(desk: Desk, browser_of: Callable[[Who], make.Browser]) -> make.Browser:
    """The officer's browser."""
    return browser_of(desk.who)


@pytest.fixture
def theirs(second: Desk, browser_of: Callable[[Who], make.Browser]) -> make.Browser:
    """The browser of the colleague."""
    return browser_of(second.who)
