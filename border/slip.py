"""What the code on a printed slip says: which crossing, where, when, which way, how decided; and no name.

The bytes are laid out here; they are signed and verified elsewhere, over exactly these bytes. A slip found in the
street tells no more than a stamp in a passport: the document stands in it as a mark that only who holds the document
can compare, and that differs from slip to slip. Layout, all numbers big-endian:

    version 1 | direction and outcome 1 | crossing id 16 | minutes since 1970 4 | days granted 2 | mark 8 | node 1 to 32

Then the signature, 64 bytes, and both as Base45 (RFC 9285) after `MPAKA:`, which a QR code holds in its dense
alphanumeric mode: 167 characters for a node named in eleven.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from border.crossing import Direction, Outcome
from border.document import Document
from border.errors import BorderError
from border.fields import within

PREFIX = "MPAKA:"
VERSION = 1
SIGNATURE_BYTES = 64
MARK_BYTES = 8
MOST_OF_NODE = 32

_HEAD = struct.Struct(">BB16sIH8s")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MINUTE = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(minutes=1)
_DIRECTIONS = (Direction.ENTRY, Direction.EXIT)
_OUTCOMES = (Outcome.ADMIT, Outcome.REFUSE, Outcome.REFER)
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(_BASE45)}
MOST_OF_TEXT = len(PREFIX) + (_HEAD.size + MOST_OF_NODE + SIGNATURE_BYTES + 1) // 2 * 3


class BadSlip(BorderError):
    """Text or bytes that are no slip of ours, whatever their signature."""

    number = "B170"


@dataclass(frozen=True, slots=True)
class Slip:
    """The facts of one slip. at: UTC, whole minutes. mark: from `document_mark`. days: None where none were granted.

    Raises BadSlip where one of them has no place in the layout.
    """

    crossing_id: str
    node: str
    direction: Direction
    at: datetime
    mark: bytes
    outcome: Outcome
    days: int | None = None

    def __post_init__(self) -> None:
        if not (
            self.node.isascii() and self.node.replace("-", "").isalnum() and len(self.node) <= MOST_OF_NODE
        ):
            raise BadSlip("the node's name has no place in a slip", node=self.node)
        if len(self.mark) != MARK_BYTES or self.at.utcoffset() != timedelta(0):
            raise BadSlip("a slip needs a mark of eight bytes and an instant in UTC")
        if self.days is not None:
            within(self.days, "days", 1, 0xFFFF)
        if str(_uuid(self.crossing_id)) != self.crossing_id:
            raise BadSlip("the crossing's id is not in its plain spelling", crossing_id=self.crossing_id)
        object.__setattr__(self, "at", self.at.replace(second=0, microsecond=0))


def document_mark(crossing_id: str, document: Document) -> bytes:
    """Return the mark of a document on one crossing's slip: eight bytes of a hash over both."""
    return sha256(f"{crossing_id} {document.key}".encode()).digest()[:MARK_BYTES]


def pack(slip: Slip) -> bytes:
    """Return the bytes that are signed."""
    kind = _DIRECTIONS.index(slip.direction) | _OUTCOMES.index(slip.outcome) << 1
    minutes = (slip.at - _EPOCH) // timedelta(minutes=1)
    within(minutes, "at", 0, _LAST_MINUTE)
    head = _HEAD.pack(VERSION, kind, _uuid(slip.crossing_id).bytes, minutes, slip.days or 0, slip.mark)
    return head + slip.node.encode("ascii")


def unpack(packed: bytes) -> Slip:
    """Return the slip of signed bytes. Raises BadSlip."""
    node = packed[_HEAD.size :]
    if not 1 <= len(node) <= MOST_OF_NODE or not node.isascii():
        raise BadSlip("the bytes are too few or too many", length=len(packed))
    version, kind, crossing, minutes, days, mark = _HEAD.unpack(packed[: _HEAD.size])
    if version != VERSION or kind >> 1 >= len(_OUTCOMES):
        raise BadSlip("a slip of another kind", version=version, kind=kind)
    if minutes > _LAST_MINUTE:
        raise BadSlip("an instant past the calendar", minutes=minutes)
    return Slip(
        str(UUID(bytes=crossing)),
        node.decode("ascii"),
        _DIRECTIONS[kind & 1],
        _EPOCH + timedelta(minutes=minutes),
        mark,
        _OUTCOMES[kind >> 1],
        days or None,
    )


def to_text(packed: bytes, signature: bytes) -> str:
    """Return what the QR code holds. Raises BadSlip where the signature has not its 64 bytes."""
    if len(signature) != SIGNATURE_BYTES:
        raise BadSlip("a signature has 64 bytes", length=len(signature))
    return PREFIX + base45(packed + signature)


def from_text(text: str) -> tuple[Slip, bytes, bytes]:
    """Return the slip of a QR code, the bytes that were signed, and the signature, which is not verified here.

    text: as a reader hands it over; spaces within count, and it never ends in one. Raises BadSlip.
    """
    if not text.startswith(PREFIX) or len(text) > MOST_OF_TEXT:
        raise BadSlip("this is no code of a slip", length=len(text))
    whole = from_base45(text[len(PREFIX) :])
    packed, signature = whole[:-SIGNATURE_BYTES], whole[-SIGNATURE_BYTES:]
    return unpack(packed), packed, signature


def base45(plain: bytes) -> str:
    """Return bytes as Base45: three characters for two bytes, two for a last one. Source: RFC 9285, section 4.

    >>> base45(b"Hello!!")
    '%69 VD92EX0'
    """
    pairs = (plain[at : at + 2] for at in range(0, len(plain), 2))
    return "".join(_characters(int.from_bytes(pair, "big"), len(pair) + 1) for pair in pairs)


def from_base45(text: str) -> bytes:
    """Return the bytes of Base45. Raises BadSlip. Source: RFC 9285, section 4."""
    if len(text) % 3 == 1:
        raise BadSlip("this is no Base45", length=len(text))
    threes = [text[at : at + 3] for at in range(0, len(text), 3)]
    try:
        return b"".join(_number(three).to_bytes(len(three) - 1, "big") for three in threes)
    except (KeyError, OverflowError) as error:
        raise BadSlip("this is no Base45") from error


def _characters(number: int, count: int) -> str:
    return "".join(_BASE45[number // 45**place % 45] for place in range(count))


def _number(three: str) -> int:
    return sum(_VALUES[character] * 45**place for place, character in enumerate(three))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadSlip("the crossing's id is no UUID", crossing_id=text) from error
