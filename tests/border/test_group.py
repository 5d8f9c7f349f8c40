import pytest

from border.checks import Finding, Weight, answered, not_done
from border.group import Group, GroupKind, goes_along


@pytest.mark.parametrize("weight", [Weight.ALARM, Weight.ATTENTION])
def test_whoever_has_a_finding_is_taken_out_of_the_group(weight):
    assert not goes_along([answered("stay", [Finding("overstayed", weight, {})], source="post")])


def test_what_could_not_be_asked_takes_nobody_out():
    assert goes_along([answered("codes", source="s"), not_done("stay", "other-posts", source="post")])


def test_a_group_without_a_vehicle_has_an_empty_one():
    assert Group(GroupKind.FAMILY).vehicle.plate == ""
