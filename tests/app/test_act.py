"""The act: both the journal and the rows, or neither; and nobody else writes."""

import threading
from dataclasses import replace

import pytest

from app.act import SYSTEM, NotAllowed, UnknownEvent, acting
from app.posts import service as posts
from border.crossing import Direction
from border.permissions import Permission, Role
from db.database import AlreadyInTransaction, ConstraintViolated, NotInTransaction
from sync import journal
from tests import make

DESK = {"name": "busia-1", "title": "1", "direction": "entry"}


class Cut(Exception):
    """What goes wrong in the middle of an act."""


def record_and_fail(act):
    act.record("desk.added", DESK)
    raise Cut


def test_an_event_and_its_rows_are_kept_together(site):
    with acting(site, SYSTEM, "why") as act:
        event = act.record("desk.added", DESK)

    assert journal.head(site.db, "busia").hash == event.hash
    assert (event.entry.actor, event.entry.reason, event.at) == ("system", "why", "2026-11-24T06:00:00.000Z")
    assert [row["name"] for row in posts.desks(site.db, "busia")] == ["busia-1"]


def test_an_act_that_fails_keeps_neither(site):
    before = journal.head(site.db, "busia")

    with pytest.raises(Cut), acting(site, SYSTEM) as act:
        record_and_fail(act)

    assert journal.head(site.db, "busia") == before
    assert posts.desks(site.db, "busia") == []


def test_an_event_whose_projection_fails_is_not_in_the_journal(site):
    broken = replace(site, projections={"desk.added": (lambda db, event: db.run("no statement"),)})
    before = journal.head(site.db, "busia")

    with pytest.raises(Exception, match="syntax"), acting(broken, SYSTEM) as act:
        act.record("desk.added", DESK)

    assert journal.head(site.db, "busia") == before


def test_the_same_desk_twice_is_refused_by_the_table_and_nothing_stays(site):
    make.desk(site)
    before = journal.head(site.db, "busia")

    with pytest.raises(ConstraintViolated), acting(site, SYSTEM) as act:
        act.record("desk.added", DESK)

    assert journal.head(site.db, "busia") == before


def test_an_event_that_no_room_projects_is_a_fault(site):
    with pytest.raises(UnknownEvent), acting(site, SYSTEM) as act:
        act.record("visa.extended", {})


def test_a_projection_sees_the_payload_as_every_other_node_will(site):
    seen = []
    with acting(
        replace(site, projections={"a.b": (lambda _db, event: seen.append(event.payload),)}), SYSTEM
    ) as act:
        act.record("a.b", {"direction": Direction.ENTRY, "days": (1, 2)})

    assert seen == [{"direction": "entry", "days": [1, 2]}]


def test_an_act_in_an_act_is_refused(site):
    with acting(site, SYSTEM), pytest.raises(AlreadyInTransaction), acting(site, SYSTEM):
        pass


def test_after_an_act_nothing_can_be_recorded_through_it(site):
    with acting(site, SYSTEM) as act:
        pass

    with pytest.raises(NotInTransaction):
        act.record("desk.added", DESK)


@pytest.mark.parametrize(
    ("role", "allowed"), [(Role.SUPERVISOR, True), (Role.OFFICER, False), (Role.FIELD_IT, False)]
)
def test_a_permission_is_asked_of_the_role(site, role, allowed):
    who = make.person(site, role)
    with acting(site, who) as act:
        if allowed:
            act.require(Permission.OVERRIDE_LISTED)
            return
        with pytest.raises(NotAllowed):
            act.require(Permission.OVERRIDE_LISTED)


def test_jobs_may_do_what_their_code_does(site):
    with acting(site, SYSTEM) as act:
        act.require(Permission.OVERRIDE_LISTED)


def test_the_day_is_the_posts_civil_day(site, clock):
    clock.forward(15 * 3600)  # 21:00 UTC is midnight in Nairobi
    with acting(site, SYSTEM) as act:
        day = act.day

    assert day.isoformat() == "2026-11-25"


def test_eight_desks_that_record_at_once_leave_a_whole_chain_and_each_its_row(site):
    def desk(number: int) -> None:
        for turn in range(10):
            make.desk(site, f"desk-{number}-{turn}")

    threads = [threading.Thread(target=desk, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    events = list(journal.everything(site.db, "busia", 1))
    assert journal.verify(events).seq == 81
    assert len(posts.desks(site.db, "busia")) == 80
