"""What tests are made of: a clock that is set by hand, a site in a folder, people who work there, their browser."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import service as accounts
from app.act import SYSTEM, Who, acting
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import Site
from app.web import cookie, csrf
from appliance.clock import Clock
from appliance.settings import Settings
from border.crossing import Direction
from border.permissions import Role
from db.sqlite import open_sqlite
from migrations.migrate import migrate

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
"""Nine in the morning at the post."""

PASSWORD = "kettle on a green bicycle"
"""Everybody's, so that a test need not say it."""


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def forward(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@lru_cache(maxsize=1)
def empty_database() -> bytes:
    """Return a database of the newest schema as a file: making it takes longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "empty.db")
        db = open_sqlite(path)
        migrate(db)
        db.close()
        return path.read_bytes()


def site(folder: Path, name: str = "busia", clock: Clock | None = None, **settings: Any) -> Site:
    """Found a site in a folder. settings: more of appliance.settings.Settings."""
    known = Settings(data=folder / name, name=name, title=name.title(), **settings)
    known.data.mkdir(mode=0o700, parents=True)
    known.database.write_bytes(empty_database())
    return posts.found(known, PROJECTIONS, clock or HandClock())


def desk(site: Site, name: str = "busia-1", direction: Direction = Direction.ENTRY) -> str:
    with acting(site, SYSTEM, "test") as act:
        posts.add_desk(act, name=name, title=name, direction=direction)
    return name


def person(site: Site, role: Role = Role.OFFICER, username: str = "", *, must_change: bool = False) -> Who:
    """Open an account whose password is PASSWORD. username: that of the role if none is given."""
    username = username or role.value
    with acting(site, SYSTEM, "test") as act:
        opened = accounts.open_account(
            act,
            username=username,
            name=f"Test {username}",
            role=role,
            password=PASSWORD,
            must_change=must_change,
        )
    return Who(opened.account_id, username, f"Test {username}", role)


def session(site: Site, who: Who) -> str:
    """Open a session without a password and return its token."""
    with acting(site, who, "test") as act:
        return accounts.open_session(act, "a test")


class Browser:
    """A browser that keeps its cookie and sends forms as a page of ours does."""

    def __init__(self, app: Flask, site: Site, who: Who | None = None) -> None:
        self.site = site
        self.client = app.test_client()
        if who:
            self.token = session(site, who)

    @property
    def token(self) -> str:
        """The token in the cookie, '' without one."""
        kept = self.client.get_cookie(cookie.name(self.site.settings))
        return kept.value if kept else ""

    @token.setter
    def token(self, value: str) -> None:
        self.client.set_cookie(cookie.name(self.site.settings), value)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=_named(headers))

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        """Send a form with its token, from a page of ours."""
        form = {csrf.FIELD: csrf.token_for(self.token), **(data or {})}
        return self.client.post(path, data=form, headers=_named({"Sec_Fetch_Site": "same-origin"} | headers))

    def fragment(self, path: str, **headers: str) -> TestResponse:
        """Ask as htmx does for a part of a page."""
        return self.get(path, HX_Request="true", **headers)

    def sign_in(self, username: str, password: str = PASSWORD, **more: str) -> TestResponse:
        """Go through the page of signing in."""
        self.get("/sign-in")
        return self.post("/sign-in", {"username": username, "password": password, **more})


def text_of(response: TestResponse) -> str:
    """Return what a page says, without its tags, in single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
