"""A post's lookout: one supervisor, one day, everywhere."""

import json
from dataclasses import replace

import pytest

from app.act import NotAllowed, acting
from app.lookouts import service
from app.replication import service as replication
from appliance.clock import instant_text
from border.fields import UnknownChoice
from border.listing import Birth, Category, ListedName, Paper, Response
from border.lookout import Unfit
from sync import apply, journal
from tests import make
from tests.app import facts
from tests.app.lookouts import entries

HOUR = 3600
SOUND = '{"n":[["A","","primary"]],"do":"refer","reason":"x"}'


def looked_for(site):
    return service.lookouts_in_force(site.db, instant_text(site.clock.now()), site.name)


def test_a_lookout_is_in_force_at_once_and_for_a_day(site, clock):
    lookout_id = entries.look_out(site)
    (at_once,) = looked_for(site)
    clock.forward(24 * HOUR - 1)
    at_last = len(looked_for(site))
    clock.forward(1)

    assert at_once == replace(entries.WANTED, entry=f"post:{lookout_id}")
    assert (at_last, looked_for(site)) == (1, [])


def test_a_document_alone_can_be_looked_out_for(site):
    entries.look_out(site, names=(ListedName(),), papers=(Paper("P1", None, "UTO"),))

    assert [subject.papers for subject in looked_for(site)] == [(Paper("P1", None, "UTO"),)]


@pytest.mark.parametrize("who", [facts.OFFICER, entries.FAITH])
def test_only_a_supervisor_opens_a_lookout(site, who):
    with pytest.raises(NotAllowed):
        entries.look_out(site, who=who)


def test_headquarters_opens_no_lookout(hq):
    with pytest.raises(service.NotHere):
        entries.look_out(hq)


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"names": (ListedName("Maria", "Anna Eriksson"),), "papers": ()},
        {
            "names": (ListedName("ERIKSSON", "ANNA MARIA"),),
            "papers": (),
            "births": (Birth("1974-01-01", "1974-12-31"),),
        },
        {"names": (ListedName("OTHER"),), "papers": (Paper("L-898902 C3"),)},
    ],
)
def test_the_same_person_or_document_is_refused_for_a_week(site, clock, again):
    entries.look_out(site)
    clock.forward(7 * 24 * HOUR - 1)

    with pytest.raises(service.OpenedBefore):
        entries.look_out(site, **again)
    clock.forward(2)
    entries.look_out(site, **again)

    assert len(looked_for(site)) == 1


def test_a_lookout_that_is_ended_within_a_quarter_of_an_hour_can_be_opened_again(site, clock):
    mistaken = entries.look_out(site)
    clock.forward(HOUR / 4)
    entries.end(site, mistaken)

    again = entries.look_out(site)

    assert [subject.entry for subject in looked_for(site)] == [f"post:{again}"]


@pytest.mark.parametrize("after_s", [HOUR / 4 + 1, -1])
def test_a_lookout_that_is_ended_later_or_by_a_clock_put_back_blocks_the_week(site, clock, after_s):
    lookout_id = entries.look_out(site)
    clock.forward(after_s)
    entries.end(site, lookout_id)

    with pytest.raises(service.OpenedBefore):
        entries.look_out(site)


def test_lookouts_opened_by_mistake_count_among_the_hundred_of_a_day(site):
    for _ in range(100):
        entries.end(site, entries.look_out(site))

    with pytest.raises(service.TooManyLookouts):
        entries.look_out(site)


def test_the_same_form_sent_twice_is_one_lookout(site, clock):
    first = entries.look_out(site)
    clock.forward(1)

    assert entries.look_out(site) == first
    assert len(looked_for(site)) == 1


@pytest.mark.parametrize(
    "other", [{"who": replace(entries.GRACE, account_id="id-otieno")}, {"reason": "Seen again"}]
)
def test_a_lookout_in_other_words_or_by_somebody_else_is_another_one(site, other):
    entries.look_out(site)

    with pytest.raises(service.OpenedBefore):
        entries.look_out(site, **other)


def test_what_headquarters_lifted_is_not_led_to_by_the_same_form(site, hq):
    lookout_id = entries.look_out(site)
    say(site, hq, "lookout.opened")
    entries.review(hq, lookout_id, "lifted")
    say(hq, site, "lookout.reviewed")

    with pytest.raises(service.OpenedBefore):
        entries.look_out(site)


@pytest.mark.parametrize(
    "another",
    [
        {"names": (ListedName("ERIKSSON", "ANNA"),), "papers": ()},
        {"births": (Birth("1980-01-01", "1980-12-31"),), "papers": ()},
    ],
)
def test_somebody_else_may_be_looked_out_for(site, another):
    entries.look_out(site)

    entries.look_out(site, **another)

    assert len(looked_for(site)) == 2


def test_protection_and_a_reason_are_asked_of_a_lookout_too(site):
    with pytest.raises(Unfit) as caught:
        entries.look_out(site, category=Category.MISSING, response=Response.DETAIN, reason="")

    assert [error.field for error in caught.value.errors] == ["response", "reason"]


def test_a_post_ends_its_own_lookout_early_and_no_second_time(site):
    lookout_id = entries.look_out(site)
    with acting(site, entries.GRACE) as act:
        service.end_lookout(act, lookout_id, "found")

    with acting(site, entries.GRACE) as act, pytest.raises(service.LookoutOver):
        service.end_lookout(act, lookout_id, "found")
    assert looked_for(site) == []


def test_a_post_opens_a_hundred_lookouts_a_day_and_no_more(site, clock):
    for number in range(100):
        entries.look_out(site, names=(ListedName(f"NOBODY{number}"),), papers=())

    with pytest.raises(service.TooManyLookouts):
        entries.look_out(site)
    clock.forward(24 * HOUR)
    entries.look_out(site)


def say(source, to, kind):
    """Let one site hear what another said last of a kind; return whether it was projected."""
    event = [event for _, event in journal.as_written(source.db) if event.kind == kind][-1]
    with to.db.transaction():
        return apply.apply_kept(to.db, event, meaning(to), event.at)


def meaning(site):
    return replace(replication.meaning(site), may_say=lambda event: True)


@pytest.fixture
def heard(site, hq):
    """A lookout of Busia that headquarters has heard of."""
    lookout_id = entries.look_out(site)
    assert say(site, hq, "lookout.opened")
    return lookout_id


def test_headquarters_looks_out_for_the_same_person_until_the_same_instant(site, hq, heard):
    assert looked_for(hq) == looked_for(site)
    assert service.lookouts(hq, 1)[0]["until_at"] == "2026-11-25T06:00:00.000Z"


def test_what_headquarters_ends_early_is_ended_at_the_post(site, hq, heard):
    entries.review(hq, heard, "lifted")
    at_hq = looked_for(hq)

    say(hq, site, "lookout.reviewed")

    assert (at_hq, looked_for(site)) == ([], [])


def test_the_word_of_headquarters_may_be_heard_before_the_lookout(site, hq, heard, tmp_path, clock):
    entries.review(hq, heard, "lifted")
    jkia = make.site(tmp_path, "jkia", clock)

    assert say(hq, jkia, "lookout.reviewed")
    assert say(site, jkia, "lookout.opened")

    assert looked_for(jkia) == []


def test_a_lookout_that_headquarters_allows_again_can_be_opened_again(site, hq, heard):
    entries.review(hq, heard, "renewable")
    say(hq, site, "lookout.reviewed")

    again = entries.look_out(site)
    twice = entries.look_out(site)

    assert again == twice
    assert [subject.entry for subject in looked_for(site)] == sorted([f"post:{heard}", f"post:{again}"])


def test_a_clock_that_is_put_back_takes_no_lookout_of_the_post_itself_away(site, clock):
    entries.look_out(site)

    clock.forward(-HOUR)

    assert len(looked_for(site)) == 1


def test_a_lookout_from_another_posts_future_waits_until_its_hour_has_come(site, hq, clock):
    clock.forward(HOUR)
    entries.look_out(site)
    clock.forward(-HOUR)
    say(site, hq, "lookout.opened")
    before = looked_for(hq)

    clock.forward(HOUR)

    assert (before, len(looked_for(hq))) == ([], 1)


def test_an_unknown_verdict_is_refused(hq, heard):
    with pytest.raises(UnknownChoice):
        entries.review(hq, heard, "forgotten")


def test_a_lookout_that_is_adopted_becomes_a_proposal(hq, heard):
    (subject,) = looked_for(hq)
    with acting(hq, entries.FAITH) as act:
        entry_id = service.propose(act, subject, "adopted", heard)

    assert service.entry(hq.db, entry_id)["state"] == "proposed"
    assert service.lookouts(hq, 1)[0]["entry_id"] == entry_id


@pytest.mark.parametrize(
    "said",
    [
        "[]",
        "{",
        '{"n":[["A","","primary"]],"do":"shoot","reason":"x"}',
        '{"n":[["A","","primary"]],"do":"refer"}',
    ],
)
def test_a_lookout_that_nobody_could_screen_by_is_set_aside(site, hq, said):
    with acting(site, entries.GRACE) as act:
        event = act.record(
            "lookout.opened", {"lookout_id": "x", "opened_name": "x", "category": "wanted", "said": SOUND}
        )
    body = json.dumps({"lookout_id": "y", "opened_name": "x", "category": "wanted", "said": said}).encode()

    with hq.db.transaction():
        journal.keep(hq.db, replace(event, body=body))
        projected = apply.apply_kept(hq.db, replace(event, body=body), meaning(hq), event.at)

    assert not projected
    assert looked_for(hq) == []
