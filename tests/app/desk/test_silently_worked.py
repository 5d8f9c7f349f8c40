"""A day's work over real requests at two posts that differ in one thing: whom a silent lookout is on.

At one the travellers of the day meet it, at the other they meet nobody. What an officer and an examiner are answered is
the same, but for ids and chance.
"""

import re
from dataclasses import replace

import pytest

from app.act import Who, acting
from app.factory import create_app
from app.lookouts import service as lookouts
from app.watchlist import hits, late
from border.crossing import Direction
from border.icao.mrz.compose import compose
from border.listing import Birth, Category, ListedName, Paper, Response, Subject
from border.permissions import Role
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import CHILD, KENYAN, TERMS, UGANDAN

GRACE = Who("id-grace", "grace", "Grace Mwangi", Role.SUPERVISOR)
SOUGHT = Subject(
    "",
    (ListedName("OKELLO", "JANE"), ListedName("MUSTER", "JANE"), ListedName("WANJIKU", "JANE")),
    (Birth("1990-05-17", "1990-05-17"),),
    category=Category.WANTED,
    response=Response.SILENT,
    reason="case seven",
    basis="section 5",
    papers=(Paper("B7654321", issuing_state="UGA"),),
)
NOT_HERE = replace(
    SOUGHT,
    names=(ListedName("NOBODY", "SUCH"),) * 3,
    births=(Birth("1901-01-01", "1901-01-01"),),
    papers=(Paper("X9999999"),),
)

CHANCE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}|F-[0-9A-F]{8}|name=\"csrf\" value=\"[^\"]*\"|[0-9a-f]{32,}|nonce-[^']*"
)
WHY = {"reason": "review", "note": "x"}
PAPER = {
    "happened_on": "2026-11-24",
    "happened_at": "08:59",
    "written_by": "B",
    "why": "no power",
    "desk": "busia-1",
    "direction": "entry",
    "type": "passport",
    "issuing_state": "UGA",
    "document_number": "B1",
    "valid_until": "2031-01-01",
    "surname": "OKELLO",
    "given_names": "JANE",
    "date_of_birth": "1990-05-17",
    "nationality": "UGA",
    "sex": "F",
    "capacity": "traveller",
    "decision": "admit",
    "purpose": "visit",
    "days_granted": "30",
    "entry_id": "019ab000-0000-7000-8000-000000000001",
}


class Day:
    """What one post answers to the day's requests."""

    def __init__(self, folder, subject):
        self.site = make.site(folder, clock=make.HandClock())
        for name in ("busia-1", "busia-2"):
            make.desk(self.site, name)
        make.desk(self.site, "busia-out", Direction.EXIT)
        with acting(self.site, GRACE) as act:
            lookouts.open_lookout(act, subject)
        self.app = create_app(self.site)
        self.told = []
        self.officer = make.Browser(self.app, self.site, make.person(self.site))
        self.examiner = make.Browser(self.app, self.site, make.person(self.site, Role.EXAMINER))
        self.post("/desk/sitting", {"desk": "busia-1"})
        self.post("/desk/sitting", {"desk": "busia-2"}, self.examiner)

    def get(self, address, who=None):
        self.keep(address, (who or self.officer).get(address))

    def post(self, address, form, who=None, **headers):
        self.site.clock.forward(1)
        answer = (who or self.officer).post(address, form, **headers)
        self.keep(address, answer)
        return answer

    def keep(self, address, answer):
        said = f"{address} {answer.status} {sorted(answer.headers)}\n{answer.text}"
        self.told.append(CHANCE.sub("", said))

    def lies(self, who=None):
        """Return the id and round of what lies on the desk."""
        page = (who or self.officer).get("/desk").text
        return {
            name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("inspection_id", "round")
        }

    def pass_time(self):
        """Let seven minutes pass, in which nobody's page is locked."""
        for _ in range(4):
            self.site.clock.forward(100)
            for who in (self.officer, self.examiner):
                who.get("/desk")

    def scan(self, details, who=None):
        self.post("/desk/zone", {"zone": "\n".join(compose(details))}, who, HX_Request="true")

    def decide(self, decision, who=None, **more):
        return self.post("/desk/decision", {**self.lies(who), "decision": decision, **more}, who)


def admit_and_amend(day):
    day.scan(UGANDAN)
    day.get("/desk")
    day.decide("admit")
    day.decide("admit", **TERMS)
    crossing_id = day.site.db.value("select crossing_id from crossings")
    for rest in ("", "/amendment", "/slip"):
        day.get(f"/crossings/{crossing_id}{rest}")
    day.post(f"/crossings/{crossing_id}/slip/prints", {"copy": "0"})
    otherwise = {"seen": "0", "surname": "MUSTER", "given_names": "JANE", "reason": "misread"}
    day.post(f"/crossings/{crossing_id}/amendment", otherwise)
    day.get(f"/crossings/{crossing_id}")


def refer_and_resume(day):
    day.scan(KENYAN)
    day.decide("refer", reason="identity", note="looks older")
    day.get("/referrals", day.examiner)
    referral_id = day.site.db.value("select id from referrals")
    day.post(f"/referrals/{referral_id}/resumption", {}, day.examiner)
    day.get("/desk", day.examiner)
    day.decide("admit", day.examiner)


def go_as_a_family(day):
    day.post("/desk/group", {"kind": "family"})
    day.scan(CHILD)
    day.scan(replace(UGANDAN, document_number="B2222222"))
    day.get("/desk/group")
    members = day.site.db.all("select id from inspections where state = 'open' order by id")
    day.post("/desk/group/admission", {"member": members[0]["id"], **TERMS})
    day.decide("put-aside")
    day.post("/desk/group/end", {})
    day.get("/desk")


def type_and_refuse(day):
    typed = {**at_desk.PASS, "surname": "OKELLO", "given_names": "JANE", "date_of_birth": "1990-05-17"}
    day.post("/desk/document", typed)
    day.post("/desk/document", {**typed, "inspection_id": day.lies()["inspection_id"], "given_names": "JOHN"})
    day.get("/desk")
    day.decide("refuse", ground="A")
    entered = day.post("/crossings/from-paper", PAPER)
    day.get(entered.location)


def look_around(day):
    for who in (day.officer, day.examiner):
        for path in (
            "/desk",
            "/register",
            "/hits",
            "/hits?state=",
            "/travellers",
            "/crossings/search",
            "/profile",
        ):
            day.get(path, who)
        for path, form in (
            ("/crossings/search", {"surname": "OKELLO"}),
            ("/travellers", {"surname": "OKELLO"}),
        ):
            day.get(day.post(path, {**form, **WHY}, who).location, who)


@pytest.fixture
def days(tmp_path):
    days = [Day(tmp_path / name, subject) for name, subject in (("met", SOUGHT), ("not", NOT_HERE))]
    yield days
    for day in days:
        day.app.extensions["live"].checker.close()


def test_a_days_work_is_answered_alike_where_a_silent_lookout_is_met_and_where_it_is_not(days):
    for day in days:
        for work in (admit_and_amend, refer_and_resume, go_as_a_family, type_and_refuse, look_around):
            work(day)
        day.pass_time()
        late.catch_up(day.site)
        hits.raise_unanswered(day.site)
        look_around(day)

    met = [day.site.db.value("select count(*) from hits where response = 'silent'") for day in days]
    assert met[0] > 5
    assert met[1] == 0
    assert days[0].told == days[1].told
