"""What headquarters signs of a filter before a byte of it is fetched: its number, its day, how many numbers, its file.

Signed form: JSON with `manifest` (canonical JSON, as a string, so that its bytes arrive as they were signed) and
`signature` (hex, under headquarters' key), as that of an edition.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from border.errors import BorderError

PROTOCOL = "mpaka-numbers/1"
FORMAT = "1"
HASH = re.compile(r"[0-9a-f]{64}\Z")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z", re.ASCII)
MOST_BYTES = 4096
BIGGEST = (1 << 53) - 1


class BadManifest(BorderError):
    """Bytes that are no manifest of a filter, or that headquarters' key did not sign."""

    number = "L181"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One filter. number: from 1; on: the day it stands for; count: the numbers in it; bytes, sha256: of its file."""

    number: int
    published_at: str
    on: str
    count: int
    bytes: int
    sha256: str

    def __post_init__(self) -> None:
        for value, least in ((self.number, 1), (self.count, 0), (self.bytes, 1)):
            if type(value) is not int or not least <= value <= BIGGEST:
                raise ValueError("no count")
        if not (HASH.match(self.sha256) and INSTANT.match(self.published_at)):
            raise ValueError("not of its form")
        date.fromisoformat(self.on)

    @property
    def name(self) -> str:
        """The name of its file on the wire."""
        return f"{self.number}.filter"


def sign(manifest: Manifest, key: Callable[[bytes], bytes]) -> bytes:
    """Return the signed form. key: signs a message as headquarters."""
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, separators=(",", ":"), sort_keys=True)
    return json.dumps({"manifest": text, "signature": key(_message(text)).hex()}).encode() + b"\n"


def verify(signed: bytes, is_hq: Callable[[bytes, bytes], bool]) -> Manifest:
    """Return what headquarters signed. is_hq: whether its key made a signature of a message. Raises BadManifest."""
    said = _object(signed)
    try:
        text, signature = said["manifest"], bytes.fromhex(said["signature"])
        if not is_hq(signature, _message(text)):
            raise BadManifest("headquarters' key did not sign this manifest")
        return _read(_object(text.encode()))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadManifest("a manifest that does not say what one says") from error


def _read(said: dict[str, Any]) -> Manifest:
    if said["format"] != FORMAT:
        raise BadManifest("this filter is of a format that this program does not know")
    return Manifest(**{field.name: said[field.name] for field in fields(Manifest)})


def _message(text: str) -> bytes:
    return f"{PROTOCOL}\n{text}".encode()


def _object(octets: bytes) -> dict[str, Any]:
    if len(octets) > MOST_BYTES:
        raise BadManifest("no manifest is that long")
    try:
        said = json.loads(octets)
    except (ValueError, RecursionError) as error:
        raise BadManifest("a manifest that is no JSON") from error
    if not isinstance(said, dict):
        raise BadManifest("a manifest that is no JSON object")
    return said
