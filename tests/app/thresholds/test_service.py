"""Two persons set how much evidence a category needs: first those who may not, then twice, then as it should be."""

import pytest

from app.act import NotAllowed, acting
from app.thresholds import service
from border.fields import FieldError, MissingField, NotPossible, OutOfRange
from border.listing import Category
from border.permissions import Role
from db.database import ConstraintViolated
from sync import journal
from tests import make

TRIAL = {"hits": 41, "same": 3, "kept": 12, "kept_same": 1}


@pytest.fixture
def site(tmp_path, clock):
    return make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")


@pytest.fixture
def editor(site):
    return make.person(site, Role.WATCHLIST_EDITOR, "editor")


@pytest.fixture
def second(site):
    return make.person(site, Role.WATCHLIST_EDITOR, "second")


def propose(site, who, margin=4.0, category=Category.CUSTOMS, reason="too many namesakes"):
    with acting(site, who) as act:
        return service.propose(act, category, margin, reason, TRIAL)


def approve(site, who, proposal_id):
    with acting(site, who) as act:
        service.approve(act, proposal_id)


def reject(site, who, proposal_id, remark="it hides three of four"):
    with acting(site, who) as act:
        service.reject(act, proposal_id, remark)


@pytest.mark.parametrize("role", [Role.HQ_ANALYST, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_nobody_but_an_editor_proposes_or_approves(site, editor, role):
    proposal_id = propose(site, editor)
    other = make.person(site, role)

    for change in (
        lambda: propose(site, other, category=Category.WANTED),
        lambda: approve(site, other, proposal_id),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_a_post_sets_nothing(tmp_path, clock):
    post = make.site(tmp_path, "busia", clock=clock)

    with pytest.raises(service.NotHeadquarters):
        propose(post, make.person(post, Role.WATCHLIST_EDITOR))


def test_whoever_proposed_it_does_not_set_it(site, editor):
    proposal_id = propose(site, editor)

    with pytest.raises(service.OwnThreshold):
        approve(site, editor, proposal_id)

    assert service.margins(site.db) == {}


@pytest.mark.parametrize(
    ("margin", "error"),
    [(-0.1, OutOfRange), (20.1, OutOfRange), (float("nan"), OutOfRange), (0, NotPossible)],
)
def test_a_margin_that_cannot_be_is_refused(site, editor, margin, error):
    with pytest.raises(error):
        propose(site, editor, margin)


@pytest.mark.parametrize("typed", ["", " ", "much", "1e999", "-1", "٣٣", "inf"])
def test_what_is_typed_and_no_margin_is_told(typed):
    with pytest.raises(FieldError):
        service.margin_of(typed)


def test_a_margin_is_read_as_people_type_it():
    assert [service.margin_of(text) for text in ("2,55", " 4 ", "-0")] == [2.5, 4.0, 0.0]


def test_without_a_reason_nothing_is_proposed(site, editor):
    with pytest.raises(MissingField):
        propose(site, editor, reason=" ")


def test_one_margin_of_a_category_waits_at_a_time(site, editor, second, clock):
    propose(site, editor)
    clock.forward(1)

    with pytest.raises(service.WaitsAlready):
        propose(site, second, 5.0)
    propose(site, second, 5.0, Category.HEALTH)

    assert [row["category"] for row in service.waiting(site.db)] == ["customs", "health"]


def test_a_second_person_sets_it_and_it_is_told_who_when_and_why(site, editor, second):
    approve(site, second, propose(site, editor))

    said = service.in_force(site.db)[Category.CUSTOMS]
    assert (said["margin"], said["reason"], said["proposed_name"], said["set_by_name"], said["set_at"]) == (
        4.0,
        "too many namesakes",
        "Test editor",
        "Test second",
        "2026-11-24T06:00:00.000Z",
    )
    assert service.waiting(site.db) == []
    (decided,) = service.decided(site.db, 1)
    assert (decided["state"], decided["hits"], decided["kept_same"]) == ("approved", 41, 1)


def test_what_is_decided_is_not_decided_again(site, editor, second):
    third = make.person(site, Role.WATCHLIST_EDITOR, "third")
    proposal_id = propose(site, editor)
    approve(site, second, proposal_id)

    for again, who in ((approve, third), (reject, third), (reject, second)):
        with pytest.raises(service.NothingToDecide):
            again(site, who, proposal_id)


@pytest.mark.parametrize("decide", [approve, reject])
def test_what_one_person_sends_twice_is_decided_once(site, editor, second, decide):
    proposal_id = propose(site, editor)
    decide(site, second, proposal_id)

    decide(site, second, proposal_id)

    said = [event.kind for _, event in journal.as_written(site.db) if event.kind.startswith("threshold.")]
    assert len(said) == 2


def test_a_proposal_sent_back_with_another_remark_is_decided_already(site, editor, second):
    proposal_id = propose(site, editor)
    reject(site, second, proposal_id)

    with pytest.raises(service.NothingToDecide):
        reject(site, second, proposal_id, "another remark")


def test_a_proposal_sent_twice_is_one(site, editor, second):
    proposal_id = propose(site, editor)

    assert propose(site, editor) == proposal_id
    for who, changes in ((second, {}), (editor, {"reason": "another one"}), (editor, {"margin": 5.0})):
        with pytest.raises(service.WaitsAlready):
            propose(site, who, **changes)


@pytest.mark.parametrize("who", ["editor", "second"])
def test_what_is_sent_back_or_taken_back_changes_nothing(site, editor, second, who):
    reject(site, {"editor": editor, "second": second}[who], propose(site, editor))

    assert service.margins(site.db) == {}
    assert [row["remark"] for row in service.decided(site.db, 1)] == ["it hides three of four"]
    propose(site, editor, 5.0)


def test_the_newest_margin_of_a_category_holds(site, editor, second, clock):
    approve(site, second, propose(site, editor, 4.0))
    clock.forward(1)
    approve(site, second, propose(site, editor, 1.5))

    assert service.margins(site.db) == {Category.CUSTOMS: 1.5}


def test_the_table_itself_lets_nobody_approve_his_own(site, editor):
    proposal_id = propose(site, editor)
    approved = "update threshold_proposals set state = 'approved', decided_at = 'x', decided_by = proposed_by"

    with pytest.raises(ConstraintViolated), site.db.transaction():
        site.db.run(f"{approved} where proposal_id = :id", id=proposal_id)
