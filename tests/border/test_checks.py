import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.checks import (
    Answer,
    Check,
    Finding,
    UnsoundCheck,
    Weight,
    answered,
    findings_of,
    from_stamp,
    in_order,
    not_done,
    stamp,
    worst,
)

FINDINGS = st.builds(
    Finding,
    st.sampled_from(["overstayed", "minor-alone", "eta-needed"]),
    st.sampled_from(Weight),
    st.dictionaries(
        st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=5), max_size=3
    ),
)
CHECKS = st.builds(
    lambda name, findings, edition, why: answered(name, findings, source="persons", edition=edition, why=why),
    st.text(max_size=8),
    st.lists(FINDINGS, max_size=4),
    st.none() | st.just("7"),
    st.sampled_from(["", "other-posts"]),
)


def finding(code: str, weight: Weight) -> Finding:
    return Finding(code, weight, {})


def test_a_check_that_was_not_done_must_say_why():
    with pytest.raises(UnsoundCheck):
        Check("stay", Answer.NOT_DONE)


@pytest.mark.parametrize("weight", [Weight.ALARM, Weight.ATTENTION])
def test_a_check_with_a_finding_that_weighs_cannot_be_clear(weight):
    with pytest.raises(UnsoundCheck):
        Check("stay", Answer.CLEAR, (finding("overstayed", weight),))


@pytest.mark.parametrize(
    "stamped",
    [
        [{}],
        ["text"],
        [
            {
                "name": "stay",
                "answer": "perhaps",
                "findings": [],
                "source": "",
                "edition": None,
                "as_of": None,
                "why": "",
            }
        ],
        [
            {
                "name": "stay",
                "answer": "not-done",
                "findings": [],
                "source": "",
                "edition": None,
                "as_of": None,
                "why": "",
            }
        ],
        [
            {
                "name": "stay",
                "answer": "clear",
                "findings": [1],
                "source": "",
                "edition": None,
                "as_of": None,
                "why": "",
            }
        ],
    ],
)
def test_what_is_no_stamp_is_refused_as_such(stamped):
    with pytest.raises(UnsoundCheck):
        from_stamp(stamped)


@given(st.lists(CHECKS, max_size=5))
def test_a_stamp_survives_json_whole(checks):
    carried = json.loads(json.dumps(stamp(checks)))

    assert from_stamp(carried) == tuple(checks)


@given(CHECKS)
def test_the_answer_is_the_heaviest_finding(check):
    weights = {f.weight for f in check.findings}

    expected = (
        Answer.ALARM
        if Weight.ALARM in weights
        else Answer.ATTENTION
        if Weight.ATTENTION in weights
        else Answer.NOT_DONE
        if check.why
        else Answer.CLEAR
    )
    assert check.answer is expected


def test_a_note_alone_leaves_a_check_clear():
    check = answered("validity", [finding("document-expires-soon", Weight.NOTE)], source="document")

    assert check.answer is Answer.CLEAR


def test_a_worry_outweighs_what_was_not_asked_and_keeps_saying_so():
    check = answered(
        "entry-rule", [finding("eta-needed", Weight.ATTENTION)], source="rules", why="eta-register"
    )

    assert (check.answer, check.why) == (Answer.ATTENTION, "eta-register")


def test_findings_stand_heaviest_first_then_by_code():
    findings = [
        finding("b", Weight.NOTE),
        finding("c", Weight.ALARM),
        finding("a", Weight.NOTE),
        finding("d", Weight.ATTENTION),
    ]

    assert [f.code for f in in_order(findings)] == ["c", "d", "a", "b"]


def test_findings_of_all_checks_are_read_in_one_order():
    checks = [
        answered("stay", [finding("overstayed", Weight.ATTENTION)], source="post"),
        answered("listed-person", [finding("person-listed", Weight.ALARM)], source="persons"),
    ]

    assert [f.code for f in findings_of(checks)] == ["person-listed", "overstayed"]


def test_nothing_asked_is_not_done_never_clear():
    assert worst([]) is Answer.NOT_DONE


def test_one_unasked_question_keeps_the_whole_from_being_clear():
    checks = [answered("codes", source="Doc 9303-3"), not_done("listed-person", "no-list", source="persons")]

    assert worst(checks) is Answer.NOT_DONE


def test_an_alarm_is_worse_than_all_else():
    checks = [
        answered("a", [finding("x", Weight.ATTENTION)], source="s"),
        answered("b", [finding("y", Weight.ALARM)], source="s"),
        not_done("c", "no-list", source="s"),
    ]

    assert worst(checks) is Answer.ALARM
