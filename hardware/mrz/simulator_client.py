"""Tells a simulated reader what to do: used by the demo, the tests and the bench."""

import json
import time
from pathlib import Path
from typing import Any

from hardware import peer
from hardware.messages import encode

ANSWER_S = 10.0
_RETRY_S = 0.05


class SimulatorRefused(Exception):
    """The simulator could not do it; the message says why."""


def send(control: Path, lines: list[str], fault: str | None = None) -> float:
    """Scan a zone; return the monotonic instant at which its last byte went onto the line.

    fault: noise, garbled, pause, double, broken, unplug, or None. Raises SimulatorRefused, OSError.
    """
    return float(ask(control, {"do": "send", "lines": lines, "fault": fault})["last_byte_at"])


def send_raw(control: Path, data: bytes) -> float:
    """Put bytes on the line as they are; return the instant of the last one."""
    return float(ask(control, {"do": "raw", "hex": data.hex()})["last_byte_at"])


def plug(control: Path) -> None:
    """Plug the reader in; one that is in is pulled out first."""
    ask(control, {"do": "plug"})


def unplug(control: Path) -> None:
    ask(control, {"do": "unplug"})


def ask(control: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Send one request and return its answer. Raises SimulatorRefused, OSError where no simulator listens."""
    with peer.connect(control) as connection:
        connection.settimeout(ANSWER_S)
        connection.sendall(encode(request))
        with connection.makefile("rb") as answers:
            answer: dict[str, Any] = json.loads(answers.readline() or b'{"ok": false, "why": "it has ended"}')
    if not answer["ok"]:
        raise SimulatorRefused(answer["why"])
    return answer


def wait_until_ready(control: Path, within_s: float = 10.0) -> None:
    """Return when the simulator answers. Raises OSError when it does not in time."""
    give_up_at = time.monotonic() + within_s
    while True:
        try:
            ask(control, {"do": "state"})
        except OSError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(_RETRY_S)
        else:
            return
