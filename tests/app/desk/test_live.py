"""The desk's ear: a web process that listens to an agent made by hand, on a real socket."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from queue import Queue
from typing import Any

import pytest

from app.desk import store
from app.desk.live import Live, reading_of
from app.devices.service import NO_AGENT
from db.database import DatabaseUnusable
from hardware import peer
from hardware.messages import Message, decode, encode
from tests.app.desk import at_desk

DEVICE = {"say": "device", "desk": "busia-1", "kind": "mrz", "since": "2026-11-24T06:00:00.000Z"}


class Agent:
    """An agent that says what the test tells it to, and hears what it is told."""

    def __init__(self, site) -> None:
        self._listener = peer.listen(site.settings.run / "agent.sock")
        self.heard: Queue[Message] = Queue()
        self.connection: Any = None

    def accept(self) -> "Agent":
        self.connection, _ = self._listener.accept()
        threading.Thread(target=self._hear, args=(self.connection,), daemon=True).start()
        assert self.heard.get(timeout=20) == {"do": "watch"}
        return self

    def say(self, message: Message) -> None:
        self.connection.sendall(encode(message))

    def drop(self) -> None:
        self.connection.shutdown(2)
        self.connection.close()

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self._listener.close()

    def _hear(self, connection: Any) -> None:
        with connection.makefile("rb") as lines:
            for line in lines:
                self.heard.put(decode(line))


def spoken(reading_id: str = "r1", **changes: Any) -> Message:
    """Return a reading as the agent says it."""
    one = at_desk.reading(reading_id=reading_id)
    said = {"id": one.id, "desk": one.desk, "kind": one.kind, "at": one.at, "lines": list(one.lines)}
    return {"say": "reading", **said, "raw": b64encode(b"\x02P<\x03").decode(), "fault": None, **changes}


@pytest.fixture
def agent(busia) -> Iterator[Agent]:
    agent = Agent(busia)
    yield agent
    agent.close()


@pytest.fixture
def live(busia, desk, agent) -> Iterator[Live]:
    """A web process that listens; the officer sits at busia-1."""
    live = Live(busia)
    live.start()
    agent.accept()
    yield live
    live.stop()


def until(live: Live, holds, desk: str = "busia-1") -> None:
    """Wait for the desk to be told of a change after which something holds."""
    seen = 0
    while not holds():
        assert live.channels.wait(desk, seen, 20), "it never came"
        seen = live.channels.version(desk)


def test_a_reading_is_kept_then_taken_and_checked(live, agent, desk):
    agent.say(spoken())

    assert agent.heard.get(timeout=20) == {"do": "taken", "id": "r1"}
    until(live, lambda: desk.row(desk.open()[0])["checked_at"])
    assert store.newest_reading(desk.site.db, "busia-1")["id"] == "r1"
    assert desk.row(desk.open()[0])["facts"]["surname"] == "OKELLO"


def test_a_reading_that_is_handed_over_again_is_taken_again_and_kept_once(live, agent, desk):
    agent.say(spoken())
    agent.say(spoken())

    assert [agent.heard.get(timeout=20)["id"] for _ in range(2)] == ["r1", "r1"]
    assert len(desk.open()) == 1
    assert desk.row(desk.open()[0])["round"] == 1


def test_a_reading_that_cannot_be_kept_is_not_taken_and_the_next_one_is(live, agent, desk):
    agent.say(spoken("r1", kind="palm"))
    agent.say(spoken("r2"))

    assert agent.heard.get(timeout=20) == {"do": "taken", "id": "r2"}


def test_a_full_disk_is_no_end_of_listening(live, agent, desk, monkeypatch):
    keep = store.keep_reading

    def full(db, row):
        if row["id"] == "r1":
            raise DatabaseUnusable("the disk is full")
        return keep(db, row)

    monkeypatch.setattr(store, "keep_reading", full)
    agent.say(spoken("r1"))
    agent.say(spoken("r2"))

    assert agent.heard.get(timeout=20) == {"do": "taken", "id": "r2"}


@pytest.mark.parametrize("fault", [KeyError("at"), RuntimeError("no such thread"), MemoryError()])
def test_no_fault_makes_the_desks_deaf(live, agent, desk, monkeypatch, fault):
    keep = store.keep_reading

    def faulty(db, row):
        if row["id"] == "r1":
            raise fault
        return keep(db, row)

    monkeypatch.setattr(store, "keep_reading", faulty)
    agent.say(spoken("r1"))
    agent.say(spoken("r2"))

    assert agent.heard.get(timeout=20) == {"do": "taken", "id": "r2"}


def test_a_message_that_lacks_what_it_should_say_makes_nobody_deaf(live, agent, desk):
    agent.say({"say": "device"})
    agent.say({"say": "reading"})
    agent.say(spoken("r2"))

    assert agent.heard.get(timeout=20) == {"do": "taken", "id": "r2"}


def test_a_reading_that_could_not_be_kept_is_told_at_the_desk_until_the_next(live, agent, desk):
    agent.say(spoken("r1", kind="palm"))
    until(live, lambda: live.unkept("busia-1"))

    agent.say(spoken("r2"))

    until(live, lambda: not live.unkept("busia-1"))


def test_garbled_bytes_reach_nobody_and_are_said(live, agent, desk):
    agent.say(spoken(lines=[], fault="not-a-zone"))

    assert agent.heard.get(timeout=20)["do"] == "taken"
    assert desk.open() == []
    assert store.newest_reading(desk.site.db, "busia-1")["fault"] == "not-a-zone"


def test_the_reader_is_shown_as_it_is(live, agent):
    for state in ("ready", "absent"):
        agent.say(DEVICE | {"state": state})

        until(live, lambda state=state: (there := live.readers.of("busia-1")) and there.state == state)


def test_an_agent_that_went_away_is_told_and_comes_back(live, agent):
    agent.say(DEVICE | {"state": "ready"})
    until(live, lambda: live.readers.of("busia-1"))

    agent.drop()
    until(live, lambda: live.readers.of("busia-1").state == NO_AGENT)
    agent.accept().say(DEVICE | {"state": "ready"})

    until(live, lambda: live.readers.of("busia-1").state == "ready")


def test_without_an_agent_no_desk_waits_for_a_reader(busia, desk):
    live = Live(busia)
    live.channels.version("busia-1")
    live.start()

    until(live, lambda: live.readers.of("busia-1") is not None)

    assert live.readers.of("busia-1").state == NO_AGENT
    live.stop()


def test_what_a_killed_process_left_unasked_is_asked_when_the_next_one_starts(busia, desk):
    inspection_id = desk.scan(check=False)
    live = Live(busia)

    live.start()

    until(live, lambda: desk.row(inspection_id)["checked_at"])
    live.stop()


def test_raw_bytes_that_are_no_base64_lose_no_reading():
    assert reading_of(spoken(raw="%%%")).raw == b""
    assert reading_of(spoken()).raw == b"\x02P<\x03"
