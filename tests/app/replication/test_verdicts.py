"""What headquarters decides on a post's hit, on its way down: to that post, and of a silent one to no other."""

from datetime import date

import pytest

from app.act import SYSTEM, Who, acting
from app.replication import service
from app.watchlist import hits
from app.watchlist.hits import Wanted
from app.watchlist.service import Occasion
from border.hit import Met, Ruling, Verdict, person_key
from border.listing import Category, Response
from border.permissions import Role
from border.traveller import Sex, Traveller
from sync import downlink, journal
from tests import make
from tests.app.replication.conftest import enrol, knowing, pusher

ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO")
PASSPORT = "UTO:passport:L898902C3"
OPEN = Met("persons", 1, "un:7", Category.WANTED, name="Eriksson, Anna", hash="h7")
SILENT = Met("persons", 1, "own:9", Category.WANTED, Response.SILENT, name="Eriksson, Anna", hash="h9")
ANALYST = Who("id-ruth", "ruth", "Ruth Njeri", Role.HQ_ANALYST)
GRACE = Who("id-grace", "grace", "Grace Mwangi", Role.SUPERVISOR)
NOT_SAME = Ruling(Verdict.NOT_SAME, "another face, and a scar is missing")


@pytest.fixture
def jkia(hq, tmp_path, clock, hq_port):
    other = make.site(tmp_path, "jkia", clock, kind="air")
    enrol(hq, other)
    return knowing(other, hq, hq_port)


def met_at(post, line, met, occasion_id="i1"):
    """Let somebody meet an entry at a post, and headquarters hear of it."""
    with acting(post, SYSTEM) as act:
        hit_id = hits.keep(act, Occasion(occasion_id, "busia-1", PASSPORT, ANNA), met)
    pusher(post, line).push()
    return hit_id


def decided_at(hq, hit_id, ruling=NOT_SAME):
    with acting(hq, ANALYST) as act:
        hits.adjudicate(act, hit_id, ruling)


def state_at(post, hit_id):
    service.puller_of(post).pull()
    return post.db.value("select state from hits where hit_id = :id", id=hit_id)


def is_remembered(post, met):
    terms = {"entry": met.entry, "entry_hash": met.hash, "day": date(2026, 11, 25)}
    return hits.remembered(post.db, PASSPORT, person_key(ANNA), **terms) is not None


def kinds_from_hq(post):
    told = [event for _, event in journal.as_written(post.db, limit=1000) if event.node == "hq"]
    return [event.kind for event in told if event.kind.startswith("hit.")]


@pytest.mark.parametrize("met", [OPEN, SILENT])
def test_headquarters_verdict_reaches_the_post_and_the_innocent_pass_there(listener, hq, line, met):
    hit_id = met_at(listener, line, met)
    decided_at(hq, hit_id)

    assert state_at(listener, hit_id) == "not-same"
    assert is_remembered(listener, met)


def test_a_verdict_on_a_silent_hit_is_told_to_no_other_post(listener, jkia, hq, line):
    hit_id = met_at(listener, line, SILENT)
    decided_at(hq, hit_id)

    assert state_at(jkia, hit_id) is None
    assert kinds_from_hq(jkia) == []
    assert jkia.db.value("select count(*) from hit_steps") == 0


def test_a_verdict_on_any_other_hit_is_told_to_all_posts(listener, jkia, hq, line):
    decided_at(hq, met_at(listener, line, OPEN))
    service.puller_of(jkia).pull()

    assert is_remembered(jkia, OPEN)


def test_that_headquarters_has_a_silent_hit_is_told_to_its_post_alone(listener, jkia, hq, line):
    for number, met in enumerate((SILENT, OPEN)):
        hit_id = met_at(listener, line, met, f"i{number}")
        with acting(hq, ANALYST) as act:
            hits.acknowledge(act, hit_id)
        assert state_at(listener, hit_id) == "acknowledged"

    service.puller_of(jkia).pull()
    assert kinds_from_hq(jkia) == ["hit.acknowledged"]
    assert kinds_from_hq(listener) == ["hit.acknowledged_silently", "hit.acknowledged"]


def test_no_other_post_hears_anything_of_what_becomes_of_a_silent_hit(listener, jkia, hq, line, clock):
    hit_id = met_at(listener, line, SILENT)
    clock.forward(600)
    hits.raise_unanswered(listener)
    with acting(listener, GRACE) as act:
        hits.acknowledge(act, hit_id)
        hits.adjudicate(act, hit_id, Ruling(Verdict.REFER, "she looks older"))
        hits.close_withdrawn(act, [SILENT.entry])
    pusher(listener, line).push()
    service.puller_of(jkia).pull()

    became = [row["kind"] for row in hq.db.all("select kind from hit_steps order by seq")]
    assert became == ["raised", "acknowledged", "adjudicated", "closed"]
    assert "hit." not in "".join(event.kind for _, event in journal.as_written(jkia.db, limit=1000))


@pytest.mark.parametrize("kind", ["acknowledged", "raised", "closed", "adjudicated"])
def test_what_became_of_a_hit_that_was_never_told_here_leads_to_nothing_that_anybody_sees(post, kind):
    said = {"hit_id": "h1", "by_name": "x", "level": "headquarters", "why": "x", "verdict": "same"}
    with acting(post, SYSTEM) as act:
        act.record(f"hit.{kind}", said | {"reason": "", "meeting": None})

    assert hits.listed(post, Role.SUPERVISOR, Wanted("")) == []
    assert hits.waiting(post, Role.SUPERVISOR) == hits.Waiting()
    with pytest.raises(hits.NoSuchHit):
        hits.hit(post, Role.SUPERVISOR, "h1")


def test_each_post_hears_its_own_silent_verdicts_however_many_are_for_others(
    listener, jkia, hq, line, monkeypatch
):
    monkeypatch.setattr(downlink, "MOST", 2)
    for number in range(5):
        decided_at(hq, met_at(listener, line, SILENT, f"i{number}"), Ruling(Verdict.SAME))
    hit_id = met_at(jkia, line, SILENT, "j1")
    decided_at(hq, hit_id)

    assert state_at(jkia, hit_id) == "not-same"
    assert kinds_from_hq(jkia) == ["hit.adjudicated_silently"]


def test_a_posts_own_silent_verdict_goes_up_and_not_down(listener, jkia, hq, line):
    hit_id = met_at(listener, line, SILENT)
    with acting(listener, GRACE) as act:
        hits.adjudicate(act, hit_id, NOT_SAME)
    pusher(listener, line).push()

    assert hq.db.value("select state from hits where hit_id = :id", id=hit_id) == "not-same"
    assert state_at(jkia, hit_id) is None
