"""A traveller who waits for the second line and is read once more at the first."""

from dataclasses import replace

import pytest

from app.act import NotAllowed, acting
from app.desk import decisions, service, store
from border.crossing import Referral, Refusal
from border.document import Document, DocumentType
from border.permissions import Role
from border.traveller import Sex, Traveller
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import REFERRAL, THIRTY_DAYS, UGANDAN, Desk
from tests.make import text_of


@pytest.fixture
def waiting(desk) -> str:
    """The inspection of a traveller whom the officer at busia-1 has referred."""
    inspection_id = desk.scan(reading_id="r1")
    desk.decide(inspection_id, REFERRAL)
    return inspection_id


def open_referrals(desk: Desk) -> list[str]:
    return [row["id"] for row in store.open_referrals(desk.site.db, desk.site.name)]


def test_a_traveller_who_waits_is_an_alarm_with_since_when_and_why(waiting, desk, browser):
    desk.scan(reading_id="r2")

    page = text_of(browser.get("/desk"))

    assert "Waits for the second line since 24 Nov 2026, 09:00 (Identity). The second line decides." in page
    assert "Put aside" not in page
    assert "Back to the second line" in page


@pytest.mark.parametrize("decision", [THIRTY_DAYS, Refusal("E")])
def test_the_first_line_decides_on_nobody_who_waits_for_the_second(waiting, desk, second, decision):
    for one in (desk, second):
        again = one.scan(reading_id=f"{one.name}-again")

        with pytest.raises(NotAllowed):
            one.decide(again, decision, override_reason="in a hurry")
        with pytest.raises(NotAllowed):
            one.put_aside(again, "in a hurry")


def test_a_number_that_is_typed_otherwise_frees_nobody_from_the_second_line(waiting, desk):
    again = desk.scan(reading_id="r2")
    document = Document(DocumentType.PASSPORT, "UGA", "B1234568", "2031-01-01")
    traveller = Traveller("Okello", "Jane", "1990-05-17", Sex.F, "UGA")
    with acting(desk.site, desk.who, "test") as act:
        service.correct_by_hand(act, again, document, traveller)
    desk.checker.ask(again, desk.name)

    with pytest.raises(NotAllowed):
        desk.decide(again, override_reason="a typing error")


def test_who_is_sent_back_waits_once(waiting, desk):
    again = desk.scan(reading_id="r2")

    desk.decide(again, Referral("identity"))

    assert desk.open() == []
    assert len(open_referrals(desk)) == 1
    assert len(at_desk.events(desk.site, "referral.opened")) == 1


def test_the_second_line_that_decides_on_the_new_reading_ends_the_referral(waiting, desk, senior):
    (referral_id,) = open_referrals(desk)
    again = senior.scan(reading_id="r2")

    senior.decide(again, override_reason="looked at it")

    (crossing,) = at_desk.events(desk.site, "crossing.recorded")
    assert crossing["referral_id"] == referral_id
    assert open_referrals(desk) == []
    assert desk.row(waiting)["state"] == "abandoned"


def test_what_was_brought_back_meanwhile_is_put_aside_after_the_decision_elsewhere(waiting, desk, senior):
    examiner = Desk(desk.site, make.person(desk.site, Role.EXAMINER), desk.checker, "busia-out").sit()
    examiner.resume(open_referrals(desk)[0])
    again = senior.scan(reading_id="r2")
    senior.decide(again, override_reason="looked at it")

    with pytest.raises(decisions.CrossedElsewhere):
        examiner.decide(waiting)
    examiner.put_aside(waiting)

    assert desk.row(waiting)["state"] == "abandoned"


def test_what_the_second_line_puts_aside_waits_on(waiting, desk, senior):
    again = senior.scan(reading_id="r2")

    senior.put_aside(again, "read by mistake")

    assert len(open_referrals(desk)) == 1


def test_another_document_waits_for_nobody(waiting, desk):
    other = desk.scan(replace(UGANDAN, document_number="B1112223"))

    assert desk.decide(other)["state"] == "decided"


def test_after_the_second_line_has_decided_nobody_waits(waiting, desk, senior):
    senior.resume(open_referrals(desk)[0])
    senior.decide(waiting)

    later = desk.scan(reading_id="r3")

    assert desk.decide(later)["state"] == "decided"
