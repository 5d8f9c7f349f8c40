import csv
import io
import re

import pytest

from app.act import acting
from app.crossings import service
from app.factory import create_app
from app.watchlist import hits
from border.hit import Ruling, Verdict
from border.permissions import Role
from tests import make
from tests.app import facts
from tests.app.crossings.conftest import events, record
from tests.app.desk.at_desk import DOCUMENTS, PERSONS, load

WHY = {"reason": "second-line", "note": ""}


def test_an_empty_register_says_so(enter):
    assert "No crossing of this day" in make.text_of(enter(Role.OFFICER).get("/register"))


def test_the_register_counts_by_sex_and_folds_none(enter, site):
    browser = enter(Role.OFFICER)
    for number, sex in enumerate(["F", "X", "U"]):
        record(site, facts.crossing(f"i{number}", **facts.document(f"A{number}", sex=sex)))

    page = browser.get("/register").text

    cells = re.findall(r'<td class="number">(\d+)</td>', page[page.index("Totals") :])
    assert cells == ["0", "1", "1", "1", "3"]


@pytest.mark.parametrize(
    ("filter", "shown"),
    [
        ("direction=exit", ["THREE"]),
        ("decision=refuse", ["TWO"]),
        ("name=two", ["TWO"]),
        ("desk=busia-2", []),
        ("day=2026-11-23", []),
        ("sort=name", ["ONE", "THREE", "TWO"]),
        ("sort=oldest", ["ONE", "TWO", "THREE"]),
        ("page=999", []),
        ("name=%25_", ["THREE", "TWO", "ONE"]),
    ],
)
def test_the_register_is_filtered_and_sorted(enter, site, clock, filter, shown):
    browser = enter(Role.OFFICER)
    record(site, facts.crossing("i1", **facts.document("A1", surname="ONE")))
    clock.forward(60)
    record(site, facts.refused("i2", **facts.document("A2", surname="TWO")))
    clock.forward(60)
    record(site, facts.exit_of("i3", **facts.document("A3", surname="THREE")))

    page = browser.get(f"/register?{filter}").text

    assert re.findall(r'translate="no">(\w+), ANNA', page) == shown


def test_a_filter_that_cannot_be_is_told_beside_its_field(enter):
    answer = enter(Role.OFFICER).get("/register?day=soon")

    assert answer.status_code == 422
    assert "day-error" in answer.text


def test_the_register_leaves_as_csv_with_a_reason_that_is_kept(enter, site):
    officer, supervisor = enter(Role.OFFICER), enter(Role.SUPERVISOR)
    record(site, facts.crossing("i1", **facts.document("A1", surname="=CMD()", given_names="@X")))
    form = {"day": "2026-11-24", **WHY}

    assert officer.post("/register/export", form).status_code == 403
    assert supervisor.post("/register/export", {"day": "2026-11-24"}).status_code == 422
    answer = supervisor.post("/register/export", form)

    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["surname"], row["given_names"], row["days_granted"]) for row in rows] == [
        ("'=CMD()", "'@X", "30")
    ]
    assert events(site, "register.exported") == 1


@pytest.mark.parametrize(
    "typed", ["=1+1", "+254", "-2", "@SUM(A1)", "＝1+1", "＠X", "\u3000=1+1", "\u00a0@X"]
)
def test_no_cell_of_the_register_begins_a_formula(enter, site, typed):
    enter(Role.OFFICER)
    supervisor = enter(Role.SUPERVISOR)
    record(site, facts.crossing("i1", carrier=typed))

    answer = supervisor.post("/register/export", {"day": "2026-11-24", **WHY})

    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert row["carrier"] == "'" + typed


def test_a_crossing_shows_its_stamp_and_what_was_not_asked(enter, site):
    browser = enter(Role.OFFICER)
    stamp = [
        {
            "name": "listed-person",
            "answer": "not-done",
            "findings": [],
            "source": "persons",
            "edition": None,
            "as_of": None,
            "why": "no-list",
        }
    ]
    row = record(site, facts.crossing("i1", stamp=stamp, zone=["P<UTOERIKSSON<<ANNA<MARIA"]))

    said = make.text_of(browser.get(f"/crossings/{row['crossing_id']}"))

    assert "Watchlist of persons no list loaded" in said
    assert "P&lt;UTOERIKSSON&lt;&lt;ANNA" in said


def test_a_crossing_that_is_none_is_not_found(enter):
    assert enter(Role.OFFICER).get("/crossings/none").status_code == 404


def test_an_officer_amends_at_the_desk_and_sees_both(enter, site):
    browser = enter(Role.OFFICER)
    row = record(site, facts.crossing("i1"))
    address = f"/crossings/{row['crossing_id']}/amendment"
    form = {"seen": "0", "direction": "entry", "surname": "ERIKSON", "reason": "typed wrongly"}

    assert browser.get(address).status_code == 200
    assert browser.post(address, {**form, "reason": ""}).status_code == 422
    assert browser.post(address, {**form, "date_of_birth": "1974-13"}).status_code == 422
    assert browser.post(address, form).status_code == 303
    assert browser.post(address, form).status_code == 409

    page = browser.get(f"/crossings/{row['crossing_id']}").text
    assert "<del>ERIKSSON</del> <ins>ERIKSON</ins>" in page


def test_who_left_the_desk_amends_no_more(enter, site):
    browser = enter(Role.OFFICER)
    row = record(site, facts.crossing("i1"))
    browser.post("/desk/sitting/end")

    assert browser.get(f"/crossings/{row['crossing_id']}/amendment").status_code == 403
    assert "Amend" not in make.text_of(browser.get(f"/crossings/{row['crossing_id']}"))


PAPER = {
    "happened_on": "2026-11-24",
    "happened_at": "08:30",
    "written_by": "Brian Wekesa",
    "why": "no power",
    "desk": "busia-1",
    "direction": "entry",
    "capacity": "traveller",
    "type": "passport",
    "issuing_state": "UTO",
    "document_number": "L898902C3",
    "surname": "ERIKSSON",
    "given_names": "ANNA MARIA",
    "sex": "F",
    "nationality": "UTO",
    "decision": "admit",
    "purpose": "holiday",
    "days_granted": "5",
}


def test_a_crossing_from_paper_is_entered_once_and_says_so(enter, site):
    browser = enter(Role.OFFICER)
    blank = browser.get("/crossings/from-paper").text
    found = re.search(r'name="entry_id" value="([^"]+)"', blank)
    assert found is not None

    first = browser.post("/crossings/from-paper", {**PAPER, "entry_id": found[1]})
    second = browser.post("/crossings/from-paper", {**PAPER, "entry_id": found[1]})

    assert first.location == second.location
    assert events(site, "crossing.recorded") == 1
    said = make.text_of(browser.get(first.location))
    assert "Written down by Brian Wekesa" in said
    assert "entered from the paper log" in said


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("happened_at", "25:00"),
        ("happened_at", ""),
        ("happened_on", "yesterday"),
        ("happened_on", ""),
        ("written_by", ""),
        ("why", ""),
        ("sex", ""),
        ("type", "ticket"),
        ("document_number", "-"),
        ("days_granted", "many"),
        ("days_granted", "999"),
        ("surname", "A\x00B"),
        ("entry_id", "none"),
        ("desk", "busia-9"),
        ("happened_on", "1900-01-01"),
    ],
)
def test_a_paper_entry_that_cannot_be_comes_back_with_what_was_typed(enter, site, field, typed):
    form = {**PAPER, "entry_id": "019ab000-0000-7000-8000-000000000001", field: typed}

    answer = enter(Role.OFFICER).post("/crossings/from-paper", form)

    assert answer.status_code == 422
    assert 'value="Brian Wekesa"' in answer.text or field == "written_by"
    assert events(site, "crossing.recorded") == 0


def test_a_listed_person_from_paper_is_entered_and_the_page_says_call_the_supervisor(enter, site):
    load(site, f"{PERSONS}P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,refer,warrant 7\n")
    browser = enter(Role.OFFICER)
    form = {**PAPER, "date_of_birth": "1974-08-12", "entry_id": "019ab000-0000-7000-8000-000000000001"}

    answer = browser.post("/crossings/from-paper", form)
    page = browser.get(answer.location).text

    (hit,) = site.db.rows("hits")
    assert hit["occasion"] == "paper"
    assert "This traveller met a list" in page
    assert "Call the supervisor" in page
    assert f'href="/hits/{hit["hit_id"]}"' in page


def test_a_stolen_document_from_paper_is_told_until_somebody_has_decided(enter, site):
    load(site, f"{DOCUMENTS}D1,L898902C3,passport,UTO,stolen,,\n", "documents")
    browser = enter(Role.OFFICER)
    shown = browser.post(
        "/crossings/from-paper", {**PAPER, "entry_id": "019ab000-0000-7000-8000-000000000001"}
    ).location
    assert "Call the supervisor" in browser.get(shown).text

    (hit,) = site.db.rows("hits")
    with acting(site, facts.SUPERVISOR) as act:
        hits.adjudicate(act, hit["hit_id"], Ruling(Verdict.SAME, "the very passport"))

    assert "Call the supervisor" not in browser.get(shown).text


def test_a_paper_entry_sent_again_with_other_facts_is_told_what_stands(enter, site):
    browser = enter(Role.OFFICER)
    form = {**PAPER, "entry_id": "019ab000-0000-7000-8000-000000000001"}
    browser.post("/crossings/from-paper", form)

    answer = browser.post("/crossings/from-paper", {**form, "document_number": "X1", "surname": "OTIENO"})

    assert answer.status_code == 409
    assert "ERIKSSON, ANNA MARIA, UTO L898902C3, on" in make.text_of(answer)
    assert 'value="OTIENO"' in answer.text
    assert events(site, "crossing.recorded") == 1


def test_what_lies_ahead_is_no_paper_entry(enter, site):
    form = {**PAPER, "entry_id": "019ab000-0000-7000-8000-000000000001", "happened_on": "2026-11-25"}

    answer = enter(Role.OFFICER).post("/crossings/from-paper", form)

    assert answer.status_code == 422
    assert "This lies ahead" in answer.text


def test_crossings_are_found_under_a_look_that_came_first(enter, site):
    browser = enter(Role.OFFICER)
    record(site, facts.crossing("i1"))
    form = {"number": "l898902c3", "first": "2026-11-01", "last": "2026-11-24"}

    assert browser.post("/crossings/search", form).status_code == 422
    found = browser.post("/crossings/search", {**form, **WHY}).location

    assert events(site, "search.made") == 1
    assert "1 crossing found" in make.text_of(browser.get(found))


def test_what_one_found_another_does_not_see_and_nobody_after_an_hour(enter, site, clock):
    browser, other = enter(Role.OFFICER), enter(Role.SUPERVISOR)
    form = {"number": "L898902C3", "first": "2026-11-01", "last": "2026-11-24", **WHY}
    found = browser.post("/crossings/search", form).location

    assert other.get(found).status_code == 303
    assert browser.get("/crossings/found/none").status_code == 303
    clock.forward(3600)
    assert browser.get(found).status_code in {302, 303}


@pytest.fixture
def hq(tmp_path, clock):
    """Headquarters, which knows a crossing of Anna and one of somebody else, both at Busia."""
    hq = make.site(tmp_path, "hq", clock, role="hq", kind="hq")
    with acting(hq, make.SYSTEM) as act:
        service.record(act, facts.crossing("i1"))
        service.record(act, facts.crossing("i2", **facts.document("X7", surname="OTIENO")))
    return hq


def search(browser, number: str) -> str:
    """Return the look of a search for a number."""
    form = {"number": number, "first": "2026-11-01", "last": "2026-11-24", **WHY}
    return browser.post("/crossings/search", form).location.rpartition("/")[2]


def crossing_of(site, number: str) -> str:
    return site.db.value("select crossing_id from crossings where document_number = :number", number=number)


def test_headquarters_opens_a_crossing_only_from_a_search_and_each_opening_is_kept(hq):
    analyst = make.Browser(create_app(hq), hq, make.person(hq, Role.HQ_ANALYST))
    anna = crossing_of(hq, "L898902C3")
    look = search(analyst, "L898902C3")

    assert analyst.get(f"/crossings/{anna}").status_code == 303
    assert analyst.get(f"/crossings/{anna}?look={look}").status_code == 303
    opened = analyst.post("/crossings/viewed", {"look_id": look, "crossing_id": anna})

    assert analyst.get(opened.location).status_code == 200
    viewed = hq.db.one("select subject, reason from looks where kind = 'traveller.viewed'")
    assert viewed == {"subject": "UTO:passport:L898902C3", "reason": "second-line"}


def test_a_look_opens_what_its_search_found_and_nothing_else(hq):
    analyst = make.Browser(create_app(hq), hq, make.person(hq, Role.HQ_ANALYST))
    anna, other = crossing_of(hq, "L898902C3"), crossing_of(hq, "X7")
    look = search(analyst, "L898902C3")

    refused = analyst.post("/crossings/viewed", {"look_id": look, "crossing_id": other})
    opened = analyst.post("/crossings/viewed", {"look_id": look, "crossing_id": anna})
    viewed = opened.location.rpartition("=")[2]

    assert refused.status_code == 404
    assert analyst.get(f"/crossings/{other}?look={viewed}").status_code == 303
    assert events(hq, "traveller.viewed") == 1


def test_nobody_opens_a_crossing_under_the_look_of_another(hq):
    app = create_app(hq)
    analyst = make.Browser(app, hq, make.person(hq, Role.HQ_ANALYST))
    colleague = make.Browser(app, hq, make.person(hq, Role.HQ_ANALYST, "colleague"))
    anna = crossing_of(hq, "L898902C3")
    look = search(analyst, "L898902C3")
    opened = analyst.post("/crossings/viewed", {"look_id": look, "crossing_id": anna}).location

    assert colleague.get(opened).status_code == 303
    stolen = colleague.post("/crossings/viewed", {"look_id": look, "crossing_id": anna})
    assert stolen.location == "/crossings/search"


@pytest.mark.parametrize(
    "terms", [{"surname": "eriks"}, {"number": "l8989-02c3"}, {"number": "L898902C3", "surname": "E"}]
)
def test_all_that_a_search_shows_can_be_opened(enter, site, terms):
    browser = enter(Role.OFFICER)
    record(site, facts.crossing("i1"))
    form = {"first": "2026-11-01", "last": "2026-11-24", **terms, **WHY}

    page = browser.get(browser.post("/crossings/search", form).location).text
    blanks = dict(re.findall(r'name="(look_id|crossing_id)" value="([^"]+)"', page))

    assert browser.get(browser.post("/crossings/viewed", blanks).location).status_code == 200
