import threading
from dataclasses import replace
from datetime import date

import pytest

from app.desk import checking, decisions, store
from app.desk.checking import QUESTIONS
from border.crossing import Refusal
from border.inspection import CHECKS
from border.permissions import Role
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import CHILD, GERMAN, KENYAN, UGANDAN, Desk

pytestmark = pytest.mark.slow


@pytest.fixture
def gate():
    """What a question waits behind until the test lets it go on."""
    opened = threading.Event()
    yield opened
    opened.set()


@pytest.fixture
def slow(busia, officer, gate):
    """A desk whose watchlist answers only when the gate is opened."""

    def listed(asked):
        gate.wait(30)
        return QUESTIONS["listed-person"](asked)

    checker = at_desk.checker(busia, deadline_s=0.7, listed_person=listed)
    yield Desk(busia, officer, checker).sit()
    gate.set()
    checker.close()


def answered(desk: Desk, inspection_id: str, name: str, answer: str) -> None:
    """Wait until a check has an answer."""
    channels, seen = desk.checker._channels, 0
    while desk.check(inspection_id, name)["answer"] != answer:
        assert channels.wait(desk.name, seen, 20), f"{name} never was {answer}"
        seen = channels.version(desk.name)


def test_all_nine_are_answered_in_the_order_in_which_they_are_shown(desk):
    inspection_id = desk.scan(KENYAN)

    kept = store.checks_of(desk.site.db, inspection_id)
    assert tuple(check["name"] for check in kept) == CHECKS
    assert {check["name"]: check["answer"] for check in kept} == {
        "check-digits": "clear",
        "validity": "clear",
        "codes": "clear",
        "stolen-document": "not-done",
        "listed-person": "not-done",
        "stay": "clear",
        "earlier": "not-done",
        "entry-rule": "clear",
        "minor": "clear",
    }


def test_the_stamp_of_the_crossing_is_what_the_checks_answered(desk):
    at_desk.load(desk.site, at_desk.NOBODY_LISTED)
    inspection_id = desk.scan()
    kept = store.checks_of(desk.site.db, inspection_id)

    desk.decide(inspection_id)

    (crossing,) = at_desk.events(desk.site, "crossing.recorded")
    assert crossing["stamp"] == kept
    listed = crossing["stamp"][4]
    assert (listed["name"], listed["answer"], listed["edition"], listed["as_of"]) == (
        "listed-person",
        "clear",
        "1",
        "2026-11-20",
    )
    assert crossing["stamp"][3]["why"] == "no-list"


def test_a_check_that_fails_says_so_and_blocks_nobody(busia, officer):
    def broken(asked):
        raise OSError("the disk of the list is gone")

    checker = at_desk.checker(busia, listed_person=broken)
    desk = Desk(busia, officer, checker).sit()

    inspection_id = desk.scan()

    assert desk.check(inspection_id, "listed-person")["why"] == "failed"
    assert desk.decide(inspection_id)["state"] == "decided"
    checker.close()


def test_where_asking_itself_fails_every_check_says_so_and_the_officer_goes_on(desk, monkeypatch):
    def broken(site, row):
        raise RuntimeError("cannot start a thread")

    monkeypatch.setattr(checking, "asked_about", broken)
    inspection_id = desk.scan()

    kept = store.checks_of(desk.site.db, inspection_id)
    assert tuple(check["name"] for check in kept) == CHECKS
    assert {(check["answer"], check["why"]) for check in kept} == {("not-done", "failed")}
    assert desk.decide(inspection_id)["state"] == "decided"


def test_an_open_stay_of_the_same_name_and_birth_is_told_at_exit(desk, busia, colleague):
    desk.decide(desk.scan())
    leaving = Desk(busia, colleague, desk.checker, "busia-out").sit()

    inspection_id = leaving.scan(replace(UGANDAN, document_number="B9999999"))

    check = leaving.check(inspection_id, "stay")
    assert check["why"] == "other-posts"
    (found,) = check["findings"]
    assert (found["code"], found["weight"]) == ("stay-by-name", "note")
    assert found["facts"] == {
        "type": "passport",
        "issuing_state": "UGA",
        "number": "B1234567",
        "entered_on": "2026-11-24",
        "granted_until": "2026-12-24",
        "post": "Busia",
    }


def test_an_open_stay_of_the_document_itself_needs_no_other(desk, busia, colleague):
    desk.decide(desk.scan())
    leaving = Desk(busia, colleague, desk.checker, "busia-out").sit()

    inspection_id = leaving.scan()

    assert leaving.check(inspection_id, "stay")["findings"] == []


def test_a_list_whose_file_is_broken_keeps_no_answer_of_the_other_back(desk, busia):
    at_desk.load(busia, at_desk.STOLEN, "documents")
    at_desk.load(busia, at_desk.NOBODY_LISTED)
    (busia.settings.lists / "persons-1.db").write_bytes(b"no database at all" * 100)

    inspection_id = desk.scan()

    assert desk.check(inspection_id, "stolen-document")["answer"] == "alarm"
    assert desk.check(inspection_id, "listed-person")["why"] == "no-list"
    assert [hit["entry_id"] for hit in at_desk.events(busia, "hit.found")] == ["D1"]


def test_a_check_that_hangs_is_late_and_its_answer_is_kept_when_it_comes(slow, gate):
    at_desk.load(slow.site, at_desk.JANE_LISTED)
    inspection_id = slow.scan()
    assert slow.check(inspection_id, "listed-person")["why"] == "late"
    assert slow.check(inspection_id, "validity")["answer"] == "clear"

    gate.set()

    answered(slow, inspection_id, "listed-person", "alarm")
    names = [check["name"] for check in store.checks_of(slow.site.db, inspection_id)]
    assert tuple(names) == CHECKS


def test_a_late_alarm_stops_the_page_that_was_drawn_without_it(slow, gate):
    at_desk.load(slow.site, at_desk.JANE_LISTED)
    inspection_id = slow.scan()
    seen = slow.row(inspection_id)["round"]

    gate.set()
    answered(slow, inspection_id, "listed-person", "alarm")

    with pytest.raises(decisions.ChangedMeanwhile):
        slow.decide(inspection_id, round_=seen)
    assert at_desk.events(slow.site, "crossing.recorded") == []


def test_a_late_clear_answer_stops_no_page(slow, gate):
    at_desk.load(slow.site, at_desk.NOBODY_LISTED)
    inspection_id = slow.scan()
    seen = slow.row(inspection_id)["round"]

    gate.set()
    answered(slow, inspection_id, "listed-person", "clear")

    assert slow.decide(inspection_id, round_=seen)["state"] == "decided"


def test_a_hit_found_after_the_decision_is_a_hit_and_changes_no_stamp(slow, gate):
    at_desk.load(slow.site, at_desk.JANE_LISTED)
    inspection_id = slow.scan()
    slow.decide(inspection_id)
    before = slow.checker._channels.version("busia-1")

    gate.set()

    assert slow.checker._channels.wait("busia-1", before, 20)
    assert [hit["inspection_id"] for hit in at_desk.events(slow.site, "hit.found")] == [inspection_id]
    (crossing,) = at_desk.events(slow.site, "crossing.recorded")
    assert crossing["stamp"][4]["why"] == "late"


@pytest.mark.slow
def test_a_source_that_hangs_keeps_the_next_travellers_waiting_for_itself_only(slow):
    for number in range(4):
        inspection_id = slow.scan(replace(UGANDAN, document_number=f"B700000{number}"))

        assert slow.check(inspection_id, "listed-person")["why"] == "late"
        assert slow.check(inspection_id, "stolen-document")["why"] == "no-list"
        assert slow.check(inspection_id, "validity")["answer"] == "clear"


def test_an_answer_about_what_was_misread_is_dropped(slow, gate):
    at_desk.load(slow.site, at_desk.JANE_LISTED)
    inspection_id = slow.scan(reading_id="r1")
    before = slow.checker._channels.version("busia-1")
    slow.receive(at_desk.reading(replace(UGANDAN, surname="NAKATO"), "r2"))

    gate.set()

    assert slow.checker._channels.wait("busia-1", before, 20)
    assert at_desk.events(slow.site, "hit.found") == []
    assert store.checks_of(slow.site.db, inspection_id) == []


def test_a_meeting_is_one_hit_however_often_it_is_asked(desk):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    inspection_id = desk.scan(reading_id="r1")
    desk.scan(reading_id="r2")

    (hit,) = at_desk.events(desk.site, "hit.found")
    assert hit["inspection_id"] == inspection_id
    assert hit == {
        "hit_id": hit["hit_id"],
        "inspection_id": inspection_id,
        "list": "persons",
        "edition": 1,
        "entry_id": "P1",
        "category": "wanted",
        "kind": "person",
        "response": "refer",
        "entry_name": "Okello, Jane",
        "entry_hash": hit["entry_hash"],
        "said": "",
        "score": None,
        "margin": None,
        "reasons": [["name-exact", None, "", ""], ["birth-exact", None, "", ""]],
        "occasion": "desk",
        "met_at": hit["met_at"],
        "direction": "entry",
        "document_id": "UGA:passport:B1234567",
        "person_key": hit["person_key"],
        "surname": "OKELLO",
        "given_names": "JANE",
        "born_on": "1990-05-17",
        "sex": "F",
        "nationality": "UGA",
        "desk": "busia-1",
    }


def test_what_an_older_shift_left_is_stopped_where_the_answers_are_worse_now(desk):
    inspection_id = desk.scan()
    seen = desk.row(inspection_id)["round"]
    at_desk.load(desk.site, at_desk.STOLEN, "documents")

    desk.checker.ask(inspection_id, "busia-1")

    assert desk.check(inspection_id, "stolen-document")["answer"] == "alarm"
    with pytest.raises(decisions.ChangedMeanwhile):
        desk.decide(inspection_id, round_=seen)


def test_a_refusal_that_was_voided_is_held_against_nobody(desk):
    crossing_id = desk.decide(desk.scan(reading_id="r1"), Refusal("E"))["crossing_id"]
    again = desk.scan(reading_id="r2")
    assert desk.check(again, "earlier")["answer"] == "attention"

    at_desk.void(desk.site, make.person(desk.site, Role.SUPERVISOR), crossing_id)
    desk.checker.ask(again, "busia-1")

    assert desk.check(again, "earlier")["answer"] == "not-done"


def test_an_open_stay_and_an_over_stay_are_found_at_exit(desk, busia, colleague, checker):
    desk.decide(desk.scan())
    desk.pass_time(40 * 86400)
    leaving = Desk(busia, colleague, checker, "busia-out").sit()

    inspection_id = leaving.scan()

    (finding,) = leaving.check(inspection_id, "stay")["findings"]
    assert (finding["code"], finding["facts"]["days"]) == ("overstayed", 10)


def test_the_need_for_an_eta_is_found_by_nationality(desk):
    inspection_id = desk.scan(GERMAN)

    (finding,) = desk.check(inspection_id, "entry-rule")["findings"]
    assert (finding["code"], finding["weight"]) == ("eta-needed", "attention")


def test_an_expired_document_is_an_alarm(desk):
    inspection_id = desk.scan(replace(UGANDAN, date_of_expiry=date(2026, 11, 23)))

    assert desk.check(inspection_id, "validity")["answer"] == "alarm"


def test_a_child_alone_is_found(desk):
    assert desk.check(desk.scan(CHILD), "minor")["findings"][0]["code"] == "minor-alone"


def test_what_a_killed_process_left_unasked_is_found_again(desk):
    asked = desk.scan(UGANDAN)
    unasked = desk.scan(GERMAN, check=False)

    assert [row["id"] for row in store.unchecked(desk.site.db)] == [unasked]
    assert desk.open() == [asked, unasked]
