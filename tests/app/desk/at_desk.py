"""A desk at work, made short for tests: who sits there, what is scanned, what is decided."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.test import TestResponse

from app.act import SYSTEM, Who, acting
from app.crossings import service as crossings
from app.crossings.service import Amendment
from app.desk import decisions, service, store
from app.desk.checking import QUESTIONS, Checker, Question
from app.site import Site
from app.watchlist import service as watchlist
from app.web.stream import Channels
from border.crossing import Admission, Decision, Referral
from border.icao.mrz.compose import Details, compose
from db.database import Row
from sync import journal
from tests.make import Browser, HandClock

UGANDAN = Details(
    format="TD3",
    document_code="P",
    issuing_state="UGA",
    document_number="B1234567",
    nationality="UGA",
    surname="OKELLO",
    given_names="JANE",
    date_of_birth=date(1990, 5, 17),
    date_of_expiry=date(2031, 1, 1),
    sex="F",
)
"""Needs nothing to enter and may stay 180 days: nothing is found, terms are asked."""

EXPIRED = replace(UGANDAN, document_number="B5555555", date_of_expiry=date(2026, 11, 23))

REFERRAL = Referral("identity", "looks older")

THIRTY_DAYS = Admission("visit", 30)


KENYAN = replace(
    UGANDAN, issuing_state="KEN", nationality="KEN", document_number="AK0123456", surname="WANJIKU"
)
"""A citizen: no terms, never refused entry."""

GERMAN = replace(UGANDAN, issuing_state="D", nationality="D", document_number="C01X00T47", surname="MUSTER")
"""Needs an eTA, which an officer must look at."""

CHILD = replace(
    UGANDAN, document_number="B7654321", given_names="PETER", date_of_birth=date(2016, 3, 2), sex="M"
)

PERSONS = "entry_id,surname,given_names,date_of_birth,sex,nationality,category,action,reason\n"
DOCUMENTS = "entry_id,document_number,type,issuing_state,category,reason,reported_on\n"
JANE_LISTED = PERSONS + "P1,Okello,Jane,1990-05-17,F,UGA,wanted,refer,warrant 7\n"
NOBODY_LISTED = PERSONS + "P9,Nobody,Such,1901-01-01,M,UTO,wanted,,\n"
STOLEN = DOCUMENTS + "D1,B1234567,passport,UGA,stolen,,2026-01\n"


def load(site: Site, text: str, list_name: str = "persons", on: date = date(2026, 11, 20)) -> None:
    path = site.settings.data / "list.csv"
    path.write_text(text)
    watchlist.load_list(site, SYSTEM, path, list_name=list_name, on=on, tell=print)


def reading(
    details: Details = UGANDAN, reading_id: str = "r1", desk: str = "busia-1", **changes: Any
) -> service.Reading:
    """Return what a swipe reader hands over for a document."""
    lines = tuple(compose(details))
    facts = {
        "id": reading_id,
        "desk": desk,
        "kind": "mrz",
        "at": "2026-11-24T06:00:00.000Z",
        "lines": lines,
        "raw": b"",
    }
    return service.Reading(**{**facts, "fault": None, **changes})


def checker(site: Site, deadline_s: float = 20.0, **questions: Question) -> Checker:
    """Return a checker of all questions, some of them put otherwise (a_name for a-name). Close it."""
    asked: Mapping[str, Question] = {name.replace("_", "-"): ask for name, ask in questions.items()}
    return Checker(site, Channels(), {**QUESTIONS, **asked}, deadline_s=deadline_s)


@dataclass
class Desk:
    """One person at one desk."""

    site: Site
    who: Who
    checker: Checker
    name: str = "busia-1"

    def sit(self, *, hand_over: bool = False) -> "Desk":
        with acting(self.site, self.who, "test") as act:
            service.take_desk(act, self.name, hand_over=hand_over)
        return self

    def receive(self, one: service.Reading) -> str | None:
        with acting(self.site, SYSTEM, "test") as act:
            return service.receive(act, one)

    def scan(self, details: Details = UGANDAN, reading_id: str = "", *, check: bool = True) -> str:
        """Read a document at this desk and ask the checks; return the inspection's id."""
        self.pass_time()
        reading_id = reading_id or f"{self.name}-{details.document_number}"
        inspection_id = self.receive(reading(details, reading_id, self.name))
        assert inspection_id is not None, "nothing to inspect"
        if check:
            self.checker.ask(inspection_id, self.name)
        return inspection_id

    def decide(
        self, inspection_id: str, decision: Decision = THIRTY_DAYS, round_: int | None = None, **more: Any
    ) -> Row:
        """Decide on what is on the screen now. more: override_reason, supervisor. round_: of an older page."""
        self.pass_time()
        seen = self.row(inspection_id)["round"] if round_ is None else round_
        with acting(self.site, self.who, "test") as act:
            return decisions.decide(act, inspection_id, decisions.Verdict(decision, seen, **more))

    def put_aside(self, inspection_id: str, remark: str = "", supervisor: Who | None = None) -> None:
        with acting(self.site, self.who, "test") as act:
            decisions.put_aside(act, inspection_id, remark, supervisor)

    def resume(self, referral_id: str) -> str:
        with acting(self.site, self.who, "test") as act:
            inspection_id = decisions.resume_referral(act, referral_id)
        self.checker.ask(inspection_id, self.name)
        return inspection_id

    def pass_time(self, seconds: float = 1) -> None:
        """Let time pass, as it does between two things that somebody does."""
        assert isinstance(self.site.clock, HandClock)
        self.site.clock.forward(seconds)

    def row(self, inspection_id: str) -> Row:
        return service.inspection(self.site.db, inspection_id)

    def open(self) -> list[str]:
        """Return the ids of what lies undecided on the desk."""
        return [row["id"] for row in store.on_the_desk(self.site.db, self.name)]

    def check(self, inspection_id: str, name: str) -> dict[str, Any]:
        """Return one check as it is kept."""
        kept = store.checks_of(self.site.db, inspection_id)
        return next(check for check in kept if check["name"] == name)


def void(site: Site, supervisor: Who, crossing_id: str) -> None:
    """Say that a crossing never was."""
    with acting(site, supervisor, "test") as act:
        voided = Amendment(crossing_id, {}, "the wrong traveller", voided=True, seen=0)
        crossings.amend(act, voided, watchlist.ask_anew)


def events(site: Site, kind: str) -> list[Row]:
    """Return the payloads of all events of a kind, oldest first."""
    return [event.payload for event in journal.after(site.db, site.name, 1, 0, 10_000) if event.kind == kind]


PASS = {
    "type": "border-pass",
    "issuing_state": "UGA",
    "document_number": "BP7712",
    "valid_until": "",
    "surname": "<script>alert(1)</script>",
    "given_names": "Grace",
    "date_of_birth": "1985",
    "nationality": "UGA",
    "sex": "F",
}
"""A document with no zone, as the form sends it."""

TERMS = {"purpose": "visit", "days_granted": "30"}


def send(browser: Browser, inspection_id: str, decision: str = "admit", **more: str) -> TestResponse:
    """Send the decision's form of the page as it stands now. more: its fields; HX_Request where script sends it."""
    round_ = re.search(r'name="round" value="(\d+)"', browser.get("/desk").text)
    assert round_, "nobody lies on the desk"
    headers = {name: more.pop(name) for name in ("HX_Request",) if name in more}
    form = {"inspection_id": inspection_id, "round": round_[1], "decision": decision}
    return browser.post("/desk/decision", form | more, **headers)


def leads_to(response: TestResponse, path: str) -> bool:
    return (response.status_code, response.location) == (303, path)
