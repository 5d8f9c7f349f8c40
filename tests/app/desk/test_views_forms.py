import re

import pytest

from app.desk import store
from border.icao.mrz.compose import compose
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import EXPIRED, GERMAN, KENYAN, PASS, TERMS, UGANDAN, leads_to, send
from tests.make import text_of

# Forms that come back


@pytest.mark.parametrize("days", ["181", "many", "-3", "٣", "9" * 40, "1e3"])
def test_days_that_cannot_be_are_told_at_their_field_and_kept(browser, desk, days):
    answer = send(browser, desk.scan(), purpose="visit", days_granted=days)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{days}"' in answer.text
    assert re.search(r'value="visit" checked', answer.text)


def test_a_purpose_from_the_longer_list_stays_chosen(browser, desk):
    answer = send(browser, desk.scan(), purpose="visit", purpose_other="grazing", days_granted="999")

    assert '<option value="grazing" selected>' in answer.text
    assert not re.search(r'value="visit" checked', answer.text)


def test_a_referral_without_its_note_comes_back_open_with_what_was_chosen(browser, desk):
    answer = send(browser, desk.scan(), "refer", reason="other")

    assert answer.status_code == 422
    assert re.search(r'id="refer-[^"]+" open data-open', answer.text)
    assert re.search(r'value="other" checked', answer.text)


def test_a_refusal_without_a_ground_keeps_its_facts(browser, desk):
    answer = send(browser, desk.scan(), "refuse", note="no ticket home")

    assert answer.status_code == 422
    assert 'value="no ticket home"' in answer.text


# Alarms


def test_an_alarm_asks_for_its_reason_in_the_open_drawer(browser, desk):
    inspection_id = desk.scan(EXPIRED)

    answer = send(browser, inspection_id, **TERMS)

    assert answer.status_code == 422
    assert re.search(r'id="override-[^"]+" open data-open', answer.text)
    assert send(browser, inspection_id, reason="hospital", **TERMS).status_code == 303


def test_terms_that_are_wrong_open_the_drawer_they_lie_in(browser, desk):
    answer = send(browser, desk.scan(EXPIRED), purpose="visit", days_granted="200", reason="hospital")

    assert re.search(r'id="override-[^"]+" open data-open', answer.text)
    assert "It must be from 1 to 180." in text_of(answer)
    assert 'value="hospital"' in answer.text


@pytest.fixture
def listed(desk) -> str:
    """A listed person on the desk."""
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    return desk.scan()


def signed(username: str, password: str = make.PASSWORD) -> dict[str, str]:
    return {"reason": "twin sister", "supervisor": username, "password": password, **TERMS}


def test_a_supervisor_signs_at_the_desk_of_the_officer(browser, desk, listed, supervisor):
    assert send(browser, listed, **signed("supervisor")).status_code == 303

    (crossing,) = at_desk.events(desk.site, "crossing.recorded")
    assert crossing["override"]["supervisor_id"] == supervisor.account_id
    assert crossing["officer_name"] == "Test officer"


def test_a_wrong_password_is_told_at_the_field_and_never_echoed(browser, desk, listed, supervisor):
    answer = send(browser, listed, **signed("supervisor", "Sesame-open-1"))

    assert answer.status_code == 422
    assert "The name or the password is not right." in text_of(answer)
    assert "Sesame-open-1" not in answer.text
    assert 'value="supervisor"' in answer.text
    assert 'value="twin sister"' in answer.text
    assert re.search(r'id="override-[^"]+" open data-open', answer.text)
    assert desk.row(listed)["state"] == "open"


def test_passwords_cannot_be_tried_out_at_the_desk(browser, listed, supervisor):
    for _ in range(5):
        send(browser, listed, **signed("supervisor", "wrong"))

    answer = send(browser, listed, **signed("supervisor"))

    assert answer.status_code == 422
    assert "Too many tries." in text_of(answer)


def test_no_officer_signs_as_supervisor(browser, desk, listed, colleague):
    answer = send(browser, listed, **signed("brian"))

    assert answer.status_code == 422
    assert "A supervisor must sign in here." in text_of(answer)
    assert desk.row(listed)["state"] == "open"


def test_a_password_that_was_given_out_answers_for_nobody(browser, site, listed):
    make.person(site, make.Role.SUPERVISOR, "new-supervisor", must_change=True)

    answer = send(browser, listed, **signed("new-supervisor"))

    assert answer.status_code == 422
    assert "Change it first" in text_of(answer)


def test_a_supervisor_at_their_own_desk_is_asked_for_a_reason_only(browser_of, senior):
    at_desk.load(senior.site, at_desk.JANE_LISTED)
    inspection_id, own = senior.scan(), browser_of(senior.who)

    assert 'type="password"' not in own.get("/desk").text
    assert send(own, inspection_id, reason="twin sister", **TERMS).status_code == 303


# What is typed


def test_a_typed_document_is_checked_before_its_page_is_shown(browser, desk):
    assert leads_to(browser.post("/desk/document", PASS), "/desk")

    page = browser.get("/desk")
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text
    assert "The checks are running." not in text_of(page)


def test_a_document_that_lacks_something_comes_back_with_what_was_typed(browser, desk):
    answer = browser.post("/desk/document", PASS | {"document_number": " - "})

    assert answer.status_code == 422
    assert 'value="BP7712"' not in answer.text
    assert 'value="Grace"' in answer.text
    assert "This is needed here." in text_of(answer)
    assert desk.open() == []


def test_a_zone_typed_in_small_letters_and_with_spaces_is_a_zone(browser, desk):
    typed = "\r\n".join(" ".join(line.lower()) for line in compose(UGANDAN))

    assert leads_to(browser.post("/desk/zone", {"zone": typed, "by": "hand"}), "/desk")

    (inspection_id,) = desk.open()
    assert desk.row(inspection_id)["read_by"] == "typed"


def test_a_typed_zone_that_is_none_says_where_and_keeps_the_lines(browser):
    answer = browser.post("/desk/zone", {"zone": "P<UTO\nB123", "by": "hand"})

    assert answer.status_code == 422
    assert "Line " in text_of(answer)
    assert "P&lt;UTO" in answer.text


def test_a_reader_that_types_is_taken_as_a_reader(browser, desk):
    zone = "\n".join(compose(UGANDAN))

    answer = browser.post("/desk/zone", {"zone": zone}, HX_Request="true")

    assert "OKELLO, JANE" in text_of(answer)
    assert desk.row(desk.open()[0])["read_by"] == "wedge"


def test_a_reader_that_types_what_is_no_zone_is_told_on_the_desk(browser):
    answer = browser.post("/desk/zone", {"zone": "P<UTO?\nB123"}, HX_Request="true")

    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert "The reader sent what is no machine-readable zone." in text_of(answer)


def test_a_zone_without_a_number_is_told_in_words(browser):
    lines = ["P<UGAOKELLO<<JANE" + "<" * 27, "<" * 10 + "UGA" + "<" * 31]

    answer = browser.post("/desk/zone", {"zone": "\n".join(lines), "by": "hand"})

    assert "it has no document number" in text_of(answer)


# What is put right


def test_what_was_read_is_put_right_from_the_page(browser, desk):
    inspection_id = desk.scan()
    assert f'href="/desk/document?inspection_id={inspection_id}"' in browser.get("/desk").text
    form = browser.get(f"/desk/document?inspection_id={inspection_id}")
    assert 'value="OKELLO"' in form.text

    sent = PASS | {"type": "passport", "document_number": "B1234567", "surname": "OKELO"}
    assert leads_to(browser.post("/desk/document", sent | {"inspection_id": inspection_id}), "/desk")

    assert desk.row(inspection_id)["facts"]["surname"] == "OKELO"


def test_nobody_opens_what_lies_at_another_desk(theirs, desk):
    inspection_id = desk.scan()

    page = theirs.get(f"/desk/document?inspection_id={inspection_id}")

    assert page.status_code == 409
    assert "OKELLO" not in page.text


def test_a_course_is_changed_and_the_checks_are_asked_anew(browser, desk):
    inspection_id = desk.scan(KENYAN)

    form = {"inspection_id": inspection_id, "direction": "exit", "capacity": "crew"}
    assert leads_to(browser.post("/desk/course", form), "/desk")

    page = text_of(browser.get("/desk"))
    assert "Exit · Crew" in page
    assert "Let leave" in page


def test_how_many_wait_behind_is_said(browser, desk):
    desk.scan(UGANDAN)
    desk.scan(GERMAN)

    assert "1 more waits" in text_of(browser.get("/desk"))


# Groups


def test_a_family_goes_through_its_pages_without_script(browser, desk):
    assert leads_to(browser.post("/desk/group", {"kind": "family", "vehicle_plate": "KDA 123A"}), "/desk")
    members = [desk.scan(UGANDAN), desk.scan(KENYAN)]
    assert "2 travellers scanned" in text_of(browser.get("/desk"))

    answer = browser.post("/desk/group/admission", {"member": members, **TERMS})

    assert leads_to(answer, "/desk")
    assert "2 travellers were admitted." in text_of(browser.get("/desk"))


def test_an_exception_that_was_left_out_stays_out_of_a_form_that_comes_back(browser, desk):
    browser.post("/desk/group", {"kind": "bus"})
    chosen, exception = desk.scan(UGANDAN), desk.scan(KENYAN)

    answer = browser.post("/desk/group/admission", {"member": [chosen], "days_granted": "30"})

    assert answer.status_code == 422
    assert f'id="member-{chosen}" checked' in answer.text
    assert f'id="member-{exception}" checked' not in answer.text


def test_a_group_with_nobody_ticked_is_told(browser, desk):
    browser.post("/desk/group", {"kind": "bus"})
    desk.scan(KENYAN)

    assert browser.post("/desk/group/admission", {}).status_code == 422


def test_who_could_not_go_with_the_group_is_told(browser, desk):
    browser.post("/desk/group", {"kind": "bus"})
    members = [desk.scan(KENYAN), desk.scan(EXPIRED)]

    browser.post("/desk/group/admission", {"member": members, **TERMS})

    assert "1 was not: something was found meanwhile." in text_of(browser.get("/desk"))


def test_a_group_that_ends_leaves_the_rest(browser, desk):
    browser.post("/desk/group", {"kind": "bus"})
    member = desk.scan(KENYAN)

    assert leads_to(browser.post("/desk/group/end"), "/desk")
    assert desk.open() == [member]
    assert store.group_at(desk.site.db, "busia-1") is None


def test_a_fault_of_the_reader_is_gone_once_something_newer_lies_there(browser, desk):
    desk.receive(at_desk.reading(lines=(), fault="not-a-zone"))
    assert "Wipe the glass" in text_of(browser.get("/desk"))
    desk.pass_time()

    browser.post("/desk/document", PASS)
    send(browser, desk.open()[0], "put-aside")

    assert "Wipe the glass" not in text_of(browser.get("/desk"))
