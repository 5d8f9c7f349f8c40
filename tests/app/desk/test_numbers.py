"""A document number and the long list: denied here, confirmed or denied by headquarters, or said to be confirmed."""

import socket
import time
from dataclasses import replace

import pytest

from app.act import SYSTEM, acting
from app.desk import store
from app.factory import create_app
from app.numbers import service as numbers
from app.posts import service as posts
from app.watchlist import confirming, jobs
from border.inspection import CHECKS
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import UGANDAN, Desk
from tests.sync.wires import served

LISTED = UGANDAN.document_number
FREE = replace(UGANDAN, document_number="B7654321")


@pytest.fixture
def hq(tmp_path, clock, busia):
    hq = make.site(tmp_path, "hq", clock, role="hq", kind="hq")
    with acting(hq, SYSTEM) as act:
        posts.enrol(
            act, name="busia", title="Busia", kind="land", neighbour="", public_key=busia.identity.public
        )
    return hq


def load(hq, *listed):
    file = hq.settings.data / "numbers.txt"
    file.write_text("".join(f"UGA {number}\n" for number in listed))
    numbers.load(hq, SYSTEM, file, tell=print)


def knowing(busia, hq, port):
    settings = replace(busia.settings, hq_url=f"http://127.0.0.1:{port}", hq_key=hq.identity.public)
    return replace(busia, settings=settings)


def take_up(site, hq):
    signed = numbers.manifest_for(hq, numbers.after(site))
    wanted = numbers.wanted(site, signed)
    numbers.take_up(site, signed, numbers.file_of(hq, wanted.name))


@pytest.fixture
def at_work(busia, hq, officer):
    """What gives a desk whose filter is of some numbers, and whose headquarters is at a port."""
    checkers = []

    def desk(port, *listed):
        site = knowing(busia, hq, port)
        load(hq, *listed)
        take_up(site, hq)
        checkers.append(at_desk.checker(site))
        return Desk(site, officer, checkers[-1]).sit()

    yield desk
    for checker in checkers:
        checker.close()


@pytest.fixture
def hq_port(hq):
    with served(create_app(hq)) as port:
        yield port


def settled(desk, inspection_id):
    """Wait until headquarters has said, or does not answer; return the check."""
    for _ in range(400):
        check = desk.check(inspection_id, "listed-number")
        if [finding["code"] for finding in check["findings"]] != ["document-being-confirmed"]:
            return check
        time.sleep(0.02)
    raise AssertionError("still being confirmed")


def codes(check):
    return [finding["code"] for finding in check["findings"]]


DEAD = 9
"""A port where nobody listens."""


def test_where_there_is_no_long_list_it_is_not_asked(desk):
    inspection_id = desk.scan()

    assert tuple(check["name"] for check in store.checks_of(desk.site.db, inspection_id)) == CHECKS


def test_what_the_filter_denies_is_clear_and_the_stamp_names_list_number_and_day(at_work):
    desk = at_work(DEAD, LISTED)

    check = desk.check(desk.scan(FREE), "listed-number")

    assert (check["answer"], check["source"], check["edition"], check["as_of"]) == (
        "clear",
        "numbers",
        "1",
        "2026-11-24",
    )


def test_what_headquarters_confirms_is_the_alarm_of_a_listed_document_with_its_hit(at_work, hq_port):
    desk = at_work(hq_port, LISTED)

    inspection_id = desk.scan()

    check = settled(desk, inspection_id)
    assert (check["answer"], codes(check)) == ("alarm", ["document-listed"])
    (hit,) = at_desk.events(desk.site, "hit.found")
    assert (hit["entry_id"], hit["category"], hit["occasion"]) == (
        f"numbers:UGA:{LISTED}",
        "stolen-document",
        "desk",
    )
    assert confirming.confirm_waiting(desk.site) == 0


def test_what_the_filter_affirms_wrongly_headquarters_denies(at_work, hq, hq_port):
    desk = at_work(hq_port, LISTED)
    load(hq, "B0000000")  # the number was taken from the list meanwhile

    check = settled(desk, desk.scan())

    assert (check["answer"], codes(check)) == ("clear", [])
    assert at_desk.events(desk.site, "hit.found") == []


def test_offline_the_officer_reads_that_it_is_to_be_confirmed_and_the_stamp_keeps_it(at_work):
    desk = at_work(DEAD, LISTED)
    inspection_id = desk.scan()

    check = settled(desk, inspection_id)
    desk.decide(inspection_id)

    assert (check["answer"], codes(check)) == ("attention", ["document-to-confirm"])
    (crossing,) = at_desk.events(desk.site, "crossing.recorded")
    assert crossing["stamp"][-1] == check
    assert at_desk.events(desk.site, "hit.found") == []


def test_a_headquarters_that_hangs_keeps_no_other_check_and_no_officer_waiting(at_work):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        desk = at_work(silent.getsockname()[1], LISTED)
        inspection_id = desk.scan()

        check = desk.check(inspection_id, "listed-number")
        assert codes(check) == ["document-being-confirmed"]
        assert desk.check(inspection_id, "validity")["answer"] == "clear"
        assert desk.decide(inspection_id)["state"] == "decided"


def test_when_the_link_returns_headquarters_is_asked_and_a_late_hit_opens_once(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    inspection_id = desk.scan()
    settled(desk, inspection_id)
    desk.decide(inspection_id)
    back = knowing(desk.site, hq, hq_port)
    desk.pass_time(60)

    jobs.confirm_numbers(back)
    jobs.confirm_numbers(back)

    (hit,) = at_desk.events(back, "hit.found")
    assert (hit["occasion"], hit["inspection_id"], hit["met_at"]) == (
        "late",
        inspection_id,
        "2026-11-24T06:00:01.000Z",
    )


def test_while_the_link_is_down_what_waits_stays(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    settled(desk, desk.scan())
    desk.pass_time(60)

    assert confirming.confirm_waiting(desk.site) == 0
    assert confirming.confirm_waiting(knowing(desk.site, hq, hq_port)) == 1


def test_what_was_not_listed_after_all_waits_no_more_and_opens_nothing(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    settled(desk, desk.scan())
    load(hq, "B0000000")
    desk.pass_time(60)
    back = knowing(desk.site, hq, hq_port)

    assert confirming.confirm_waiting(back) == 0
    load(hq, LISTED)
    assert confirming.confirm_waiting(back) == 0


def test_what_nobody_could_confirm_for_ninety_days_is_let_go(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    settled(desk, desk.scan())
    desk.pass_time(91 * 86_400)

    confirming.confirm_waiting(desk.site)

    assert confirming.confirm_waiting(knowing(desk.site, hq, hq_port)) == 0


def test_a_document_that_another_list_names_is_told_once(at_work, hq_port):
    desk = at_work(hq_port, LISTED)
    at_desk.load(desk.site, at_desk.DOCUMENTS + f"D1,{LISTED},passport,UGA,stolen,,2026-01\n", "documents")

    inspection_id = desk.scan()

    assert desk.check(inspection_id, "stolen-document")["answer"] == "alarm"
    assert desk.check(inspection_id, "listed-number")["answer"] == "alarm"
    assert [hit["entry_id"] for hit in at_desk.events(desk.site, "hit.found")] == ["D1"]


def test_a_filter_that_is_published_and_not_here_yet_is_said(busia, hq, officer, desk):
    load(hq, LISTED)
    event = at_desk.events(hq, "numbers.published")[0]
    with acting(busia, SYSTEM) as act:
        act.record("numbers.published", event)

    check = desk.check(desk.scan(), "listed-number")

    assert (check["answer"], check["why"], check["source"]) == ("not-done", "no-list", "numbers")


def test_an_old_filter_says_its_days(at_work):
    desk = at_work(DEAD, LISTED)
    desk.pass_time(40 * 86_400)

    check = desk.check(desk.scan(FREE), "listed-number")

    assert (check["answer"], check["findings"]) == (
        "clear",
        [{"code": "list-old", "weight": "note", "facts": {"days": 40}}],
    )


def test_a_damaged_filter_says_that_it_failed_and_blocks_nobody(at_work):
    desk = at_work(DEAD, LISTED)
    (desk.site.settings.lists / "numbers-1.filter").write_bytes(b"no filter")

    inspection_id = desk.scan()

    assert desk.check(inspection_id, "listed-number")["why"] == "failed"
    assert desk.decide(inspection_id)["state"] == "decided"


def test_the_officer_reads_sentences(at_work, busia):
    desk = at_work(DEAD, LISTED)
    inspection_id = desk.scan()
    settled(desk, inspection_id)
    app = create_app(desk.site)

    said = make.text_of(make.Browser(app, desk.site, desk.who).get("/desk"))

    app.extensions["live"].checker.close()
    assert "could not be confirmed: headquarters does not answer. Look at the document closely" in said
