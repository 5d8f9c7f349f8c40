"""The desk's stream through the whole application: what it says, and when it ends."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.web.stream import BEAT, BUSY, LEAVE, StreamSlots
from tests import make
from tests.app.desk.at_desk import KENYAN, Desk


@pytest.fixture
def app(app):
    """The pages of the post, with a stream that beats and looks often."""
    streams = app.extensions["streams"]
    app.extensions["streams"] = replace(streams, slots=StreamSlots(2), beat_s=0.02, look_s=0.01)
    return app


def opened(browser: make.Browser) -> Iterator[str]:
    response = browser.client.get("/desk/stream", headers={"Accept": "text/event-stream"})
    assert (response.status_code, response.mimetype) == (200, "text/event-stream")
    return (chunk.decode() for chunk in response.iter_encoded())


def told(events: Iterator[str]) -> str:
    """Return the next event that is no beat."""
    return next(event for event in events if event != BEAT)


def publish(app, desk: str = "busia-1") -> None:
    app.extensions["live"].channels.publish(desk)


def test_the_desk_as_it_is_comes_first(app, browser, desk):
    desk.scan()

    first = next(opened(browser))

    assert "OKELLO, JANE" in first
    assert "<hx-partial" in first


def test_what_changes_is_sent_with_the_session_as_it_is_then(app, browser, desk):
    events = opened(browser)
    assert "OKELLO" not in next(events)

    desk.scan()
    publish(app)

    assert "OKELLO, JANE" in told(events)


def test_a_name_full_of_signs_stays_within_its_event(app, browser, desk):
    desk.scan(replace(KENYAN, surname="O'BRIEN", given_names="AN-NA"))

    first = next(opened(browser))

    assert "KEN" in first
    assert "P&lt;KEN" in first
    assert all(line.startswith("data: ") for line in first.rstrip("\n").split("\n"))


def test_who_leaves_the_desk_is_sent_away_at_once(app, browser, desk):
    events = opened(browser)
    next(events)

    browser.post("/desk/sitting/end")

    assert told(events) == LEAVE


def test_whose_desk_is_taken_over_is_sent_away_and_shown_nothing_more(
    app, browser, browser_of, desk, colleague
):
    events = opened(browser)
    next(events)

    browser_of(colleague).post("/desk/sitting", {"desk": "busia-1", "hand_over": "yes"})
    desk.scan()

    assert told(events) == LEAVE


def test_a_session_that_locks_by_itself_ends_its_stream_without_a_change(app, browser, desk):
    desk.scan()
    events = opened(browser)
    next(events)

    desk.pass_time(desk.site.settings.lock_after_s)

    assert told(events) == LEAVE


def test_a_stream_is_no_sign_that_somebody_is_there(app, browser, desk):
    desk.pass_time(desk.site.settings.lock_after_s - 1)
    next(opened(browser))

    desk.pass_time(2)

    assert browser.get("/desk").status_code == 303


def test_who_signed_out_is_sent_away(app, browser):
    events = opened(browser)
    next(events)

    browser.post("/sign-out")
    publish(app)

    assert told(events) == LEAVE


def test_without_a_desk_the_page_is_told_to_load_itself_anew(browser_of, colleague):
    answer = browser_of(colleague).client.get("/desk/stream", headers={"Accept": "text/event-stream"})

    assert answer.status_code == 401


def test_past_the_cap_the_page_is_told_and_let_go(app, browser):
    held = [opened(browser) for _ in range(2)]
    for events in held:
        next(events)

    assert list(opened(browser)) == [BUSY]


def test_a_decision_by_form_reaches_the_other_page_of_the_desk(app, browser, desk: Desk):
    inspection_id = desk.scan(KENYAN)
    events = opened(browser)
    next(events)

    form = {"inspection_id": inspection_id, "round": "1", "decision": "admit"}
    sending = threading.Thread(target=lambda: browser.post("/desk/decision", form))
    sending.start()

    assert "was admitted at" in told(events)
    sending.join(20)
