"""Lines that follow a script, and an agent with simulated readers, on real ptys.

Waiting here always ends by itself: what does not come within its time is a failure.
"""

import itertools
import json
import os
import select
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from hardware import peer
from hardware.agent import Agent, only_agent, socket_path
from hardware.device import Device
from hardware.mrz.plug import Plug
from hardware.mrz.simulated import SimulatedReader
from hardware.peer import Admitted

PATIENCE_S = 5.0
Step = tuple[bytes | None, bytes | None]
"""What the driver must send, what the device then answers."""


class ScriptedLine:
    """The far end of a line. Fails on anything that the driver did not send, or that nobody expected."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)

    def play(self, steps: int) -> None:
        """Go through the next steps of the script."""
        playing, self._steps = self._steps[:steps], self._steps[steps:]
        for wanted, answer in playing:
            if wanted is not None:
                assert self._heard(len(wanted), PATIENCE_S) == wanted
            os.write(self._master, answer or b"")

    def close(self) -> None:
        left, more = self._steps, self._heard(1, 0)
        os.close(self._slave)
        os.close(self._master)
        assert (list(left), more) == ([], b"")

    def _heard(self, size: int, patience_s: float) -> bytes:
        data = b""
        while len(data) < size and select.select([self._master], [], [], patience_s)[0]:
            data += os.read(self._master, size - len(data))
        return data


class Ear:
    """A program connected to the agent."""

    def __init__(self, data: Path) -> None:
        self.connection = _connected(socket_path(data))
        self._lines = self.connection.makefile("rb")

    def say(self, **request: object) -> None:
        self.connection.sendall(json.dumps(request).encode() + b"\n")

    def hear(self, within_s: float = PATIENCE_S) -> dict[str, Any]:
        self.connection.settimeout(within_s)
        message: dict[str, Any] = json.loads(self._lines.readline() or "{}")
        return message

    def until(self, within_s: float = PATIENCE_S, **wanted: object) -> dict[str, Any]:
        """Return the first message that has all that is wanted."""
        while True:
            message = self.hear(within_s)
            if wanted.items() <= message.items():
                return message
            assert message, "the agent has hung up"

    def hears_nothing(self) -> bool:
        """True where the agent answers a question at once and has nothing else to say."""
        self.say(do="read", desk="no-such-desk")
        return self.hear() == {"say": "refused", "why": "unknown-desk"}

    def close(self) -> None:
        self._lines.close()
        self.connection.close()


def _connected(path: Path) -> socket.socket:
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            return peer.connect(path)
        except OSError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)


class Post:
    """An agent in a thread, with a simulated reader at each desk."""

    def __init__(self, data: Path, *, protocol: str, desks: int, admitted: Admitted) -> None:
        self.data = data
        self.readers: list[SimulatedReader] = []
        devices = []
        for number in range(1, desks + 1):
            plug = Plug(data / f"busia-{number}-mrz")
            self.readers.append(SimulatedReader(plug, protocol))
            devices.append(Device(f"busia-{number}", "mrz", protocol, str(data / f"busia-{number}-mrz")))
            plug.push_in()
        ids = map("reading-{}".format, itertools.count(1))
        self._lock = only_agent(data)
        self._lock.__enter__()
        self._agent = Agent(
            data, devices, admitted, now="2026-11-24T02:00:00.000Z".strip, new_id=ids.__next__
        )
        self._thread = threading.Thread(target=self._agent.run)
        self._thread.start()

    def stop(self) -> None:
        self._agent.stop()
        self._thread.join(PATIENCE_S)
        for reader in self.readers:
            reader.plug.pull_out()
        self._lock.__exit__(None, None, None)
        assert not self._thread.is_alive()


@pytest.fixture
def scripted_line() -> Iterator[Callable[[Sequence[Step]], ScriptedLine]]:
    lines: list[ScriptedLine] = []

    def make(steps: Sequence[Step]) -> ScriptedLine:
        lines.append(ScriptedLine(steps))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Callable[..., Post]]:
    posts: list[Post] = []

    def start(*, protocol: str = "stx-etx", desks: int = 1, admitted: Admitted | None = None) -> Post:
        posts.append(Post(tmp_path, protocol=protocol, desks=desks, admitted=admitted or Admitted()))
        return posts[-1]

    yield start
    for each in posts:
        each.stop()


@pytest.fixture
def ear() -> Iterator[Callable[[Post], Ear]]:
    ears: list[Ear] = []

    def connect(to: Post) -> Ear:
        ears.append(Ear(to.data))
        return ears[-1]

    yield connect
    for each in ears:
        each.close()
