"""Going back to the edition before, and holding to one: somebody's act, which no job undoes."""

import pytest

from app.act import SYSTEM, NotAllowed, acting
from app.editions import service
from app.editions.service import Held
from border.errors import BorderError
from border.permissions import Role
from tests import make
from tests.app.editions.conftest import events, here, next_edition


def test_going_back_uses_the_one_before_and_holds_to_it(between):
    next_edition(between)
    between.offer()
    who = make.person(between.post, Role.FIELD_IT)

    with acting(between.post, who) as act:
        service.go_back(act, "finds nobody")

    edition = service.current(between.post)
    assert (edition.number, edition.held) == (1, True)
    assert events(between.post, "edition.gone_back") == [{"number": 1, "left": 2, "note": "finds nobody"}]
    assert between.offer() is None
    with pytest.raises(Held):
        signed = service.manifest_for(between.hq)
        service.take_up(between.post, signed, service.wire_file(between.hq, "2.db.zst"), here)


def test_whoever_goes_back_while_the_next_edition_is_made_ready_is_obeyed(between):
    next_edition(between)
    between.offer()
    between.change(6)
    between.publish()

    def slowly(order, lock):
        here(order, lock)
        with acting(between.post, SYSTEM) as act:
            service.go_back(act, "finds nobody")

    with pytest.raises(Held):
        between.offer(slowly)

    assert between.in_use() == 1
    assert between.offer() is None


def test_what_was_left_is_taken_up_again_once_the_hold_is_lifted(between):
    next_edition(between)
    between.offer()
    who = make.person(between.post, Role.SUPERVISOR)
    with acting(between.post, who) as act:
        service.go_back(act, "finds nobody")

    with acting(between.post, who) as act:
        service.let_go(act)

    assert between.offer() == "2.delta.zst"
    assert between.in_use() == 2


def test_there_is_no_going_back_twice_nor_without_a_reason(between):
    next_edition(between)
    between.offer()
    with acting(between.post, SYSTEM) as act:
        with pytest.raises(BorderError):
            service.go_back(act, " ")
        service.go_back(act, "finds nobody")

        with pytest.raises(service.NoneBefore):
            service.go_back(act, "again")


def test_an_officer_does_not_go_back(between):
    next_edition(between)
    who = make.person(between.post, Role.OFFICER)

    with pytest.raises(NotAllowed), acting(between.post, who) as act:
        service.go_back(act, "finds nobody")
