"""What headquarters signs of a file before a byte of it is fetched: a few facts, as text, and how the file travels.

Signed form, as a file and on the wire: JSON with `manifest` (canonical JSON, as a string, so that its bytes arrive as
they were signed) and `signature` (hex, under headquarters' key). What the facts mean is for those who say them.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.shelf import LONGEST_MANIFEST

HASH = re.compile(r"[0-9a-f]{64}\Z")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z", re.ASCII)
BIGGEST = (1 << 53) - 1


class BadManifest(Exception):
    """Bytes that are no manifest, or that headquarters' key did not sign."""

    number = "S238"


@dataclass(frozen=True, slots=True)
class Wire:
    """A file as it travels: length in bytes and SHA-256 in hex."""

    bytes: int
    sha256: str


def wire_of(path: Path) -> Wire:
    with path.open("rb") as file:
        return Wire(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def text_of(facts: Mapping[str, Any]) -> str:
    """Return facts in the form that is signed."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def sign(protocol: str, facts: Mapping[str, Any], key: Callable[[bytes], bytes]) -> bytes:
    """Return the signed form. protocol: what kind of manifest it is; key: signs a message as headquarters."""
    text = text_of(facts)
    said = {"manifest": text, "signature": key(_message(protocol, text)).hex()}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def verify(protocol: str, signed: bytes, is_hq: Callable[[bytes, bytes], bool]) -> dict[str, Any]:
    """Return what headquarters signed. is_hq: whether its key made a signature of a message. Raises BadManifest."""
    said = _object(signed)
    text, signature = said.get("manifest"), said.get("signature")
    if not (isinstance(text, str) and isinstance(signature, str)):
        raise BadManifest("a manifest that nobody signed")
    try:
        octets, message = bytes.fromhex(signature), _message(protocol, text)
    except ValueError as error:
        raise BadManifest("a manifest that nobody signed") from error
    if not is_hq(octets, message):
        raise BadManifest("headquarters' key did not sign this manifest")
    return _object(text.encode())


def read(signed: bytes) -> dict[str, Any]:
    """Return what a manifest of one's own making says. Raises BadManifest."""
    return _object(str(_object(signed).get("manifest")).encode())


def wire(said: Mapping[str, Any]) -> Wire:
    """Return the file that facts tell of by `bytes` and `sha256`. Raises KeyError, ValueError."""
    return Wire(count(said["bytes"], least=1), matching(HASH, said["sha256"]))


def count(value: object, least: int = 0) -> int:
    """Raises ValueError."""
    if type(value) is not int or not least <= value <= BIGGEST:
        raise ValueError("no count")
    return value


def matching(form: re.Pattern[str], value: object) -> str:
    """Raises ValueError."""
    if not isinstance(value, str) or not form.match(value):
        raise ValueError("not of its form")
    return value


def _message(protocol: str, text: str) -> bytes:
    return f"{protocol}\n{text}".encode()


def _object(octets: bytes) -> dict[str, Any]:
    if len(octets) > LONGEST_MANIFEST:
        raise BadManifest("no manifest is that long")
    try:
        said = json.loads(octets)
    except (ValueError, RecursionError) as error:
        raise BadManifest("a manifest that is no JSON") from error
    if not isinstance(said, dict):
        raise BadManifest("a manifest that is no JSON object")
    return said
