"""What becomes of a hit: first by those who should not, then twice, then at the same moment."""

import threading
from datetime import date

import pytest

from app.act import SYSTEM, NotAllowed, Who, acting
from app.watchlist import hits, service
from app.watchlist.asking import Answer
from app.watchlist.hits import HitDecided, HitOfAnother, NoSuchHit, Wanted
from border.hit import Met, Ruling, State, Verdict, person_key
from border.listing import Category, Response
from border.permissions import Role
from border.traveller import Sex, Traveller
from db.database import ConstraintViolated
from sync import journal
from tests.app import facts

ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO")
PASSPORT = "UTO:passport:L898902C3"
WANTED = Met("persons", 1, "un:7", Category.WANTED, name="Eriksson, Anna", hash="h7", bits=31.5, margin=2.5)
TERRORIST = Met("persons", 1, "un:8", Category.TERRORISM, name="Eriksson, Anna", hash="h8")
SILENT = Met("persons", 1, "own:9", Category.WANTED, Response.SILENT, name="Eriksson, Anna", hash="h9")
OFFICER = Who("id-amina", "amina", "Amina Otieno", Role.OFFICER)
EXAMINER = Who("id-musa", "musa", "Musa Ali", Role.EXAMINER)
ANALYST = Who("id-ruth", "ruth", "Ruth Njeri", Role.HQ_ANALYST)
NOT_SAME = Ruling(Verdict.NOT_SAME, "another face, and a scar is missing")


def meet(site, met, occasion_id="i1", traveller=ANNA, document_id=PASSPORT):
    with acting(site, facts.OFFICER) as act:
        return hits.keep(act, service.Occasion(occasion_id, "busia-1", document_id, traveller), met)


def decide(site, who, hit_id, ruling=NOT_SAME):
    with acting(site, who) as act:
        return hits.adjudicate(act, hit_id, ruling)


def state(site, hit_id):
    return site.db.value("select state from hits where hit_id = :id", id=hit_id)


def kinds(site):
    found = [event.kind for event in journal.after(site.db, site.name, 1, 0, 1000)]
    return [kind for kind in found if kind.startswith("hit.")]


def remembered(site, met=WANTED, traveller=ANNA, document_id=PASSPORT, day=date(2026, 11, 25)):
    row = hits.remembered(
        site.db, document_id, person_key(traveller), entry=met.entry, entry_hash=met.hash, day=day
    )
    return row and (row["decided_on"], row["until_on"])


# --- misuse -----------------------------------------------------------------------------------------------------------


def test_an_officer_decides_on_no_hit(site):
    hit_id = meet(site, WANTED)

    with pytest.raises(NotAllowed):
        decide(site, OFFICER, hit_id)

    assert state(site, hit_id) == State.OPEN


def test_one_person_alone_does_not_clear_a_terrorism_hit_however_often(site):
    hit_id = meet(site, TERRORIST)

    states = [decide(site, facts.SUPERVISOR, hit_id) for _ in range(3)]

    assert states == [State.UNCONFIRMED] * 3
    assert remembered(site, TERRORIST) is None


def test_a_second_person_clears_a_terrorism_hit(site):
    hit_id = meet(site, TERRORIST)
    decide(site, facts.SUPERVISOR, hit_id)

    assert decide(site, EXAMINER, hit_id) is State.NOT_SAME
    assert remembered(site, TERRORIST) == ("2026-11-24", "2027-11-24")


@pytest.mark.parametrize("who", [OFFICER, EXAMINER])
@pytest.mark.parametrize(
    "answer", [hits.acknowledge, lambda act, hit_id: hits.adjudicate(act, hit_id, NOT_SAME)]
)
def test_a_silent_hit_is_not_there_for_those_who_may_not_know_of_it(site, who, answer):
    hit_id = meet(site, SILENT)

    with pytest.raises((NoSuchHit, NotAllowed)), acting(site, who) as act:
        answer(act, hit_id)
    with pytest.raises(NoSuchHit):
        hits.hit(site, who.role, hit_id)

    assert hits.listed(site, who.role, Wanted("")) == []
    assert hits.waiting(site, who.role) == hits.Waiting()


def test_the_total_of_a_list_counts_no_silent_hit_for_an_officer(site):
    meet(site, SILENT)
    meet(site, WANTED)

    assert [row["total"] for row in hits.listed(site, Role.OFFICER, Wanted())] == [1]
    assert [row["total"] for row in hits.listed(site, Role.SUPERVISOR, Wanted())] == [2, 2]


def test_a_silent_hit_is_an_event_of_its_own_that_no_post_hears(site):
    decide(site, facts.SUPERVISOR, meet(site, SILENT))

    assert kinds(site) == ["hit.found_silently", "hit.adjudicated_silently"]


def test_met_again_at_the_same_desk_after_its_entry_came_back_it_is_one_new_hit(site):
    closed = meet(site, WANTED)
    with acting(site, SYSTEM) as act:
        hits.close_withdrawn(act, [WANTED.entry])

    again = [meet(site, WANTED) for _ in range(2)]

    assert again[0] == again[1] != closed
    assert [state(site, hit_id) for hit_id in (closed, again[0])] == [State.CLOSED, State.OPEN]


def test_a_hit_of_another_post_is_not_decided_here(site, clock, tmp_path):
    hit_id = meet(site, WANTED)
    with site.db.transaction():
        site.db.run("drop trigger hits_keep_what_was_found")
        site.db.run("update hits set node = 'jkia'")

    with pytest.raises(HitOfAnother):
        decide(site, facts.SUPERVISOR, hit_id)


def test_what_was_found_and_what_became_of_it_is_never_rewritten(site):
    decide(site, facts.SUPERVISOR, meet(site, WANTED))

    for statement in (
        "update hits set response = 'inform'",
        "delete from hit_steps",
        "update hit_steps set by = ''",
    ):
        with pytest.raises(ConstraintViolated), site.db.transaction():
            site.db.run(statement)


# --- the retry --------------------------------------------------------------------------------------------------------


def test_the_same_form_twice_is_one_verdict(site):
    hit_id = meet(site, WANTED)

    assert [decide(site, facts.SUPERVISOR, hit_id) for _ in range(2)] == [State.NOT_SAME] * 2
    assert kinds(site) == ["hit.found", "hit.adjudicated"]


def test_the_same_verdict_for_another_reason_is_kept_while_the_hit_waits(site):
    hit_id = meet(site, WANTED)

    for reason in ("she looks older", "her mother's name is another", "her mother's name is another"):
        decide(site, facts.SUPERVISOR, hit_id, Ruling(Verdict.REFER, reason))

    said = [row["reason"] for row in site.db.all("select reason from hit_steps order by seq")]
    assert said == ["she looks older", "her mother's name is another"]


def test_a_decided_hit_takes_no_further_reason(site):
    hit_id = meet(site, WANTED)
    decide(site, facts.SUPERVISOR, hit_id)

    with pytest.raises(HitDecided):
        decide(site, facts.SUPERVISOR, hit_id, Ruling(Verdict.NOT_SAME, "another reason"))


def test_an_acknowledgement_twice_is_one(site):
    hit_id = meet(site, WANTED)

    for _ in range(2):
        with acting(site, OFFICER) as act:
            hits.acknowledge(act, hit_id)

    assert kinds(site) == ["hit.found", "hit.acknowledged"]


def test_what_is_decided_is_not_decided_otherwise(site):
    hit_id = meet(site, WANTED)
    decide(site, facts.SUPERVISOR, hit_id, Ruling(Verdict.SAME))

    with pytest.raises(HitDecided):
        decide(site, EXAMINER, hit_id)

    assert state(site, hit_id) == State.SAME


def test_what_cannot_be_told_here_waits_for_somebody_who_can(site):
    hit_id = meet(site, WANTED)

    assert decide(site, facts.SUPERVISOR, hit_id, Ruling(Verdict.REFER, "no photo")) is State.REFERRED
    assert decide(site, EXAMINER, hit_id) is State.NOT_SAME


# --- the race ---------------------------------------------------------------------------------------------------------


def test_two_people_who_decide_at_once_make_one_verdict(site):
    hit_id = meet(site, WANTED)
    gate, told = threading.Barrier(2), []

    def one(who, ruling):
        gate.wait()
        try:
            told.append(decide(site, who, hit_id, ruling))
        except HitDecided:
            told.append("decided already")

    both = [
        threading.Thread(target=one, args=(facts.SUPERVISOR, NOT_SAME)),
        threading.Thread(target=one, args=(EXAMINER, Ruling(Verdict.SAME))),
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert told.count("decided already") == 1
    assert len(kinds(site)) == 2


def test_a_hit_that_is_answered_while_it_rises_does_not_rise(site, clock):
    hit_id = meet(site, WANTED)
    clock.forward(200)
    with acting(site, OFFICER) as act:
        hits.acknowledge(act, hit_id)

    assert hits.raise_unanswered(site) == 0


# --- rising -----------------------------------------------------------------------------------------------------------


def test_what_nobody_answers_rises_to_the_supervisor_and_to_headquarters_once_each(site, clock):
    meet(site, WANTED)
    rose = []
    for seconds in (179, 1, 30, 150, 30):
        clock.forward(seconds)
        rose.append(hits.raise_unanswered(site))

    assert rose == [0, 1, 0, 1, 0]
    assert hits.waiting(site, Role.SUPERVISOR) == hits.Waiting(1, 0, 1)


# --- what is remembered -----------------------------------------------------------------------------------------------


def test_the_innocent_namesake_passes_while_both_stay_what_they_were(site):
    decide(site, facts.SUPERVISOR, meet(site, WANTED))
    changed = Met("persons", 2, "un:7", Category.WANTED, hash="other")
    brother = Traveller("ERIKSSON", "ANNA MARIA", "1976-01-01", Sex.F, "UTO")

    assert remembered(site) == ("2026-11-24", "2027-11-24")
    assert remembered(site, changed) is None
    assert remembered(site, traveller=brother) is None
    assert remembered(site, document_id="UTO:passport:NEW") is None
    assert remembered(site, day=date(2027, 11, 25)) is None


def test_the_next_meeting_is_no_hit_and_the_check_says_when_it_was_decided(site):
    decide(site, facts.SUPERVISOR, meet(site, WANTED))
    edition = service.Edition("persons", 1, date(2026, 11, 20))

    screened = service.screened(site, Answer(edition, (WANTED, TERRORIST)), PASSPORT, ANNA)

    assert screened.met == (TERRORIST,)
    assert [(f.code, f.facts.get("decided_on")) for f in screened.check.findings][-1] == (
        "not-the-same-person",
        "2026-11-24",
    )


def test_the_same_person_is_not_remembered_as_another(site):
    decide(site, facts.SUPERVISOR, meet(site, WANTED), Ruling(Verdict.SAME))

    assert remembered(site) is None


# --- withdrawn --------------------------------------------------------------------------------------------------------


def test_a_withdrawn_entry_closes_its_hits_that_wait(site):
    waiting, decided = meet(site, WANTED), meet(site, WANTED, "i2")
    decide(site, facts.SUPERVISOR, decided)
    other = meet(site, TERRORIST, "i3")

    with acting(site, facts.OFFICER) as act:
        closed = hits.close_withdrawn(act, ["un:7", "un:404"])

    assert closed == [waiting]
    assert [state(site, one) for one in (waiting, decided, other)] == ["closed", "not-same", "open"]


# --- headquarters -----------------------------------------------------------------------------------------------------


def test_the_list_shows_what_waits_first_and_by_priority(site, clock):
    decided = meet(site, WANTED)
    decide(site, facts.SUPERVISOR, decided)
    for occasion_id, met in [("i2", WANTED), ("i3", TERRORIST), ("i4", SILENT)]:
        clock.forward(1)
        meet(site, met, occasion_id)

    rows = hits.listed(site, Role.SUPERVISOR, Wanted(""))

    assert [row["inspection_id"] for row in rows] == ["i3", "i4", "i2", "i1"]
