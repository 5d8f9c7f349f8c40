import pytest
from flask import Flask

from app.web import htmx


@pytest.fixture
def app():
    app = Flask("htmx", static_folder=None)
    htmx.attach(app)
    app.add_url_rule("/", "page", lambda: "part" if htmx.wants_fragment() else "whole")
    app.add_url_rule("/elsewhere", "elsewhere", lambda: htmx.put_into("#findings", "<p>", "beforebegin"))
    app.add_url_rule("/leave", "leave", lambda: htmx.leave_to("/sign-in"))
    return app.test_client()


def test_a_plain_request_gets_the_page(app):
    assert app.get("/").text == "whole"


def test_htmx_gets_the_fragment(app):
    assert app.get("/", headers={"HX-Request": "true"}).text == "part"


def test_a_boosted_link_gets_the_page(app):
    assert app.get("/", headers={"HX-Request": "true", "HX-Boosted": "true"}).text == "whole"


def test_a_cache_keeps_page_and_fragment_apart(app):
    assert "HX-Request" in app.get("/").headers["Vary"]


def test_the_swap_styles_that_the_library_refuses_are_sent(app):
    headers = app.get("/elsewhere").headers

    assert (headers["HX-Retarget"], headers["HX-Reswap"]) == ("#findings", "beforebegin")


def test_a_fragment_can_send_the_page_away(app):
    assert app.get("/leave").headers["HX-Redirect"] == "/sign-in"
