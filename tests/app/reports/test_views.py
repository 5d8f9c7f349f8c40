"""Headquarters' page of movements, as an analyst sees it: full, empty, filtered wrongly, and by itself every ten seconds."""

import gzip

import pytest

from app.act import SYSTEM, acting
from app.crossings import service as crossings
from app.factory import create_app
from app.posts import service as posts
from border.permissions import Role
from sync import journal, receive, wire
from sync.apply import Meaning
from tests import make
from tests.app import facts


@pytest.fixture
def hq(tmp_path, clock):
    return make.site(tmp_path, "hq", clock, role="hq", kind="hq")


@pytest.fixture
def analyst(hq):
    return make.Browser(create_app(hq), hq, make.person(hq, Role.HQ_ANALYST))


def bring(hq, post):
    """Bring a post's journal to headquarters, enrolled on the way."""
    with acting(hq, SYSTEM) as act:
        posts.enrol(
            act, name=post.name, title="x", kind="land", neighbour="", public_key=post.identity.public
        )
    batch = wire.pack(
        post.name,
        journal.Head(1, 0, journal.GENESIS),
        journal.after(post.db, post.name, 1, 0),
        journal.head(post.db, post.name),
        "2026-11-24T06:00:00.000Z",
    )
    receive.take(
        hq.db,
        batch.header,
        wire.unpack(batch.header, batch.body),
        Meaning(hq.projections),
        "2026-11-24T06:00:00.000Z",
    )


@pytest.fixture
def busy(hq, site):
    """Busia with forty crossings, all at headquarters."""
    make.desk(site)
    with acting(site, facts.OFFICER) as act:
        for number in range(40):
            crossings.record(
                act, facts.crossing(f"i-{number}", **facts.document(f"P{number}", sex="MFXU"[number % 4]))
            )
    bring(hq, site)
    return hq


def test_the_page_lists_crossings_counts_them_and_tells_how_old_the_data_is(busy, analyst):
    page = analyst.get("/movements")

    text = make.text_of(page)
    assert page.status_code == 200
    assert "Busia Data is of this minute 40 0 0" in text
    assert "1 to 25 of 40" in text
    assert "Male 10 0 0 Female 10 0 0 X 10 0 0 Not said 10 0 0" in text
    assert page.text.count('<svg class="chart"') == 2
    assert "ERIKSSON" not in page.text


def test_old_data_is_told_by_shape_and_word(busy, clock):
    clock.forward(2 * 3600)
    analyst = make.Browser(create_app(busy), busy, make.person(busy, Role.HQ_ANALYST))

    page = analyst.get("/movements")

    assert "Data is 2 h 0 min old" in make.text_of(page)
    assert 'class="sign stop"' in page.text


def test_the_second_page_goes_on_where_the_first_ended(busy, analyst):
    first, second = analyst.get("/movements"), analyst.get("/movements?page=2")

    assert "page=2" in first.text
    assert "26 to 40 of 40" in make.text_of(second)


def test_with_no_post_and_no_crossing_the_page_says_what_to_do(hq, analyst):
    text = make.text_of(analyst.get("/movements"))

    assert "No post is enrolled yet" in text
    assert "No crossing of this day has come in" in text


@pytest.mark.parametrize("wrong", ["day=yesterday", "direction=up", "page=x"])
def test_a_filter_that_cannot_be_is_told_and_today_is_shown(busy, analyst, wrong):
    page = analyst.get(f"/movements?{wrong}")

    assert page.status_code == 422
    assert "Movements of 24 Nov 2026" in make.text_of(page)
    assert "This cannot be looked for" in make.text_of(page)


def test_what_moves_is_a_fragment_of_under_four_kilobytes_and_asks_for_itself_again(busy, analyst):
    fragment = analyst.fragment("/movements/live?day=2026-11-24")

    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert 'hx-trigger="every 10s"' in fragment.text
    assert len(gzip.compress(fragment.data)) < 4096


def test_what_a_name_in_the_filter_says_is_shown_as_text(busy, analyst):
    page = analyst.get('/movements?post="><script>alert(1)</script>')

    assert "<script>alert" not in page.text


def test_an_officer_of_headquarters_without_the_right_sees_nothing(hq):
    browser = make.Browser(create_app(hq), hq, make.person(hq, Role.AUDITOR))

    assert browser.get("/movements").status_code == 403
    assert browser.fragment("/movements/live").status_code == 403


def test_a_post_has_no_such_page(site, app):
    browser = make.Browser(app, site, make.person(site, Role.HQ_ANALYST))

    assert browser.get("/movements").status_code == 404
