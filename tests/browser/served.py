"""A site served in this process as its web process serves it, with somebody of every role, and a window for each."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from waitress.server import BaseWSGIServer, create_server

from app.act import Who
from app.site import Site
from app.web import cookie
from border.permissions import Permission, Role, may
from tests import make

COLLEAGUE, SECOND_EDITOR = "colleague", "second-editor"
LOCKED = "locked"
"""An officer who is away from the desk."""
SCREEN = (1366, 768)


@dataclass
class Served:
    """A site on a port of the loopback.

    values: what stands in the blanks of an address; besides: more of the same pages to look at, as (who, path).
    """

    site: Site
    app: Flask
    server: BaseWSGIServer
    people: dict[str, make.Browser] = field(default_factory=dict)
    values: dict[str, str | int] = field(default_factory=dict)
    besides: list[tuple[str, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.effective_port}{path}"

    def role_for(self, permission: Permission | None) -> str:
        """Return the first of the people here who may do this."""
        return next(role.value for role in Role if permission is None or may(role, permission))

    @contextmanager
    def windows(self, browser: Browser) -> Iterator["Windows"]:
        with ExitStack() as stack:
            yield Windows(self, browser, stack)


@dataclass
class Windows:
    """One window a person, opened at first use and signed in by the cookie alone."""

    served: Served
    browser: Browser
    stack: ExitStack
    pages: dict[str, Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def of(self, name: str) -> Page:
        """name: of a role, or '' for whoever is not signed in."""
        if name not in self.pages:
            context = self.browser.new_context(viewport={"width": SCREEN[0], "height": SCREEN[1]})
            self.stack.callback(context.close)
            if name:
                self._sign_in(context, name)
            page = self.pages[name] = context.new_page()
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            page.on(
                "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
            )
        return self.pages[name]

    def _sign_in(self, context: BrowserContext, name: str) -> None:
        token, settings = self.served.people[name].token, self.served.site.settings
        context.add_cookies([{"name": cookie.name(settings), "value": token, "url": self.served.url("/")}])


@contextmanager
def serving(site: Site, app: Flask) -> Iterator[Served]:
    """Serve a site; whoever works there is there already."""
    server = create_server(app, host="127.0.0.1", port=0, threads=12, channel_request_lookahead=1)
    threading.Thread(target=server.run, daemon=True).start()
    served = Served(site, app, server)
    for role in Role:
        served.people[role.value] = make.Browser(app, site, make.person(site, role))
    for name, role in (
        (LOCKED, Role.OFFICER),
        (COLLEAGUE, Role.OFFICER),
        (SECOND_EDITOR, Role.WATCHLIST_EDITOR),
    ):
        served.people[name] = make.Browser(app, site, make.person(site, role, name))
    served.people[LOCKED].post("/lock")
    yield served
    if live := app.extensions.get("live"):
        live.checker.close()
    server.close()
    server.task_dispatcher.shutdown(timeout=0.1)


def who_of(site: Site, name: str) -> Who:
    """Return the person of a name: a role's, or one of those above."""
    account = site.db.one("select id, username, name, role from accounts where username = :name", name=name)
    assert account
    return Who(account["id"], account["username"], account["name"], Role(account["role"]))
