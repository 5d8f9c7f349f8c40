"""What a desk is told right at a finding of a list: what to do, how sure, why; and nothing that would be misused."""

from app.web import listed, words
from border.checks import Answer, Check, Finding, Weight, answered

FACTS = {
    "entry": "un:1",
    "category": "wanted",
    "response": "detain",
    "direction": "entry",
    "instruction": "Warrant 7.",
    "name": "OKELO, JANNE",
    "date_of_birth": "1990-05-17",
    "reasons": "birth-exact word-sound nationality-same",
    "bits": "31.5",
    "photo": "2026/17",
}


def told(code="person-listed", **facts):
    said = listed.told(Finding(code, Weight.ALARM, {**FACTS, **facts}))
    assert said
    return said


def test_a_finding_of_no_list_has_nothing_to_be_told():
    assert listed.told(Finding("document-expired", Weight.ALARM, {})) is None


def test_the_category_what_to_do_how_sure_and_why_are_words():
    said = told()

    assert said.title == "Wanted · May be a listed person"
    assert said.do == "Hold the traveller and call the supervisor."
    assert said.instruction == "Warrant 7."
    assert said.sure == "Firm: more than the name speaks for it (31.5 bits)"
    assert said.why == "same date of birth, word that sounds the same, same nationality"
    assert (said.name, said.born) == ("OKELO, JANNE", "17 May 1990")
    assert said.photo == "At headquarters, reference 2026/17"


def test_a_name_alone_tells_to_compare_before_anything_is_done():
    said = told("person-listed-by-name")

    assert said.do.startswith("Compare birth, document and photo first: a name alone is no reason.")
    assert said.sure == "By the name alone (31.5 bits)"


def test_a_document_that_a_listed_person_has_is_told_whatever_the_name():
    said = told("person-listed-by-document", bits="")

    assert said.title == "Wanted · The document is that of a listed person, whatever the name"
    assert "bits" not in said.sure


def test_a_child_at_risk_is_told_of_in_words_of_protection():
    said = told(category="child-at-risk", response="refer")

    assert said.title == "Child at risk · May be a listed person"
    assert said.do == (
        "This person may need protection. Do not alert whoever travels along. "
        "Call the supervisor and go with them to the second line."
    )


def test_who_may_not_leave_may_enter_and_the_desk_is_told_both():
    entering = told(response="deny-exit")
    leaving = told(response="deny-exit", direction="exit")

    assert entering.do == "May enter. Must not leave the country: deny exit when leaving."
    assert leaving.do == "Do not let the traveller leave the country. Call the supervisor."


def test_a_listed_document_says_what_is_done_with_it():
    facts = {"entry": "sltd:1", "category": "lost", "response": "refer", "direction": "", "instruction": ""}

    said = listed.told(Finding("document-listed", Weight.ALARM, facts))

    assert said.title == "Lost document · This document is on a list"
    assert said.do.startswith("Keep the document and refer the traveller.")


def test_a_word_that_only_the_list_knows_stands_as_the_list_has_it():
    assert told(category="overstayer").title == "overstayer · May be a listed person"


def test_a_listed_person_who_may_enter_is_never_said_to_be_on_no_list():
    note = Finding("person-listed", Weight.NOTE, {**FACTS, "response": "deny-exit"})
    check = answered("listed-person", [note], source="persons")

    said = words.check(check)

    assert check.answer is Answer.CLEAR
    assert "Not on the watchlist" not in said
    assert "Must not leave the country" in said


def test_a_clear_list_says_how_old_it_is_and_whom_the_traveller_was_not():
    notes = (
        Finding("list-old", Weight.NOTE, {"days": 9}),
        Finding("not-the-same-person", Weight.NOTE, {"name": "Okelo, Janne", "decided_on": "2026-11-01"}),
    )

    said = words.check(Check("listed-person", Answer.CLEAR, notes))

    assert said == (
        "Not on the watchlist · The list is 9 days old · "
        "Met the listed Okelo, Janne before and is not that person: so decided on 1 Nov 2026"
    )


def test_protection_is_seen_among_other_findings():
    child = Finding("person-listed", Weight.ALARM, {**FACTS, "category": "child-at-risk"})
    other = Finding("check-digit", Weight.ALARM, {"field": "sex"})

    assert listed.protects([other, child])
    assert not listed.protects([other])
