"""The line to headquarters: one connection kept alive, with the socket options a bad link needs.

Without TCP_USER_TIMEOUT the kernel's own waiting keeps a connection idle long after the link is back (104 s were seen).
Plain HTTP is for this machine only.
"""

import ipaddress
import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection

CONNECT_S = 15.0
ANSWER_S = 60.0
USER_TIMEOUT_MS = 20_000
KEEPALIVE_IDLE_S, KEEPALIVE_EVERY_S, KEEPALIVE_TRIES = 15, 5, 3
LONGEST_ANSWER = 64 * 1024

SOCKET_OPTIONS = (
    *HTTPConnection.default_socket_options,
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_S),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_EVERY_S),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, KEEPALIVE_TRIES),
)


class UnsafeAddress(Exception):
    """An address of headquarters that would carry travellers' data in the clear, or is none."""

    number = "S221"


class LinkDown(Exception):
    """No answer that can be understood: whether the batch arrived is unknown, so it is sent again."""

    number = "S222"

    def __init__(self, message: str, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out


@dataclass(frozen=True, slots=True)
class Answer:
    """What headquarters said. said: the JSON object; wait_s: as asked by Retry-After, else 0."""

    status: int
    said: dict[str, Any]
    took_s: float
    wait_s: float = 0.0


class Download:
    """An answer that is read piece by piece. lines: its header lines, by the names that were asked for."""

    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        self._answer = answer
        self.status = int(answer.status)

    @property
    def lines(self) -> Mapping[str, str]:
        return self._answer.headers

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield the body in pieces as they come. Raises LinkDown where it is cut."""
        with _as_link_down():
            while piece := self._answer.read1(size):
                yield piece

    def whole(self, most: int) -> bytes:
        """Return a short body. Raises LinkDown where it is cut or longer than `most` bytes."""
        octets = bytearray()
        for piece in self.pieces(64 * 1024):
            octets += piece
            if len(octets) > most:
                raise LinkDown("the answer is longer than any of headquarters'")
        return bytes(octets)

    def said(self) -> dict[str, Any]:
        """Return the JSON object of a refusal, an empty one for anything else."""
        return _object(self.whole(LONGEST_ANSWER))

    @property
    def wait_s(self) -> float:
        return _wait_s(self.lines)


class Link:
    """One connection to headquarters, opened at the first batch and again after a fault. For one thread."""

    def __init__(self, url: str, patience_s: float | None = None) -> None:
        """patience_s: how long an answer may take over all, None as long as a bad link needs. Raises UnsafeAddress."""
        require_safe(url)
        self._url = url.rstrip("/")
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=1,
            block=True,
            retries=False,
            timeout=urllib3.Timeout(total=patience_s, connect=CONNECT_S, read=ANSWER_S),
            socket_options=list(SOCKET_OPTIONS),
        )

    def post(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Send and wait for the answer. Raises LinkDown."""
        began = time.monotonic()
        with _as_link_down():
            answer = self._pool.request(
                "POST", self._url + path, body=body, headers=headers, redirect=False, preload_content=False
            )
            octets = answer.read(LONGEST_ANSWER)
            answer.release_conn()
        return Answer(answer.status, _object(octets), time.monotonic() - began, _wait_s(answer.headers))

    @contextmanager
    def get(self, path: str, headers: Mapping[str, str]) -> Iterator[Download]:
        """Ask for something that is read inside the block. Raises LinkDown."""
        with _as_link_down():
            answer = self._pool.request(
                "GET",
                self._url + path,
                headers={**headers, "Accept-Encoding": "identity"},
                redirect=False,
                preload_content=False,
            )
        whole = False
        try:
            yield Download(answer)
            whole = not answer.length_remaining
        finally:
            if not whole:  # what was not read would be taken for the next answer
                answer.close()
            answer.release_conn()

    def answers(self) -> bool:
        """Say whether a connection can be opened: one packet each way, nothing is asked."""
        parts = urlsplit(self._url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            socket.create_connection((parts.hostname or "", port), timeout=CONNECT_S).close()
        except OSError:
            return False
        return True

    def close(self) -> None:
        self._pool.clear()


def require_safe(url: str) -> None:
    """Raise UnsafeAddress unless the address is https, or http on this machine."""
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise UnsafeAddress(f"hq_url is {url!r}; it must be an https address")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise UnsafeAddress(f"hq_url is {url!r}; plain http is for this machine only, take https")


@contextmanager
def _as_link_down() -> Iterator[None]:
    """Turn the library's exceptions into ours."""
    try:
        yield
    except urllib3.exceptions.ReadTimeoutError as error:
        raise LinkDown("headquarters did not answer in time", timed_out=True) from error
    except urllib3.exceptions.HTTPError as error:
        raise LinkDown(f"headquarters cannot be reached ({type(error).__name__})") from error


def _wait_s(lines: Mapping[str, str]) -> float:
    """Return how long headquarters asked to wait, 0 where it did not."""
    wait = lines.get("Retry-After", "")
    return float(wait) if wait.isascii() and wait.isdigit() else 0.0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _object(octets: bytes) -> dict[str, Any]:
    """Return the JSON object of an answer; a page of a proxy in between is an empty one."""
    try:
        said = json.loads(octets)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
