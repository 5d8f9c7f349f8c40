"""A founded post, its clock, its pages; and hashes that cost nothing, for most tests are not about them."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app.accounts import passwords
from app.factory import create_app
from app.site import Site
from tests import make


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock() -> make.HandClock:
    return make.HandClock()


@pytest.fixture
def site(tmp_path: Path, clock: make.HandClock) -> Site:
    """The post Busia, without desks or people."""
    return make.site(tmp_path, clock=clock)


@pytest.fixture
def app(site: Site) -> Flask:
    return create_app(site)


@pytest.fixture
def browser(app: Flask, site: Site) -> make.Browser:
    """A browser in which nobody is signed in."""
    return make.Browser(app, site)
