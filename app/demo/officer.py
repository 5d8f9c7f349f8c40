"""A simulated officer: signs in, takes a desk, waits for what the reader brings, and decides on it as it stands."""

import time
from random import Random

from app.demo.browser import Browser, Form, Page
from app.demo.people import Person

ARRIVES_WITHIN_S = 10.0
LOOK_S = 0.25
ADDRESS = "Hotel at the post"
AUTHORITY = "ETA-DEMO-2"
COMMON = 4
"""Of a list of choices, so many from the top are chosen from."""
BACK = "back-form-"
"""Begins the name of the form that sends back to the second line who waits for it."""
REMARK = "referred by the simulated officer"


class CannotWork(Exception):
    """The pages are not what the officer expects; the message says where."""


class Officer:
    """Somebody at a desk. chance: draws purposes."""

    def __init__(self, url: str, person: Person, desk: str, chance: Random) -> None:
        self._browser = Browser(url)
        self._person = person
        self._desk = desk
        self._chance = chance

    def sit_down(self) -> Page:
        """Return the desk's page, signed in and seated. Raises CannotWork, OSError, HTTPException."""
        page = self._browser.get("/desk")
        if page.path == "/unlock":
            page = self._fill(page, "/unlock", secret=self._person.password)
        if page.path == "/sign-in":
            page = self._fill(page, "/sign-in", username=self._person.name, password=self._person.password)
            page = self._browser.get("/desk")
        if page.form("/desk/sitting") and not page.form("wedge"):
            page = self._fill(page, "/desk/sitting", desk=self._desk, hand_over="yes")
        if page.form("wedge") is None:
            raise CannotWork(f"no desk, but {page.path} with status {page.status}")
        return page

    def decide_on_next(self, direction: str) -> str:
        """Wait for a traveller, send her or him the way they go, decide, and return what was decided.

        Raises CannotWork where nobody comes or no decision is taken, OSError, HTTPException.
        """
        page = self._wait_for_traveller()
        course = page.form("/desk/course")
        if course and course.fields.get("direction") not in {direction, None}:
            self._browser.send(course, direction=direction)
            page = self._wait_for_traveller()
        for decision in (BACK, "admit-", "refer-", "aside-"):
            form = page.form(decision)
            if form is None or (decision == "admit-" and "reason" in form.fields):
                continue  # an alarm is for the second line
            answer = self._browser.send(form, **self._words(form))
            if answer.status < 400:
                return form.fields["decision"]
            page = self._wait_for_traveller()
        raise CannotWork(f"no decision was taken: status {page.status}")

    def _wait_for_traveller(self) -> Page:
        """Return the desk's page once somebody stands there and the checks have answered."""
        give_up_at = time.monotonic() + ARRIVES_WITHIN_S
        while time.monotonic() < give_up_at:
            page = self._browser.get("/desk")
            form = page.form("admit-")
            if page.form(BACK) or (form and not form.closed):
                return page
            time.sleep(LOOK_S)
        raise CannotWork("nobody came to the desk")

    def _words(self, form: Form) -> dict[str, str]:
        """Return what the officer fills in, of the fields that there are."""
        words = {"address": ADDRESS, "authority": AUTHORITY, "note": REMARK}
        typed = {name: word for name, word in words.items() if name in form.fields}
        chosen = {
            name: self._chance.choice(form.choices[name][:COMMON])
            for name in ("purpose", "reason")
            if name in form.choices
        }
        return typed | chosen

    def _fill(self, page: Page, form: str, **words: str) -> Page:
        found = page.form(form)
        if found is None:
            raise CannotWork(f"no form {form} on {page.path}")
        return self._browser.send(found, **words)
