"""A document number and the long list: denied here, confirmed or denied by headquarters, or said to be confirmed."""

import socket
import threading
import time
from dataclasses import replace

import pytest

from app.act import SYSTEM, acting
from app.desk import confirmed, jobs, store
from app.desk.decisions import ChangedMeanwhile
from app.desk.live import Live
from app.factory import create_app
from app.numbers import service as numbers
from app.posts import service as posts
from app.watchlist import hits
from app.watchlist import jobs as watchlist_jobs
from app.watchlist import service as watchlist
from border.hit import Ruling, Verdict
from border.inspection import CHECKS
from border.permissions import Role
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
        if "document-being-confirmed" not in codes(check):
            return check
        time.sleep(0.02)
    raise AssertionError("still being confirmed")


def confirm_waiting(site):
    return watchlist.confirm_waiting(site, confirmed.renew)


def wait_for(said):
    for _ in range(400):
        if found := said():
            return found
        time.sleep(0.02)
    raise AssertionError("nothing came")


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
    assert confirm_waiting(desk.site) == 0


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


def test_a_traveller_who_still_stands_there_is_seen_to_be_listed_before_anybody_decides(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    inspection_id = desk.scan()
    settled(desk, inspection_id)
    seen = desk.row(inspection_id)["round"]
    desk.pass_time(60)

    jobs.confirm_numbers(knowing(desk.site, hq, hq_port))

    check = desk.check(inspection_id, "listed-number")
    assert (check["answer"], codes(check)) == ("alarm", ["document-listed"])
    assert (check["source"], check["edition"], check["as_of"]) == ("numbers", "1", "2026-11-24")
    with pytest.raises(ChangedMeanwhile):
        desk.decide(inspection_id, round_=seen)
    (hit,) = at_desk.events(desk.site, "hit.found")
    assert (hit["occasion"], hit["inspection_id"]) == ("desk", inspection_id)


def test_a_traveller_who_still_stands_there_is_seen_to_be_clear(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    inspection_id = desk.scan()
    settled(desk, inspection_id)
    seen = desk.row(inspection_id)["round"]
    load(hq, "B0000000")
    desk.pass_time(60)

    jobs.confirm_numbers(knowing(desk.site, hq, hq_port))

    check = desk.check(inspection_id, "listed-number")
    assert (check["answer"], codes(check)) == ("clear", [])
    assert desk.decide(inspection_id, round_=seen)["state"] == "decided"


def test_an_old_filter_still_says_its_days_once_headquarters_has_confirmed(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    desk.pass_time(40 * 86_400)
    inspection_id = desk.scan()
    settled(desk, inspection_id)
    desk.pass_time(60)

    jobs.confirm_numbers(knowing(desk.site, hq, hq_port))

    assert codes(desk.check(inspection_id, "listed-number")) == ["document-listed", "list-old"]


def test_what_headquarters_confirms_after_the_decision_is_a_late_hit_of_that_moment(at_work, hq, hq_port):
    answering = threading.Event()

    def slowly(environ, start):
        answering.wait(10)
        return create_app(hq)(environ, start)

    with served(slowly) as port:
        desk = at_work(port, LISTED)
        inspection_id = desk.scan()
        desk.decide(inspection_id)
        answering.set()
        (hit,) = wait_for(lambda: at_desk.events(desk.site, "hit.found"))

    assert (hit["occasion"], hit["inspection_id"], hit["met_at"]) == (
        "late",
        inspection_id,
        "2026-11-24T06:00:01.000Z",
    )


def test_the_number_stands_among_the_checks_that_are_waited_for(at_work):
    desk = at_work(DEAD, LISTED)
    desk.scan(check=False)
    app = create_app(desk.site)

    said = make.text_of(make.Browser(app, desk.site, desk.who).get("/desk"))

    app.extensions["live"].checker.close()
    assert "Long list of stolen numbers" in said


def test_checks_that_failed_altogether_do_not_leave_the_number_out(at_work, monkeypatch):
    desk = at_work(DEAD, LISTED)
    monkeypatch.setattr("app.desk.checking.asked_about", lambda *_: 1 / 0)

    check = desk.check(desk.scan(), "listed-number")

    assert (check["answer"], check["why"]) == ("not-done", "failed")


def test_a_document_that_is_read_again_stays_listed_while_headquarters_does_not_answer(at_work, hq, hq_port):
    desk = at_work(hq_port, LISTED)
    inspection_id = desk.scan()
    settled(desk, inspection_id)
    away = Desk(knowing(desk.site, hq, DEAD), desk.who, at_desk.checker(knowing(desk.site, hq, DEAD)))

    away.scan(reading_id="again")
    away.checker.close()

    assert away.check(inspection_id, "listed-number")["answer"] == "alarm"


def test_the_desk_is_told_when_the_worker_has_heard_headquarters(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    settled(desk, desk.scan())
    live = Live(desk.site)
    waiting = live.tell_of_answers(set())
    before = live.channels.version(desk.name)
    desk.pass_time(60)

    jobs.confirm_numbers(knowing(desk.site, hq, hq_port))
    after = live.tell_of_answers(waiting)

    live.checker.close()
    assert (len(waiting), after) == (1, set())
    assert live.channels.version(desk.name) == before + 1


def test_while_the_link_is_down_what_waits_stays(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    settled(desk, desk.scan())
    desk.pass_time(60)

    assert confirm_waiting(desk.site) == 0
    assert confirm_waiting(knowing(desk.site, hq, hq_port)) == 1


def test_what_was_not_listed_after_all_waits_no_more_and_opens_nothing(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    settled(desk, desk.scan())
    load(hq, "B0000000")
    desk.pass_time(60)
    back = knowing(desk.site, hq, hq_port)

    assert confirm_waiting(back) == 0
    load(hq, LISTED)
    assert confirm_waiting(back) == 0


def test_what_nobody_could_confirm_for_ninety_days_is_let_go(at_work, hq, hq_port):
    desk = at_work(DEAD, LISTED)
    settled(desk, desk.scan())
    desk.pass_time(91 * 86_400)

    confirm_waiting(desk.site)

    assert confirm_waiting(knowing(desk.site, hq, hq_port)) == 0


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


# --- taken off the list -------------------------------------------------------------------------------------------


def hear(site, hq):
    """Let a post hear what headquarters published, as events that come down do."""
    payload = at_desk.events(hq, "numbers.published")[-1]
    with acting(site, SYSTEM) as act:
        act.record("numbers.published", payload)


def states(site):
    return [row["state"] for row in site.db.rows("hits")]


@pytest.fixture
def met(at_work, hq, hq_port):
    """A desk with a hit of a number that headquarters confirmed on its first list."""
    desk = at_work(hq_port, LISTED)
    settled(desk, desk.scan())
    hear(desk.site, hq)
    watchlist_jobs.close_delisted(desk.site)
    assert states(desk.site) == ["open"]
    return desk


def test_a_number_that_a_newer_filter_denies_closes_its_hit_with_no_link_and_the_page_says_whom_it_stopped(
    met, hq
):
    load(hq, "B0000000")
    take_up(met.site, hq)
    hear(met.site, hq)
    away = knowing(met.site, hq, DEAD)

    watchlist_jobs.close_delisted(away)

    assert states(met.site) == ["closed"]
    assert at_desk.events(met.site, "hit.closed")[0]["why"] == "entry-withdrawn"
    supervisor = make.person(met.site, Role.SUPERVISOR, "grace")
    said = make.text_of(make.Browser(create_app(met.site), met.site, supervisor).get("/hits?state=closed"))
    assert "1 hit was closed in the last seven days: its entry was withdrawn" in said
    assert "OKELLO" in said


def test_before_the_newer_filter_is_here_headquarters_says_that_a_number_is_listed_no_more(met, hq):
    load(hq, "B0000000")
    hear(met.site, hq)

    watchlist_jobs.close_delisted(met.site)

    assert states(met.site) == ["closed"]


def test_a_hit_whose_number_is_listed_still_stays_and_headquarters_is_asked_once_a_list(met, hq):
    load(hq, LISTED, "B0000000")
    hear(met.site, hq)

    watchlist_jobs.close_delisted(met.site)
    watchlist_jobs.close_delisted(knowing(met.site, hq, DEAD))

    assert states(met.site) == ["open"]
    assert met.site.db.value("select number from numbers_looked_at") == 2


def test_where_headquarters_does_not_answer_the_hit_stays_until_it_does(met, hq):
    load(hq, "B0000000")
    hear(met.site, hq)

    watchlist_jobs.close_delisted(knowing(met.site, hq, DEAD))
    kept = states(met.site)
    watchlist_jobs.close_delisted(met.site)

    assert (kept, states(met.site)) == (["open"], ["closed"])


def test_going_back_to_a_filter_that_does_not_know_the_number_yet_closes_nothing(at_work, hq, hq_port):
    desk = at_work(hq_port, "B0000000")
    load(hq, LISTED)
    take_up(desk.site, hq)
    settled(desk, desk.scan())
    hear(desk.site, hq)
    with acting(desk.site, SYSTEM) as act:
        numbers.go_back(act, "stops everybody")

    watchlist_jobs.close_delisted(knowing(desk.site, hq, DEAD))
    watchlist_jobs.close_delisted(desk.site)

    assert states(desk.site) == ["open"]


def test_who_was_found_to_be_the_same_stays_so_when_the_number_is_taken_off(met, hq):
    (hit,) = at_desk.events(met.site, "hit.found")
    with acting(met.site, make.person(met.site, Role.SUPERVISOR, "grace")) as act:
        hits.adjudicate(act, hit["hit_id"], Ruling(Verdict.SAME))
    load(hq, "B0000000")
    hear(met.site, hq)

    watchlist_jobs.close_delisted(met.site)

    assert states(met.site) == ["same"]
