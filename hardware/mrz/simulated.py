"""What a simulated reader does with a scan: faults on demand, and the pace of a real line."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hardware.mrz import wire
from hardware.mrz.plug import Plug
from hardware.parity import FROM_EIGHT_BITS, WITH_EVEN_PARITY

PAUSE_S = 0.2
NOISE_BYTES = 12
GARBLED_BYTES = 6
_STEP_S = 0.001
_BITS_A_BYTE = 10


class BadScan(Exception):
    """A request that the simulator does not know."""


@dataclass(frozen=True, slots=True)
class Send:
    data: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float = PAUSE_S


@dataclass(frozen=True, slots=True)
class PullOut:
    """The cable comes out."""


Step = Send | Pause | PullOut


def _halves(data: bytes) -> tuple[bytes, bytes]:
    return data[: len(data) // 2], data[len(data) // 2 :]


def _noise(data: bytes, chance: random.Random) -> Iterator[Step]:
    yield Send(chance.randbytes(NOISE_BYTES))
    yield Send(data)


def _garbled(data: bytes, chance: random.Random) -> Iterator[Step]:
    spoilt = bytearray(data)
    for place in chance.sample(range(3, len(data) - 3), GARBLED_BYTES):
        spoilt[place] = chance.choice(b"?#*%")
    yield Send(bytes(spoilt))


def _pause(data: bytes, _chance: random.Random) -> Iterator[Step]:
    first, second = _halves(data)
    yield from (Send(first), Pause(), Send(second))


def _double(data: bytes, _chance: random.Random) -> Iterator[Step]:
    yield from (Send(data), Send(data))


def _broken(data: bytes, _chance: random.Random) -> Iterator[Step]:
    yield Send(_halves(data)[0])


def _unplug(data: bytes, _chance: random.Random) -> Iterator[Step]:
    yield from (Send(_halves(data)[0]), PullOut())


def _none(data: bytes, _chance: random.Random) -> Iterator[Step]:
    yield Send(data)


FAULTS: Mapping[str | None, Callable[[bytes, random.Random], Iterator[Step]]] = {
    None: _none,
    "noise": _noise,
    "garbled": _garbled,
    "pause": _pause,
    "double": _double,
    "broken": _broken,
    "unplug": _unplug,
}


class SimulatedReader:
    """Speaks one protocol through a plug.

    baud: pace of the line, 0 for as fast as it goes; parity "E": seven bits with even parity in the eighth.
    An Elyctis says nothing before it is asked, and nothing more after a document until it is asked again.
    """

    def __init__(self, plug: Plug, protocol: str, *, baud: int = 0, parity: str = "N", seed: int = 0) -> None:
        self.plug = plug
        self._protocol = protocol
        self._baud = baud
        self._sending = WITH_EVEN_PARITY if parity == "E" else FROM_EIGHT_BITS
        self._chance = random.Random(seed)  # noqa: S311 - noise on a line keeps no secret
        self._asked = protocol != "elyctis"

    def hear(self) -> None:
        """Take in what the host sent. Raises Unplugged."""
        heard = self.plug.heard()
        if self._protocol == "elyctis" and b"C\x00\x01\x01" in heard:
            self._asked = True
            self.plug.send(b"C\x00\x01\x01")

    def scan(self, lines: list[str], fault: str | None = None) -> float:
        """Send a zone; return the monotonic instant of the last byte. Raises BadScan, Unplugged."""
        if fault not in FAULTS:
            raise BadScan(f"fault {fault!r} is none of {[name for name in FAULTS if name]}")
        try:
            data = wire.frame(self._protocol, lines)
        except UnicodeEncodeError as error:
            raise BadScan("a reader sends ASCII only") from error
        if not self._asked:
            raise BadScan("nobody has asked this reader to read")
        self._asked = self._protocol != "elyctis"
        at = time.monotonic()
        for step in FAULTS[fault](data, self._chance):
            at = self._do(step)
        return at

    def raw(self, data: bytes) -> float:
        """Send bytes as they are; return the instant of the last one. Raises Unplugged."""
        return self._do(Send(data))

    def _do(self, step: Step) -> float:
        match step:
            case Send(data):
                self._send(data.translate(self._sending))
            case Pause(seconds):
                time.sleep(seconds)
            case PullOut():
                self.plug.pull_out()
        return time.monotonic()

    def _send(self, data: bytes) -> None:
        """Put bytes on the line as the line's pace lets them through."""
        began, sent = time.monotonic(), 0
        while sent < len(data):
            due = len(data)
            if self._baud:
                time.sleep(_STEP_S)
                due = int((time.monotonic() - began) * self._baud / _BITS_A_BYTE)
            self.plug.send(data[sent:due])
            sent = max(sent, min(due, len(data)))
