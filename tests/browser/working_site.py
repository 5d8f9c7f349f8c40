"""A post and a headquarters with a day's work behind them, served as they are; and a window for each role."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from waitress.server import BaseWSGIServer, create_server

from app.accounts import service as accounts
from app.act import Who, acting
from app.crossings.paper import PaperEntry, record_late
from app.desk import groups
from app.factory import create_app
from app.site import Site
from app.watchlist import service as watchlist
from app.web import cookie
from border.crossing import Admission, Direction, Referral, Refusal
from border.document import Document, DocumentType
from border.group import GroupKind
from border.permissions import Permission, Role, may
from border.traveller import Sex, Traveller
from border.vehicle import Vehicle
from tests import make
from tests.app.desk import at_desk
from tests.app.replication.conftest import Line, enrol, pusher

WHY = {"reason": "review", "note": ""}
LOCKED = "locked"
"""An officer who is away from the desk."""
SCREEN = (1366, 768)


@dataclass
class Served:
    """A site on a port of the loopback. values: what stands in the blanks of an address; found: looks of a person."""

    site: Site
    app: Flask
    server: BaseWSGIServer
    people: dict[str, make.Browser] = field(default_factory=dict)
    values: dict[str, str | int] = field(default_factory=dict)

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
def working(folder: Path, kind: str) -> Iterator[Served]:
    """Serve the post or headquarters."""
    clock = make.HandClock()
    post = make.site(folder, "busia", clock)
    app = create_app(post)
    with serving(post, app) as served:
        work(served)
        if kind == "post":
            yield served
            return
        hq = make.site(folder, "hq", clock, role="hq", kind="hq")
        with serving(hq, create_app(hq)) as above:
            enrol(hq, post)
            pusher(post, Line(above.app.test_client())).push()
            above.values |= {name: served.values[name] for name in ("crossing_id", "copy")}
            look_around(above)
            yield above


@contextmanager
def serving(site: Site, app: Flask) -> Iterator[Served]:
    """Serve in this process as the web process does; whoever works at such a site is there already."""
    server = create_server(app, host="127.0.0.1", port=0, threads=12, channel_request_lookahead=1)
    threading.Thread(target=server.run, daemon=True).start()
    served = Served(site, app, server)
    for role in Role:
        served.people[role.value] = make.Browser(app, site, make.person(site, role))
    for name in (LOCKED, "colleague"):
        served.people[name] = make.Browser(app, site, make.person(site, username=name))
    served.people[LOCKED].post("/lock")
    yield served
    if live := app.extensions.get("live"):
        live.checker.close()
    server.close()
    server.task_dispatcher.shutdown(timeout=0.1)


def work(served: Served) -> None:
    """Let a shift pass: in, out, refused, referred, put right, written down late; one with a hit is still there."""
    site, checker = served.site, served.app.extensions["live"].checker
    for name, direction in (("busia-1", Direction.ENTRY), ("busia-2", Direction.EXIT)):
        make.desk(site, name, direction)
    seated = [
        at_desk.Desk(site, who_of(site, role), checker, name).sit()
        for role, name in ((Role.OFFICER, "busia-1"), (Role.SUPERVISOR, "busia-2"))
    ]
    first, second = seated
    row = first.decide(first.scan())
    at_desk.load(site, at_desk.JANE_LISTED)
    at_desk.load(site, at_desk.STOLEN, "documents")
    second.decide(second.scan(at_desk.KENYAN), Admission())
    first.decide(first.scan(at_desk.GERMAN, "r2"), Refusal("C", "no eTA at hand"))
    first.decide(first.scan(at_desk.GERMAN, "r3"), Referral("purpose", "cannot name the hotel"))
    with acting(site, first.who, "test") as act:
        record_late(act, from_paper(site), watchlist.ask)
        groups.open_group(act, "busia-1", GroupKind.FAMILY, Vehicle("KBX 114C", "", "Lake Coaches"))
    for details in (at_desk.CHILD, at_desk.UGANDAN):
        first.scan(details, f"again-{details.document_number}")
    officer = served.people[Role.OFFICER]
    officer.post(
        f"/crossings/{row['crossing_id']}/amendment",
        {"days_granted": "14", "purpose": "visit", "reason": "mistyped", "seen": "0"},
    )
    printed = officer.post(f"/crossings/{row['crossing_id']}/slip/prints")
    served.values |= {"crossing_id": row["crossing_id"], "copy": int(printed.location.rpartition("/")[2])}
    look_around(served)


def look_around(served: Served) -> None:
    """Search as the first person who may, and open what was found; each look is that person's alone."""
    browser = served.people[served.role_for(Permission.SEARCH)]
    sought = {"surname": "OKELLO", "first": "2026-11-01", "last": "2026-11-24", **WHY}
    traveller = served.site.db.value("select min(traveller_id) from travellers")
    for endpoint, path, form in (
        ("travellers.found", "/travellers", sought),
        ("travellers.show", "/travellers/viewed", {"traveller_id": traveller, **WHY}),
        ("crossings.found", "/crossings/search", sought),
    ):
        answer = browser.post(path, form)
        assert answer.status_code == 303, (endpoint, make.text_of(answer))
        served.values[f"{endpoint}.look_id"] = answer.location.rpartition("/")[2]
    one = {"look_id": served.values["crossings.found.look_id"], "crossing_id": served.values["crossing_id"]}
    viewed = browser.post("/crossings/viewed", one)
    served.values["crossings.show.look"] = viewed.location.rpartition("=")[2]
    served.values["hit_id"] = served.site.db.value("select min(hit_id) from hits where response <> 'silent'")
    served.values["account_id"] = accounts.accounts(served.site.db, served.site.name)[0]["id"]


def who_of(site: Site, role: Role) -> Who:
    account = site.db.one("select id, username, name from accounts where username = :name", name=role.value)
    assert account
    return Who(account["id"], account["username"], account["name"], role)


def from_paper(site: Site) -> PaperEntry:
    return PaperEntry(
        entry_id="019ab000-0000-7000-8000-000000000001",
        happened_at=site.clock.now() - timedelta(hours=3),
        written_by="Brian Wekesa",
        why="no power from 05:00 to 07:00",
        desk="busia-1",
        direction=Direction.ENTRY,
        document=Document(DocumentType.PASSPORT, "UTO", "L898902C3", "2028-04-15"),
        traveller=Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO"),
        decision=Admission("holiday", 30, "Hotel Utopia"),
    )
