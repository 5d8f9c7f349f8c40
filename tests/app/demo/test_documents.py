"""The documents that scan sends."""

from datetime import date
from random import Random

import pytest

from app.demo.documents import samples
from border.icao.mrz.correct import corrections
from border.icao.mrz.parse import parse

DAY = date(2026, 11, 24)
WHOLE = (
    "specimen-td3",
    "clear",
    "kenyan",
    "td1",
    "expired",
    "listed",
    "stolen",
    "numbered",
    "overstayer",
    "minor",
)


def zone(name, seed=1):
    return parse(samples(DAY, Random(seed))[name].lines, DAY)


@pytest.mark.parametrize("name", WHOLE)
def test_a_document_that_was_not_misread_holds_all_its_digits(name):
    assert zone(name).valid


def test_the_specimen_is_the_one_of_doc_9303_but_still_valid():
    assert samples(DAY, Random(1))["specimen-td3"].lines == (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F3004157ZE184226B<<<<<16",
    )


def test_the_identity_card_has_three_lines():
    card = zone("td1")

    assert (len(card.lines), card.document_number, card.issuing_state) == (3, "D23145890", "UTO")


def test_a_misread_digit_has_one_correction():
    offered = corrections(samples(DAY, Random(1))["bad-check-digit"].lines, DAY)

    assert offered is not None
    assert [(change.field, change.read, change.offered) for change in offered.changes] == [
        ("document_number", "O", "0")
    ]


def test_an_expired_document_ended_before_the_day():
    assert str(zone("expired").date_of_expiry) == "2026-10-15"


def test_a_minor_is_nine_years_old():
    assert str(zone("minor").date_of_birth) == "2017-01-05"


def test_every_clear_traveller_is_somebody_else():
    assert zone("clear", seed=1).document_number != zone("clear", seed=2).document_number


def test_only_the_garbled_document_is_garbled():
    assert {name: sample.fault for name, sample in samples(DAY, Random(1)).items() if sample.fault} == {
        "garbled": "garbled"
    }


def test_documents_can_be_made_on_a_leap_day():
    assert samples(date(2028, 2, 29), Random(1))["minor"].lines
