"""What headquarters signs of a filter before a byte of it is fetched: its number, its day, how many numbers, its file.

It is written as the file `<number>.json`; sync.manifest has the signed form.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sync import manifest as signed_form
from sync.manifest import HASH, INSTANT, BadManifest, Wire, matching, wire
from sync.manifest import count as counted

PROTOCOL = "mpaka-numbers/1"
FORMAT = "1"


@dataclass(frozen=True, slots=True)
class Base:
    """The whole filter that some changes are on: its number, and what its file must be."""

    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One filter. number: from 1; on: the day it stands for; count: the numbers in it; wire: its file.

    base: where that file holds what changed since a whole filter, that one.
    """

    number: int
    published_at: str
    on: str
    count: int
    wire: Wire
    base: Base | None = None

    @property
    def name(self) -> str:
        """The name of its file on the wire."""
        return f"{self.number}.changes" if self.base else f"{self.number}.filter"

    def said(self) -> dict[str, Any]:
        """Return what events tell of it."""
        return {
            "number": self.number,
            "published_at": self.published_at,
            "day": self.on,
            "count": self.count,
            **asdict(self.wire),
            "base": self.base and self.base.number,
        }


def sign(manifest: Manifest, key: Callable[[bytes], bytes]) -> bytes:
    """Return the signed form. key: signs a message as headquarters."""
    said = asdict(manifest)
    return signed_form.sign(PROTOCOL, {"format": FORMAT, **said.pop("wire"), **said}, key)


def verify(signed: bytes, is_hq: Callable[[bytes, bytes], bool]) -> Manifest:
    """Return what headquarters signed. is_hq: whether its key made a signature of a message. Raises BadManifest."""
    said = signed_form.verify(PROTOCOL, signed, is_hq)
    if said.get("format") != FORMAT:
        raise BadManifest("this filter is of a format that this program does not know")
    try:
        return _read(said)
    except (KeyError, ValueError, TypeError) as error:
        raise BadManifest("a manifest that does not say what one says") from error


def _read(said: dict[str, Any]) -> Manifest:
    return Manifest(
        counted(said["number"], least=1),
        matching(INSTANT, said["published_at"]),
        date.fromisoformat(said["on"]).isoformat(),
        counted(said["count"]),
        wire(said),
        _base(said["base"]),
    )


def _base(said: dict[str, Any] | None) -> Base | None:
    return None if said is None else Base(counted(said["number"], least=1), matching(HASH, said["sha256"]))
