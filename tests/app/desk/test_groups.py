from dataclasses import replace

import pytest

from app.act import acting
from app.desk import groups, service, store
from border.crossing import Admission, Direction, Referral, Refusal
from border.fields import MissingField
from border.group import GroupKind
from border.vehicle import Vehicle
from border.visa_rules import Capacity
from tests.app.desk import at_desk
from tests.app.desk.at_desk import CHILD, EXPIRED, GERMAN, KENYAN, UGANDAN, Desk

VISIT = Admission("visit", 100)
TANZANIAN = replace(UGANDAN, issuing_state="TZA", nationality="TZA", document_number="TZ123456")


def begin(desk: Desk, kind: GroupKind = GroupKind.BUS) -> str:
    with acting(desk.site, desk.who, "test") as act:
        return groups.open_group(act, desk.name, kind, Vehicle("KDA 123A", "", "Easy Coach"))


def end(desk: Desk) -> None:
    with acting(desk.site, desk.who, "test") as act:
        groups.close_group(act, desk.name)


def admit(desk: Desk, *chosen: str, admission: Admission = VISIT) -> list[str]:
    desk.pass_time()
    with acting(desk.site, desk.who, "test") as act:
        return sorted(row["id"] for row in groups.admit_together(act, desk.name, admission, chosen))


def recorded(desk: Desk) -> list[dict]:
    return at_desk.events(desk.site, "crossing.recorded")


def minor(desk: Desk, inspection_id: str) -> str:
    """Return what the check of minors found of a child."""
    return str(desk.check(inspection_id, "minor")["findings"][0]["code"])


def test_a_group_is_decided_together_with_plate_and_carrier(desk):
    group_id = begin(desk)
    members = [desk.scan(UGANDAN), desk.scan(TANZANIAN), desk.scan(KENYAN)]

    assert admit(desk, *members) == sorted(members)

    crossings = recorded(desk)
    assert {crossing["inspection_id"] for crossing in crossings} == set(members)
    for crossing in crossings:
        assert crossing["group"] == {"id": group_id, "kind": "bus"}
        assert (crossing["vehicle_plate"], crossing["carrier"]) == ("KDA123A", "Easy Coach")
    assert store.group_at(desk.site.db, "busia-1") is None


def test_terms_are_fitted_to_each(desk):
    begin(desk)
    members = [desk.scan(UGANDAN), desk.scan(KENYAN)]

    admit(desk, *members, admission=Admission("visit", 300))

    terms = {c["traveller"]["nationality"]: (c["purpose"], c["days_granted"]) for c in recorded(desk)}
    assert terms == {"UGA": ("visit", 180), "KEN": (None, None)}


def test_whoever_needs_a_look_is_left_on_the_desk(desk):
    begin(desk)
    well, expired, unasked = desk.scan(UGANDAN), desk.scan(EXPIRED), desk.scan(GERMAN, check=False)

    assert admit(desk, well, expired, unasked) == [well]

    assert desk.open() == [expired, unasked]
    assert store.group_at(desk.site.db, "busia-1") is not None


def test_who_was_not_chosen_is_not_admitted(desk):
    begin(desk)
    chosen, exception = desk.scan(UGANDAN), desk.scan(TANZANIAN)

    assert admit(desk, chosen) == [chosen]

    assert desk.open() == [exception]


def test_where_one_cannot_be_admitted_nobody_is(desk):
    begin(desk)
    citizen, stranger = desk.scan(KENYAN), desk.scan(UGANDAN)

    with pytest.raises(MissingField):
        admit(desk, citizen, stranger, admission=Admission(""))

    assert recorded(desk) == []
    assert desk.open() == [citizen, stranger]


def test_nobody_chosen_is_told(desk):
    begin(desk)
    desk.scan()

    with pytest.raises(MissingField):
        admit(desk)


def test_the_same_form_once_more_admits_nobody_again(desk):
    begin(desk)
    members = [desk.scan(UGANDAN), desk.scan(TANZANIAN)]
    admit(desk, *members)

    assert admit(desk, *members) == sorted(members)

    assert len(recorded(desk)) == 2


def test_who_was_decided_at_another_desk_meanwhile_stops_nobody_else(desk, second):
    begin(desk)
    elsewhere, here = desk.scan(UGANDAN), desk.scan(TANZANIAN)
    second.decide(second.scan(UGANDAN))

    assert admit(desk, elsewhere, here) == [here]


def test_a_desk_has_one_group(desk):
    begin(desk)

    with pytest.raises(groups.GroupOpen):
        begin(desk)


def test_a_group_that_is_not_there_admits_nobody(desk):
    inspection_id = desk.scan()

    with pytest.raises(groups.GroupOpen):
        admit(desk, inspection_id)

    assert recorded(desk) == []


def test_nobody_decides_the_group_of_another_desk(desk, second):
    begin(desk)
    inspection_id = desk.scan()

    with pytest.raises(service.NotAtDesk), acting(second.site, second.who, "test") as act:
        groups.admit_together(act, "busia-1", VISIT, [inspection_id])


def test_who_lay_on_the_desk_when_the_group_began_belongs_to_it(desk):
    first = desk.scan(UGANDAN)
    begin(desk, GroupKind.FAMILY)
    child = desk.scan(CHILD)

    assert minor(desk, child) == "minor-before-adult"
    assert admit(desk, first, child) == sorted([first, child])


def test_the_end_of_a_group_leaves_the_rest_on_the_desk_each_alone(desk):
    begin(desk)
    left = desk.scan()

    end(desk)

    assert desk.open() == [left]
    desk.decide(left)
    assert [(c["group"], c["vehicle_plate"]) for c in recorded(desk)] == [(None, None)]


def test_an_exception_decided_alone_while_the_group_is_there_keeps_its_plate(desk):
    begin(desk)
    expired = desk.scan(EXPIRED)

    desk.decide(expired, override_reason="returns home")

    assert recorded(desk)[0]["vehicle_plate"] == "KDA123A"


def test_a_plate_that_is_changed_is_the_plate_of_all(desk):
    begin(desk)
    member = desk.scan()
    with acting(desk.site, desk.who, "test") as act:
        groups.set_vehicle(act, "busia-1", Vehicle("uba 111 b"))

    admit(desk, member)

    assert (recorded(desk)[0]["vehicle_plate"], recorded(desk)[0]["carrier"]) == ("UBA111B", None)


def test_the_driver_of_a_bus_goes_as_driver(desk):
    begin(desk)
    driver = desk.scan()
    with acting(desk.site, desk.who, "test") as act:
        service.set_course(act, driver, Direction.ENTRY, Capacity.DRIVER)
    desk.checker.ask(driver, "busia-1")

    admit(desk, driver)

    assert recorded(desk)[0]["capacity"] == "driver"


# Children


def test_an_adult_scanned_later_is_with_the_child(desk):
    begin(desk, GroupKind.FAMILY)
    child = desk.scan(CHILD)
    assert minor(desk, child) == "minor-alone"

    desk.scan(UGANDAN)

    assert minor(desk, child) == "minor-before-adult"


def test_a_child_is_not_admitted_with_the_group_while_its_adult_is_undecided(desk):
    begin(desk, GroupKind.FAMILY)
    adult, child = desk.scan(UGANDAN), desk.scan(CHILD)

    assert admit(desk, child) == []

    assert desk.open() == [adult, child]
    assert admit(desk, child, adult) == sorted([adult, child])


def test_a_child_that_is_admitted_together_with_its_adult_is_stamped_so(desk):
    begin(desk, GroupKind.FAMILY)
    child, adult = desk.scan(CHILD), desk.scan(UGANDAN)

    admit(desk, child, adult)

    stamps = {crossing["inspection_id"]: crossing["stamp"] for crossing in recorded(desk)}
    assert [found["code"] for found in stamps[child][-1]["findings"]] == ["minor-with-adult"]


def test_a_child_whose_adult_stays_behind_is_not_admitted_with_strangers_to_it(desk):
    begin(desk, GroupKind.FAMILY)
    brother = replace(CHILD, document_number="B7654322", given_names="PAUL")
    desk.scan(EXPIRED)
    children = [desk.scan(CHILD), desk.scan(brother)]

    assert admit(desk, *children) == []


@pytest.mark.parametrize("decision", [Refusal("E"), Referral("identity"), None])
def test_a_child_whose_adult_is_turned_back_is_alone_at_once(desk, decision):
    begin(desk, GroupKind.FAMILY)
    adult, child = desk.scan(UGANDAN), desk.scan(CHILD)

    if decision:
        desk.decide(adult, decision)
    else:
        desk.put_aside(adult)

    assert minor(desk, child) == "minor-alone"
    assert admit(desk, child) == []


def test_a_child_whose_adult_was_admitted_first_is_with_an_adult(desk):
    begin(desk, GroupKind.FAMILY)
    adult, child = desk.scan(UGANDAN), desk.scan(CHILD)

    desk.decide(adult, Admission("visit", 30))

    assert minor(desk, child) == "minor-with-adult"
    assert admit(desk, child) == [child]


def test_a_page_that_showed_the_child_with_an_adult_decides_no_more_without(desk):
    begin(desk, GroupKind.FAMILY)
    adult, child = desk.scan(UGANDAN), desk.scan(CHILD)
    seen = desk.row(child)["round"]

    desk.decide(adult, Refusal("E"))

    assert desk.row(child)["round"] > seen


def test_the_end_of_a_group_leaves_a_child_alone(desk):
    begin(desk, GroupKind.FAMILY)
    desk.scan(UGANDAN)
    child = desk.scan(CHILD)

    end(desk)

    assert minor(desk, child) == "minor-alone"


def test_adults_have_nothing_renewed_by_a_newcomer(desk):
    begin(desk)
    first = desk.scan(UGANDAN)
    seen = desk.row(first)["round"]

    desk.scan(TANZANIAN)

    assert desk.row(first)["round"] == seen
