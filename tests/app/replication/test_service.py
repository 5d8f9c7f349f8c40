"""From act to headquarters through the real pages, with real signatures; and an outage of an hour, lived in a moment."""

import json
from dataclasses import replace

import pytest

from app.act import SYSTEM, acting
from app.crossings import service as crossings
from app.posts import service as posts
from app.replication import service
from app.reports import service as reports
from app.status import status
from app.version import VERSION
from appliance.identity import BadKey
from db.sqlite import open_sqlite
from sync import apply, journal
from sync.push import progress
from tests import make
from tests.app import facts
from tests.app.replication.conftest import enrol, pusher


def cross(site, count=1, first=0):
    """Let travellers pass, one a minute, each in an act of its own."""
    for number in range(first, first + count):
        with acting(site, facts.OFFICER) as act:
            crossings.record(
                act, facts.crossing(f"inspection-{site.name}-{number}", **facts.document(f"P{number:07}"))
            )
        site.clock.forward(60)


def test_a_crossing_of_a_post_is_a_crossing_at_headquarters(post, hq, line):
    cross(post)

    pusher(post, line).push()

    (ours,), (theirs,) = list(post.db.rows("crossings")), list(hq.db.rows("crossings"))
    assert theirs == ours
    assert reports.crossings_by_node(hq.db) == {"busia": 1}


def test_an_hour_without_headquarters_arrives_once_and_in_order(post, hq, line, clock):
    cross(post, 5)
    pusher(post, line).push()
    line.up = False
    sender = pusher(post, line)
    for first in range(5, 65, 6):
        cross(post, 6, first)
        sender.push()
    waiting = service.backlog(post.db, "busia")
    line.up = True

    pause = sender.push()

    assert (waiting.crossings, waiting.oldest_at) == (60, "2026-11-24T06:05:00.000Z")
    assert pause is None
    arrived = [event for _, event in journal.as_written(hq.db) if event.kind == "crossing.recorded"]
    assert [event.payload["inspection_id"] for event in arrived] == [
        f"inspection-busia-{number}" for number in range(65)
    ]
    assert journal.head(hq.db, "busia") == journal.head(post.db, "busia")
    assert service.backlog(post.db, "busia").crossings == 0
    (age,) = service.posts_by_age(hq.db, clock.now())
    assert age.age_s == 0.0


def test_two_posts_keep_their_own_chains_and_rows(post, hq, line, tmp_path, clock):
    other = make.site(tmp_path, "jkia", clock, kind="air")
    make.desk(other, "jkia-1")
    enrol(hq, other)
    for number in range(3):
        cross(post, 1, number)
        cross(other, 2, 2 * number)
        pusher(other, line).push()
        pusher(post, line).push()

    assert reports.crossings_by_node(hq.db) == {"busia": 3, "jkia": 6}
    for site in (post, other):
        assert journal.head(hq.db, site.name) == journal.head(site.db, site.name)
    assert apply.waiting(hq.db) == []


def test_headquarters_own_journal_is_its_own(post, hq, line):
    before = journal.head(hq.db, "hq")
    cross(post, 2)

    pusher(post, line).push()

    assert journal.head(hq.db, "hq") == before


def test_a_post_that_is_not_enrolled_is_told_so_and_goes_on_by_itself_once_it_is(site, hq, line):
    cross(site)
    pusher(site, line).push()
    refused = progress(site.db, "busia")
    enrol(hq, site)
    pusher(site, line).push()

    assert (refused.fault, refused.stopped) == ("unknown-site", False)
    assert service.push_fault(site.db, "busia") is None
    assert reports.crossings_by_node(hq.db) == {"busia": 1}


def test_another_key_than_the_enrolled_one_is_not_believed(post, hq, line, tmp_path, clock):
    impostor = make.site(tmp_path / "elsewhere", "busia", clock)
    cross(impostor)

    pusher(impostor, line).push()

    assert (progress(impostor.db, "busia").fault, progress(impostor.db, "busia").stopped) == (
        "bad-signature",
        True,
    )
    assert service.push_fault(impostor.db, "busia")
    assert journal.head(hq.db, "busia").seq == 0


def test_a_post_cannot_speak_for_another_nor_for_headquarters(post, hq, line, tmp_path, clock):
    other = make.site(tmp_path, "jkia", clock)
    enrol(hq, other)
    pusher(other, line).push()
    headers, body = line.seen[-1]

    for name in ("busia", "hq", "nowhere"):
        answer = line.client.post(f"/sync/v1/sites/{name}/events", headers=headers, data=body)
        assert (answer.status_code, answer.get_json()["error"]) == (401, "unknown-site")


def test_a_post_that_calls_itself_headquarters_cannot_be_enrolled_as_one(hq, tmp_path, clock):
    impostor = make.site(tmp_path / "elsewhere", "hq", clock)

    with pytest.raises(posts.SiteExists):
        enrol(hq, impostor)


def test_a_key_that_is_none_is_refused_when_it_is_enrolled(hq):
    with pytest.raises(BadKey), acting(hq, SYSTEM) as act:
        posts.enrol(act, name="x", title="x", kind="land", neighbour="", public_key="no key")


def test_what_a_post_says_of_other_sites_changes_nothing_at_headquarters(post, hq, line):
    """A post in the wrong hands founds a site of another name, and lets a key of its own speak for a third."""
    with acting(post, SYSTEM) as act:
        payload = {"title": "x", "role": "post", "kind": "land", "neighbour": "", "public_key": "k" * 43}
        act.record("site.founded", {**payload, "name": "jkia"})
        act.record("post.enrolled", {**payload, "name": "kilindini", "public_key": "q" * 43})
    before = {row["name"]: row["public_key"] for row in hq.db.rows("sites")}

    pusher(post, line).push()

    assert {row["name"]: row["public_key"] for row in hq.db.rows("sites")} == before
    assert [row["kind"] for row in apply.waiting(hq.db)] == ["post.enrolled"]


def test_a_copy_of_a_post_that_goes_its_own_way_is_known_at_both_ends(post, hq, line, tmp_path, clock):
    post.db.copy_to(tmp_path / "copy.db")
    twin = replace(post, db=open_sqlite(tmp_path / "copy.db"))
    cross(post, 1)
    pusher(post, line).push()
    cross(twin, 1, 7)

    pusher(twin, line).push()

    (seen,) = service.posts_by_age(hq.db, clock.now())
    assert (progress(twin.db, "busia").fault, progress(twin.db, "busia").stopped) == ("fork", True)
    assert seen.contact.refusal == "fork"
    assert reports.crossings_by_node(hq.db) == {"busia": 1}


def test_status_tells_the_same_head_at_both_ends(post, hq, line, clock):
    cross(post, 3)
    pusher(post, line).push()

    ours = status(post.db, post.settings, clock.now())
    theirs = status(hq.db, hq.settings, clock.now())

    assert json.loads(json.dumps(theirs)) == theirs
    assert list(theirs) == ["site", "role", "version", "schema", "journal", "crossings", "posts"]
    assert (ours["site"], ours["role"], ours["version"], ours["crossings"]) == ("busia", "post", VERSION, 3)
    assert ours["posts"] == {}
    assert theirs["posts"] == {"busia": {**ours["journal"], "crossings": 3, "age_s": 0.0}}
    assert theirs["crossings"] == 3
    assert list(theirs["journal"]) == ["epoch", "seq", "head"]


def test_what_an_older_headquarters_did_not_understand_has_its_rows_after_the_upgrade(post, hq, line, hq_app):
    cross(post, 2)
    older = {kind: one for kind, one in hq.projections.items() if kind != "crossing.recorded"}
    hq_app.extensions["mpaka.site"] = replace(hq, projections=older)
    pusher(post, line).push()
    aside = service.set_aside(hq.db)

    done = service.retry_set_aside(hq)

    assert (aside, done, service.set_aside(hq.db)) == (2, 2, 0)
    assert reports.crossings_by_node(hq.db) == {"busia": 2}
