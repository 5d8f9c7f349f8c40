import pytest
from flask import flash

from app.web.guard import by_signature, needs, public, safe_next, signed_in, still_allowed
from border.permissions import Permission
from db.database import DatabaseUnusable
from tests import make


@pytest.fixture
def who(site):
    return make.person(site, username="amina")


@pytest.fixture
def at_work(app, site, who):
    return make.Browser(app, site, who)


def add(app, address, rule, view=lambda: "the view itself", methods=("GET", "POST")):
    def fresh():
        return view()

    app.add_url_rule(address, address, rule(fresh), methods=list(methods))


def test_a_view_that_says_nothing_is_never_served(app, at_work):
    add(app, "/forgotten", lambda view: view)

    response = at_work.get("/forgotten")

    assert response.status_code == 500
    assert "the view itself" not in response.text


def test_the_page_of_what_is_not_allowed_says_what_is_missing_and_who_has_it(at_work):
    response = at_work.get("/accounts")

    assert response.status_code == 403
    said = make.text_of(response)
    assert "has not the right to unlock accounts and give new passwords" in said
    assert "Supervisor, Administrator" in said


def test_a_fragment_is_shown_the_way_by_htmx_and_back_to_its_page(app, site):
    response = make.Browser(app, site).fragment(
        "/profile", HX_Current_URL="http://localhost/accounts?sort=role"
    )

    assert response.headers["HX-Redirect"] == "/sign-in?next=/accounts?sort%3Drole"
    assert (response.status_code, response.text) == (401, "")


def test_a_stream_is_refused_so_that_its_page_loads_anew(browser):
    assert browser.get("/profile", Accept="text/event-stream").status_code == 401


def test_a_form_that_was_sent_too_late_leads_back_to_its_page(app, site, at_work, clock):
    clock.forward(300)

    response = at_work.post("/profile/pin", Referer="http://localhost/profile")

    assert response.headers["Location"] == "/unlock?next=/profile"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "profile",
        "https://elsewhere.test/profile",
        "//elsewhere.test/profile",
        "/\\elsewhere.test",
        "/%5Celsewhere.test",
        "/\t/elsewhere.test",
        "/profile\r\nSet-Cookie: x=1",
        "javascript:alert(1)",
        "/nowhere",
        "/sign-in?next=/sign-in",
        "/unlock",
        "/sign-out",
        "/session",
        "/profile/pin",
        "/static/page.css",
    ],
)
def test_nobody_is_sent_back_to_where_no_page_of_ours_is(app, text):
    with app.test_request_context("/"):
        assert safe_next(text) == "/"


@pytest.mark.parametrize("text", ["/", "/profile", "/accounts?state=open&page=2", "/accounts/1"])
def test_pages_of_ours_are_gone_back_to(app, text):
    with app.test_request_context("/"):
        assert safe_next(text) == text


def test_signing_in_leads_to_the_page_that_was_asked_for(site, browser):
    make.person(site, username="amina")
    asked = browser.get("/accounts?sort=role")
    assert asked.headers["Location"] == "/sign-in?next=/accounts?sort%3Drole"

    response = browser.sign_in("amina", next="/accounts?sort=role")

    assert response.headers["Location"] == "/accounts?sort=role"


def test_an_open_redirect_is_none(site, browser):
    make.person(site, username="amina")

    assert browser.sign_in("amina", next="//elsewhere.test/").headers["Location"] == "/"


def test_what_the_browser_asks_by_itself_keeps_no_session_awake(at_work, clock):
    clock.forward(200)
    assert at_work.get("/session").status_code == 204
    clock.forward(100)

    assert at_work.fragment("/session", HX_Current_URL="http://localhost/profile").headers["HX-Redirect"] == (
        "/unlock?next=/profile"
    )


def test_somebody_who_types_keeps_the_session_awake(at_work, clock):
    clock.forward(200)
    assert at_work.get("/session/activity").status_code == 204
    clock.forward(200)

    assert at_work.get("/profile").status_code == 200


def test_a_stream_that_was_let_in_is_ended_when_its_session_is(app, site, who, at_work, clock):
    add(
        app,
        "/stream",
        needs(Permission.WORK_DESK, quiet=True),
        lambda: str(still_allowed()),
    )
    cookie = f"mpaka-busia={at_work.token}"

    def allowed():
        with app.test_request_context("/stream", headers={"Cookie": cookie}):
            return still_allowed()

    assert at_work.get("/stream").text == "True"
    assert allowed()
    clock.forward(300)

    assert not allowed()


def test_the_program_of_another_site_needs_no_cookie_and_no_form(app, browser):
    add(app, "/batches", by_signature)

    assert browser.client.post("/batches", data=b"signed").text == "the view itself"


def test_what_was_flashed_is_told_once_on_the_next_page_and_stays_on_the_server(app, at_work):
    add(app, "/change", signed_in(), lambda: flash("Kept: ERIKSSON", "well") or "done")

    changed = at_work.post("/change")
    first, second = at_work.get("/profile"), at_work.get("/profile")

    assert changed.headers.getlist("Set-Cookie") == []
    assert "Kept: ERIKSSON" in first.text
    assert "Kept: ERIKSSON" not in second.text


def test_a_page_that_does_not_tell_leaves_the_notice_for_one_that_does(app, at_work):
    add(app, "/change", signed_in(), lambda: flash("Kept.", "well") or "done")
    at_work.post("/change")

    at_work.get("/session/activity")

    assert "Kept." in at_work.get("/profile").text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("POST", "/nowhere", 404),
        ("GET", "/sign-out", 405),
        ("GET", "/accounts/1", 403),
    ],
)
def test_pages_of_errors_have_the_headers_of_every_page(at_work, method, address, status):
    response = at_work.get(address) if method == "GET" else at_work.post(address)

    assert response.status_code == status
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_fault_is_numbered_and_says_nothing_of_what_it_was(app, at_work, caplog):
    def broken():
        raise ZeroDivisionError("ERIKSSON, ANNA")

    add(app, "/broken", public, broken)

    response = at_work.get("/broken")

    assert response.status_code == 500
    assert "ERIKSSON" not in response.text
    assert "F-" in make.text_of(response)


def test_a_database_that_cannot_be_written_is_told_as_not_kept(app, at_work):
    def full():
        raise DatabaseUnusable("disk full")

    add(app, "/full", public, full)

    response = at_work.get("/full")

    assert response.status_code == 503
    assert "What you just sent was not kept" in make.text_of(response)
    assert "D105" in response.text


def test_a_form_larger_than_a_form_is_refused(at_work):
    response = at_work.post("/profile/pin", {"pin": "1" * (1 << 20)})

    assert response.status_code == 413


def test_a_session_whose_database_fails_is_told_by_a_page_all_the_same(app, site, who):
    browser = make.Browser(app, site, who)
    site.db.close()
    site.settings.database.with_name("mpaka.db-wal").unlink(missing_ok=True)
    site.settings.database.write_bytes(b"no database any more" * 100)

    response = browser.get("/profile")

    assert response.status_code == 503
