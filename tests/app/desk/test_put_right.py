"""What an officer types in place of what was read: nobody gets past a list by it."""

from dataclasses import replace

import pytest

from app.act import acting
from app.desk import decisions, service
from app.watchlist import service as watchlist
from border.document import Document, DocumentType
from border.traveller import Sex, Traveller
from tests.app.desk import at_desk
from tests.app.desk.at_desk import PASS, TERMS, UGANDAN, Desk, send
from tests.make import text_of

FORM = {
    "type": "passport",
    "issuing_state": "UGA",
    "document_number": "B1234568",
    "valid_until": "2031-01-01",
    "surname": "Okell",
    "given_names": "Jane",
    "date_of_birth": "1990-05-17",
    "nationality": "UGA",
    "sex": "F",
}
"""What the zone of the Ugandan says, with a letter and a digit changed."""


def put_right(desk: Desk, inspection_id: str, number: str = "B1234568", surname: str = "Okell") -> None:
    document = Document(DocumentType.PASSPORT, "UGA", number, "2031-01-01")
    traveller = Traveller(surname, "Jane", "1990-05-17", Sex.F, "UGA")
    with acting(desk.site, desk.who, "test") as act:
        service.correct_by_hand(act, inspection_id, document, traveller)
    desk.checker.ask(inspection_id, desk.name)


def codes(desk: Desk, inspection_id: str, name: str) -> list[str]:
    return [finding["code"] for finding in desk.check(inspection_id, name)["findings"]]


def test_a_listed_person_who_is_typed_otherwise_still_needs_a_supervisor(browser, desk):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    inspection_id = desk.scan()

    browser.post("/desk/document", {**FORM, "inspection_id": inspection_id})

    assert "May be a listed person" in text_of(browser.get("/desk"))
    assert send(browser, inspection_id, reason="a typing error", **TERMS).status_code == 422
    assert desk.row(inspection_id)["state"] == "open"


def test_a_stolen_document_that_is_typed_otherwise_still_needs_a_supervisor(desk):
    at_desk.load(desk.site, at_desk.STOLEN, "documents")
    inspection_id = desk.scan()

    put_right(desk, inspection_id)

    with pytest.raises(decisions.SupervisorNeeded):
        desk.decide(inspection_id, override_reason="a typing error")


def test_a_list_that_cannot_be_asked_again_takes_nothing_back(desk):
    at_desk.load(desk.site, at_desk.STOLEN, "documents")
    inspection_id = desk.scan()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(watchlist, "screen_document", out_of_order)
        put_right(desk, inspection_id)

    kept = desk.check(inspection_id, "stolen-document")
    assert (kept["answer"], kept["why"]) == ("alarm", "failed")
    with pytest.raises(decisions.SupervisorNeeded):
        desk.decide(inspection_id, override_reason="a typing error")


def out_of_order(*_):
    raise OSError("the disk of the list is gone")


def test_what_is_typed_is_asked_about_as_well_as_what_the_zone_says(desk):
    at_desk.load(desk.site, at_desk.STOLEN, "documents")
    inspection_id = desk.scan(replace(UGANDAN, document_number="B1234569"))
    assert codes(desk, inspection_id, "stolen-document") == []

    put_right(desk, inspection_id, "B1234567")

    assert codes(desk, inspection_id, "stolen-document") == ["document-listed"]


def test_what_was_typed_first_is_asked_about_once_it_is_typed_otherwise(browser, desk):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    browser.post("/desk/document", FORM | {"type": "border-pass", "surname": "Okello"})
    (inspection_id,) = desk.open()

    browser.post("/desk/document", {**PASS, "surname": "Nakato", "inspection_id": inspection_id})

    assert codes(desk, inspection_id, "listed-person") == ["person-listed"]
    assert "It read otherwise before: Okello, Jane, 1990-05-17, UGA B1234568." in text_of(
        browser.get("/desk")
    )


def test_a_hit_is_kept_with_the_document_and_the_name_that_met_the_list(desk):
    at_desk.load(desk.site, at_desk.JANE_LISTED)

    put_right(desk, desk.scan())

    (hit,) = at_desk.events(desk.site, "hit.found")
    assert (hit["surname"], hit["document_id"]) == ("OKELLO", "UGA:passport:B1234567")


def test_a_sound_zone_and_what_was_typed_beside_it_are_laid_side_by_side(desk):
    inspection_id = desk.scan()

    put_right(desk, inspection_id)

    assert desk.check(inspection_id, "check-digits")["answer"] == "alarm"
    found = desk.check(inspection_id, "check-digits")["findings"]
    assert [finding["facts"] for finding in found] == [
        {"field": "document_number", "read": "B1234567", "typed": "B1234568"},
        {"field": "surname", "read": "OKELLO", "typed": "Okell"},
    ]


def test_what_is_typed_as_the_zone_has_it_is_no_finding(desk):
    inspection_id = desk.scan()

    put_right(desk, inspection_id, "B1234567", "Okello")

    assert codes(desk, inspection_id, "check-digits") == []
