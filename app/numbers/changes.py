"""What came to a list of numbers, and what went, since a filter of all of it: exact, in eight bytes a number.

So a post on a thin link fetches some kilobytes and not the whole filter again. Each such file is on the last whole filter,
not on one another, so a post that missed some needs the newest alone.

The file: MAGIC; the number of the whole filter, how many came, how many went, each as 8 bytes (big-endian); the hashes of
what came, in their order; those of what went; the BLAKE2b digest of all that, 16 bytes.
"""

import hashlib
import os
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from app.numbers.filter import DIGEST_BYTES, BadFilter, Numbers, hash_of

MAGIC = b"mpaka-changes-1\n"
HEAD = len(MAGIC) + 3 * 8
EACH = 8
"""Bytes a number."""


def write(path: Path, base: int, came: Iterable[str], gone: Iterable[str]) -> None:
    """Write what changed since the whole filter of a number, as keys of border.watchlist.listed_key."""
    parts = [sorted(set(map(hash_of, keys))) for keys in (came, gone)]
    numbers = (base, *(len(part) for part in parts), *parts[0], *parts[1])
    octets = MAGIC + _swapped(array("Q", numbers)).tobytes()
    with path.open("wb") as file:
        file.write(octets + _digest(octets))
        file.flush()
        os.fsync(file.fileno())


class Changed:
    """A whole filter and what changed since. Safe to share between threads."""

    def __init__(self, path: Path, base: int, base_path: Path) -> None:
        """base: the number of the whole filter. Raises BadFilter, OSError."""
        of, self._came, self._gone = _read(path)
        if of != base:
            raise BadFilter(f"{path.name} tells what changed since filter {of}, not {base}")
        self._whole = Numbers(base_path)
        self.count: int = self._whole.count + len(self._came) - len(self._gone)

    def may_hold(self, key: str) -> bool:
        """Whether a key may be listed; False is certain. Raises BadFilter."""
        hashed = hash_of(key)
        if _holds(self._gone, hashed):
            return False
        return _holds(self._came, hashed) or self._whole.may_hold(key)


def _read(path: Path) -> tuple[int, "array[int]", "array[int]"]:
    """Return the number of the whole filter, and the hashes. Raises BadFilter."""
    octets = path.read_bytes()
    said, digest = octets[:-DIGEST_BYTES], octets[-DIGEST_BYTES:]
    if (
        not said.startswith(MAGIC)
        or len(said) < HEAD
        or len(said[len(MAGIC) :]) % EACH
        or _digest(said) != digest
    ):
        raise BadFilter(f"{path.name} is no list of changes, or damaged")
    numbers = array("Q")
    numbers.frombytes(said[len(MAGIC) :])
    base, came, gone = _swapped(numbers)[:3]
    parts = numbers[3 : 3 + came], numbers[3 + came :]
    if len(parts[1]) != gone or any(one >= other for part in parts for one, other in pairwise(part)):
        raise BadFilter(f"{path.name} does not hold what it announces")
    return base, *parts


def _holds(hashes: "array[int]", hashed: int) -> bool:
    place = bisect_left(hashes, hashed)
    return place < len(hashes) and hashes[place] == hashed


def _swapped(numbers: "array[int]") -> "array[int]":
    """Turn numbers from this machine's order of bytes into the file's, or back."""
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _digest(octets: bytes) -> bytes:
    return hashlib.blake2b(octets, digest_size=DIGEST_BYTES).digest()
