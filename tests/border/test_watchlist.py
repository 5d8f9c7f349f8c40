from datetime import date

import pytest

from border.days import BadDay
from border.document import Document, DocumentType
from border.fields import MissingField, OutOfRange
from border.traveller import Traveller
from border.watchlist import (
    Edition,
    Entry,
    ListedDocument,
    Meeting,
    Reason,
    listed_key,
    meet,
    meetings,
    stolen,
)

ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", nationality="UTO")


def test_an_entry_without_a_name_cannot_be():
    with pytest.raises(MissingField):
        Entry("p1", "", "")


def test_an_entry_with_an_impossible_birth_cannot_be():
    with pytest.raises(BadDay):
        Entry("p1", "ERIKSSON", date_of_birth="1974-8-12")


def test_an_edition_is_numbered_from_one():
    with pytest.raises(OutOfRange):
        Edition("persons", 0, date(2026, 3, 1))


@pytest.mark.parametrize("birth", ["1974-08-13", "1975", "1974-09"])
def test_the_same_name_with_another_birth_is_another_person(birth):
    assert meet(ANNA, Entry("p1", "Eriksson", "Anna Maria", birth)) is None


@pytest.mark.parametrize("name", [("ERIKSON", "ANNA MARIA"), ("ERIKSSON", "ANNA"), ("ERIKSSON", "")])
def test_another_name_with_the_same_birth_is_another_person(name):
    assert meet(ANNA, Entry("p1", *name, "1974-08-12")) is None


def test_an_exact_name_and_birth_meet_for_those_reasons():
    entry = Entry("p1", "Eriksson", "Anna Maria", "1974-08-12")

    assert meet(ANNA, entry) == Meeting(entry, (Reason.NAME_EXACT, Reason.BIRTH_EXACT))


@pytest.mark.parametrize("birth", ["1974", "1974-08"])
def test_a_birth_known_in_part_meets_and_says_so(birth):
    met = meet(ANNA, Entry("p1", "ERIKSSON", "ANNA MARIA", birth))

    assert met.reasons == (Reason.NAME_EXACT, Reason.BIRTH_PARTLY_KNOWN)
    assert met.firm


def test_two_equal_years_are_still_only_partly_known():
    met = meet(Traveller("ERIKSSON", "", "1974"), Entry("p1", "ERIKSSON", "", "1974"))

    assert met.reasons[1] is Reason.BIRTH_PARTLY_KNOWN


@pytest.mark.parametrize(("ours", "theirs"), [("1974-08-12", ""), ("", "1974-08-12"), ("", "")])
def test_a_name_without_a_birth_meets_but_is_not_firm(ours, theirs):
    met = meet(Traveller("ERIKSSON", "ANNA", ours), Entry("p1", "ERIKSSON", "ANNA", theirs))

    assert met.reasons == (Reason.NAME_EXACT, Reason.BIRTH_UNKNOWN)
    assert not met.firm


@pytest.mark.parametrize(
    ("surname", "given_names", "reason"),
    [
        ("Ériksson", "Ánna-María", Reason.NAME_FOLDED),
        ("Anna", "Eriksson Maria", Reason.NAME_REORDERED),
        ("ERIKSSON ANNA", "MARIA", Reason.NAME_FOLDED),
    ],
)
def test_a_name_spelt_or_ordered_otherwise_meets_and_says_how(surname, given_names, reason):
    assert meet(ANNA, Entry("p1", surname, given_names, "1974-08-12")).reasons[0] is reason


def test_a_name_the_zone_cut_short_meets_the_whole_one():
    cut = Traveller("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K", "1980-01-01", names_truncated=True)

    met = meet(cut, Entry("p1", "Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "1980-01-01"))

    assert met.reasons[0] is Reason.NAME_CUT_SHORT


def test_a_whole_name_does_not_meet_a_longer_one():
    whole = Traveller("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K", "1980-01-01")

    assert meet(whole, Entry("p1", "Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "1980-01-01")) is None


def test_firm_meetings_come_first():
    entries = [Entry("a", "ERIKSSON", "ANNA MARIA"), Entry("b", "ERIKSSON", "ANNA MARIA", "1974")]

    assert [met.entry.id for met in meetings(ANNA, entries)] == ["b", "a"]


def test_another_matcher_can_take_the_place_of_this_one():
    entry = Entry("p1", "SOMEBODY")

    found = meetings(
        ANNA, [entry], lambda _, listed: Meeting(listed, (Reason.NAME_FOLDED, Reason.BIRTH_EXACT))
    )

    assert [met.entry for met in found] == [entry]


def test_a_listed_document_is_found_however_it_is_spelt():
    assert listed_key("ken", "a 123-4567") == listed_key("KEN", "A1234567") == "KEN:A1234567"


@pytest.mark.parametrize(
    ("type_", "found"), [(None, True), (DocumentType.PASSPORT, True), (DocumentType.IDENTITY_CARD, False)]
)
def test_an_entry_without_a_type_stands_for_every_type(type_, found):
    document = Document(DocumentType.PASSPORT, "KEN", "A1234567")

    assert bool(stolen(document, [ListedDocument("d1", "KEN", "A1234567", type_)])) is found


def test_a_number_of_another_state_is_another_document():
    document = Document(DocumentType.PASSPORT, "UGA", "A1234567")

    assert stolen(document, [ListedDocument("d1", "KEN", "A1234567")]) == ()
