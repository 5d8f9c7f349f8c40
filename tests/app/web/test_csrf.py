import pytest

from app.web import csrf
from tests import make


@pytest.fixture
def at_work(app, site):
    return make.Browser(app, site, make.person(site, username="amina"))


def theme(site):
    return site.db.value("select theme from accounts")


def send(browser, token=None, **headers):
    form = {"theme": "night", csrf.FIELD: csrf.token_for(browser.token) if token is None else token}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.client.post("/profile/theme", data=form, headers=named)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "http://localhost"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "http://localhost"},
        {},
    ],
)
def test_a_form_of_ours_is_taken(at_work, site, headers):
    assert send(at_work, **headers).status_code == 303
    assert theme(site) == "night"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"},
        {"Sec_Fetch_Site": ""},
        {"Origin": "http://elsewhere.test"},
        {"Origin": "http://localhost.elsewhere.test"},
        {"Origin": "http://localhost:8101"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_elsewhere_is_refused_though_its_token_is_right(at_work, site, headers):
    assert send(at_work, **headers).status_code == 403
    assert theme(site) == "day"


def test_a_form_without_token_or_with_a_wrong_one_is_refused(at_work, site):
    of_another = csrf.token_for("another session")
    for token in ("", "x", "ü", at_work.token, of_another):
        assert send(at_work, token, Sec_Fetch_Site="same-origin").status_code == 403

    assert theme(site) == "day"


def test_the_token_may_come_as_a_header(at_work, site):
    headers = {"X-CSRF-Token": csrf.token_for(at_work.token), "Sec-Fetch-Site": "same-origin"}

    response = at_work.client.post("/profile/theme", data={"theme": "night"}, headers=headers)

    assert response.status_code == 303


def test_the_page_says_what_to_do(at_work):
    said = make.text_of(send(at_work, "", Sec_Fetch_Site="same-origin"))

    assert "Go back, load the page again, and send it once more." in said


def test_the_sign_in_has_its_token_too(site, browser):
    make.person(site, username="amina")
    form = {"username": "amina", "password": make.PASSWORD}

    no_page = browser.client.post("/sign-in", data=form)
    browser.get("/sign-in")
    no_token = browser.client.post("/sign-in", data=form)

    assert (no_page.status_code, no_token.status_code) == (403, 403)
    assert site.db.value("select count(*) from sessions") == 0


def test_a_form_from_before_the_sign_in_is_worth_nothing_after_it(site, browser):
    make.person(site, username="amina")
    browser.get("/sign-in")
    before = csrf.token_for(browser.token)

    browser.sign_in("amina")

    assert send(browser, before, Sec_Fetch_Site="same-origin").status_code == 403


def test_the_page_carries_the_token_of_its_cookie(browser):
    page = browser.get("/sign-in")

    assert f'name="csrf_token" value="{csrf.token_for(browser.token)}"' in page.text


def test_a_browser_keeps_its_first_token_from_page_to_page(browser):
    browser.get("/sign-in")
    first = browser.token

    assert browser.get("/sign-in").headers.getlist("Set-Cookie") == []
    assert browser.token == first
