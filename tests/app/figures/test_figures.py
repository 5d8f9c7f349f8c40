"""Figures of hits: none, wrong filters, every sex apart, files that no spreadsheet runs, no name of a traveller."""

import csv
import io

import pytest

from app.act import Who, acting
from app.figures import service
from app.watchlist import hits
from border.hit import Verdict
from border.permissions import Role
from border.traveller import Sex, Traveller
from sync import journal
from tests import make
from tests.app import facts
from tests.app.figures.conftest import a_day_of_hits, found
from tests.make import text_of

pytestmark = pytest.mark.slow


def sheet(answer):
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def wanted(site, **given):
    return service.wanted_of(given, site.day_of(site.clock.now()))


def test_without_a_hit_the_page_says_so(ruth):
    said = text_of(ruth.get("/hits/figures"))

    assert "No hit was found in these days" in said
    assert "No hit in these days was of an entry that names an agency" in said


@pytest.mark.parametrize(
    "query",
    [
        "first=yesterday",
        "last=2026-13-01",
        "first=2026-11-25&last=2026-11-24",
        "first=0001-01-01",
        "last=9999-12-31",
        "first=2001-01-01",
        "sort=colour",
        "source=" + 50 * "x",
        "agency=a%00b",
    ],
)
def test_a_filter_that_cannot_be_is_told_beside_the_last_days(ruth, query):
    for address in ("/hits/figures", "/hits/figures.csv"):
        answer = ruth.get(f"{address}?{query}")

        assert answer.status_code == 422
        assert "One entry needs a change" in text_of(answer)


def test_hits_are_counted_by_list_nationality_and_sex_and_no_sex_is_folded(hq):
    a_day_of_hits(hq)

    rows = service.groups(hq, wanted(hq))

    assert [
        tuple(row[name] for name in ("source", "nationality", "sex", "hits", "same", "not_same", "share"))
        for row in rows
    ] == [
        ("own", "KEN", "X", 1, 0, 1, 100),
        ("own", "UTO", "F", 3, 1, 1, 50),
        ("un", "", "U", 1, 0, 0, None),
    ]
    assert [(row["waiting"], row["closed"]) for row in rows] == [(0, 0), (0, 1), (1, 0)]


def test_the_page_says_the_counts_and_no_name(hq, ruth):
    a_day_of_hits(hq)

    said = text_of(ruth.get("/hits/figures"))

    assert "own UTO F 3 1 1 0 1 50 %" in said
    assert "own 4 1 2 0 1 67 %" in said
    assert "ERIKSSON" not in said
    assert "L898902C3" not in said


@pytest.mark.parametrize(
    ("given", "hits"),
    [
        ({}, 5),
        ({"source": "un"}, 1),
        ({"agency": "DCI"}, 3),
        ({"first": "2026-11-24", "last": "2026-11-24"}, 5),
        ({"last": "2026-11-23"}, 0),
        ({"first": "2026-11-25", "last": "2026-11-30"}, 0),
    ],
)
def test_a_filter_counts_what_it_asks_for(hq, given, hits):
    a_day_of_hits(hq)

    assert sum(row["hits"] for row in service.groups(hq, wanted(hq, **given))) == hits


def test_a_day_is_that_of_headquarters_clock(hq, clock):
    clock.forward(15 * 3600 - 1)  # 23:59:59 in Nairobi
    found(hq)
    clock.forward(1)
    found(hq)

    days = [wanted(hq, first=day, last=day) for day in ("2026-11-24", "2026-11-25")]

    assert [service.by_list(hq, day)[0]["hits"] for day in days] == [1, 1]


def test_the_rows_can_be_put_in_another_order_and_paged(hq, ruth, monkeypatch):
    monkeypatch.setattr(service, "PAGE_ROWS", 1)
    a_day_of_hits(hq)

    orders = [
        [service.groups(hq, wanted(hq, sort=sort, page=str(page)))[0]["sex"] for page in (1, 2, 3)]
        for sort in service.SORTS
    ]

    assert orders == [["X", "F", "U"], ["F", "X", "U"], ["X", "F", "U"], ["U", "X", "F"]]
    page = ruth.get("/hits/figures?page=2&sort=hits").text
    assert "2 to 2 of 3" in page
    assert 'rel="next"' in page
    assert 'rel="prev"' in page


def test_the_counts_are_a_file_that_no_spreadsheet_runs(hq, ruth):
    found(hq, None, Traveller("X", "Y", "", Sex.M, "KEN"), entry="=cmd:1")

    rows = sheet(ruth.get("/hits/figures.csv"))

    assert rows[0] == list(service.COLUMNS)
    assert rows[1] == ["'=cmd", "KEN", "M", "1", "0", "0", "1", "0", ""]


# --- outcomes for an agency -------------------------------------------------------------------------------------------


def test_an_agency_is_told_what_became_of_its_entries_and_no_traveller(hq, ruth):
    a_day_of_hits(hq)

    answer = ruth.post("/hits/figures/outcomes", {"agency": "DCI"})

    rows = sheet(answer)
    assert rows[0] == list(service.HANDED_OVER)
    assert sorted(row[4:] for row in rows[1:]) == [
        ["not-same", "2026-11-24", "", ""],
        ["not-same", "2026-11-24", "", ""],
        ["same", "2026-11-24", "hq", ""],
    ]
    assert {tuple(row[:4]) for row in rows[1:]} == {("own:7", "Eriksson, Anna", "customs", "2026-11-24")}
    assert "ERIKSSON" not in answer.text
    assert "L898902C3" not in answer.text


def test_who_handed_outcomes_over_is_kept(hq, ruth):
    a_day_of_hits(hq)
    ruth.post("/hits/figures/outcomes", {"agency": "KRA", "first": "2026-11-01", "last": "2026-11-30"})

    (event,) = [each for each in journal.after(hq.db, "hq", 1, 0, 1000) if each.kind == "register.exported"]
    assert (event.payload["rows"], event.payload["reason"], event.payload["note"]) == (
        1,
        "other-agency",
        "KRA",
    )
    assert event.payload["filter"] == {
        "export": "outcomes",
        "agency": "KRA",
        "first": "2026-11-01",
        "last": "2026-11-30",
        "source": "",
        "sort": "list",
    }


def test_without_an_agency_nothing_is_handed_over(hq, ruth):
    a_day_of_hits(hq)

    answer = ruth.post("/hits/figures/outcomes", {})

    assert answer.status_code == 422
    assert not [each for each in journal.after(hq.db, "hq", 1, 0, 1000) if each.kind == "register.exported"]


def test_an_open_hit_is_told_as_open(hq, ruth):
    found(hq, Verdict.REFER)

    assert sheet(ruth.post("/hits/figures/outcomes", {"agency": "DCI"}))[1][4:] == ["open", "", "", ""]


# --- who was stopped by an entry --------------------------------------------------------------------------------------


@pytest.fixture
def entry(hq, faith):
    """An entry that is withdrawn, as its editor has opened it; the address of its page."""
    said = '{"n":[["ERIKSSON","ANNA","primary"]],"do":"refer","reason":"x","basis":"x","agency":"x"}'
    proposed = {"entry_id": "9", "category": "wanted", "said": said, "why": "x", "lookout_id": None}
    with acting(hq, facts.OFFICER) as act:
        act.record("entry.proposed", {**proposed, "proposal_id": "p1", "kind": "new", "proposed_name": "x"})
    with acting(hq, facts.SUPERVISOR) as act:
        act.record("entry.approved", {"proposal_id": "p1", "decided_name": "x", "remark": "x"})
    return faith.post("/entries/viewed", {"entry_id": "9", "reason": "review"}).location


def test_an_entry_says_who_was_stopped_by_it_where_when_and_what_was_decided(hq, faith, entry):
    found(hq, Verdict.REFER, entry="own:9")
    found(hq, Verdict.SAME, entry="own:9")
    found(hq, entry="own:8")
    with acting(hq, facts.OFFICER) as act:
        hits.close_withdrawn(act, ["own:9"])

    assert f"{entry}/stopped" in faith.get(entry).text
    said = text_of(faith.get(f"{entry}/stopped"))
    assert "2 in all" in said
    assert "ERIKSSON, ANNA MARIA UTO:passport:L898902C3 24 Nov 2026 09:00 hq busia-1" in said
    assert "closed: the entry was withdrawn 24 Nov 2026 09:00 It cannot be told here: refer" in said
    assert "same person 24 Nov 2026 09:00 It is the same person" in said


def test_an_entry_that_nobody_met_says_so(faith, entry):
    assert "Nobody has met this entry" in text_of(faith.get(f"{entry}/stopped"))


def test_whom_an_entry_stopped_is_shown_to_nobody_who_has_not_opened_it(hassan, ruth, entry):
    by_another = hassan.get(f"{entry}/stopped")

    assert by_another.location == "/entries"
    assert ruth.get(f"{entry}/stopped").status_code == 403


def test_after_an_hour_the_entry_is_opened_again_first(hq, faith, entry, clock):
    (row,) = hq.db.all("select id, username, name from accounts where username = 'faith'")
    clock.forward(3601)
    faith.token = make.session(hq, Who(row["id"], row["username"], row["name"], Role.WATCHLIST_EDITOR))

    assert faith.get(f"{entry}/stopped").location == "/entries"
