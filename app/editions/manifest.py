"""What headquarters signs of an edition, before a byte of it is fetched: number, counts, digest, and how it travels.

It is written as the file `<number>.json`; sync.manifest has the signed form.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.editions.file import FORMAT, About
from sync import manifest as signed_form
from sync.manifest import HASH, INSTANT, BadManifest, Wire, count, matching, wire

PROTOCOL = "mpaka-edition/1"


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
    return signed_form.sign(PROTOCOL, facts(manifest), key)


def verify(signed: bytes, is_hq: Callable[[bytes, bytes], bool]) -> Manifest:
    """Return what headquarters signed. is_hq: whether its key made a signature of a message. Raises BadManifest."""
    return _read(signed_form.verify(PROTOCOL, signed, is_hq))


def read(signed: bytes) -> Manifest:
    """Return what a manifest of one's own making says. Raises BadManifest."""
    return _read(signed_form.read(signed))


def facts(manifest: Manifest) -> dict[str, Any]:
    about, delta = manifest.about, manifest.delta
    return {
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


def _read(said: dict[str, Any]) -> Manifest:
    if said.get("format") != FORMAT:
        raise BadManifest("this edition is of a format that this program does not know")
    try:
        delta = said["delta"]
        sources = said["sources"]
        if not all(isinstance(word, str) for pair in sources.items() for word in pair):
            raise ValueError("a source without a version")
        return Manifest(
            About(
                count(said["number"], least=1),
                matching(INSTANT, said["published_at"]),
                date.fromisoformat(said["on"]).isoformat(),
                sources,
                count(said["persons"]),
                count(said["documents"]),
                matching(HASH, said["digest"]),
            ),
            wire(said),
            None if delta is None else _delta(delta),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadManifest("a manifest that does not say what one says") from error


def _delta(said: dict[str, Any]) -> Delta:
    return Delta(count(said["from"], least=1), matching(HASH, said["from_digest"]), wire(said))
