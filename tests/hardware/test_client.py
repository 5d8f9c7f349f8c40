import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware import peer
from hardware.agent import socket_path
from hardware.client import AgentClient
from tests.hardware.posts import PATIENCE_S, Ear, Post
from tests.hardware.specimens import TD3

pytestmark = pytest.mark.slow

READY = {"say": "agent", "state": "ready"}
ABSENT = {"say": "agent", "state": "absent"}


class Listening:
    """A client in a thread, as the web process has it."""

    def __init__(self, data: Path) -> None:
        self.client = AgentClient(socket_path(data))
        self._heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def hear(self) -> dict[str, Any]:
        return self._heard.get(timeout=PATIENCE_S)

    def until(self, **wanted: object) -> dict[str, Any]:
        while not wanted.items() <= (message := self.hear()).items():
            pass
        return message

    def stop(self) -> list[dict[str, Any]]:
        """Stop and return what nobody has heard."""
        self.client.stop()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        return list(self._heard.queue)

    def _listen(self) -> None:
        for message in self.client.messages():
            self._heard.put(message)


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Listening]:
    one = Listening(tmp_path)
    yield one
    one.stop()


def test_an_agent_that_is_not_there_yet_is_absent_and_then_ready(
    listening: Listening, post: Callable[..., Post]
) -> None:
    assert listening.hear() == ABSENT

    post()

    assert listening.hear() == READY
    assert listening.until(say="device", state="ready")["desk"] == "busia-1"


def test_an_agent_that_goes_and_comes_back_is_found_again(
    listening: Listening, post: Callable[..., Post]
) -> None:
    first = post()
    listening.until(**READY)

    first.stop()

    assert listening.until(**ABSENT)
    post()
    listening.until(**READY)


def test_a_reading_that_was_not_taken_comes_again_and_one_that_was_does_not(
    post: Callable[..., Post], ear: Callable[[Post], Ear], tmp_path: Path
) -> None:
    at = post()
    before = Listening(tmp_path)
    before.until(say="device", state="ready")
    at.readers[0].scan(TD3)
    assert before.until(say="reading")["id"] == "reading-1"
    before.stop()

    between = Listening(tmp_path)
    assert between.until(say="reading")["id"] == "reading-1"
    between.client.taken("reading-1")
    between.client.read("busia-1")
    between.until(say="device")
    between.stop()

    after = ear(at)
    after.say(do="watch")
    assert after.hear()["say"] == "device"
    assert after.hears_nothing()


def test_an_agent_that_refuses_us_is_absent_to_us(tmp_path: Path, listening: Listening) -> None:
    assert listening.hear() == ABSENT
    (tmp_path / "run").mkdir()

    with peer.listen(socket_path(tmp_path)) as listener:
        for _ in range(2):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b'{"say":"refused","why":"not-allowed"}\n')

    assert listening.stop() == []


def test_an_agent_that_talks_nonsense_is_left_and_tried_again(tmp_path: Path, listening: Listening) -> None:
    (tmp_path / "run").mkdir()

    with peer.listen(socket_path(tmp_path)) as listener:
        for said in (b"nonsense\n", b'{"say":"device","state":"ready"}\n'):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(said)
        listening.until(**READY)


def test_taken_without_an_agent_is_no_error(tmp_path: Path) -> None:
    AgentClient(socket_path(tmp_path)).taken("reading-1")
