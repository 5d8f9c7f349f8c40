"""What a desk is told of a meeting: how much it weighs by what is to be done and which way, and in what order."""

import pytest

from border.checks import Answer, Finding, Weight, findings_of, in_order
from border.crossing import Direction
from border.hit import LOOKOUTS, Met, by_priority, check_met, strongest, weight_of
from border.inspection import Override, needs_override
from border.listing import Category, ListedName, Response, Subject, pack

ENTRY, EXIT = Direction.ENTRY, Direction.EXIT
DOCUMENT = (("document-same", None, "L898902C3", "L898902C3"), ("word-exact", 8.0, "ANNA", "ANNA"))


def met(category=Category.WANTED, response=Response.REFER, **changes):
    return Met("persons", 3, f"un:{category}-{response}", category, response, name="Okello, Jane", **changes)


@pytest.mark.parametrize(
    ("response", "direction", "weight"),
    [
        (Response.DETAIN, ENTRY, Weight.ALARM),
        (Response.REFER, EXIT, Weight.ALARM),
        (Response.INFORM, ENTRY, Weight.ATTENTION),
        (Response.INFORM, EXIT, Weight.ATTENTION),
        (Response.DENY_EXIT, EXIT, Weight.ALARM),
        (Response.DENY_EXIT, ENTRY, Weight.NOTE),
        (Response.DENY_EXIT, None, Weight.ALARM),
    ],
)
def test_what_is_to_be_done_and_the_way_say_what_a_meeting_weighs(response, direction, weight):
    assert weight_of(met(response=response), direction) is weight


def test_who_only_wants_to_be_informed_asks_for_no_supervisor():
    inform = check_met("listed-person", None, [met(response=Response.INFORM)], direction=ENTRY)

    assert inform.answer is Answer.ATTENTION
    assert needs_override(inform.findings) is Override.NONE


def test_a_missing_child_is_never_only_a_note():
    child = met(Category.CHILD_AT_RISK, Response.DENY_EXIT)

    assert weight_of(child, ENTRY) is Weight.ATTENTION
    assert weight_of(child, EXIT) is Weight.ALARM


@pytest.mark.parametrize("direction", [ENTRY, EXIT, None])
@pytest.mark.parametrize("response", set(Response) - {Response.SILENT})
def test_a_name_alone_is_no_alarm_whatever_is_to_be_done(response, direction):
    assert weight_of(met(response=response, firm=False), direction) is not Weight.ALARM


def test_the_response_and_the_way_stand_among_the_facts():
    (finding,) = check_met("listed-person", None, [met(response=Response.DETAIN)], direction=EXIT).findings

    assert (finding.facts["response"], finding.facts["direction"]) == ("detain", "exit")


def test_the_photos_reference_is_told_and_nothing_else_that_is_not_shown():
    subject = Subject(
        "un:1", (ListedName("OKELLO", "JANE"),), reason="case 7", basis="s 4", agency="NIS", photo="2026/17"
    )
    one = Met("persons", 3, "un:1", subject.category, name="Okello, Jane", said=pack(subject))

    (finding,) = check_met("listed-person", None, [one]).findings

    assert finding.facts["photo"] == "2026/17"
    assert not {"case 7", "s 4", "NIS"} & set(finding.facts.values())


def test_at_most_three_reasons_are_told_those_that_tell_most_first():
    reasons = (
        ("word-exact", 6.0, "", ""),
        ("word-exact", 6.0, "", ""),
        ("word-only-ours", -2.5, "", ""),
        ("birth-exact", 14.0, "", ""),
        ("nationality-same", 3.0, "", ""),
        ("sex-same", 0.8, "", ""),
    )

    assert strongest(met(reasons=reasons)) == ["birth-exact", "word-exact", "nationality-same"]


def test_with_lookouts_alone_what_they_met_is_an_alarm_and_the_list_is_still_not_there():
    check = check_met("listed-person", None, [met(response=Response.DETAIN)])

    assert (check.answer, check.why, check.source) == (Answer.ALARM, "no-list", LOOKOUTS)


# --- by document ------------------------------------------------------------------------------------------------------


def test_a_document_is_a_finding_of_its_own_and_needs_a_supervisor():
    (finding,) = check_met("listed-person", None, [met(reasons=DOCUMENT)]).findings

    assert (finding.code, finding.weight) == ("person-listed-by-document", Weight.ALARM)
    assert finding.facts["bits"] == ""
    assert str(finding.facts["reasons"]).split()[0] == "document-same"
    assert needs_override([finding]) is Override.SUPERVISOR


def test_a_document_comes_before_every_name_of_its_category_and_behind_none_of_another():
    by_name = met(Category.TERRORISM, Response.DETAIN, bits=60.0)
    by_document = met(Category.TERRORISM, Response.REFER, reasons=DOCUMENT)
    customs = met(Category.CUSTOMS, Response.DETAIN, bits=80.0)

    assert by_priority([customs, by_name, by_document]) == (by_document, by_name, customs)
    shown = check_met("listed-person", None, [customs, by_name, by_document]).findings
    assert [finding.facts["entry"] for finding in shown] == [
        by_document.entry,
        by_name.entry,
        customs.entry,
    ]


def test_a_listed_person_stands_before_other_alarms():
    check = check_met("listed-person", None, [met()])
    digit = Finding("check-digit", Weight.ALARM, {})

    assert [one.code for one in in_order([digit, *findings_of([check])])] == ["person-listed", "check-digit"]
