"""An officer without a browser: signs in, takes a desk, sends its forms, listens to its stream. Plain HTTP."""

import http.client
import queue
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from app.demo.addresses import HOST
from bench.founding import Desk
from bench.post import Post

TIMEOUT_S = 20.0
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
_HIDDEN = re.compile(r'name="(csrf_token|inspection_id|round)" value="([^"]+)"')


class Unexpected(Exception):
    """The post answered otherwise than an officer at work should be answered."""


@dataclass(frozen=True, slots=True)
class Event:
    """What a stream sent. at: the monotonic instant at which its last line was read."""

    at: float
    html: str

    def shows(self, number: str) -> bool:
        return number in self.html and 'id="traveller-' in self.html

    @property
    def is_checked(self) -> bool:
        """Whether the way to a decision is open: until every check has answered the button says that it is not."""
        return "aria-disabled" not in self.html


class Officer:
    """One person at one desk, with one connection that is kept open. Not for two threads."""

    def __init__(self, post: Post, desk: Desk) -> None:
        self.desk = desk
        self._post = post
        self._line = http.client.HTTPConnection(HOST, post.port, timeout=TIMEOUT_S)
        self._cookies: dict[str, str] = {}
        self._hidden: dict[str, str] = {}

    def begin(self) -> Self:
        """Sign in and take the desk. Raises Unexpected."""
        self.get("/sign-in")
        self.send(
            "/sign-in", {"username": self.desk.officer, "password": self.desk.password, "next": "/desk"}, 303
        )
        self.get("/desk")
        self.send("/desk/sitting", {"desk": self.desk.name}, 303)
        self.get("/desk")
        return self

    def get(self, path: str) -> str:
        """Return a page. Raises Unexpected."""
        return self._ask("GET", path, None, {}, 200)

    def send(self, path: str, form: Mapping[str, str], status: int = 200) -> str:
        """Post a form as the page's script would, and return the fragment. Raises Unexpected."""
        body = urlencode({"csrf_token": self._hidden["csrf_token"], **form})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, headers | (FRAGMENT if status == 200 else {}), status)

    def type_zone(self, lines: tuple[str, ...]) -> str:
        """Hand in the lines of a zone; the answer shows the checks."""
        return self.send("/desk/zone", {"zone": "\n".join(lines)})

    def decide(self, decision: str, **terms: str) -> str:
        """Decide on the traveller whom the last answer showed."""
        shown = {name: self._hidden[name] for name in ("inspection_id", "round")}
        return self.send("/desk/decision", {"decision": decision, **shown, **terms})

    def see(self, html: str) -> None:
        """Take in what the stream showed, so that the next decision is on that."""
        self._hidden |= dict(_HIDDEN.findall(html))

    def request(self, path: str) -> bytes:
        """Return the bytes of a GET with this officer's cookie, for a load of our own."""
        return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {self._cookie}\r\n\r\n".encode()

    def stream(self) -> "Stream":
        return Stream(self._post.port, self._cookie)

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str], status: int) -> str:
        self._line.request(method, path, body, {"Cookie": self._cookie, **headers})
        answer = self._line.getresponse()
        html = answer.read().decode("utf-8")
        if answer.status != status:
            raise Unexpected(f"{method} {path} was answered with {answer.status}:\n{html[:2000]}")
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        self.see(html)
        return html

    @property
    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())


class Stream:
    """A desk's stream of server-sent events, read by a thread of its own from the moment it is made."""

    def __init__(self, port: int, cookie: str) -> None:
        self._line = http.client.HTTPConnection(HOST, port)
        self._line.request("GET", "/desk/stream", headers={"Cookie": cookie, "Accept": "text/event-stream"})
        self._answer = self._line.getresponse()
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self.next()  # what lies on the desk now

    def next(self) -> Event:
        """Return the next state of the desk. Raises queue.Empty."""
        return self._events.get(timeout=TIMEOUT_S)

    def until(self, number: str) -> Event:
        """Return the event that shows this document with all checks answered. Raises queue.Empty."""
        while True:
            event = self.next()
            if event.shows(number) and event.is_checked:
                return event

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; the thread ends by that."""
        if self._line.sock:
            self._line.sock.close()

    def _read(self) -> None:
        lines: list[str] = []
        for line in self._lines():
            if line:
                lines.append(line)
                continue
            html = "\n".join(text.removeprefix("data: ") for text in lines if text.startswith("data: "))
            if html:
                self._events.put(Event(time.monotonic(), html))
            lines = []

    def _lines(self) -> Iterator[str]:
        try:
            while line := self._answer.readline():
                yield line.decode("utf-8").rstrip("\n")
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            return  # hung up
