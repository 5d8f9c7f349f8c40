"""A filter of document numbers: whether a number *may* stand on a list of tens of millions, in two bytes a number.

It knows no number by heart: what it denies is surely not listed, what it affirms is listed or, once in some 65,000
questions, is not. So an affirmation is a question to headquarters and never an alarm. Numbers are parted by their hash
into shards of about a million, each a binary fuse filter with 16-bit fingerprints (Graf and Lemire, "Binary Fuse
Filters: Fast and Smaller Than Xor Filters", 2022); so a filter is built, and asked, in little memory.

The file: MAGIC, the length of the header as 4 bytes (big-endian), the header as JSON, the shards one after another.
"""

import hashlib
import json
import os
import tempfile
import threading
import weakref
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from pyfusefilter import Fuse16

from border.errors import BorderError

MAGIC = b"mpaka-numbers-1\n"
SHARD = 1_000_000
"""About how many numbers a shard holds."""

MOST_SHARDS = 256
HELD = 8
"""Shards that stay in memory, 2.3 MB each."""

CHUNK = 8192
DIGEST_BYTES = 16
LONGEST_HEADER = 64 * 1024


class BadFilter(BorderError):
    """A file that is no filter, or is not as it was built: nothing was asked."""

    number = "L158"


def build(path: Path, keys: Iterable[str], expected: int) -> int:
    """Write a filter of keys as border.watchlist.listed_key makes them, and return how many they were.

    expected: about how many there will be. The same keys make the same file, in whatever order they come. Memory is
    that of one shard; the folder needs room for eight bytes a key meanwhile.
    """
    shards = min(MOST_SHARDS, max(1, -(-expected // SHARD)))
    draft = path.with_suffix(".tmp")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder, draft.open("wb") as file:
            count = _write(file, _parted(keys, shards, Path(folder)))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


class Numbers:
    """A filter, opened; it stays so where the file is deleted, or another takes its name. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Raises BadFilter, OSError."""
        self._name = path.name
        self._lock = threading.Lock()
        self._held: OrderedDict[int, Fuse16] = OrderedDict()
        with path.open("rb") as file:
            header = _header(file, path)
            self._start = file.tell()
            self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)
        self.count: int = header["count"]
        self._shards: list[tuple[int, int, str]] = [tuple(shard) for shard in header["shards"]]

    def may_hold(self, key: str) -> bool:
        """Whether a key of border.watchlist.listed_key may be listed; False is certain. Raises BadFilter."""
        hashed = hash_of(key)
        return bool(self._shard(_place(hashed, len(self._shards))).contains(hashed))

    def _shard(self, number: int) -> Fuse16:
        with self._lock:
            if number not in self._held:
                self._held[number] = self._read(number)
            self._held.move_to_end(number)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
            return self._held[number]

    def _read(self, number: int) -> Fuse16:
        offset, length, digest = self._shards[number]
        octets = os.pread(self._file, length, self._start + offset)
        if _digest(octets) != digest:  # the library trusts what it is given
            raise BadFilter(f"{self._name} is damaged in shard {number}", shard=number)
        return Fuse16.deserialize(octets)


def _parted(keys: Iterable[str], shards: int, folder: Path) -> list[Path]:
    """Write the hashes of all keys into a file a shard."""
    paths = [folder / str(number) for number in range(shards)]
    waiting = [array("Q") for _ in paths]
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb")) for path in paths]
        for key in keys:
            hashed = hash_of(key)
            place = _place(hashed, shards)
            waiting[place].append(hashed)
            if len(waiting[place]) == CHUNK:
                waiting[place].tofile(files[place])
                waiting[place] = array("Q")
        for hashes, file in zip(waiting, files, strict=True):
            hashes.tofile(file)
    return paths


def _write(file: IO[bytes], parts: Sequence[Path]) -> int:
    """Write header and shards; return how many keys they hold."""
    shards: list[tuple[int, int, str]] = []
    offset = count = 0
    with tempfile.TemporaryFile(dir=parts[0].parent) as body:
        for part in parts:
            hashes = array("Q", part.read_bytes())
            octets = bytes(Fuse16(sorted(set(hashes))).serialize())
            body.write(octets)
            shards.append((offset, len(octets), _digest(octets)))
            offset += len(octets)
            count += len(set(hashes))
            part.unlink()
        header = json.dumps({"count": count, "shards": shards}, separators=(",", ":")).encode()
        file.write(MAGIC + len(header).to_bytes(4, "big") + header)
        body.seek(0)
        while octets := body.read(1 << 20):
            file.write(octets)
    return count


def _header(file: IO[bytes], path: Path) -> dict[str, Any]:
    """Return the header, and leave the file at the first shard. Raises BadFilter."""
    length = int.from_bytes(file.read(4), "big") if file.read(len(MAGIC)) == MAGIC else 0
    try:
        header: dict[str, Any] = json.loads(file.read(min(length, LONGEST_HEADER)))
        sound = header["count"] >= 0 and all(
            len(shard) == 3 and shard[0] >= 0 and shard[1] > 0 for shard in header["shards"]
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadFilter(f"{path.name} is no filter of numbers") from error
    if not (sound and header["shards"]):
        raise BadFilter(f"{path.name} has no shards")
    return header


def hash_of(key: str) -> int:
    """Return the 64 bits that stand for a key."""
    return int.from_bytes(
        hashlib.blake2b(key.encode(), digest_size=8, person=b"mpaka-numbers").digest(), "big"
    )


def _place(hashed: int, shards: int) -> int:
    """Return the shard of a hash: by its upper half, all shards alike."""
    return (hashed >> 32) * shards >> 32


def _digest(octets: bytes) -> str:
    return hashlib.blake2b(octets, digest_size=DIGEST_BYTES).hexdigest()
