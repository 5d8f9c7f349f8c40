from datetime import date

import pytest

from app.act import NotAllowed, acting
from app.lookouts import service
from app.replay import replayed
from border.fields import MissingField
from border.listing import Category, Response
from border.lookout import Unfit
from db.database import ConstraintViolated
from tests.app.lookouts import entries
from tests.app.lookouts.entries import FAITH, GRACE, HASSAN

TODAY = date(2026, 11, 24)


def state(hq, entry_id):
    return service.entry(hq.db, entry_id)["state"]


def in_force(hq, day=TODAY):
    return list(service.approved_subjects(hq, day))


def test_an_entry_is_in_force_once_a_second_person_approves_it(hq, proposed):
    before = in_force(hq)

    entries.approve(hq, proposed)

    (after,) = in_force(hq)
    assert before == []
    assert after.entry == f"own:{proposed}"
    assert after.names == entries.WANTED.names
    assert (after.basis, after.agency, after.photo) == (
        "Penal Code, section 313",
        "Directorate of Criminal Investigations",
        "dci:2026-118",
    )


def test_whoever_proposed_an_entry_can_neither_approve_it_nor_send_it_back(hq, proposed):
    with pytest.raises(service.OwnProposal):
        entries.approve(hq, proposed, FAITH)
    with pytest.raises(service.OwnProposal):
        entries.send_back(hq, proposed, FAITH)

    assert state(hq, proposed) == "proposed"
    assert in_force(hq) == []


def test_the_rows_themselves_refuse_one_person_in_both_roles(hq, proposed):
    proposal_id = entries.newest(hq, proposed)["proposal_id"]

    with pytest.raises(ConstraintViolated), hq.db.transaction():
        hq.db.run(
            "update entry_proposals set state = 'approved', decided_by = proposed_by where proposal_id = :id",
            id=proposal_id,
        )


def test_of_two_who_approve_at_once_the_second_is_told_that_it_is_decided(hq, proposed):
    proposal_id = entries.newest(hq, proposed)["proposal_id"]
    entries.approve(hq, proposed, HASSAN)

    with acting(hq, FAITH) as act, pytest.raises(service.NothingProposed):
        service.approve(act, proposal_id)

    assert [row["decided_name"] for row in service.proposals(hq.db, proposed)] == ["Hassan Abdi"]


def test_what_is_sent_back_needs_a_reason_and_can_be_proposed_again_by_another(hq, proposed):
    with pytest.raises(MissingField):
        entries.send_back(hq, proposed, remark=" ")
    entries.send_back(hq, proposed)
    returned = state(hq, proposed)

    entries.change(hq, proposed, HASSAN, reason="Warrant 118 of 2026")
    entries.approve(hq, proposed, FAITH)

    assert returned == "returned"
    assert [subject.reason for subject in in_force(hq)] == ["Warrant 118 of 2026"]


def test_a_change_leaves_the_entry_as_it_is_until_it_is_approved(hq, proposed):
    entries.approve(hq, proposed)

    entries.change(hq, proposed, response=Response.DETAIN)
    before = in_force(hq)
    entries.approve(hq, proposed)

    assert [subject.response for subject in before] == ["refer"]
    assert [subject.response for subject in in_force(hq)] == ["detain"]


def test_a_change_that_is_sent_back_leaves_the_entry_in_force(hq, proposed):
    entries.approve(hq, proposed)
    entries.change(hq, proposed, response=Response.DETAIN)

    entries.send_back(hq, proposed)

    assert [subject.response for subject in in_force(hq)] == ["refer"]


def test_of_two_who_change_at_once_the_second_is_told(hq, proposed):
    entries.approve(hq, proposed)
    seen = entries.newest(hq, proposed)["proposal_id"]
    entries.change(hq, proposed, FAITH)

    with pytest.raises(service.ChangedMeanwhile):
        entries.change(hq, proposed, HASSAN, seen)
    entries.approve(hq, proposed)
    with pytest.raises(service.ChangedMeanwhile):
        entries.change(hq, proposed, HASSAN, seen)


def test_a_withdrawal_needs_two_persons_as_well(hq, proposed):
    entries.approve(hq, proposed)
    entries.withdraw(hq, proposed)

    with pytest.raises(service.OwnProposal):
        entries.approve(hq, proposed, FAITH)
    still = len(in_force(hq))
    entries.approve(hq, proposed, HASSAN)

    assert (still, in_force(hq), state(hq, proposed)) == (1, [], "withdrawn")


def test_a_withdrawn_entry_changes_no_more(hq, proposed):
    entries.approve(hq, proposed)
    entries.withdraw(hq, proposed)
    entries.approve(hq, proposed)

    with pytest.raises(service.ChangedMeanwhile):
        entries.change(hq, proposed)


def test_an_expired_entry_is_out_of_force_by_itself_the_day_after(hq):
    entry_id = entries.propose(hq, expires_on="2026-12-01")
    entries.approve(hq, entry_id)

    assert len(in_force(hq, date(2026, 12, 1))) == 1
    assert in_force(hq, date(2026, 12, 2)) == []


def test_what_waited_until_its_day_was_over_cannot_be_approved(hq, clock):
    entry_id = entries.propose(hq, expires_on="2026-12-01")
    clock.forward(30 * 86_400)

    with pytest.raises(Unfit) as caught:
        entries.approve(hq, entry_id)

    assert [error.field for error in caught.value.errors] == ["expires_on"]


@pytest.mark.parametrize("category", [Category.MISSING, Category.CHILD_AT_RISK])
def test_protection_detains_nobody(hq, category):
    with pytest.raises(Unfit) as caught:
        entries.propose(hq, category=category, response=Response.DETAIN)

    assert [(error.field, error.number) for error in caught.value.errors] == [("response", "B182")]


def test_every_field_that_is_wrong_is_told_at_once(hq):
    with pytest.raises(Unfit) as caught:
        entries.propose(
            hq, names=(), papers=(), basis="", agency="", reason="", review_on="2026-11-24", expires_on="x"
        )

    assert [error.field for error in caught.value.errors] == [
        "surname", "reason", "basis", "agency", "expires_on", "review_on",
    ]  # fmt: skip


def test_nobody_but_an_editor_at_headquarters_makes_entries(hq, site):
    with pytest.raises(NotAllowed):
        entries.propose(hq, who=GRACE)
    with pytest.raises(service.NotHere):
        entries.propose(site)


def test_entries_are_found_by_the_beginning_or_the_midst_of_any_name_and_by_number(hq, proposed):
    found = [
        service.entries(hq, service.Wanted(words=words), 1)
        for words in ("eriksson anna", "Anya", "l-898902", "L 898902 C3", "%", "nobody")
    ]

    assert [len(rows) for rows in found] == [1, 1, 1, 1, 1, 0]


def test_entries_are_told_apart_by_how_they_stand(hq, clock):
    waits = entries.propose(hq)
    old, due = entries.propose(hq, expires_on="2026-12-01"), entries.propose(hq, review_on="2026-12-01")
    for entry_id in (old, due):
        entries.approve(hq, entry_id)
    clock.forward(8 * 86_400)

    found = {
        state: {row["entry_id"] for row in service.entries(hq, service.Wanted(state), 1)}
        for state in service.STATES
    }

    assert found == {
        "waiting": {waits}, "in-force": {due}, "due": {due}, "expired": {old}, "returned": set(), "withdrawn": set(),
    }  # fmt: skip


def test_the_rows_of_entries_fold_again_from_the_journal(hq, proposed):
    entries.approve(hq, proposed)
    entries.change(hq, proposed, reason="other")
    entries.send_back(hq, proposed)

    assert replayed(hq.db, hq.settings.run, hq.projections).differences == ()
