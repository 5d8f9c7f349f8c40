"""What headquarters signs of an edition, before a byte of it is fetched: number, counts, digest, and how it travels.

Signed form, as the file `<number>.json` and on the wire: JSON with `manifest` (canonical JSON, as a string, so that its
bytes arrive as they were signed) and `signature` (hex, under headquarters' key).
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.editions.file import FORMAT, About
from app.editions.wire import Wire
from border.errors import BorderError

PROTOCOL = "mpaka-edition/1"
HASH = re.compile(r"[0-9a-f]{64}\Z")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z", re.ASCII)
MOST_BYTES = 64 * 1024
BIGGEST = (1 << 53) - 1


class BadManifest(BorderError):
    """Bytes that are no manifest, or that headquarters' key did not sign."""

    number = "L141"


@dataclass(frozen=True, slots=True)
class Delta:
    """What makes an edition of an older one. start: the older one's number; start_digest: what it must be."""

    start: int
    start_digest: str
    wire: Wire


@dataclass(frozen=True, slots=True)
class Manifest:
    """One edition: what it says of itself, its full file, and its delta where that is the smaller one."""

    about: About
    full: Wire
    delta: Delta | None

    @property
    def full_name(self) -> str:
        return f"{self.about.number}.db.zst"

    @property
    def delta_name(self) -> str:
        return f"{self.about.number}.delta.zst"


def sign(manifest: Manifest, key: Callable[[bytes], bytes]) -> bytes:
    """Return the signed form. key: signs a message as headquarters."""
    text = _text(manifest)
    said = {"manifest": text, "signature": key(_message(text)).hex()}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def verify(signed: bytes, is_hq: Callable[[bytes, bytes], bool]) -> Manifest:
    """Return what headquarters signed. is_hq: whether its key made a signature of a message. Raises BadManifest."""
    said = _object(signed)
    text, signature = said.get("manifest"), said.get("signature")
    if not (isinstance(text, str) and isinstance(signature, str)):
        raise BadManifest("a manifest that nobody signed")
    try:
        octets, message = bytes.fromhex(signature), _message(text)
    except ValueError as error:
        raise BadManifest("a manifest that nobody signed") from error
    if not is_hq(octets, message):
        raise BadManifest("headquarters' key did not sign this manifest")
    return _read(text)


def read(signed: bytes) -> Manifest:
    """Return what a manifest of one's own making says. Raises BadManifest."""
    return _read(str(_object(signed).get("manifest")))


def _message(text: str) -> bytes:
    return f"{PROTOCOL}\n{text}".encode()


def _text(manifest: Manifest) -> str:
    about, delta = manifest.about, manifest.delta
    said = {
        "format": FORMAT,
        "number": about.number,
        "published_at": about.published_at,
        "on": about.on,
        "persons": about.persons,
        "documents": about.documents,
        "digest": about.digest,
        "sources": dict(about.sources),
        **asdict(manifest.full),
        "delta": delta and {"from": delta.start, "from_digest": delta.start_digest, **asdict(delta.wire)},
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _read(text: str) -> Manifest:
    said = _object(text.encode())
    if said.get("format") != FORMAT:
        raise BadManifest("this edition is of a format that this program does not know")
    try:
        delta = said["delta"]
        sources = said["sources"]
        if not all(isinstance(word, str) for pair in sources.items() for word in pair):
            raise ValueError("a source without a version")
        return Manifest(
            About(
                _count(said["number"], least=1),
                _matching(INSTANT, said["published_at"]),
                date.fromisoformat(said["on"]).isoformat(),
                sources,
                _count(said["persons"]),
                _count(said["documents"]),
                _matching(HASH, said["digest"]),
            ),
            _wire(said),
            None if delta is None else _delta(delta),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadManifest("a manifest that does not say what one says") from error


def _delta(said: dict[str, Any]) -> Delta:
    return Delta(_count(said["from"], least=1), _matching(HASH, said["from_digest"]), _wire(said))


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


def _wire(said: dict[str, Any]) -> Wire:
    return Wire(_count(said["bytes"], least=1), _matching(HASH, said["sha256"]))


def _count(value: object, least: int = 0) -> int:
    if type(value) is not int or not least <= value <= BIGGEST:
        raise ValueError("no count")
    return value


def _matching(form: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not form.match(value):
        raise ValueError("not of its form")
    return value
