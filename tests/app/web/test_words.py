import ast
import re
from datetime import date
from pathlib import Path

import pytest

from app.lookouts import forms as lookout_forms
from app.lookouts import service as lookouts
from app.web import sentences, words
from app.web.frame import Level
from border import (
    checks,
    crossing,
    document,
    group,
    inspection,
    listing,
    purposes,
    traveller,
    visa_rules,
    watchlist,
)
from border.checks import Answer, Check, Finding, Weight, not_done
from border.fields import FieldError, MissingField, OutOfRange
from border.grounds import BY_LETTER
from border.hit import BY_DOCUMENT
from border.icao.mrz.parse import parse
from border.icao.mrz.zone import BadMrz, Zone
from border.matching import evidence

BORDER = Path(inspection.__file__).parent

WEIGHED = {
    code
    for path in BORDER.glob("matching/*.py")
    for code in re.findall(r'"((?:word|nationality|sex)-[a-z-]+)"', path.read_text())
}
"""The reasons that border/matching can name beside those of births."""

BY_NUMBER = {BY_DOCUMENT, "number-exact"}
OF_A_LIST = {code for code in inspection.WEIGHT if code.startswith(checks.OF_LISTS)}

PAIRS = {
    "answers": (checks.Answer, sentences.ANSWERS),
    "levels": (Level, sentences.LEVELS),
    "checks": ((*inspection.CHECKS, *inspection.WHERE_LISTED), sentences.CHECKS),
    "clear checks": ((*inspection.CHECKS, *inspection.WHERE_LISTED), sentences.CLEARS),
    "findings": (set(inspection.WEIGHT) - {"zone-fault"}, sentences.FINDINGS),
    "reasons of a meeting": ({*watchlist.Reason, *evidence.BIRTH, *WEIGHED, *BY_NUMBER}, sentences.REASONS),
    "responses": ({*listing.Response, "deny-exit-later"}, sentences.RESPONSES),
    "protection": ({*listing.Response, "deny-exit-later"}, sentences.PROTECTIONS),
    "findings of a list": (OF_A_LIST, sentences.MEETINGS),
    "how sure": (OF_A_LIST, sentences.HOW_SURE),
    "categories": (listing.Category, sentences.CATEGORIES),
    "states of an entry": ({*lookouts.STATES, "proposed"}, sentences.ENTRY_STATES),
    "verdicts on a lookout": (lookouts.VERDICTS, sentences.LOOKOUT_VERDICTS),
    "fields of an entry": (lookout_forms.typed(listing.Subject("", ())), sentences.ENTRY_FIELDS),
    "directions": (crossing.Direction, sentences.DIRECTIONS),
    "reasons of a referral": (crossing.ReferralReason, sentences.REFERRALS),
    "capacities": (visa_rules.Capacity, sentences.CAPACITIES),
    "sexes": (traveller.Sex, sentences.SEXES),
    "groups": (group.GroupKind, sentences.GROUP_KINDS),
    "documents": (document.DocumentType, sentences.DOCUMENT_TYPES),
    "purposes": (purposes.BY_CODE, sentences.PURPOSES),
    "admissions": (crossing.Direction, sentences.ADMITS),
    "refusals": (crossing.Direction, sentences.REFUSES),
    "passages": (
        {(way, outcome) for way in crossing.Direction for outcome in crossing.Outcome},
        sentences.PASSAGES,
    ),
}


@pytest.mark.parametrize("what", PAIRS)
def test_every_code_has_its_words_and_no_words_are_left_over(what):
    codes, table = PAIRS[what]

    assert set(codes) == set(table)


def test_everything_a_zone_can_have_wrong_has_its_words():
    written = {
        call.args[0].value
        for path in BORDER.glob("icao/mrz/*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "ZoneFinding"
        and isinstance(call.args[0], ast.Constant)
    }

    assert written - {"check-digit"} == set(sentences.FAULTS)


def test_every_reason_for_not_asking_has_its_words():
    assert set(inspection.WHYS) <= set(sentences.WHYS)


def test_every_field_of_a_zone_has_its_name():
    assert set(sentences.FIELDS) - {"composite"} <= set(Zone.__dataclass_fields__)


def test_a_finding_says_its_facts():
    found = Finding(
        "check-digit",
        Weight.ALARM,
        {"fault": "check-digit", "field": "document_number", "read": "8", "expected": "6"},
    )

    assert words.finding(found).startswith(
        "The check digit of the document number does not hold: read 8, should be 6."
    )


def test_days_among_the_facts_are_written_out():
    found = Finding("document-expired", Weight.ALARM, {"valid_until": "2026-03-31", "days": 1})

    assert words.finding(found) == "The document expired on 31 Mar 2026, 1 day ago"


def test_a_meeting_says_why():
    facts = {
        "reasons": "name-exact birth-exact", "name": "ERIKSSON, ANNA", "date_of_birth": "1974-08-12",
        "category": "wanted", "instruction": "", "entry": "7",
    }  # fmt: skip

    assert words.finding(Finding("person-listed", Weight.ALARM, facts)) == (
        "May be a listed person: same name, same date of birth. "
        "Listed as ERIKSSON, ANNA, born 12 Aug 1974: Wanted. Refer the traveller to the second line."
    )


@pytest.mark.parametrize("code", ["never-heard-of", "overstayed"])
def test_a_code_without_words_or_facts_shows_itself(code):
    assert words.finding(Finding(code, Weight.NOTE, {})) == code


def test_what_a_traveller_wrote_is_no_format():
    found = Finding(
        "zone-fault", Weight.ATTENTION, {"fault": "placeholder-name", "field": "surname", "read": "%(x)s %"}
    )

    assert words.finding(found) == "Zone: the name is a placeholder: %(x)s %"


def test_a_check_says_that_it_is_clear_or_what_was_asked():
    note = Finding("document-expires-soon", Weight.NOTE, {"valid_until": "2027-01-01"})
    look = Finding("refused-before", Weight.ATTENTION, {"times": 1, "last_on": "2026-01-02"})

    assert words.check(Check("validity", Answer.CLEAR, (note,))) == "Document is valid"
    assert words.check(Check("earlier", Answer.ATTENTION, (look,))) == "Refused or referred before: look"
    assert words.check(not_done("minor", "no-birth", source="document")) == "Child alone"


def test_a_ground_says_the_article():
    assert words.ground("A") == f"{BY_LETTER['A'].words} ({BY_LETTER['A'].article})"


def test_a_wrong_entry_says_what_it_must_be():
    assert words.field_error(OutOfRange("days_granted", 99, 1, 90)) == "It must be from 1 to 90."
    assert words.field_error(MissingField("purpose")) == "This is needed here."
    assert words.field_error(FieldError("plate", "is odd")) == "This cannot be chosen here."


def test_typed_lines_that_are_no_zone_say_where():
    error = BadMrz("?", "A to Z, 0 to 9 or <", line=2, column=14)

    assert words.bad_zone(error).startswith("Line 2, place 14: ? cannot stand there.")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["P<UTO"], "A zone has two or three lines, each to its last <. This is 1 line."),
        (["P<UTO"] * 4, "A zone has two or three lines, each to its last <. These are 4 lines."),
        (
            ["P<UTO" + "<" * 38, "<" * 44],
            "Line 1 has 43 characters and should have 44. Count the < at its end.",
        ),
    ],
)
def test_lines_of_the_wrong_number_or_length_are_told_in_plain_words(lines, said):
    with pytest.raises(BadMrz) as wrong:
        parse(lines, date(2026, 11, 24))

    assert words.bad_zone(wrong.value) == said
