import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.checks import Answer
from border.fields import MissingField
from border.hit import (
    MINUTES,
    Cleared,
    Happening,
    Level,
    Met,
    Ruling,
    Sight,
    State,
    Step,
    Verdict,
    as_seen,
    check_met,
    entry_hash,
    needs_two,
    person_key,
    rises_to,
    sight,
    standing,
)
from border.listing import Category, ListedName, Response, Subject
from border.permissions import Permission, Role, may
from border.traveller import Traveller
from border.watchlist import Edition

EDITION = Edition("persons", 3, date(2026, 11, 20))
LOUD = Met("persons", 3, "un:1", Category.WANTED, name="Okello, Jane", instruction="Refer.")
SILENT = Met("persons", 3, "own:2", Category.TERRORISM, Response.SILENT, name="Okello, Jane")
ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", nationality="UTO")
SUBJECT = Subject(
    "own:2",
    (ListedName("OKELLO", "JANE"),),
    response=Response.SILENT,
    reason="case 7",
    shown="Call the supervisor.",
    basis="section 4",
    agency="NIS",
    handling="B2",
    row="<row/>",
)


def said(verdict, by="grace"):
    return Step(Happening.ADJUDICATED, "2026-11-24T06:00:00.000Z", by, verdict)


# --- what may be seen -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_only_the_supervisor_and_headquarters_know_of_a_silent_hit(role):
    knows = sight(role, Response.SILENT) is not Sight.NOTHING

    assert knows is (role in {Role.SUPERVISOR, Role.HQ_ANALYST})


@pytest.mark.parametrize("response", sorted(set(Response) - {Response.SILENT}))
def test_whoever_decides_on_travellers_sees_every_other_hit(response):
    assert all(sight(role, response) is not Sight.NOTHING for role in Role if may(role, Permission.DECIDE))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.FIELD_IT, Role.WATCHLIST_EDITOR])
@pytest.mark.parametrize("response", Response)
def test_who_sees_no_traveller_sees_no_hit(role, response):
    assert sight(role, response) is Sight.NOTHING


def test_an_officer_sees_of_an_entry_what_is_meant_for_officers():
    seen = as_seen(SUBJECT, Sight.SHOWN)

    assert (seen.names, seen.shown) == (SUBJECT.names, "Call the supervisor.")
    assert (seen.reason, seen.basis, seen.agency, seen.handling, seen.row, seen.papers) == (
        "",
        "",
        "",
        "",
        "",
        (),
    )


def test_a_desk_is_told_the_same_whether_a_silent_entry_was_met_or_none():
    assert check_met("listed-person", EDITION, [SILENT]) == check_met("listed-person", EDITION, [])


def test_a_desk_is_told_nothing_of_a_silent_entry_that_was_cleared():
    cleared = [Cleared(SILENT, "2026-11-01")]

    assert check_met("listed-person", EDITION, [], cleared) == check_met("listed-person", EDITION, [])


def test_a_silent_entry_does_not_hide_behind_one_that_is_not():
    check = check_met("listed-person", EDITION, [SILENT, LOUD])

    assert check.answer is Answer.ALARM
    assert [finding.facts["entry"] for finding in check.findings] == ["un:1"]


def test_an_innocent_namesake_passes_and_the_stamp_says_so():
    check = check_met("listed-person", EDITION, [], [Cleared(LOUD, "2026-11-01")])

    assert check.answer is Answer.CLEAR
    assert [(finding.code, finding.facts["decided_on"]) for finding in check.findings] == [
        ("not-the-same-person", "2026-11-01")
    ]


def test_with_no_list_nothing_was_asked_and_nothing_met():
    assert check_met("listed-person", None, [SILENT]).why == "no-list"


# --- what verdicts add up to ----------------------------------------------------------------------------------------


def test_one_person_alone_never_clears_what_needs_two():
    steps = [said(Verdict.NOT_SAME, "grace")] * 3

    assert standing(steps, two_persons=True).state is State.UNCONFIRMED


def test_going_by_way_of_another_verdict_makes_nobody_a_second_person():
    steps = [said(Verdict.NOT_SAME, "grace"), said(Verdict.REFER, "grace"), said(Verdict.NOT_SAME, "grace")]

    assert standing(steps, two_persons=True).state is State.UNCONFIRMED


def test_a_second_person_clears_it():
    steps = [said(Verdict.NOT_SAME, "grace"), said(Verdict.NOT_SAME, "musa")]

    found = standing(steps, two_persons=True)

    assert (found.state, found.decided) == (State.NOT_SAME, 1)


def test_only_terrorism_needs_two():
    assert [category for category in Category if needs_two(category)] == [Category.TERRORISM]
    assert standing([said(Verdict.NOT_SAME)], two_persons=False).state is State.NOT_SAME


def test_an_acknowledgement_after_the_verdict_opens_nothing_again():
    steps = [said(Verdict.SAME), Step(Happening.ACKNOWLEDGED, "", "amina")]

    assert standing(steps, two_persons=False).state is State.SAME


def test_what_is_closed_stays_closed():
    steps = [Step(Happening.CLOSED, "", "system"), said(Verdict.SAME)]

    assert standing(steps, two_persons=False).state is State.CLOSED


@given(
    st.lists(
        st.builds(
            Step,
            st.sampled_from(Happening),
            st.just(""),
            st.just("grace"),
            st.sampled_from(Verdict),
            st.sampled_from(Level),
        ),
        max_size=8,
    )
)
def test_whatever_one_person_does_a_terrorism_hit_is_not_cleared(steps):
    assert standing(steps, two_persons=True).state is not State.NOT_SAME


@pytest.mark.parametrize("verdict", [Verdict.NOT_SAME, Verdict.REFER])
def test_whoever_calls_it_another_person_says_why(verdict):
    with pytest.raises(MissingField):
        Ruling(verdict, " ")


# --- how it rises ---------------------------------------------------------------------------------------------------


def test_an_unanswered_hit_rises_to_the_supervisor_and_then_to_headquarters():
    rises = [
        rises_to(Category.WANTED, Response.DETAIN, timedelta(minutes=minutes), raised)
        for minutes, raised in [(2, None), (3, None), (4, Level.SUPERVISOR), (6, Level.SUPERVISOR)]
    ]

    assert rises == [None, Level.SUPERVISOR, None, Level.HEADQUARTERS]
    assert rises_to(Category.WANTED, Response.DETAIN, timedelta(days=1), Level.HEADQUARTERS) is None


def test_a_silent_hit_lies_with_the_supervisor_already_and_rises_to_headquarters():
    assert rises_to(Category.WANTED, Response.SILENT, timedelta(minutes=3), None) is Level.HEADQUARTERS


def test_what_comes_first_waits_least():
    assert set(MINUTES) == set(Category)
    assert all(MINUTES[one] <= MINUTES[other] for one, other in itertools.pairwise(Category))


# --- what is remembered ---------------------------------------------------------------------------------------------


def test_the_mark_of_a_person_is_of_name_and_birth_and_tells_neither():
    same = Traveller("Eriksson", "Anna  Maria", "1974-08-12", nationality="D")

    assert person_key(ANNA) == person_key(same)
    assert "ERIKSSON" not in person_key(ANNA)
    assert person_key(ANNA) != person_key(Traveller("ERIKSSON", "ANNA MARIA", "1974-08-13"))
    assert person_key(Traveller("ANNA", "MARIA")) != person_key(Traveller("ANNA MARIA"))


def test_the_mark_of_an_entry_changes_with_whatever_it_says():
    changed = Subject(SUBJECT.entry, SUBJECT.names, response=SUBJECT.response, reason="case 8")

    assert entry_hash(SUBJECT) != entry_hash(changed)
