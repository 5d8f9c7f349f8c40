"""Server-sent events under waitress: each open stream holds one of its threads.

The rules, each learned from a server that stopped answering:
- streams are counted, and the last threads are never theirs (`StreamSlots`, `check_threads`). Past the cap the
  answer is 200 with a "busy" event and the end, never 503: htmx would swap that into the page and give up.
- the current state is sent on connect; what was published before the stream opened is in it.
- a page that went away is noticed within a second through `waitress.client_disconnected`, which needs
  `channel_request_lookahead=1`; a heartbeat tells the page that the line is alive.
- events are unnamed: htmx swaps only those. A named "beat", "busy" or "leave" is for the script.
- each rendering runs in a request context of its own, so that no session, person or connection of the first
  moment is kept for hours.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, request
from flask.globals import app_ctx

SPARE_THREADS = 16
RETRY_MS = 700
BUSY = f"retry: {RETRY_MS}\nevent: busy\ndata:\n\n"
LEAVE = "event: leave\ndata:\n\n"
BEAT = "event: beat\ndata:\n\n"


class TooFewThreads(ValueError):
    """The web server was given so few threads that its streams could stop it."""


def check_threads(threads: int, cap: int) -> None:
    """Refuse to start where streams could take the threads that pages need. Raises TooFewThreads."""
    if threads < cap + SPARE_THREADS:
        raise TooFewThreads(f"{cap} streams need at least {cap + SPARE_THREADS} threads, not {threads}")


@dataclass(slots=True)
class Channel:
    """What one desk shows: a version that grows, and who waits for it."""

    version: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)


class Channels:
    """One channel a desk, so that a reading at one desk wakes nobody at another."""

    def __init__(self) -> None:
        self._channels: defaultdict[str, Channel] = defaultdict(Channel)
        self._lock = threading.Lock()

    def publish(self, name: str) -> None:
        """Tell every stream of this channel to send its state anew."""
        channel = self._channel(name)
        with channel.changed:
            channel.version += 1
            channel.changed.notify_all()

    def publish_all(self) -> None:
        """Tell every stream; for what all desks show, such as the link to headquarters."""
        with self._lock:
            names = list(self._channels)
        for name in names:
            self.publish(name)

    def version(self, name: str) -> int:
        """Return the version of now; read it before the state, so that no change falls in between."""
        return self._channel(name).version

    def wait(self, name: str, seen: int, wait_s: float) -> bool:
        """Wait until the version is past `seen`, at most wait_s seconds; return whether it is."""
        channel = self._channel(name)
        with channel.changed:
            return channel.changed.wait_for(lambda: channel.version > seen, wait_s)

    def _channel(self, name: str) -> Channel:
        with self._lock:
            return self._channels[name]


class StreamSlots:
    """How many streams may be open at once."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.taken = 0
        self._lock = threading.Lock()

    @contextmanager
    def slot(self) -> Iterator[bool]:
        """Hold a slot while the block runs; gives False, and holds none, where all are taken."""
        with self._lock:
            free = self.taken < self.cap
            self.taken += free
        try:
            yield free
        finally:
            with self._lock:
                self.taken -= free


@dataclass(frozen=True, slots=True)
class Streams:
    """What the streams of one process share. beat_s: heartbeat; look_s: how often a gone page is looked for."""

    channels: Channels
    slots: StreamSlots
    beat_s: float = 5.0
    look_s: float = 1.0


def stream(
    streams: Streams, name: str, render: Callable[[], str], still_allowed: Callable[[], bool]
) -> Response:
    """Return the endless answer that sends `render()` now and after each publish of the channel.

    render and still_allowed run in a request context made anew from the first request, so that session and
    rights are read as they are then; they must not close over `g`, `session` or a person of the first moment.
    Where still_allowed says no the page is told to load itself anew, and is shown the sign-in or its new desk.
    A view that refuses the stream on connect answers 401, with the same effect.
    """
    environ = request.environ.copy()
    events = _events(streams, name, _Again(app_ctx.app, environ, render, still_allowed), _is_gone(environ))
    return Response(events, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


def as_event(html: str) -> str:
    """Return one unnamed event; every kind of line end in the text becomes a line of its own."""
    return "".join(f"data: {line}\n" for line in html.splitlines() or [""]) + "\n"


@dataclass(frozen=True, slots=True)
class _Again:
    """Calls the view's functions in a fresh request context."""

    app: Flask
    environ: Mapping[str, Any]
    render: Callable[[], str]
    still_allowed: Callable[[], bool]

    def __call__(self) -> str | None:
        """Return the state to show, None where this page may not see it any more."""
        with self.app.request_context(dict(self.environ)):
            return self.render() if self.still_allowed() else None

    def allowed(self) -> bool:
        """Ask alone whether this page may still see it; a session that is locked by time changes nothing else."""
        with self.app.request_context(dict(self.environ)):
            return self.still_allowed()


def _events(streams: Streams, name: str, again: _Again, gone: Callable[[], bool]) -> Iterator[str]:
    with streams.slots.slot() as free:
        if not free:
            yield BUSY
            return
        while not gone():
            seen = streams.channels.version(name)
            html = again()
            if html is None:
                yield LEAVE
                return
            yield as_event(html)
            yield from _quiet(streams, name, seen, again, gone)


def _quiet(streams: Streams, name: str, seen: int, again: _Again, gone: Callable[[], bool]) -> Iterator[str]:
    """Beat until something changes, the page is gone, or it may not be seen any more."""
    beaten = time.monotonic()
    while not gone() and not streams.channels.wait(name, seen, streams.look_s):
        if time.monotonic() - beaten >= streams.beat_s:
            if not again.allowed():
                return
            beaten = time.monotonic()
            yield BEAT


def _is_gone(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Return waitress's own question; other servers end the generator themselves."""
    gone: Callable[[], bool] = environ.get("waitress.client_disconnected", lambda: False)
    return gone
