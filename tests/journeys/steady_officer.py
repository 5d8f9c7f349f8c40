"""An officer over HTTP whom no outage puts off: asks again until answered, and believes only what a page shows."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from app.demo.browser import Browser, Form, Page, Unreachable
from appliance.clock import SystemClock
from bench.crowd import Zone, number_in
from hardware.mrz import simulator_client
from hardware.mrz.simulator_client import SimulatorRefused

PATIENCE_S = 30.0
LOOK_S = 0.1
LOOKS = 20
"""After so many looks at an empty desk the document is presented once more."""
SHIFT = 10
"""Travellers, until the officer leaves the desk and signs in anew."""
_DONE = re.compile(r'href="(/crossings/[^"/]+)" id="amend"')


@dataclass(frozen=True, slots=True)
class Account:
    """Who works where. reader: the control socket of the desk's simulated reader; None: zones are typed."""

    username: str
    password: str
    desk: str
    reader: Path | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A crossing that a page said is kept."""

    document_number: str
    inspection_id: str
    crossing_id: str


class SteadyOfficer:
    """At one desk, in one thread. deciding: set whenever a decision is about to be sent.

    unanswered: inspection id -> when it was last found out that a decision on it has no answer.
    """

    def __init__(self, url: str, account: Account, crowd: Iterator[Zone]) -> None:
        self.confirmed: list[Confirmed] = []
        self.unanswered: dict[str, datetime] = {}
        self.deciding = threading.Event()
        self._url = url
        self._account = account
        self._crowd = crowd

    def work(self, ended: threading.Event) -> None:
        """Work until the end is told, and finish with the traveller at the desk. Raises AssertionError, OSError."""
        while not ended.is_set():
            self._begin_shift()
            for _ in range(SHIFT):
                self._pass(next(self._crowd))
                if ended.is_set():
                    return
            self._leave()

    def _begin_shift(self) -> None:
        """Open a new browser, sign in and take the desk, from the start again wherever it broke off."""
        self._browser, account = Browser(self._url), self._account
        while (page := self._get("/desk")).form("wedge") is None:
            with suppress(*Unreachable):
                if page.path == "/sign-in":
                    self._send(page, "/sign-in", username=account.username, password=account.password)
                else:
                    self._send(page, "/desk/sitting", desk=account.desk)

    def _leave(self) -> None:
        page = self._cleared(self._get("/desk"))
        self._insist(lambda: self._send(page, "/desk/sitting/end"))

    def _cleared(self, page: Page) -> Page:
        """Put aside what lies on the desk: swiped twice, as the first swipe seemed lost."""
        while page.form("aside-"):
            page = self._insist(partial(self._send, page, "aside-"))
        return page

    def _pass(self, zone: Zone) -> None:
        """Present a document and decide on it until the decision is confirmed; a lost answer sends the same again."""
        while True:
            form = self._checked(zone)
            self.deciding.set()
            page = self._insist(partial(self._browser.send, form, purpose="holiday"), form)
            if page.status != 409:
                break  # else it was read again meanwhile
        assert page.status == 200, f"a decision was answered with {page.status}"
        self.confirmed.append(self._found(page, number_in(zone), form.fields["inspection_id"]))

    def _checked(self, zone: Zone) -> Form:
        """Return the admission's form once the document lies on the desk and all checks have answered."""
        give_up_at, looks = time.monotonic() + PATIENCE_S, 0
        while time.monotonic() < give_up_at:
            page = self._get("/desk")
            form = page.form("admit-")
            if form is None:
                self._present(zone) if looks % LOOKS == 0 else time.sleep(LOOK_S)
                looks += 1
            elif number_in(zone) not in page.html:
                self._cleared(page)
            elif form.closed:
                time.sleep(LOOK_S)
            else:
                return form
        raise AssertionError(f"{number_in(zone)} never lay on {self._account.desk}")

    def _present(self, zone: Zone) -> None:
        if self._account.reader is None:
            page = self._get("/desk/document")
            self._insist(lambda: self._send(page, "/desk/zone", zone="\n".join(zone)))
            return
        try:
            simulator_client.send(self._account.reader, list(zone))
        except SimulatorRefused:
            time.sleep(LOOK_S)  # no agent holds the line; it is swiped again

    def _found(self, page: Page, number: str, inspection_id: str) -> Confirmed:
        """Follow the done line to the crossing. Raises AssertionError where it is not this document's."""
        done = _DONE.search(self._cleared(page).html)
        assert done, f"the desk does not say that {number} was decided"
        crossing = self._get(done[1])
        assert crossing.status == 200
        assert number in crossing.html
        return Confirmed(number, inspection_id, done[1].rpartition("/")[2])

    def _get(self, path: str) -> Page:
        return self._insist(lambda: self._browser.get(path))

    def _send(self, page: Page, beginning: str, **words: str) -> Page:
        """Send a form once. Raises AssertionError where it is not taken, OSError, HTTPException."""
        form = page.form(beginning)
        assert form, f"no form {beginning} on {page.path} with status {page.status}"
        answer = self._browser.send(form, **words)
        assert answer.status in {200, 409}, f"{form.action} was answered with {answer.status}"
        return answer

    def _insist(self, ask: Callable[[], Page], decision: Form | None = None) -> Page:
        """Ask the very same again until there is an answer. Raises OSError, HTTPException when it lasts too long."""
        give_up_at = time.monotonic() + PATIENCE_S
        while True:
            try:
                return ask()
            except Unreachable:
                if decision:
                    self.unanswered[decision.fields["inspection_id"]] = SystemClock().now()
                if time.monotonic() > give_up_at:
                    raise
                time.sleep(LOOK_S)
