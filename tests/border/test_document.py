import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.days import BadDay
from border.document import BadDocument, Document, DocumentType, bare, type_of
from border.fields import MissingField, TooLong


@pytest.mark.parametrize("number", ["", "   ", "<<<<<<<<<", "--/"])
def test_a_document_without_a_number_cannot_be(number):
    with pytest.raises(MissingField) as refused:
        Document(DocumentType.PASSPORT, "KEN", number)

    assert refused.value.field == "document_number"


@pytest.mark.parametrize("state", ["KENYA", "K-N", "Ä"])
def test_what_is_no_code_is_no_issuing_state(state):
    with pytest.raises(BadDocument):
        Document(DocumentType.PASSPORT, state, "A1234567")


def test_a_misread_issuing_state_is_let_through_to_become_a_finding():
    assert Document(DocumentType.PASSPORT, "UT0", "L898902C3").issuing_state == "UT0"


def test_a_number_longer_than_any_document_has_is_refused():
    with pytest.raises(TooLong):
        Document(DocumentType.PASSPORT, "KEN", "9" * 31)


def test_an_impossible_expiry_is_refused():
    with pytest.raises(BadDay):
        Document(DocumentType.PASSPORT, "KEN", "A1234567", "2026-02-30")


@pytest.mark.parametrize("typed", ["A1234567", "a1234567", "A 123 4567", "A-1234567", "A1234567<<"])
def test_a_document_has_one_key_however_its_number_came_in(typed):
    assert Document(DocumentType.PASSPORT, "ken", typed).key == "KEN:passport:A1234567"


def test_a_pass_and_a_passport_of_one_number_are_two_documents():
    assert (
        Document(DocumentType.BORDER_PASS, "KEN", "123").key
        != Document(DocumentType.PASSPORT, "KEN", "123").key
    )


def test_the_second_letter_of_a_passport_does_not_change_its_key():
    assert type_of("P") is type_of("PP") is type_of("PD") is DocumentType.PASSPORT


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AC", DocumentType.CREW_CERTIFICATE),
        ("ID", DocumentType.IDENTITY_CARD),
        ("C", DocumentType.IDENTITY_CARD),
        ("V", DocumentType.VISA),
        ("", DocumentType.OTHER),
        ("Z9", DocumentType.OTHER),
    ],
)
def test_a_document_code_says_the_type(code, expected):
    assert type_of(code) is expected


@given(st.text(max_size=30))
def test_a_bare_number_is_bare_already(text):
    assert bare(bare(text)) == bare(text)
