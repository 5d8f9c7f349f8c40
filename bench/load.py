"""Many callers at one server, each with a connection that is kept open and one request under way at a time.

One thread and one selector, so that the callers cost the machine little beside the server that is measured.
"""

import re
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.demo.addresses import HOST

HEADERS_END = b"\r\n\r\n"
OK = b"HTTP/1.1 200 "
TIMEOUT_S = 20.0
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class BadAnswer(Exception):
    """The server answered otherwise than with 200 and a length."""


@dataclass(slots=True)
class Caller:
    """One connection. due: when the next request goes out; asked: when the one under way did, None without one."""

    connection: socket.socket
    request: bytes
    due: float
    asked: float | None = None
    heard: bytearray = field(default_factory=bytearray)

    def ask(self) -> None:
        self.heard.clear()
        self.asked = time.perf_counter()
        self.connection.sendall(self.request)

    def hear(self) -> float | None:
        """Take bytes in; return the seconds that the answer took once it is whole. Raises BadAnswer."""
        self.heard += self.connection.recv(65_536)
        size = answer_size(self.heard)
        if size is None or len(self.heard) < size or self.asked is None:
            return None
        took, self.asked = time.perf_counter() - self.asked, None
        return took


def answer_size(heard: bytes | bytearray) -> int | None:
    """Return how long an answer will be, headers and body, None until its headers are there. Raises BadAnswer."""
    end = heard.find(HEADERS_END)
    if end < 0:
        return None
    length = _LENGTH.search(heard, 0, end)
    if not heard.startswith(OK) or length is None:
        raise BadAnswer(bytes(heard[:200]).decode("latin-1"))
    return end + len(HEADERS_END) + int(length[1])


def load(port: int, requests: Sequence[bytes], seconds: float, pause_s: float = 0.0) -> list[float]:
    """Let one caller a request ask for so many seconds, and return the milliseconds that each answer took.

    pause_s: from one request of a caller to its next; 0: as soon as the answer is whole. Raises BadAnswer.
    """
    began = time.perf_counter()
    callers = [
        Caller(
            socket.create_connection((HOST, port), TIMEOUT_S),
            request,
            began + pause_s * place / len(requests),
        )
        for place, request in enumerate(requests)
    ]
    try:
        return [took * 1000 for took in _asked(callers, began + seconds, pause_s)]
    finally:
        for caller in callers:
            caller.connection.close()


def _asked(callers: Sequence[Caller], end: float, pause_s: float) -> list[float]:
    samples: list[float] = []
    with selectors.DefaultSelector() as selector:
        for caller in callers:
            selector.register(caller.connection, selectors.EVENT_READ, caller)
        while (now := time.perf_counter()) < end or any(caller.asked for caller in callers):
            for caller in callers:
                if caller.asked is None and caller.due <= now < end:
                    caller.ask()
                    caller.due = max(now, caller.due + pause_s)
            next_due = min(
                (caller.due for caller in callers if caller.asked is None), default=now + TIMEOUT_S
            )
            for key, _ in selector.select(
                max(0.0, min(next_due - now, TIMEOUT_S)) if now < end else TIMEOUT_S
            ):
                took = key.data.hear()
                if took is not None:
                    samples.append(took)
    return samples
