"""What headquarters hands out of its editions: slices of a file.

A slice is short, so that many posts are served at once in little memory, however thin their links.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sync import signed

ASKING = "mpaka-fetch/1"
RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{1,15})?\Z", re.ASCII)
LONGEST_MANIFEST = 64 * 1024
LONGEST_SLICE = 1 << 20


class NoSuchFile(Exception):
    """No file of an edition has that name."""

    number = "S233"


class FileChanged(Exception):
    """The file is not the one that was asked for. now: its SHA-256."""

    number = "S234"


class BadRange(Exception):
    """Bytes that the file does not have. total: its length."""

    number = "S235"

    def __init__(self, message: str, total: int) -> None:
        super().__init__(message)
        self.total = total


@dataclass(frozen=True, slots=True)
class Request:
    """What a post signs when it asks for a manifest or a slice."""

    site: str
    path: str
    sent_at: str

    def message(self) -> bytes:
        return signed.message(ASKING, self)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some bytes of a file. start: where they begin; total: the file's length; sha256: of the whole file."""

    octets: bytes
    start: int
    total: int
    sha256: str

    @property
    def etag(self) -> str:
        return f'"{self.sha256}"'

    @property
    def range(self) -> str:
        return f"bytes {self.start}-{self.start + len(self.octets) - 1}/{self.total}"


def slice_of(path: Path, lines: Mapping[str, str]) -> Slice:
    """Return what the header lines Range and If-Match ask of a file, a slice's length at most.

    Raises NoSuchFile, FileChanged, BadRange.
    """
    try:
        with path.open("rb") as file:
            at = os.fstat(file.fileno())
            sha256 = _sha256_of(path, at.st_ino, at.st_mtime_ns, at.st_size)
            if lines.get("If-Match", f'"{sha256}"') != f'"{sha256}"':
                raise FileChanged(f"{path.name} is another file by now")
            start, length = _range(lines.get("Range", "bytes=0-"), at.st_size)
            file.seek(start)
            return Slice(file.read(length), start, at.st_size, sha256)
    except FileNotFoundError as error:
        raise NoSuchFile(f"there is no {path.name}") from error


def _range(asked: str, total: int) -> tuple[int, int]:
    """Return start and length. Raises BadRange."""
    found = RANGE.match(asked)
    start = int(found[1]) if found else total
    last = int(found[2]) if found and found[2] else total - 1
    if not start <= last or start >= total:
        raise BadRange(f"{asked!r} is no part of {total} bytes", total)
    return start, min(last - start + 1, LONGEST_SLICE)


@lru_cache(maxsize=16)
def _sha256_of(path: Path, _inode: int, _changed: int, _size: int) -> str:
    """Return the hash of a file, worked out once as long as it stays the same."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
