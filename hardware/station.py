"""One device as the agent knows it: there or not, since when, and what it read."""

import logging
from collections.abc import Callable
from enum import StrEnum

from hardware import catalogue
from hardware.device import Device
from hardware.line import DeviceAbsent
from hardware.messages import Message
from hardware.mrz.framing import Frame

RETRY_S = 0.25
"""How often a device that is absent is looked for."""

log = logging.getLogger("mpaka.agent")


class State(StrEnum):
    READY = "ready"
    ABSENT = "absent"
    READING = "reading"


class Station:
    """Opens its device whenever it is there. Instants `at` are monotonic seconds, `now` tells UTC text."""

    def __init__(self, device: Device, now: Callable[[], str]) -> None:
        self.device = device
        self.driver = catalogue.driver(device)
        self.state = State.ABSENT
        self._now = now
        self._since = now()
        self._why = ""
        self._next_try_at = 0.0

    @property
    def next_at(self) -> float | None:
        """When tick has something to do; None: nothing before a byte comes in."""
        return self._next_try_at if self.state is State.ABSENT else self.driver.deadline

    def message(self) -> Message:
        return {
            "say": "device",
            "desk": self.device.desk,
            "kind": self.device.kind,
            "state": self.state.value,
            "since": self._since,
        }

    def try_open(self, at: float) -> None:
        self._next_try_at = at + RETRY_S
        try:
            self.driver.open()
        except DeviceAbsent as absent:
            self.gone(absent)
        else:
            self._become(State.READY, "")

    def gone(self, absent: DeviceAbsent) -> None:
        self.driver.close()
        self._become(State.ABSENT, str(absent))

    def read(self, at: float) -> list[Frame]:
        """Take what is on the line. Raises DeviceAbsent."""
        frames = self.driver.read(at)
        self._settle()
        return frames

    def idle(self, at: float) -> list[Frame]:
        """Return what a silence has ended. Raises DeviceAbsent."""
        frames = self.driver.idle(at)
        self._settle()
        return frames

    def _settle(self) -> None:
        self._become(State.READING if self.driver.reading else State.READY, "")

    def _become(self, state: State, why: str) -> None:
        if (state, why) == (self.state, self._why):
            return
        if State.ABSENT in (state, self.state):
            log.info("%s is %s%s", self.device.name, state, f": {why}" if why else "")
        if state is not self.state:
            self._since = self._now()
        self.state, self._why = state, why
