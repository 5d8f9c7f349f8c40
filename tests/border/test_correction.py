from dataclasses import replace

import pytest

from border.correction import differences
from border.document import Document, DocumentType
from border.traveller import Sex, Traveller

PASSPORT = Document(DocumentType.PASSPORT, "UTO", "UL7730184", "2031-01-01", "P")
LINDT = Traveller("LINDT MUELLER", "ANNA", "1974-08-12", Sex.F, "UTO")


def fields(document: Document = PASSPORT, traveller: Traveller = LINDT, zone: Traveller = LINDT) -> list[str]:
    return [field for field, _, _ in differences((PASSPORT, zone), (document, traveller))]


@pytest.mark.parametrize(
    ("field", "document", "traveller"),
    [
        ("document_code", {"type": DocumentType.OTHER}, {}),
        ("issuing_state", {"issuing_state": "D"}, {}),
        ("document_number", {"number": "UL7730185"}, {}),
        ("date_of_expiry", {"valid_until": "2032-01-01"}, {}),
        ("surname", {}, {"surname": "LIND MUELLER"}),
        ("given_names", {}, {"given_names": "ANNE"}),
        ("date_of_birth", {}, {"date_of_birth": "1974-08-21"}),
        ("sex", {}, {"sex": Sex.X}),
        ("nationality", {}, {"nationality": "D"}),
    ],
)
def test_each_field_that_was_typed_otherwise_is_named(field, document, traveller):
    assert fields(replace(PASSPORT, **document), replace(LINDT, **traveller)) == [field]


def test_a_difference_says_what_the_zone_has_and_what_was_typed():
    typed = replace(PASSPORT, number="UL 7730185")

    assert differences((PASSPORT, LINDT), (typed, LINDT)) == (("document_number", "UL7730184", "UL7730185"),)


def test_marks_spaces_and_letters_that_a_zone_writes_out_are_no_difference():
    assert fields(replace(PASSPORT, number="UL 773-0184"), replace(LINDT, surname="Lindt-Müller")) == []


def test_a_name_that_the_zone_cut_short_may_be_typed_in_full():
    cut = replace(LINDT, given_names="ANNA MAR", names_truncated=True)

    assert fields(traveller=replace(LINDT, given_names="Anna Maria Luise"), zone=cut) == []
    assert fields(traveller=replace(LINDT, given_names="Berta"), zone=cut) == ["given_names"]


def test_what_the_zone_leaves_open_may_be_filled_in():
    unsaid = replace(LINDT, sex=Sex.U, date_of_birth="1974", nationality="")

    assert fields(zone=unsaid) == []
