"""Whatever an officer or an examiner can open is, byte for byte, the same with a silent hit and without one.

The hit and all that becomes of it are put beside a post at work whose link is down; the pages are asked before and after.
"""

import re

import pytest

from app.act import SYSTEM, Who, acting
from app.watchlist import hits
from app.watchlist.service import Occasion
from app.web.guard import rule_of
from border.crossing import Referral
from border.hit import Met, Ruling, Verdict
from border.listing import Category, Response
from border.permissions import Role, may
from border.traveller import Sex, Traveller
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import Desk

JANE = Traveller("OKELLO", "JANE", "1990-05-17", Sex.F, "UGA")
PASSPORT = "UGA:passport:B1234567"
SILENT = Met("persons", 1, "own:9", Category.TERRORISM, Response.SILENT, name="Okelo, Janne", hash="h9")
LOUD = Met("persons", 1, "un:1", Category.CUSTOMS, Response.INFORM, name="Okello, J", hash="h1", bits=30.0)
GRACE = Who("id-grace", "grace", "Grace Mwangi", Role.SUPERVISOR)

MADE_UP = re.compile(rb"F-[0-9A-F]{8}|name=\"entry_id\" value=\"[^\"]*\"")
"""Chance that is in a page: the number of a fault, the id of the next entry from paper."""
ENDLESS = {"desk.live_stream"}
"""Sends what desk/_live.html says, which is part of the desk's page, for as long as the page is open."""

OTHERWISE = {"/", "/session", "/session/activity", "/sign-in", "/unlock"}
"""Lead elsewhere or say nothing; all others show a page."""

FILTERS = (
    "",
    "?state=",
    "?state=closed",
    "?state=&category=terrorism",
    "?state=&list=own",
    "?state=&entry=own:9",
)


@pytest.fixture
def at_work(busia, desk):
    """A post where two travellers were decided, one was referred, and one lies on the desk; with one hit that is told."""
    at_desk.load(busia, at_desk.NOBODY_LISTED)
    desk.decide(desk.scan())
    desk.decide(desk.scan(at_desk.KENYAN), at_desk.Admission())
    desk.decide(desk.scan(at_desk.CHILD), Referral("identity", "looks older"))
    desk.scan(at_desk.GERMAN)
    meet(busia, LOUD, "i0")
    return desk


def meet(site, met, occasion_id):
    with acting(site, SYSTEM) as act:
        return hits.keep(act, Occasion(occasion_id, "busia-1", PASSPORT, JANE), met)


def link(site, *, sent=True, fault=None):
    """Let all have gone to headquarters so far, or nothing; and the link is down since."""
    seq = site.db.value("select max(seq) from journal") if sent else 0
    at = {"node": site.name, "epoch": 1, "seq": seq, "heard_at": "2026-11-24T06:00:00.000Z"}
    with site.db.transaction():
        site.db.run("delete from push_state")
        site.db.insert("push_state", {**at, "failures": 3, "fault": fault, "stopped": int(fault == "fork")})


def looks(browser):
    """Search as an officer does, and return what is read of it later."""
    why = {"reason": "review", "note": "x"}
    crossings = browser.post("/crossings/search", {"surname": "OKELLO", **why}).location
    travellers = browser.post("/travellers", {"surname": "OKELLO", **why}).location
    viewed = browser.post("/travellers/viewed", {"traveller_id": PASSPORT, **why}).location
    return crossings, travellers, viewed


def addresses(app, site, role, browser):
    """Return the address of everything that a role may GET, with what there is in its blanks."""
    crossing_id = site.db.value("select crossing_id from crossings where document_id = :id", id=PASSPORT)
    loud = site.db.value("select hit_id from hits")
    browser.post(f"/crossings/{crossing_id}/slip/prints", {"copy": "0"})
    blanks = {"crossing_id": crossing_id, "hit_id": loud, "copy": 0, "filename": "style.css"}
    open_to = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in ENDLESS
        if (permission := rule_of(app, rule.endpoint).permission) is None or may(role, permission)
    ]
    adapter = app.url_map.bind("localhost")
    found = [
        adapter.build(rule.endpoint, {name: blanks[name] for name in rule.arguments}, force_external=False)
        for rule in open_to
        if "look_id" not in rule.arguments and rule.endpoint != "static"
    ]
    return [*found, *looks(browser), *(f"/hits{terms}" for terms in FILTERS)]


def answers(browser, asked):
    """Return status, headers and bytes of every address."""
    told = {}
    for address in asked:
        answer = browser.get(address)
        told[address] = (answer.status_code, sorted(answer.headers), MADE_UP.sub(b"", answer.data))
    return told


def becomes_of_it(site, hit_id):
    """Do all that is done about a silent hit, and stop after each."""
    yield
    hits.raise_unanswered(site)
    yield
    for answer in (
        lambda act: hits.acknowledge(act, hit_id),
        lambda act: hits.adjudicate(act, hit_id, Ruling(Verdict.NOT_SAME, "another face")),
        lambda act: hits.close_withdrawn(act, [SILENT.entry]),
    ):
        with acting(site, GRACE) as act:
            answer(act)
        yield


@pytest.mark.parametrize(
    "standing", [{"sent": True}, {"sent": False}, {"fault": "unreachable"}, {"fault": "fork"}], ids=str
)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.EXAMINER])
def test_every_page_is_the_same_with_a_silent_hit_and_whatever_becomes_of_it(
    app, busia, at_work, role, standing
):
    who = at_work.who if role is Role.OFFICER else make.person(busia, role)
    Desk(busia, who, at_work.checker, "busia-1" if role is Role.OFFICER else "busia-2").sit()
    browser = make.Browser(app, busia, who)
    asked = addresses(app, busia, role, browser)
    link(busia, **standing)
    hit_id = meet(busia, SILENT, "i1")
    for _ in range(4):
        busia.clock.forward(100)
        browser.get("/desk")
    with_it = [answers(browser, asked) for _ in becomes_of_it(busia, hit_id)]
    without_it(busia)
    told = answers(browser, asked)

    assert {address for address, (status, _, _) in told.items() if status not in {200, 403}} == OTHERWISE
    assert [differing(told, one) for one in with_it] == [[]] * len(with_it)


def without_it(site):
    """Take the hit out again, and its events, as if it had never been met."""
    with site.db.transaction():
        for table in ("hits", "hit_steps", "journal"):
            for trigger in site.db.all(
                "select name from sqlite_master where type = 'trigger' and tbl_name = :table", table=table
            ):
                site.db.run(f"drop trigger {trigger['name']}")
        site.db.run("delete from cleared_meetings")
        site.db.run("delete from hit_steps")
        site.db.run("delete from hits where response = 'silent'")
        site.db.run("delete from journal where kind like 'hit.%silently'")


def differing(one, other):
    return [address for address in one if one[address] != other[address]]
