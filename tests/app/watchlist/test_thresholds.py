"""What a threshold does at the desk, and what a trial of one says, over a real edition and the real way down."""

import pytest

from app.act import acting
from app.crossings import service as crossings
from app.editions import service as editions
from app.factory import create_app
from app.replication import service as replication
from app.thresholds import service as thresholds
from app.watchlist import hits, jobs, service, trials
from border.document import Document, DocumentType
from border.hit import Met, Ruling, Verdict
from border.listing import Category, ListedName, Paper, Response, pack
from border.permissions import Role
from border.traveller import Sex, Traveller
from sync.journal import after
from tests import make
from tests.app import facts
from tests.app.editions.conftest import Between, here
from tests.app.editions.listed import person
from tests.app.replication.conftest import Line, enrol, knowing, pusher
from tests.sync.wires import served

ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO")
PASSPORT = Document(DocumentType.PASSPORT, "UTO", "L898902C3")
NAMED = {"names": (ListedName("ERIKSSON", "ANNA MARIA"),), "births": (), "sex": Sex.U, "nationalities": ()}
"""Listed by little more than a name."""


@pytest.fixture
def between(tmp_path, clock):
    """A headquarters and a post that hears it; Anna is listed under customs, openly and silently."""
    hq = make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")
    post = make.site(tmp_path, "busia", clock=clock, hq_key=hq.identity.public)
    enrol(hq, post)
    between = Between(hq, post, {}, {})
    between.persons[7] = person(7, Category.CUSTOMS, **NAMED)
    between.persons[8] = person(8, Category.CUSTOMS, **NAMED, response=Response.SILENT)
    between.persons[9] = person(9, Category.WANTED, **NAMED)
    between.publish()
    between.offer()
    return between


def set_margin(hq, margin, category=Category.CUSTOMS):
    number = len(list(hq.db.rows("accounts")))
    one, other = (make.person(hq, Role.WATCHLIST_EDITOR, f"editor-{number + n}") for n in range(2))
    trial = trials.try_out(hq, category, margin)
    with acting(hq, one) as act:
        proposal_id = thresholds.propose(act, category, margin, "too many namesakes", trial.said)
    with acting(hq, other) as act:
        thresholds.approve(act, proposal_id)


def hear(between):
    with served(create_app(between.hq)) as port:
        replication.puller_of(knowing(between.post, between.hq, port)).pull()


def met(between):
    return sorted(one.entry for one in service.screen_person(between.post, PASSPORT, ANNA).met)


def margin_of_anna(between):
    found = service.screen_person(between.post, PASSPORT, ANNA).met
    return next(one.margin for one in found if one.entry == "own:7")


def test_a_margin_holds_at_the_posts_next_question_and_for_silent_entries_too(between):
    margin = margin_of_anna(between)
    set_margin(between.hq, margin + 0.1)
    before = met(between)
    hear(between)

    assert before == ["own:7", "own:8", "own:9"]
    assert met(between) == ["own:9"]


def test_a_meeting_that_reaches_the_margin_is_shown(between):
    set_margin(between.hq, margin_of_anna(between))
    hear(between)

    assert met(between) == ["own:7", "own:8", "own:9"]


def test_a_meeting_by_document_is_shown_whatever_the_margin(between):
    between.persons[7] = person(7, Category.CUSTOMS, **NAMED, papers=(Paper("L898902C3"),))
    between.version += 1
    between.publish()
    between.offer()
    set_margin(between.hq, 20.0)
    hear(between)

    assert met(between) == ["own:7", "own:9"]


def test_a_post_is_told_what_is_set_and_not_what_is_proposed(between):
    set_margin(between.hq, 20.0)
    hear(between)

    told = [event.kind for event in after(between.post.db, "hq", 1, 0) if event.kind.startswith("threshold.")]
    assert told == ["threshold.set"]
    assert thresholds.margins(between.post.db) == {Category.CUSTOMS: 20.0}
    assert thresholds.waiting(between.post.db) == []


# --- trials on hits ---------------------------------------------------------------------------------------------------


def keep(site, number, margin, *, same=False, said="", document_id="UTO:passport:P1", kind="persons"):
    found = Met(kind, 1, f"own:{number}", Category.CUSTOMS, said=said, bits=30.0, margin=margin)
    with acting(site, facts.OFFICER) as act:
        hit_id = hits.keep(act, service.Occasion(f"i{number}", "busia-1", document_id, ANNA), found)
    if same:
        with acting(site, facts.SUPERVISOR) as act:
            hits.adjudicate(act, hit_id, Ruling(Verdict.SAME))


def test_a_trial_says_what_would_have_been_shown_and_which_confirmed_ones_would_not(site):
    for number, (margin, same) in enumerate(
        [(0.0, False), (1.0, True), (2.0, True), (5.0, True), (6.0, False)]
    ):
        keep(site, number, margin, same=same)

    assert trials.try_out(site, Category.CUSTOMS, 5.0) == trials.Trial(5, 3, 2, 1)
    assert trials.try_out(site, Category.CUSTOMS, 5.0).lost_same == 2
    assert trials.try_out(site, Category.WANTED, 5.0) == trials.Trial(0, 0, 0, 0)


@pytest.mark.parametrize("margin", [-3.0, 2.0])
def test_a_trial_leaves_out_meetings_by_document_for_they_are_always_shown(site, margin):
    said = pack(person(1, Category.CUSTOMS, **NAMED, papers=(Paper("L 898902-C3", None, "UTO"),)))
    keep(site, 1, margin, same=True, said=said, document_id="UTO:passport:L898902C3")
    keep(site, 2, 2.0, same=True, said=said, document_id="UTO:passport:OTHER")

    assert trials.try_out(site, Category.CUSTOMS, 5.0) == trials.Trial(1, 1, 0, 0)


def test_a_trial_looks_thirty_days_back(site, clock):
    keep(site, 1, 9.0)
    clock.forward(31 * 86_400)
    keep(site, 2, 9.0)

    assert trials.try_out(site, Category.CUSTOMS, 5.0).hits == 1


# --- trials on crossings ----------------------------------------------------------------------------------------------


@pytest.fixture
def line(between):
    return Line(create_app(between.hq).test_client())


@pytest.fixture
def crossed(between, line):
    """Headquarters, which heard of three who crossed: Anna twice under one passport, and somebody who meets nobody."""
    post = between.post
    with acting(post, facts.OFFICER) as act:
        for number in ("i1", "i2"):
            crossings.record(act, facts.crossing(number))
        stranger = facts.document("S1", surname="SANCHEZ", given_names="PEDRO", born_on="1950-01-02", sex="M")
        crossings.record(act, facts.crossing("i3", **stranger))
    pusher(post, line).push()
    return between


def ask(hq, margin):
    who = make.person(hq, Role.WATCHLIST_EDITOR, f"asker-{margin}")
    with acting(hq, who) as act:
        thresholds.ask_for_trial(act, Category.CUSTOMS, margin)


def stands(hq, margin):
    row = thresholds.trial(hq.db, Category.CUSTOMS, margin)
    return row["state"], row["crossings"], row["shown"], row["shown_now"], row["travellers"]


def test_a_lower_margin_is_tried_on_all_who_crossed(crossed):
    hq, margin = crossed.hq, margin_of_anna(crossed)
    editions.take_up_own(hq, here)
    set_margin(hq, margin + 1)
    ask(hq, 0.0)
    waits = stands(hq, 0.0)

    assert trials.try_next_on_crossings(hq, lambda seconds: None)
    assert waits == ("waiting", 0, 0, 0, 0)
    assert stands(hq, 0.0) == ("done", 3, 4, 0, 1)
    assert not trials.try_next_on_crossings(hq)
    assert list(hq.db.rows("hits")) == []


def test_a_trial_that_a_cut_ended_begins_anew(crossed, monkeypatch):
    editions.take_up_own(crossed.hq, here)
    monkeypatch.setattr(trials, "SLICE_ROWS", 1)
    ask(crossed.hq, 0.0)

    def cut(seconds):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trials.try_next_on_crossings(crossed.hq, cut)
    halfway = stands(crossed.hq, 0.0)
    trials.try_next_on_crossings(crossed.hq, lambda seconds: None)

    assert halfway[:2] == ("running", 1)
    assert stands(crossed.hq, 0.0) == ("done", 3, 4, 4, 0)


def test_the_worker_makes_every_trial_that_waits(crossed):
    editions.take_up_own(crossed.hq, here)
    for margin in (0.0, 3.0):
        ask(crossed.hq, margin)

    jobs.try_margins(crossed.hq)

    assert [stands(crossed.hq, margin)[0] for margin in (0.0, 3.0)] == ["done", "done"]


def test_whom_somebody_found_to_be_another_is_not_counted_in_a_trial(crossed, line):
    post = crossed.post
    found = service.screen_person(post, PASSPORT, ANNA)
    with acting(post, facts.OFFICER) as act:
        service.note(act, service.Occasion("i1", "busia-1", PASSPORT.key, ANNA), found)
    for row in list(post.db.rows("hits")):
        if row["category"] == "customs":
            with acting(post, facts.SUPERVISOR) as act:
                hits.adjudicate(act, row["hit_id"], Ruling(Verdict.NOT_SAME, "another face"))
    pusher(post, line).push()
    editions.take_up_own(crossed.hq, here)
    ask(crossed.hq, 0.0)

    trials.try_next_on_crossings(crossed.hq, lambda seconds: None)

    assert stands(crossed.hq, 0.0) == ("done", 3, 0, 0, 0)


def test_without_an_edition_in_use_a_trial_says_that_it_cannot_be_made(crossed):
    ask(crossed.hq, 0.0)
    trials.try_next_on_crossings(crossed.hq)

    assert stands(crossed.hq, 0.0)[0] == "failed"
