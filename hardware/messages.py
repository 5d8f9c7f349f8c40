"""What goes over the agent's socket: one JSON object a line, UTF-8. Described in docs/devices.md."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from hardware.mrz.framing import Frame

LONGEST_LINE_BYTES = 4096
"""A request has fewer than 100 bytes."""

Message = dict[str, Any]


class BadMessage(Exception):
    """A line that is no JSON object."""


def encode(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def decode(line: bytes) -> Message:
    """Return the object in a line, or raise BadMessage."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadMessage("not-json") from error
    if not isinstance(message, dict):
        raise BadMessage("not-an-object")
    return message


def refused(why: str) -> Message:
    return {"say": "refused", "why": why}


def reading(reading_id: str, desk: str, kind: str, at: str, frame: Frame) -> Message:
    return {
        "say": "reading",
        "id": reading_id,
        "desk": desk,
        "kind": kind,
        "at": at,
        "lines": list(frame.lines),
        "raw": b64encode(frame.raw).decode("ascii"),
        "fault": frame.fault,
        "last_byte_at": frame.at,
    }
