import pytest
from flask import Flask, Response

from app.web.headers import guard


@pytest.fixture
def client():
    app = Flask("headers", static_folder=None)
    guard(app)
    app.add_url_rule("/", "page", lambda: "page")
    app.add_url_rule("/kept", "kept", lambda: Response("x", headers={"Cache-Control": "immutable"}))
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    return app.test_client()


@pytest.mark.parametrize("path", ["/", "/nothing", "/broken"])
def test_every_answer_forbids_all_that_is_not_named(client, path):
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_no_header_is_sent_twice(client):
    headers = client.get("/").headers

    assert len(headers) == len(set(headers.keys()))


def test_what_may_be_kept_says_so_itself(client):
    assert client.get("/kept").headers["Cache-Control"] == "immutable"
