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


@pytest.mark.parametrize("code", ["minor-with-adult", "minor-before-adult"])
def test_a_child_goes_along_with_its_adult(code):
    assert goes_along([answered("minor", [Finding(code, Weight.ATTENTION, {})], source="document")])


def test_a_child_with_a_finding_of_its_own_is_taken_out():
    findings = [Finding(code, Weight.ATTENTION, {}) for code in ("minor-with-adult", "zone-fault")]

    assert not goes_along([answered("minor", findings, source="document")])
