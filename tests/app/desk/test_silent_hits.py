"""A silent hit reaches the supervisor, and nothing an officer can see tells it: by itself or by being otherwise."""

import re

import pytest

from app.desk.checking import of_all
from app.desk.show import View, desk_screen
from app.desk.standing import states
from app.devices.service import Readers
from app.watchlist import hits
from app.watchlist import service as watchlist
from app.watchlist.service import Screened
from border.hit import Met, check_met
from border.listing import Category, ListedName, Response, Subject, pack
from border.permissions import Role
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import Desk

SUBJECT = Subject(
    "own:9",
    (ListedName("OKELO", "JANNE"),),
    category=Category.TERRORISM,
    response=Response.SILENT,
    reason="case seven",
    shown="Do nothing at the desk",
)
SILENT = Met(
    "persons",
    1,
    SUBJECT.entry,
    SUBJECT.category,
    SUBJECT.response,
    name="Okelo, Janne",
    hash="h9",
    said=pack(SUBJECT),
    bits=44.0,
    margin=15.0,
    reasons=(("word-sound", 12.0, "OKELLO", "OKELO"), ("birth-exact", 14.0, "1990-05-17", "1990-05-17")),
)
LEAKS = (
    "own:9",
    "Okelo",
    "Janne",
    "OKELO",
    "case seven",
    "silent",
    "Silent",
    "terrorism",
    "Terrorism",
    "nothing at",
)


def listed(met):
    """Return the question about listed persons whose answer is these meetings."""

    def ask(asked):
        edition = watchlist.current(asked.site, "persons")
        answer = Screened(check_met("listed-person", edition, met), tuple(met))
        return of_all(asked, lambda _: answer)

    return ask


@pytest.fixture
def met(busia, officer):
    """An officer at a desk whose next traveller meets a silent entry; and one at another desk who meets nobody."""
    at_desk.load(busia, at_desk.NOBODY_LISTED)
    checkers = [at_desk.checker(busia, listed_person=listed(found)) for found in ([SILENT], [])]
    other = make.person(busia, username="brian")
    desks = [Desk(busia, officer, checkers[0]).sit(), Desk(busia, other, checkers[1], "busia-2").sit()]
    yield desks
    for checker in checkers:
        checker.close()


def crossing_of(desk):
    inspection_id = desk.scan()
    row = desk.decide(inspection_id)
    return inspection_id, row["crossing_id"]


def without_places(page):
    """Return a page without what differs between any two desks and crossings."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|busia-\d|[0-9a-f]{20,}|brian|officer|\d\d:\d\d", "", page)


def test_it_is_a_hit_and_the_supervisor_sees_all_of_it(met, app, busia, supervisor):
    met[0].scan()
    browser = make.Browser(app, busia, supervisor)

    (hit,) = at_desk.events(busia, "hit.found_silently")
    page = make.text_of(browser.get("/hits"))
    shown = make.text_of(browser.get(f"/hits/{hit['hit_id']}"))

    assert "1 silent hit" in page
    assert "Okelo, Janne" in page
    assert "Silent: nothing of it is told at the desk" in shown
    assert "case seven" in shown


def test_the_stamp_is_that_of_a_traveller_who_met_nobody(met, busia):
    hidden, clear = (desk.scan(reading_id=desk.name) for desk in met)

    assert met[0].check(hidden, "listed-person") == met[1].check(clear, "listed-person")
    assert met[0].check(hidden, "listed-person")["answer"] == "clear"


def test_the_screen_of_the_desk_is_the_same(met, busia):
    screens = []
    for desk in met:
        inspection_id = desk.scan(reading_id=desk.name)
        row = busia.db.one("select name, title, direction from desks where name = :name", name=desk.name)
        view = View(busia, row, None, busia.clock.now(), Role.OFFICER)
        screens.append(without_places(repr(desk_screen(view).inspection)))
        desk.put_aside(inspection_id)

    assert screens[0] == screens[1]


def test_nothing_an_officer_can_open_names_it(met, app, busia, officer):
    browser = make.Browser(app, busia, officer)
    _, crossing_id = crossing_of(met[0])
    (hit,) = at_desk.events(busia, "hit.found_silently")
    search = browser.post("/crossings/search", {"surname": "OKELLO", "reason": "review", "note": "x"})
    pages = [
        browser.get(path, HX_Request="").text
        for path in (
            "/desk",
            "/register",
            "/hits",
            "/hits?state=",
            "/hits?state=&category=terrorism",
            "/hits?state=&entry=own:9",
            f"/crossings/{crossing_id}",
            f"/crossings/{crossing_id}/slip",
            search.location or "/crossings/search",
        )
    ]

    for page in pages:
        said = re.sub(r"<(option|select)[^>]*>[^<]*|value=\"[^\"]*\"", "", page)
        assert [leak for leak in (*LEAKS, hit["hit_id"]) if leak in said] == []
    assert browser.get(f"/hits/{hit['hit_id']}").status_code == 404


def test_its_address_answers_an_officer_like_one_that_never_was(met, app, busia, officer):
    met[0].scan()
    browser = make.Browser(app, busia, officer)
    (hit,) = at_desk.events(busia, "hit.found_silently")

    there, nowhere = (browser.get(f"/hits/{hit_id}").text for hit_id in (hit["hit_id"], "0" * 36))

    fault = re.compile(r"F-[0-9A-F]+|value=\"[^\"]*\"|\d\d:\d\d")
    assert fault.sub("", there) == fault.sub("", nowhere)


def test_the_crossing_of_the_journal_names_no_silent_hit(met, busia):
    crossing_of(met[0])

    (crossing,) = at_desk.events(busia, "crossing.recorded")
    assert crossing["hit_ids"] == []
    assert not any(leak in str(crossing) for leak in LEAKS)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EXAMINER])
def test_the_status_line_counts_it_for_nobody_at_a_desk(met, app, busia, role):
    met[0].scan()
    who = make.person(busia, role, f"second-{role}")

    assert "hit not decided" not in make.Browser(app, busia, who).get("/hits").text
    assert "silent hit" not in make.Browser(app, busia, who).get("/hits").text


def loud_and(met_silently):
    """Return the question of a traveller who met an entry that is told, and perhaps the silent one beside it."""
    loud = Met(
        "persons", 1, "un:1", Category.CUSTOMS, Response.INFORM, name="Okello, J", hash="h1", bits=30.0
    )
    return listed([loud, SILENT] if met_silently else [loud])


def test_beside_an_entry_that_is_told_it_changes_neither_screen_nor_link(busia, officer):
    at_desk.load(busia, at_desk.NOBODY_LISTED)
    screens = []
    for with_it, name, who in (
        (True, "busia-1", officer),
        (False, "busia-2", make.person(busia, username="brian")),
    ):
        checker = at_desk.checker(busia, listed_person=loud_and(with_it))
        desk = Desk(busia, who, checker, name).sit()
        inspection_id = desk.scan(reading_id=name)
        row = busia.db.one("select name, title, direction from desks where name = :name", name=name)
        shown = desk_screen(View(busia, row, None, busia.clock.now(), Role.OFFICER)).inspection
        screens.append(without_places(repr(shown)))
        assert shown.found[0].url.startswith("/hits/")
        desk.put_aside(inspection_id)
        checker.close()

    assert screens[0] == screens[1]


def test_met_when_the_page_is_shown_already_it_lets_the_page_decide_on(busia, officer):
    """What finds more than a page has shown takes that page's decision away; here it must not."""
    at_desk.load(busia, at_desk.NOBODY_LISTED)
    found = []
    checker = at_desk.checker(busia, listed_person=listed(found))
    desk = Desk(busia, officer, checker).sit()
    inspection_id = desk.scan()
    before = desk.row(inspection_id)

    found.append(SILENT)
    checker.ask(inspection_id, "busia-1")

    after = desk.row(inspection_id)
    assert len(at_desk.events(busia, "hit.found_silently")) == 1
    assert (after["round"], after["state"]) == (before["round"], before["state"])
    assert desk.decide(inspection_id, round_=before["round"])["state"] == "decided"
    checker.close()


def test_the_rows_that_leave_the_register_as_a_file_do_not_name_it(met, app, busia, supervisor):
    crossing_of(met[0])
    (hit,) = at_desk.events(busia, "hit.found_silently")

    answer = make.Browser(app, busia, supervisor).post("/register/export", {"reason": "review", "note": "x"})

    assert answer.mimetype == "text/csv"
    assert "OKELLO" in answer.text
    assert [leak for leak in (*LEAKS, hit["hit_id"]) if leak in answer.text] == []


def test_the_supervisors_line_tells_it_and_that_it_rose_and_no_officers_does(
    met, app, busia, supervisor, officer
):
    met[0].scan()
    lines = {}
    for who in (supervisor, officer):
        lines[who.role] = make.text_of(make.Browser(app, busia, who).get("/hits"))
    busia.clock.forward(150)
    hits.raise_unanswered(busia)
    for who in (supervisor, officer):
        lines[who.role] += make.text_of(make.Browser(app, busia, who).get("/hits"))

    assert "1 silent hit" in lines[Role.SUPERVISOR]
    assert "1 hit rose: nobody answered in time" in lines[Role.SUPERVISOR]
    assert "silent hit" not in lines[Role.OFFICER]
    assert "rose" not in lines[Role.OFFICER]


def test_the_line_of_the_link_says_the_same_before_and_after_it_was_met(met, app, busia, officer):
    """A hit is an event that headquarters has not got; somebody who met nobody leaves none before the decision."""
    head = busia.db.one("select max(seq) as seq from journal")
    told = {"node": "busia", "epoch": 1, "seq": head["seq"], "heard_at": "2026-11-24T06:00:00.000Z"}
    with busia.db.transaction():
        busia.db.insert("push_state", {**told, "failures": 0, "stopped": 0})
    lines = []
    for scan in (False, True):
        if scan:
            met[0].scan()
        with app.test_request_context():
            lines.append([state.text for state in states(busia, Readers(), officer)])

    assert at_desk.events(busia, "hit.found_silently")
    assert lines[0] == lines[1]
