"""A reader of machine-readable zones that is a program: real bytes through a pty, faults on demand.

    python -m hardware.mrz.simulator --link PATH --protocol stx-etx --control SOCKET

One JSON object a line comes in over the control socket and is answered with one (docs/devices.md).
"""

import argparse
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hardware import peer
from hardware.caller import Caller, CallerGone
from hardware.device import BAUDS
from hardware.messages import BadMessage, decode, encode
from hardware.mrz import wire
from hardware.mrz.plug import Plug, Unplugged
from hardware.mrz.simulated import BadScan, SimulatedReader


def answer(reader: SimulatedReader, request: Mapping[str, Any]) -> dict[str, Any]:
    """Do what is asked and say how it went. Raises BadScan, Unplugged."""
    match request:
        case {"do": "send", "lines": [*lines]}:
            return {"ok": True, "last_byte_at": reader.scan(list(map(str, lines)), request.get("fault"))}
        case {"do": "raw", "hex": str(digits)}:
            return {"ok": True, "last_byte_at": reader.raw(_bytes_of(digits))}
        case {"do": "plug"}:
            reader.plug.push_in()
        case {"do": "unplug"}:
            reader.plug.pull_out()
        case {"do": "state"}:
            pass
        case _:
            raise BadScan("unknown request")
    return {"ok": True, "plugged": reader.plug.is_in, "at": time.monotonic()}


def _bytes_of(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError as error:
        raise BadScan(str(error)) from error


class Simulator:
    """Serves one reader's control socket until the process is told to end."""

    def __init__(self, reader: SimulatedReader) -> None:
        self._reader = reader
        self._callers: list[Caller] = []

    def run(self, control: Path) -> None:
        self._reader.plug.push_in()
        with peer.listen(control) as listener:
            try:
                while True:
                    self._serve_once(listener)
            finally:
                self._reader.plug.pull_out()
                control.unlink(missing_ok=True)

    def _serve_once(self, listener: socket.socket) -> None:
        """Wait for the control socket, a caller, or the host at the pty that is plugged in now."""
        waiting: list[socket.socket | Caller | Plug] = [listener, *self._callers]
        if self._reader.plug.is_in:
            waiting.append(self._reader.plug)
        ready, _, _ = select.select(waiting, [], [])
        for each in ready:
            if isinstance(each, Plug):
                with suppress(Unplugged, BlockingIOError):  # pulled out in this round, or nobody reads
                    self._reader.hear()
            elif isinstance(each, Caller):
                self._serve(each)
            else:
                self._callers.append(Caller(listener.accept()[0]))

    def _serve(self, caller: Caller) -> None:
        try:
            for line in caller.hear():
                caller.say(encode(self._answered(line)))
        except CallerGone:
            self._callers.remove(caller)
            caller.close()

    def _answered(self, line: bytes) -> dict[str, Any]:
        try:
            return answer(self._reader, decode(line))
        except (BadMessage, BadScan) as error:
            return {"ok": False, "why": str(error)}
        except Unplugged:
            return {"ok": False, "why": "unplugged"}
        except BlockingIOError:
            return {"ok": False, "why": "nobody reads the line"}


def _end(*_: object) -> None:
    sys.exit(0)


def main() -> None:
    words = argparse.ArgumentParser(description="A simulated reader of machine-readable zones.")
    words.add_argument("--link", type=Path, required=True, help="stable path of the reader's line")
    words.add_argument("--control", type=Path, required=True, help="socket that takes JSON lines")
    words.add_argument("--protocol", choices=sorted(wire.FRAMES), default="stx-etx")
    words.add_argument("--baud", type=int, choices=(0, *BAUDS), default=0, help="pace; 0: none")
    words.add_argument("--parity", choices=("N", "E"), default="N", help="E: 7E1, parity in bit 7")
    words.add_argument("--seed", type=int, default=0, help="of the noise")
    given = words.parse_args()
    reader = SimulatedReader(
        Plug(given.link), given.protocol, baud=given.baud, parity=given.parity, seed=given.seed
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    Simulator(reader).run(given.control)


if __name__ == "__main__":
    main()
