import pytest

from border.crossing import Referral
from tests.app.desk import at_desk
from tests.app.desk.at_desk import GERMAN, KENYAN, TERMS, UGANDAN, Desk, leads_to, send
from tests.make import text_of

# Taking a desk


def test_a_taken_desk_is_said_with_who_and_since_when(browser_of, desk, colleague):
    theirs = browser_of(colleague)

    page = theirs.post("/desk/sitting", {"desk": "busia-1"})

    assert page.status_code == 409
    assert "Test officer has worked here since" in text_of(page)


def test_a_desk_is_taken_over_and_its_first_page_sends_nothing_more(browser, browser_of, desk, colleague):
    inspection_id = desk.scan()
    theirs = browser_of(colleague)

    assert leads_to(theirs.post("/desk/sitting", {"desk": "busia-1", "hand_over": "yes"}), "/desk")

    assert "OKELLO, JANE" in text_of(theirs.get("/desk"))
    stale = browser.post(
        "/desk/decision", {"inspection_id": inspection_id, "decision": "admit", "round": "1"}
    )
    assert stale.status_code == 409
    assert desk.row(inspection_id)["state"] == "open"


def test_who_leaves_is_shown_the_desks(browser):
    assert leads_to(browser.post("/desk/sitting/end"), "/desk")

    assert "Take a desk" in text_of(browser.get("/desk"))


@pytest.mark.parametrize("path", ["/desk/group", "/desk/document"])
def test_without_a_desk_a_page_of_the_desk_leads_to_the_choice(browser_of, colleague, path):
    assert leads_to(browser_of(colleague).get(path), "/desk")


@pytest.mark.parametrize(
    "path", ["/desk/decision", "/desk/zone", "/desk/document", "/desk/group", "/desk/course"]
)
def test_without_a_desk_nothing_is_sent(browser_of, colleague, path):
    assert browser_of(colleague).post(path, {}).status_code == 409


# Deciding without script


def test_a_clear_traveller_is_admitted_by_a_plain_form(browser, desk):
    inspection_id = desk.scan()

    answer = send(browser, inspection_id, **TERMS)

    assert leads_to(answer, "/desk")
    page = text_of(browser.get("/desk"))
    assert "OKELLO, JANE was admitted at 09:00." in page
    crossing_id = desk.row(inspection_id)["crossing_id"]
    assert f'href="/crossings/{crossing_id}"' in browser.get("/desk").text
    assert f'href="/crossings/{crossing_id}/slip"' in browser.get("/desk").text


def test_with_script_the_answer_is_a_fragment(browser, desk):
    answer = send(browser, desk.scan(), HX_Request="true", **TERMS)

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "was admitted at" in text_of(answer)


def test_the_same_form_twice_is_one_crossing_and_no_error(browser, desk):
    inspection_id = desk.scan()
    form = {"inspection_id": inspection_id, "round": "1", "decision": "admit", **TERMS}

    assert [browser.post("/desk/decision", form).status_code for _ in range(2)] == [303, 303]
    assert len(at_desk.events(desk.site, "crossing.recorded")) == 1


def test_a_refusal_after_an_admission_in_another_tab_is_told(browser, desk):
    inspection_id = desk.scan()
    send(browser, inspection_id, **TERMS)

    form = {"inspection_id": inspection_id, "round": "1", "decision": "refuse", "ground": "E"}
    assert browser.post("/desk/decision", form).status_code == 409


def test_the_back_button_decides_nothing_on_the_next_traveller(browser, desk):
    first = desk.scan(UGANDAN)
    second = desk.scan(GERMAN)
    send(browser, first, **TERMS)

    browser.post("/desk/decision", {"inspection_id": first, "round": "1", "decision": "admit", **TERMS})

    assert desk.row(second)["state"] == "open"


def test_a_document_decided_elsewhere_meanwhile_is_told(browser, desk, second):
    inspection_id = desk.scan()
    second.decide(second.scan())

    assert "Decided at busia-2 at 09:00" in text_of(browser.get("/desk"))
    assert send(browser, inspection_id, **TERMS).status_code == 409


def test_who_decided_and_where_is_said_with_the_way_back(browser, desk, second):
    inspection_id = desk.scan()
    second.decide(second.scan())

    page = send(browser, inspection_id, **TERMS)

    assert "Decided at busia-2 already" in text_of(page)
    assert "Test brian decided on this document at 09:00, while it lay here." in text_of(page)
    assert "Somebody else was first" not in page.text
    assert '<a class="button" href="/desk">To the desk</a>' in page.text


def test_a_second_form_with_other_terms_is_told_what_stands(browser, desk):
    inspection_id = desk.scan()
    send(browser, inspection_id, **TERMS)
    form = {"inspection_id": inspection_id, "round": "1", "decision": "admit", "purpose": "work"}

    page = browser.post("/desk/decision", form | {"days_granted": "90"})

    assert page.status_code == 409
    assert "What stands: Admitted: Family, friends, 30 days." in text_of(page)


def test_ones_own_other_window_is_not_called_somebody_else(browser, desk):
    inspection_id = desk.scan(reading_id="r1")
    desk.scan(reading_id="r2")
    form = {"inspection_id": inspection_id, "round": "1", "decision": "admit", **TERMS}

    stale = browser.post("/desk/decision", form)
    send(browser, inspection_id, **TERMS)
    over = browser.post("/desk/decision", form | {"decision": "refuse", "ground": "E"})

    assert "Read or checked again meanwhile" in text_of(stale)
    assert "This traveller lies on the desk no more" in text_of(over)
    for page in (stale, over):
        assert "Somebody else" not in page.text


def test_a_reading_that_could_not_be_kept_is_said_on_the_page(app, browser, desk):
    with pytest.raises(KeyError):
        app.extensions["live"]._hear({"say": "reading", "desk": "busia-1"})

    assert "The document was read and could not be kept. Scan it once more." in text_of(browser.get("/desk"))


def test_a_document_that_lies_open_elsewhere_is_told(browser, desk, second):
    desk.scan()
    second.scan()

    assert "The same document lies open at busia-2." in text_of(browser.get("/desk"))


def test_a_refusal_leads_to_its_notice(browser, desk):
    inspection_id = desk.scan(GERMAN)

    answer = send(browser, inspection_id, "refuse", ground="C")

    assert leads_to(answer, f"/crossings/{desk.row(inspection_id)['crossing_id']}/slip")


def test_a_citizen_has_no_refusal_on_the_page_and_one_sent_is_told(browser, desk):
    inspection_id = desk.scan(KENYAN)
    assert "Refuse entry" not in browser.get("/desk").text

    answer = send(browser, inspection_id, "refuse", ground="A")

    assert answer.status_code == 422
    assert "This cannot be chosen here." in text_of(answer)


def test_who_is_put_aside_leaves_the_desk(browser, desk):
    inspection_id = desk.scan()

    assert leads_to(send(browser, inspection_id, "put-aside"), "/desk")
    assert desk.row(inspection_id)["state"] == "abandoned"


def test_a_decision_while_the_checks_run_is_told(browser, desk):
    inspection_id = desk.scan(check=False)

    assert "The checks are running." in text_of(browser.get("/desk"))
    assert send(browser, inspection_id, **TERMS).status_code == 409


@pytest.mark.parametrize("round_", ["x", "-1", "9" * 30, "١"])
def test_a_round_that_is_no_number_decides_nothing(browser, desk, round_):
    inspection_id = desk.scan()

    form = {"inspection_id": inspection_id, "round": round_, "decision": "admit", **TERMS}
    answer = browser.post("/desk/decision", form)

    assert answer.status_code in {409, 422}
    assert desk.row(inspection_id)["state"] == "open"


# The second line


def test_a_referral_goes_through_the_queue_to_the_supervisors_desk(browser, browser_of, desk, senior):
    inspection_id, theirs = desk.scan(), browser_of(senior.who)
    assert leads_to(send(browser, inspection_id, "refer", reason="identity"), "/desk")
    referral_id = desk.row(inspection_id)["referral_id"]
    assert "OKELLO, JANE" in text_of(theirs.get("/referrals"))

    assert leads_to(theirs.post(f"/referrals/{referral_id}/resumption"), "/desk")

    assert "lies at busia-2" in text_of(theirs.get("/referrals"))
    assert "Back to the second line" in text_of(theirs.get("/desk"))
    assert leads_to(send(theirs, inspection_id, **TERMS), "/desk")
    assert "Nobody waits for the second line." in text_of(theirs.get("/referrals"))


def test_an_officer_sees_no_queue(browser):
    assert browser.get("/referrals").status_code == 403


def test_an_officer_who_finds_a_referred_traveller_is_told_who_decides(browser, browser_of, desk, senior):
    inspection_id = desk.scan()
    desk.decide(inspection_id, Referral("identity"))
    senior.resume(desk.row(inspection_id)["referral_id"])
    Desk(desk.site, desk.who, desk.checker, "busia-2").sit(hand_over=True)

    page = text_of(browser.get("/desk"))

    assert "A supervisor decides this one." in page
    assert "Put aside" not in page
    assert send(browser, inspection_id, **TERMS).status_code == 403
    assert leads_to(send(browser, inspection_id, "refer", reason="identity"), "/desk")
