"""Where a frame begins and ends in the bytes of a reader, and the zone that is in it.

Pure: bytes and the instants of their arrival go in, frames come out; it opens nothing and asks no clock.
A framer forgets nothing it did not hand over: bytes that are no zone become a frame with a fault, never data.
A framing is two functions of the bytes since the last frame, so that it cannot matter where a read cut them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hardware.mrz.zone import Lines, in_order, last_rows, last_zone, parted, rows, zone
from hardware.parity import FROM_EIGHT_BITS

STX, ETX = b"\x02", b"\x03"
NOT_A_ZONE = "not-a-zone"

MOST_BYTES = 1024
"""A frame that has not ended by now never will: a zone has 92 bytes."""
STRAY_BYTES = 16
"""Fewer bytes than these, with no zone in them, are noise on the line or a trailer: no word to the officer."""
SILENCE_S = 0.5
"""After so long a silence a frame that has not ended is broken: longer than a reader pauses between two lines,
shorter than a hand needs for the next document, which must not be joined to the rest of this one."""
AGAIN_S = 1.0
"""The same once more within this time is no second swipe."""
LONGEST_ZONE_BYTES = 256
"""Looking further back than this for a zone only costs time."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a reader sent in one go: raw bytes, the zone in them (no lines: none), arrival of the last byte."""

    raw: bytes
    lines: Lines
    at: float

    @property
    def fault(self) -> str | None:
        return None if self.lines else NOT_A_ZONE


@dataclass(frozen=True, slots=True)
class Framing:
    """How one protocol ends its frames.

    ended: the zone, () for a frame without one, None while more is to come; asked after every byte.
    left: the zone in what is left when the line has been silent for silence_s.
    """

    ended: Callable[[bytes], Lines | None]
    left: Callable[[bytes], Lines]
    silence_s: float = SILENCE_S


class Framer:
    """Cuts one line's bytes into frames. A new opening of the line needs a new framer."""

    def __init__(self, framing: Framing, meaning: bytes = FROM_EIGHT_BITS) -> None:
        """meaning: table of 256 bytes, what each byte on the line stands for (see hardware.parity)."""
        self._framing = framing
        self._meaning = meaning
        self._raw = bytearray()
        self._plain = bytearray()
        self._at = 0.0

    @property
    def pending(self) -> int:
        """Bytes of a frame that has not ended."""
        return len(self._raw)

    @property
    def deadline(self) -> float | None:
        """The instant at which idle() has something to do; None while nothing is pending."""
        return self._at + self._framing.silence_s if self._raw else None

    def feed(self, data: bytes, at: float) -> list[Frame]:
        """Take bytes that arrived at an instant (monotonic seconds); return the frames they end."""
        frames = self.idle(at)
        for byte in data:
            frames += self._take(byte, at)
        return frames

    def idle(self, at: float) -> list[Frame]:
        """Close what is pending if the line has been silent long enough by now."""
        if self.deadline is None or at < self.deadline:
            return []
        lines = self._framing.left(bytes(self._plain))
        frame = self._close(lines)
        return [frame] if lines or len(frame.raw) >= STRAY_BYTES else []

    def _take(self, byte: int, at: float) -> list[Frame]:
        character = self._meaning[byte]
        if not self._raw and character in b"\r\n":
            return []  # the end of a frame that was complete without it
        self._raw.append(byte)
        self._plain.append(character)
        self._at = at
        lines = self._framing.ended(bytes(self._plain))
        if lines is None and len(self._raw) < MOST_BYTES:
            return []
        return [self._close(lines or ())]

    def _close(self, lines: Lines) -> Frame:
        frame = Frame(bytes(self._raw), lines, self._at)
        self._raw.clear()
        self._plain.clear()
        return frame


class Once:
    """Lets a frame pass that is not the one before once more.

    A reader that doubles its frames, or babbles, is heard once; nobody swipes twice within a second.
    """

    def __init__(self, within_s: float = AGAIN_S) -> None:
        self._within_s = within_s
        self._last: Frame | None = None

    def __call__(self, frame: Frame) -> bool:
        last, self._last = self._last, frame
        return last is None or last.lines != frame.lines or frame.at - last.at >= self._within_s


def _nothing(_plain: bytes) -> Lines:
    return ()


def _never(_plain: bytes) -> Lines | None:
    return None


def zone_left(plain: bytes) -> Lines:
    """Return the zone at the end of what came before a silence."""
    return last_zone(parted(rows(plain)))


def between_stx_and_etx(plain: bytes) -> Lines | None:
    """End at ETX; a second STX begins anew."""
    start = plain.rfind(STX)
    if start < 0 or not plain.endswith(ETX):
        return None
    return zone(parted(rows(plain[start + 1 : -1])))


def _up_to(end: bytes) -> Callable[[bytes], Lines | None]:
    def ended(plain: bytes) -> Lines | None:
        return (zone_left(plain[-LONGEST_ZONE_BYTES:]) or None) if plain.endswith(end) else None

    return ended


def _rows_so_far(plain: bytes) -> list[str]:
    found = rows(plain[-LONGEST_ZONE_BYTES:])
    return parted(found) if plain.endswith((b"\r", b"\n")) else found


def counted(plain: bytes) -> Lines | None:
    """End at the last character of the last line: 30 x 3, 36 x 2 or 44 x 2."""
    return last_zone(_rows_so_far(plain)) or None


def counted_in_any_order(plain: bytes) -> Lines | None:
    """End when all lines of a zone are there, whichever came first."""
    return zone(in_order(last_rows(_rows_so_far(plain)))) or None


STX_ETX = Framing(between_stx_and_etx, left=_nothing)
CR = Framing(_up_to(b"\r"), left=zone_left)
CRLF = Framing(_up_to(b"\r\n"), left=zone_left)
COUNT = Framing(counted, left=zone_left)


def gap(silence_s: float) -> Framing:
    """Return the framing of a reader whose frames end in nothing but silence."""
    return Framing(_never, left=zone_left, silence_s=silence_s)
