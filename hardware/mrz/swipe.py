"""Readers of machine-readable zones: a line, a framing, and what the reader wants to be told.

A swipe reader sends by itself. Only the Elyctis must be asked, and after each document asked anew.
"""

from contextlib import suppress
from typing import ClassVar

from hardware.device import Device
from hardware.line import DeviceAbsent, Line
from hardware.mrz.documented import DOCUMENTED
from hardware.mrz.framing import COUNT, CR, CRLF, STRAY_BYTES, STX_ETX, Frame, Framer, Framing, Once, gap
from hardware.parity import FROM_EIGHT_BITS, FROM_EVEN_PARITY


class Swipe:
    """A reader that sends what it reads. Every method but close raises DeviceAbsent when it is pulled out."""

    framing: Framing
    ask: ClassVar[bytes] = b""
    """Sent when the line is opened and again after each frame."""

    def __init__(self, device: Device) -> None:
        self._line = Line(device)
        self._meaning = FROM_EVEN_PARITY if device.parity == "E" else FROM_EIGHT_BITS
        self._framer = Framer(self.framing, self._meaning)
        self._is_new = Once()

    def open(self) -> None:
        self._line.open()
        self._framer = Framer(self.framing, self._meaning)
        self._ask()

    def close(self) -> None:
        self._line.close()

    def fileno(self) -> int:
        return self._line.fileno()

    @property
    def reading(self) -> bool:
        """True while more than stray bytes of a frame are in."""
        return self._framer.pending >= STRAY_BYTES

    @property
    def deadline(self) -> float | None:
        return self._framer.deadline

    def read(self, at: float) -> list[Frame]:
        """Take what is on the line, at a monotonic instant; return the frames that ended with it."""
        return self._passed(self._framer.feed(self._line.read(), at))

    def idle(self, at: float) -> list[Frame]:
        """Return the frame that silence has ended by now."""
        return self._passed(self._framer.idle(at))

    def _passed(self, frames: list[Frame]) -> list[Frame]:
        if frames:
            with suppress(DeviceAbsent):  # what has been read counts; the next read will say that it is gone
                self._ask()
        return [frame for frame in frames if self._is_new(frame)]

    def _ask(self) -> None:
        if self.ask:
            self._line.write(self.ask)


class StxEtx(Swipe):
    framing = STX_ETX


class Cr(Swipe):
    framing = CR


class CrLf(Swipe):
    framing = CRLF


class Count(Swipe):
    framing = COUNT


class Gap(Swipe):
    def __init__(self, device: Device) -> None:
        self.framing = gap(device.gap_ms / 1000)
        super().__init__(device)


class Documented(Swipe):
    """3M and Gemalto, Desko, Honeywell, Code Corporation, and others that send by themselves."""

    framing = DOCUMENTED


class Elyctis(Swipe):
    """Continuous reading switches itself off after each document (Scanner Command Set v1.7)."""

    framing = DOCUMENTED
    ask = b"C\x00\x01\x01"
