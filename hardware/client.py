"""How another process of the post listens to the agent; it comes back by itself within a second."""

import logging
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hardware import peer
from hardware.messages import BadMessage, Message, decode, encode

RETRY_S = 0.25
WELCOME_S = 0.25
"""An agent that refuses says so before this; one without devices says nothing."""
_READ_BYTES = 65536

log = logging.getLogger("mpaka.agent")


class AgentClient:
    """messages() runs in one thread; taken(), read() and stop() may be called from any."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sending = threading.Lock()
        self._connection: socket.socket | None = None
        self._woken, self._waker = socket.socketpair()

    def messages(self) -> Iterator[Message]:
        """Yield what the agent says, until stop().

        Besides the agent's own messages there is `{"say": "agent", "state": "ready" or "absent"}`: the first of
        all, and again at each change. After "ready" come the state of every device and all readings not taken,
        so one may come that the caller already has: know it by its id.
        """
        state = ""
        while not self._is_stopped(0):
            for message in self._one_connection():
                if message.get("say") == "agent" and message["state"] == state:
                    continue
                state = message["state"] if message.get("say") == "agent" else state
                yield message
            self._is_stopped(RETRY_S)

    def taken(self, reading_id: str) -> None:
        """Tell the agent that a reading is in safe hands. Lost where the agent is away: it hands over again."""
        self._send({"do": "taken", "id": reading_id})

    def read(self, desk: str) -> None:
        """Ask a desk's devices to read; the answer comes as a message."""
        self._send({"do": "read", "desk": desk})

    def stop(self) -> None:
        """End messages(), wherever it waits; nothing can be heard any more."""
        self._waker.send(b"\0")

    def _is_stopped(self, wait_s: float) -> bool:
        return bool(select.select([self._woken], [], [], wait_s)[0])

    def _one_connection(self) -> Iterator[Message]:
        """Yield all of one connection, between its "ready" and its "absent"."""
        try:
            with self._connected() as connection:
                yield from self._heard(connection)
        except (OSError, BadMessage) as error:
            log.debug("the agent is away: %s", error)
        if not self._is_stopped(0):
            yield {"say": "agent", "state": "absent"}

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        with peer.connect(self._path) as connection:
            connection.sendall(encode({"do": "watch"}))
            with self._sending:
                self._connection = connection
            try:
                yield connection
            finally:
                with self._sending:
                    self._connection = None

    def _heard(self, connection: socket.socket) -> Iterator[Message]:
        welcomed, rest = False, b""
        while True:
            ready, _, _ = select.select([connection, self._woken], [], [], None if welcomed else WELCOME_S)
            if self._woken in ready:
                return
            data = connection.recv(_READ_BYTES) if ready else None
            if data == b"":
                return
            *lines, rest = (rest + (data or b"")).split(b"\n")
            heard = [decode(line) for line in lines]
            if any(message.get("say") == "refused" for message in heard) and not welcomed:
                log.warning("the agent refused: %s", heard[0].get("why"))
                return
            if not welcomed:
                yield {"say": "agent", "state": "ready"}
                welcomed = True
            yield from heard

    def _send(self, message: Message) -> None:
        with self._sending, suppress(OSError):
            if self._connection is not None:
                self._connection.sendall(encode(message))
