"""Putting aside: a way out for who went away, and for nobody else."""

from dataclasses import replace

import pytest

from app.desk import decisions
from border.fields import MissingField
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import EXPIRED, UGANDAN, send
from tests.make import text_of

VISA = replace(UGANDAN, format="MRV-A", document_code="V")


def abandoned(desk) -> dict:
    (event,) = at_desk.events(desk.site, "inspection.abandoned")
    return event


def test_a_clear_traveller_is_put_aside_by_one_key(desk):
    desk.put_aside(desk.scan())

    assert (abandoned(desk)["remark"], abandoned(desk)["supervisor_id"]) == (None, None)


def test_an_alarm_is_put_aside_with_a_reason_that_is_kept(desk):
    inspection_id = desk.scan(EXPIRED)

    with pytest.raises(MissingField):
        desk.put_aside(inspection_id)
    desk.put_aside(inspection_id, "went back to the bus")

    assert abandoned(desk)["remark"] == "went back to the bus"


@pytest.mark.parametrize(("text", "name"), [(at_desk.JANE_LISTED, "persons"), (at_desk.STOLEN, "documents")])
def test_a_listed_person_or_stolen_document_is_put_aside_by_a_supervisor_only(desk, supervisor, text, name):
    at_desk.load(desk.site, text, name)
    inspection_id = desk.scan()

    with pytest.raises(decisions.SupervisorNeeded):
        desk.put_aside(inspection_id, "went away")
    desk.put_aside(inspection_id, "handed to the police", supervisor)

    assert abandoned(desk)["supervisor_id"] == supervisor.account_id


def test_the_page_asks_for_the_sign_in_and_keeps_what_was_typed(browser, desk, supervisor):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    inspection_id = desk.scan()
    assert "is put aside only when a supervisor answers for it" in text_of(browser.get("/desk"))

    wrong = send(browser, inspection_id, "put-aside", reason="police", supervisor="supervisor", password="no")
    right = send(
        browser,
        inspection_id,
        "put-aside",
        reason="police",
        supervisor="supervisor",
        password=make.PASSWORD,
    )

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert f'id="aside-{inspection_id}" open data-open' in wrong.text
    assert 'value="police"' in wrong.text
    assert desk.row(inspection_id)["state"] == "abandoned"


def test_who_was_put_aside_before_the_list_answered_is_a_hit_all_the_same(desk):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    inspection_id = desk.scan(check=False)
    desk.put_aside(inspection_id)

    desk.checker.ask(inspection_id, desk.name)

    assert [hit["entry_id"] for hit in at_desk.events(desk.site, "hit.found")] == ["P1"]


def test_what_was_decided_at_another_desk_is_put_aside_without_a_word(desk, second):
    inspection_id = desk.scan(EXPIRED)
    second.decide(second.scan(EXPIRED), override_reason="hospital")

    desk.put_aside(inspection_id)

    assert desk.row(inspection_id)["state"] == "abandoned"


# A visa that was read in place of the passport


def test_a_visa_is_told_and_put_aside_without_a_reason(browser, desk):
    inspection_id = desk.scan(VISA)

    page = text_of(browser.get("/desk"))
    assert "This is a visa, no travel document: put it aside and read the passport" in page
    assert "Refuse entry" not in page
    desk.put_aside(inspection_id)

    assert desk.row(inspection_id)["state"] == "abandoned"


def test_no_crossing_hangs_on_a_visa(browser, desk):
    inspection_id = desk.scan(VISA)

    answer = send(browser, inspection_id, reason="no passport", purpose="visit", days_granted="30")

    assert answer.status_code == 409
    assert "Put it aside and read the passport." in text_of(answer)
    assert at_desk.events(desk.site, "crossing.recorded") == []
