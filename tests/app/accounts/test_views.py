import re

import pytest

from app.accounts import service
from border.permissions import Role
from tests import make


@pytest.fixture
def officer(site):
    return make.person(site, username="amina")


@pytest.fixture
def admin(site):
    return make.person(site, Role.ADMINISTRATOR, "root")


@pytest.fixture
def officers(app, site, officer):
    return make.Browser(app, site, officer)


@pytest.fixture
def admins(app, site, admin):
    return make.Browser(app, site, admin)


def one_time_password(response) -> str:
    return re.search(r'id="one-time"[^>]*>([^<]+)<', response.text)[1]


def test_a_person_signs_in_with_two_fields(site, browser, officer):
    page = browser.get("/sign-in")
    typed = re.findall(r'<input id="(\w+)"', page.text)

    response = browser.sign_in("amina")

    assert typed == ["username", "password"]
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert "Test amina" in browser.get("/profile").text


def test_a_refused_sign_in_keeps_the_page_and_says_not_what_was_wrong(browser, officer):
    wrong, unknown = browser.sign_in("amina", "wrong"), browser.sign_in("nobody", "wrong")

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert make.text_of(wrong) == make.text_of(unknown)
    assert "That is not right." in make.text_of(wrong)


def test_who_has_to_wait_is_told_how_long(browser, officer):
    for _ in range(5):
        browser.sign_in("amina", "wrong")

    response = browser.sign_in("amina")

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "30"
    assert "Try again in 30 seconds." in make.text_of(response)


def test_a_long_wait_is_told_in_minutes(browser, officer, clock):
    for _ in range(10):
        browser.sign_in("amina", "wrong")
        clock.forward(900)
    browser.sign_in("amina", "wrong")

    assert "Try again in 15 minutes." in make.text_of(browser.sign_in("amina"))


def test_the_password_never_comes_back_in_a_page(browser, officer):
    assert "my wrong password" not in browser.sign_in("amina", "my wrong password").text


def test_signing_in_changes_the_token(site, browser, officer):
    browser.get("/sign-in")
    before = browser.token

    browser.sign_in("amina")

    assert browser.token != before
    assert service.session_of(site, before) is None


def test_who_is_signed_in_is_not_asked_again(officers):
    assert officers.get("/sign-in?next=/profile").headers["Location"] == "/profile"


def test_signing_out_wipes_the_browser_and_kills_the_token(app, site, officers):
    stolen = make.Browser(app, site)
    stolen.token = officers.token

    response = officers.post("/sign-out")

    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert officers.token == ""
    assert stolen.get("/profile").headers["Location"] == "/sign-in?next=/profile"


def test_a_session_left_alone_shows_whose_it_is_and_comes_back_to_the_same_page(officers, clock):
    clock.forward(300)
    locked = officers.get("/profile?x=1")
    page = officers.get(locked.headers["Location"])

    response = officers.post("/unlock", {"secret": make.PASSWORD, "next": "/profile?x=1"})

    assert locked.headers["Location"] == "/unlock?next=/profile?x%3D1"
    assert "Test amina is signed in here." in make.text_of(page)
    assert 'value="/profile?x=1"' in page.text
    assert response.headers["Location"] == "/profile?x=1"
    assert officers.get("/profile").status_code == 200


def test_the_lock_asks_for_the_pin_until_three_were_wrong(officers):
    officers.post("/profile/pin", {"password": make.PASSWORD, "pin": "2580"})
    officers.post("/lock")

    first = officers.get("/unlock")
    after = [officers.post("/unlock", {"secret": "1111"}) for _ in range(3)]

    assert ["PIN or password" in page.text for page in (first, *after)] == [True, True, True, False]


def test_an_open_session_needs_no_unlocking(officers):
    assert officers.get("/unlock?next=/profile").headers["Location"] == "/profile"


def test_a_new_password_is_typed_twice(site, officers):
    form = {"old": make.PASSWORD, "new": "umbrella on the ferry", "again": "umbrella on the ferri"}

    response = officers.post("/password", form)

    assert response.status_code == 422
    assert "The two are not the same." in make.text_of(response)
    assert service.sign_in(site, "amina", make.PASSWORD, place="")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "This is needed."),
        (
            {"old": "wrong", "new": "umbrella on the ferry", "again": "umbrella on the ferry"},
            "That is not right.",
        ),
        ({"old": make.PASSWORD, "new": "short", "again": "short"}, "Use at least 12 characters."),
        ({"old": make.PASSWORD, "new": make.PASSWORD, "again": make.PASSWORD}, "the password you have"),
    ],
)
def test_a_new_password_that_cannot_be_says_why(officers, form, said):
    response = officers.post("/password", form)

    assert response.status_code == 422
    assert said in make.text_of(response)


def test_a_new_password_holds_and_says_so(site, officers):
    form = {
        "old": make.PASSWORD,
        "new": "umbrella on the ferry",
        "again": "umbrella on the ferry",
        "next": "/profile",
    }

    response = officers.post("/password", form)

    assert response.headers["Location"] == "/profile"
    assert "The new password holds from now on." in officers.get("/profile").text


def test_day_and_night_stay_with_the_person_on_the_page_they_were_on(officers):
    response = officers.post("/profile/theme", {"theme": "night"}, Referer="http://localhost/profile")

    assert response.headers["Location"] == "/profile"
    assert 'data-theme="night"' in officers.get("/profile").text


@pytest.mark.parametrize(
    ("path", "form"), [("theme", {"theme": "pink"}), ("theme", {}), ("language", {"language": "xx"})]
)
def test_what_is_no_choice_is_refused(officers, path, form):
    assert officers.post(f"/profile/{path}", form).status_code == 422


def test_ones_own_sessions_are_listed_and_can_be_ended(app, site, officer, officers):
    there = make.Browser(app, site, officer)
    session = service.session_of(site, there.token)

    page = officers.get("/profile")
    officers.post(f"/profile/sessions/{session.id}/end")

    assert page.text.count("Sign out there") == 1
    assert there.get("/profile").status_code == 303


def test_an_administrator_opens_an_account_and_its_password_works_once_read(site, browser, admins):
    response = admins.post("/accounts/new", {"username": "brian", "name": "Test Brian", "role": "officer"})

    password = one_time_password(response)
    assert browser.sign_in("brian", password).status_code == 303
    assert browser.get("/profile").headers["Location"] == "/password?next=/profile"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"username": "", "name": "B", "role": "officer"}, "This is needed."),
        ({"username": "b", "name": "B", "role": "officer"}, "a letter first."),
        ({"username": "root", "name": "B", "role": "officer"}, "root is taken"),
        ({"username": "brian", "name": "B", "role": "king"}, "Choose one from the list."),
        ({"username": "brian", "name": "B\x07", "role": "officer"}, "cannot be kept"),
        ({"username": "brian", "name": "B" * 81, "role": "officer"}, "longer than 80 characters"),
    ],
)
def test_an_account_that_cannot_be_opened_says_why_and_keeps_what_was_typed(admins, form, said):
    response = admins.post("/accounts/new", form)

    assert response.status_code == 422
    assert said in make.text_of(response)
    assert f'value="{form["username"]}"' in response.text


def test_a_supervisor_gives_an_officer_a_new_password_at_the_post(app, site, browser, officer, officers):
    supervisors = make.Browser(app, site, make.person(site, Role.SUPERVISOR))

    response = supervisors.post(f"/accounts/{officer.account_id}/password")

    assert officers.get("/profile").status_code == 303
    assert browser.sign_in("amina", one_time_password(response)).status_code == 303


def test_a_supervisor_is_offered_nothing_on_accounts_of_others(app, site, admin):
    supervisors = make.Browser(app, site, make.person(site, Role.SUPERVISOR))

    page = supervisors.get(f"/accounts/{admin.account_id}")
    refused = supervisors.post(f"/accounts/{admin.account_id}/password")

    assert "<form" not in page.text.split("<main")[1]
    assert refused.status_code == 403


def test_a_waiting_officer_is_let_in_at_once_by_a_supervisor(app, site, browser, officer):
    supervisors = make.Browser(app, site, make.person(site, Role.SUPERVISOR))
    for _ in range(5):
        browser.sign_in("amina", "wrong")

    supervisors.post(f"/accounts/{officer.account_id}/unlock")

    assert browser.sign_in("amina").status_code == 303


def test_closing_needs_a_reason_and_ends_the_sessions(admins, officer, officers):
    refused = admins.post(f"/accounts/{officer.account_id}/close", {"why": " "})
    closed = admins.post(f"/accounts/{officer.account_id}/close", {"why": "left the service"})

    assert (refused.status_code, closed.status_code) == (422, 303)
    page = make.text_of(admins.get(f"/accounts/{officer.account_id}"))
    assert "every session of it was ended" in page
    assert "left the service" in page
    assert "Nothing can be changed here" in page
    assert officers.get("/profile").status_code == 303


def test_changing_a_closed_account_or_ones_own_is_told_and_changes_nothing(admins, admin, officer):
    admins.post(f"/accounts/{officer.account_id}/close", {"why": "left"})
    admins.post(f"/accounts/{officer.account_id}/password")
    closed = make.text_of(admins.get("/accounts"))
    admins.post(f"/accounts/{admin.account_id}/close", {"why": "x"})
    own = make.text_of(admins.get("/accounts"))

    assert "The account is closed." in closed
    assert "This is your own account." in own


def test_a_role_is_given(admins, officer):
    admins.post(f"/accounts/{officer.account_id}/role", {"role": "examiner", "role_why": "trained"})

    assert "Examiner" in make.text_of(admins.get(f"/accounts/{officer.account_id}"))


def test_an_account_of_nowhere_is_a_page_that_is_not_there(admins):
    assert admins.get("/accounts/nothing").status_code == 404
    assert admins.post("/accounts/nothing/unlock").status_code == 404


def test_the_list_has_pages_an_order_and_an_empty_state(site, admins):
    for number in range(30):
        make.person(site, username=f"officer{number:02}")

    first, second = admins.get("/accounts?sort=username"), admins.get("/accounts?sort=username&page=2")
    none = admins.get("/accounts?state=closed")

    assert "1 to 25 of 31" in make.text_of(first)
    assert "26 to 31 of 31" in make.text_of(second)
    assert "No account is in this state." in make.text_of(none)


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=99999999999999999999", "sort=;drop", "state=x"]
)
def test_a_list_that_is_asked_for_wrongly_shows_the_usual(admins, query):
    response = admins.get(f"/accounts?{query}")

    assert response.status_code == 200
    assert "Test root" in response.text


def test_names_are_shown_as_they_are_typed_never_as_markup(site, admins):
    admins.post("/accounts/new", {"username": "brian", "name": "<b>Brian</b>", "role": "officer"})

    assert "&lt;b&gt;Brian&lt;/b&gt;" in admins.get("/accounts").text
