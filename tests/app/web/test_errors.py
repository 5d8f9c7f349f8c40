import logging
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from app.web.assets import SOURCE
from app.web.errors import TROUBLES
from app.web.frame import Frame
from app.web.page import furnish


class ListBusy(Exception):
    number = "W409"


class ListGone(ListBusy):
    number = "W410"


def application(frame=lambda: Frame("Busia OSBP")) -> Flask:
    app = Flask("errors", root_path=str(SOURCE.parent), static_folder=None)
    app.secret_key = "test"
    furnish(app, frame=frame, zone=ZoneInfo("Africa/Nairobi"), kinds={ListBusy: 409})
    app.add_url_rule("/status/<int:code>", "status", abort)
    app.add_url_rule("/busy", "busy", raises(ListBusy))
    app.add_url_rule("/gone", "gone", raises(ListGone))
    app.add_url_rule("/fault", "fault", raises(RuntimeError("the name is ERIKSSON")))
    app.add_url_rule("/wait", "wait", raises(TooManyRequests(retry_after=30)))
    return app


def raises(error):
    def view():
        raise error

    return view


@pytest.fixture
def client() -> FlaskClient:
    return application().test_client()


@pytest.mark.parametrize("status", TROUBLES)
def test_every_status_says_what_happened_what_it_means_and_what_to_do(client, status):
    answer = client.get(f"/status/{status}")

    text = answer.get_data(as_text=True).replace("&#39;", "'")
    trouble = TROUBLES[status]
    assert answer.status_code == status
    assert [part in text for part in (trouble.happened, trouble.means, trouble.do)] == [True] * 3
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("number", ["9" * 19, "9" * 5000, "٤٠٤"])
def test_a_number_that_no_table_can_hold_is_no_page(client, number):
    assert client.get(f"/status/{number}").status_code == 404


def test_a_status_without_a_page_of_its_own_takes_the_nearest(client):
    answer = client.get("/status/418")

    assert (answer.status_code, TROUBLES[400].happened in answer.text) == (418, True)


def test_an_error_of_ours_shows_its_number(client):
    answer = client.get("/busy")

    assert (answer.status_code, "W409" in answer.text) == (409, True)


def test_a_child_of_an_error_of_ours_has_its_parents_page(client):
    answer = client.get("/gone")

    assert (answer.status_code, "W410" in answer.text) == (409, True)


def test_a_fault_shows_a_number_that_the_log_has_and_nothing_else(client, caplog):
    caplog.set_level(logging.ERROR)

    answer = client.get("/fault")

    (record,) = [record for record in caplog.records if record.name == "app.web.errors"]
    number = record.getMessage().split()[1]
    assert (answer.status_code, number in answer.text) == (500, True)
    assert "ERIKSSON" not in answer.text


def test_a_fault_has_a_page_even_if_the_frame_cannot_be_asked():
    def broken() -> Frame:
        raise RuntimeError("the database is away")

    answer = application(broken).test_client().get("/fault")

    assert (answer.status_code, TROUBLES[500].happened in answer.text) == (500, True)


def test_a_fragment_gets_the_words_into_its_notices(client):
    answer = client.get("/busy", headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notices"
    assert answer.headers["HX-Reswap"] == "innerHTML"
    assert "<html" not in answer.text


def test_who_has_to_wait_is_told_how_long(client):
    assert client.get("/wait").headers["Retry-After"] == "30"
