"""The page of editions: what is in use, what was refused, the way back; at headquarters who uses which."""

import pytest

from app.editions import jobs, service
from app.factory import create_app
from border.permissions import Role
from sync import journal
from tests import make
from tests.app.editions.conftest import here


def browse(site, role):
    return make.Browser(create_app(site), site, make.person(site, role))


def test_a_post_without_an_edition_says_so(between):
    page = make.text_of(browse(between.post, Role.FIELD_IT).get("/editions"))

    assert "No edition has been taken up here yet." in page


def test_field_it_sees_what_is_in_use_and_what_was_refused_and_why(between, tmp_path):
    between.publish()
    between.offer()
    cut = tmp_path / "cut"
    cut.write_bytes(b"cut")
    between.change(1)
    between.publish()
    with pytest.raises(service.Refused):
        service.take_up(between.post, service.manifest_for(between.hq), cut, here)

    page = make.text_of(browse(between.post, Role.FIELD_IT).get("/editions"))

    assert "An edition was refused: number 2" in page
    assert "It came cut or damaged, and is fetched again" in page
    assert "Stands for 24 Nov 2026" in page


def test_what_was_planted_to_prove_an_edition_is_in_no_count_that_people_read(between):
    between.publish()
    between.offer()

    used, (published,) = service.current(between.post), service.published(between.hq)

    assert (used.persons, used.documents) == (len(between.persons), len(between.documents))
    assert (published["persons"], published["documents"]) == (len(between.persons), len(between.documents))


def test_field_it_goes_back_with_a_reason_and_lifts_the_hold(between):
    between.publish()
    between.offer()
    between.change(1)
    between.publish()
    between.offer()
    browser = browse(between.post, Role.FIELD_IT)

    without = browser.post("/editions/before", {"back_note": " "})
    done = browser.post("/editions/before", {"back_note": "finds nobody"})

    assert (without.status_code, done.status_code) == (422, 303)
    assert "finds nobody" in make.text_of(browser.get("/editions"))
    assert (between.in_use(), service.current(between.post).held) == (1, True)

    browser.post("/editions/hold/end")

    assert not service.current(between.post).held


def test_holding_needs_a_reason(between):
    between.publish()
    between.offer()
    browser = browse(between.post, Role.SUPERVISOR)

    assert browser.post("/editions/hold", {"hold_note": ""}).status_code == 422
    assert browser.post("/editions/hold", {"hold_note": "inspection today"}).status_code == 303
    assert service.current(between.post).held


def test_where_there_is_none_before_it_is_said(between):
    between.publish()
    between.offer()
    browser = browse(between.post, Role.FIELD_IT)

    browser.post("/editions/before", {"back_note": "x"})

    assert "There is no edition to go back to" in make.text_of(browser.get("/editions"))


def test_an_old_edition_is_told_on_the_page(between, clock):
    between.publish()
    between.offer()
    clock.forward(9 * 86_400)

    page = make.text_of(browse(between.post, Role.SUPERVISOR).get("/editions"))

    assert "The edition in use is 9 days old" in page


def test_headquarters_shows_what_was_published_and_who_uses_which(between):
    between.publish()
    service.take_up_own(between.hq, here)
    between.change(1)
    between.publish()

    page = make.text_of(browse(between.hq, Role.HQ_ANALYST).get("/editions"))

    assert "Published" in page
    assert "Has not taken up the newest yet" in page
    assert "Publish what is new" not in page


def test_an_editor_asks_for_an_edition_and_the_worker_publishes_it_in_the_editors_name(between):
    who = make.person(between.hq, Role.WATCHLIST_EDITOR)
    browser = make.Browser(create_app(between.hq), between.hq, who)

    assert browser.post("/editions").status_code == 303
    assert "An edition is being made" in make.text_of(browser.get("/editions"))
    jobs.publish_asked_for(between.hq)

    (event,) = [one for one in journal.after(between.hq.db, "hq", 1, 0) if one.kind == "edition.published"]
    assert event.actor == who.account_id
    assert service.asked_for(between.hq) is None
    assert service.current(between.hq).number == 1


def test_asking_is_for_editors(between):
    who = make.person(between.hq, Role.HQ_ANALYST)

    assert make.Browser(create_app(between.hq), between.hq, who).post("/editions").status_code == 403


def test_the_worker_publishes_what_is_pending_and_once_a_day_what_is_not(between, clock):
    for _ in range(2):
        jobs.publish_pending(between.hq)
    clock.forward(86_400)
    for _ in range(2):
        jobs.publish_pending(between.hq)

    told = [(row["number"], row["day"]) for row in service.published(between.hq)]
    assert told == [(2, "2026-11-25"), (1, "2026-11-24")]
    assert service.current(between.hq).number == 2
