import threading

import pytest
from flask import Flask, g, session

from app.web.stream import (
    BEAT,
    BUSY,
    LEAVE,
    Channels,
    Streams,
    StreamSlots,
    TooFewThreads,
    as_event,
    check_threads,
    stream,
)


@pytest.fixture
def streams() -> Streams:
    return Streams(Channels(), StreamSlots(2), beat_s=0.02, look_s=0.01)


@pytest.fixture
def app() -> Flask:
    app = Flask("stream", static_folder=None)
    app.secret_key = "test"
    return app


def opened(app: Flask, streams: Streams, render=lambda: "now", allowed=lambda: True, gone=lambda: False):
    environ = {"waitress.client_disconnected": gone}
    with app.test_request_context("/stream", environ_overrides=environ):
        return iter(stream(streams, "busia-1", render, allowed).response)


def test_the_state_of_now_comes_first(app, streams):
    streams.channels.publish("busia-1")

    events = opened(app, streams)

    assert next(events) == "data: now\n\n"


def test_a_publish_sends_the_state_anew(app, streams):
    states = iter(["waiting", "P<UTOERIKSSON<<ANNA"])
    events = opened(app, streams, render=lambda: next(states))
    next(events)

    streams.channels.publish("busia-1")

    assert next(event for event in events if event != BEAT) == "data: P<UTOERIKSSON<<ANNA\n\n"


def test_a_publish_while_the_state_is_rendered_is_not_lost(app, streams):
    rendered = []

    def render() -> str:
        if not rendered:
            streams.channels.publish("busia-1")
        rendered.append("x")
        return str(len(rendered))

    events = opened(app, streams, render=render)
    next(events)

    assert next(events) == "data: 2\n\n"


def test_another_desk_wakes_nobody_here(app, streams):
    events = opened(app, streams)
    next(events)

    streams.channels.publish("busia-2")

    assert next(events) == BEAT


def test_what_all_desks_show_reaches_all(app, streams):
    events = opened(app, streams)
    next(events)

    streams.channels.publish_all()

    assert next(events) == "data: now\n\n"


def test_a_silent_desk_beats(app, streams):
    events = opened(app, streams)
    next(events)

    assert [next(events), next(events)] == [BEAT, BEAT]


def test_past_the_cap_it_says_busy_and_ends(app, streams):
    held = [opened(app, streams) for _ in range(2)]
    for events in held:
        next(events)

    assert list(opened(app, streams)) == [BUSY]


def test_a_page_that_closed_gives_its_slot_back(app, streams):
    events = opened(app, streams)
    next(events)

    events.close()

    assert streams.slots.taken == 0


def test_a_page_that_vanished_gives_its_slot_back(app, streams):
    vanished = threading.Event()
    events = opened(app, streams, gone=vanished.is_set)
    next(events)

    vanished.set()

    assert [event for event in events if event != BEAT] == []
    assert streams.slots.taken == 0


def test_a_slot_comes_back_when_rendering_fails(app, streams):
    events = opened(app, streams, render=lambda: str(1 // 0))

    with pytest.raises(ZeroDivisionError):
        next(events)

    assert streams.slots.taken == 0


def test_who_may_not_see_it_any_more_is_sent_away(app, streams):
    answers = iter([True, False])
    events = opened(app, streams, allowed=lambda: next(answers))
    next(events)

    streams.channels.publish("busia-1")

    assert [event for event in events if event != BEAT] == [LEAVE]


def test_each_rendering_sees_a_context_of_its_own(app, streams):
    def render() -> str:
        seen = "kept" in g
        g.kept = True
        return f"{seen} {session.get('name')}"

    events = opened(app, streams, render=render)
    first = next(events)
    streams.channels.publish("busia-1")

    assert [first, next(event for event in events if event != BEAT)] == ["data: False None\n\n"] * 2


def test_every_kind_of_line_end_stays_inside_the_event():
    assert as_event("a\nb\r\nc\rd") == "data: a\ndata: b\ndata: c\ndata: d\n\n"


def test_an_empty_state_is_an_event_too():
    assert as_event("") == "data: \n\n"


def test_a_waiting_stream_wakes_at_once():
    channels = Channels()
    woken = threading.Event()
    waits = threading.Thread(target=lambda: channels.wait("busia-1", 0, 60) and woken.set())
    waits.start()

    channels.publish("busia-1")

    assert woken.wait(10)
    waits.join(10)


@pytest.mark.parametrize("threads", [16, 31])
def test_too_few_threads_stop_the_start(threads):
    with pytest.raises(TooFewThreads):
        check_threads(threads, cap=16)


def test_enough_threads_start():
    check_threads(32, cap=16)
