"""The one process of a post that holds the ports. Others ask it, over a Unix socket (docs/devices.md).

One thread and one selector: nothing in it waits for a device, a disc or a caller. It keeps no document's data
longer than two minutes, writes none to disc and logs none.
"""

import fcntl
import logging
import os
import selectors
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from hardware import peer
from hardware.caller import Caller, CallerGone
from hardware.device import Device
from hardware.line import DeviceAbsent
from hardware.messages import BadMessage, Message, decode, encode, reading, refused
from hardware.mrz.framing import Frame
from hardware.peer import Admitted
from hardware.shelf import Shelf
from hardware.station import State, Station

MOST_CALLERS = 32

log = logging.getLogger("mpaka.agent")


class AgentRunning(Exception):
    """Another agent serves this data folder."""


def socket_path(data: Path) -> Path:
    """Return where the agent of a data folder listens."""
    return data / "run" / "agent.sock"


@contextmanager
def only_agent(data: Path) -> Iterator[None]:
    """Hold the data folder's agent lock, which the kernel lets go however the process ends. Raises AgentRunning."""
    folder = data / "run"
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    with (folder / "agent.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise AgentRunning(f"process {lock.read().strip()} is the agent of {data}") from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


class Agent:
    """Serves devices to callers until it is stopped.

    now: tells the instant as UTC text; new_id: makes a reading's id. Both are handed in.
    """

    def __init__(
        self,
        data: Path,
        devices: Iterable[Device],
        admitted: Admitted,
        *,
        now: Callable[[], str],
        new_id: Callable[[], str],
    ) -> None:
        self._path = socket_path(data)
        self._admitted = admitted
        self._now = now
        self._new_id = new_id
        self._stations = [Station(device, now) for device in devices]
        self._callers: set[Caller] = set()
        self._shelf = Shelf()
        self._selector = selectors.DefaultSelector()
        self._woken, self._waker = socket.socketpair()
        self._stopping = False

    def run(self) -> None:
        """Serve until stop() is called; then close every port and take the socket away."""
        listener = peer.listen(self._path, self._admitted.gid)
        listener.setblocking(False)
        self._selector.register(listener, selectors.EVENT_READ, partial(self._welcome, listener))
        self._selector.register(self._woken, selectors.EVENT_READ, self._wake)
        try:
            while not self._stopping:
                self._tick(time.monotonic())
                for key, mask in self._selector.select(self._wait_s(time.monotonic())):
                    key.data(mask)
        finally:
            self._path.unlink(missing_ok=True)
            self._close(listener)

    def stop(self) -> None:
        """End run(); may be called from a signal handler or another thread."""
        self._stopping = True
        with suppress(OSError):  # it has ended already
            self._waker.send(b"\0")

    def _close(self, listener: socket.socket) -> None:
        for caller in self._callers:
            caller.close()
        for station in self._stations:
            station.driver.close()
        for opened in (listener, self._woken, self._waker, self._selector):
            opened.close()

    def _wake(self, _mask: int) -> None:
        """Woken to stop: the loop sees for itself."""

    # devices

    def _wait_s(self, at: float) -> float | None:
        due = [station.next_at for station in self._stations if station.next_at is not None]
        return max(0.0, min(due) - at) if due else None

    def _tick(self, at: float) -> None:
        for station in self._stations:
            if station.next_at is None or at < station.next_at:
                continue
            if station.state is State.ABSENT:
                self._look_for(station, at)
            else:
                self._take(station, partial(station.idle, at))

    def _look_for(self, station: Station, at: float) -> None:
        station.try_open(at)
        if station.state is not State.ABSENT:
            ready = partial(self._line_ready, station)
            self._selector.register(station.driver.fileno(), selectors.EVENT_READ, ready)
            self._tell_all(encode(station.message()))

    def _line_ready(self, station: Station, _mask: int) -> None:
        self._take(station, partial(station.read, time.monotonic()))

    def _take(self, station: Station, frames_of: Callable[[], list[Frame]]) -> None:
        """Hand on what a device gives, the reading before the state: the officer waits for it."""
        before, descriptor = station.state, station.driver.fileno()
        try:
            for frame in frames_of():
                self._hand_on(station, frame)
        except DeviceAbsent as absent:
            self._selector.unregister(descriptor)
            station.gone(absent)
        if station.state is not before:
            self._tell_all(encode(station.message()))

    def _hand_on(self, station: Station, frame: Frame) -> None:
        device, reading_id = station.device, self._new_id()
        message = encode(reading(reading_id, device.desk, device.kind, self._now(), frame))
        self._shelf.put(reading_id, device.name, message, frame.at)
        self._tell_all(message)
        log.info(
            "%s: reading %s of %d bytes, %s", device.name, reading_id, len(frame.raw), frame.fault or "a zone"
        )

    # callers

    def _welcome(self, listener: socket.socket, _mask: int) -> None:
        try:
            connection, _ = listener.accept()
        except OSError as error:  # it left while it waited
            log.warning("a caller could not be let in: %s", error)
            return
        caller = Caller(connection)
        why = self._refusal(connection)
        if why:
            self._drop(caller, why)
            return
        self._callers.add(caller)
        self._selector.register(connection, selectors.EVENT_READ, partial(self._caller_ready, caller))

    def _refusal(self, connection: socket.socket) -> str:
        """Return why a caller may not come in, or nothing."""
        try:
            who = peer.peer_of(connection)
        except OSError as error:
            log.warning("a caller could not be known: %s", error)
            return "not-known"
        if not peer.may_connect(who, os.geteuid(), self._admitted):
            log.warning("refused process %d of user %d", who.pid, who.uid)
            return "not-allowed"
        return "too-many-callers" if len(self._callers) >= MOST_CALLERS else ""

    def _caller_ready(self, caller: Caller, mask: int) -> None:
        if caller not in self._callers:
            return  # dropped by an event of the same round
        try:
            if mask & selectors.EVENT_WRITE:
                caller.flush()
            if mask & selectors.EVENT_READ:
                for line in caller.hear():
                    self._answer(caller, decode(line))
        except CallerGone as gone:
            self._drop(caller, gone.why)
        except BadMessage as bad:
            self._drop(caller, str(bad))
        else:
            self._wait_for(caller)

    def _answer(self, caller: Caller, request: Message) -> None:
        match request:
            case {"do": "watch"}:
                caller.watching = True
                for line in (*self._states(), *self._shelf.messages(time.monotonic())):
                    caller.say(line)
            case {"do": "taken", "id": str(reading_id)}:
                self._shelf.take(reading_id)
            case {"do": "read", "desk": str(desk)}:
                # a swipe reader has nothing to be started: its state tells the officer whether to swipe
                for line in self._states(desk) or [encode(refused("unknown-desk"))]:
                    caller.say(line)
            case _:
                caller.say(encode(refused("unknown-request")))

    def _states(self, desk: str | None = None) -> list[bytes]:
        return [encode(each.message()) for each in self._stations if desk in (None, each.device.desk)]

    def _tell_all(self, line: bytes) -> None:
        for caller in [each for each in self._callers if each.watching]:
            try:
                caller.say(line)
            except CallerGone as gone:
                self._drop(caller, gone.why)
            else:
                self._wait_for(caller)

    def _wait_for(self, caller: Caller) -> None:
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if caller.is_owed else 0)
        key = self._selector.get_key(caller.connection)
        if key.events != wanted:
            self._selector.modify(caller.connection, wanted, key.data)

    def _drop(self, caller: Caller, why: str) -> None:
        if why:
            with suppress(CallerGone):
                caller.say(encode(refused(why)))
        if caller in self._callers:
            self._callers.remove(caller)
            self._selector.unregister(caller.connection)
        caller.close()
