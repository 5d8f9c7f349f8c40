"""An agent with simulated readers on real ptys, and programs that are connected to it.

Waiting here always ends by itself: what does not come within its time is a failure.
"""

import itertools
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

from hardware import peer
from hardware.agent import Agent, only_agent, socket_path
from hardware.device import Device
from hardware.mrz.plug import Plug
from hardware.mrz.simulated import SimulatedReader
from hardware.peer import Admitted

PATIENCE_S = 5.0


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
