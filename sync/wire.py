"""What travels between a post and headquarters: a batch of one post's journal, packed and signed.

The body is JSON lines in one zstd frame; a payload travels as a JSON *string*, so its bytes arrive as they were hashed.
The headers say what the body must turn out to be, and the signature binds them to the body as it travels: whoever
receives it checks the signature before unpacking anything. Hashes are not sent, they are computed again.
All of it is hostile until proven: sizes are checked before memory is taken. How the answers read: docs/operations/replication.md.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import zstandard

from sync import signed
from sync.journal import Entry, Event, Head, digest_of
from sync.signed import HASH, INSTANT

PROTOCOL = "mpaka-sync/1"
CONTENT_TYPE = "application/vnd.mpaka.events+jsonl"
LEVEL = 9
"""Of zstd: 183,000 events a second on the machine it was measured on; 19 gains 8 % and costs thirty times as much."""

MAX_BODY_BYTES = 1 << 20
MAX_RAW_BYTES = 16 << 20
MAX_EVENTS = 20_000
LONGEST_FIELD = 200
BIGGEST_NUMBER = (1 << 53) - 1


class BadBatch(Exception):
    """Bytes that are no batch: a bug, damage on the way, or malice. Nothing of it is kept."""

    number = "S201"


@dataclass(frozen=True, slots=True)
class Header:
    """What is said of a batch, in the order in which it is signed.

    first, last: sequence numbers; an empty batch ("I have nothing new") has first = last + 1.
    prev, head: hashes before the first event and at the last one. newest_epoch, newest_seq: where the post's journal
    ended when it was sent. sent_at: by the post's clock. raw_length: bytes when unpacked. body: SHA-256 of the wire bytes.
    """

    site: str
    epoch: int
    first: int
    last: int
    prev: str
    head: str
    newest_epoch: int
    newest_seq: int
    sent_at: str
    raw_length: int
    body: str

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    def message(self) -> bytes:
        """Return the bytes that are signed."""
        return signed.message(PROTOCOL, self)

    def as_http(self) -> dict[str, str]:
        """Return the header lines of a request."""
        return signed.as_http(self)


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of events of one epoch, packed."""

    header: Header
    body: bytes


def pack(site: str, after: Head, events: Sequence[Event], newest: Head, sent_at: str) -> Batch:
    """Pack the events that follow a place; none make an empty batch, which only says where the journal ends."""
    raw = b"".join(line_of(said_of(event)) for event in events)
    body = compressed(raw)
    header = Header(
        site,
        after.epoch,
        after.seq + 1,
        after.seq + len(events),
        after.hash,
        events[-1].hash if events else after.hash,
        newest.epoch,
        newest.seq,
        sent_at,
        len(raw),
        hashlib.sha256(body).hexdigest(),
    )
    return Batch(header, body)


def header_of(lines: Mapping[str, str]) -> Header:
    """Read the header lines of a request. Raises BadBatch."""
    try:
        header = signed.read(Header, lines)
    except signed.BadLines as error:
        raise BadBatch(str(error)) from error
    if header.epoch < 1 or header.first < 1 or not 0 <= header.count <= MAX_EVENTS:
        raise BadBatch(f"no batch runs from {header.first} to {header.last} of epoch {header.epoch}")
    if header.raw_length > MAX_RAW_BYTES:
        raise BadBatch(f"a batch unpacks to {MAX_RAW_BYTES} bytes at most")
    return header


def unpack(header: Header, body: bytes) -> list[Event]:
    """Return the events of a batch, their chain computed again. Raises BadBatch.

    The signature over the header must have been verified before: the header is believed to be the post's.
    """
    if hashlib.sha256(body).hexdigest() != header.body:
        raise BadBatch("the body is not the one that was signed")
    events = []
    previous = header.prev
    lines = lines_in(body, header.raw_length, header.count)
    for seq, line in enumerate(lines, start=header.first):
        said = read_line(line, f"line {seq}")
        if said["seq"] != seq:
            raise BadBatch(f"line {seq} is out of sequence")
        events.append(event_of(said, header.site, header.epoch, previous))
        previous = events[-1].hash
    if previous != header.head:
        raise BadBatch("the chain does not end at the hash that was signed")
    return events


def compressed(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(raw)


def lines_in(body: bytes, raw_length: int, count: int) -> list[bytes]:
    """Unpack so many lines out of a body of a declared length. Raises BadBatch."""
    lines = _raw(body, raw_length).split(b"\n")
    if lines.pop() != b"" or len(lines) != count:
        raise BadBatch(f"{count} lines were announced")
    return lines


def _raw(body: bytes, length: int) -> bytes:
    """Unpack a frame of a declared size; the size is checked first, for the library believes the frame, not our limit."""
    try:
        if zstandard.frame_content_size(body) != length:
            raise BadBatch("the frame does not declare the length that was signed")
        return zstandard.ZstdDecompressor(max_window_size=MAX_RAW_BYTES).decompress(
            body, allow_extra_data=False
        )
    except zstandard.ZstdError as error:
        raise BadBatch("the body is no zstd frame") from error


def said_of(event: Event) -> dict[str, Any]:
    """Return what a line says of an event, apart from its node, epoch and hash."""
    entry = event.entry
    said: dict[str, Any] = {
        "seq": entry.seq,
        "id": entry.id,
        "kind": entry.kind,
        "version": entry.version,
        "at": entry.at,
        "actor": entry.actor,
        "reason": entry.reason,
    }
    if event.body is None:
        said["emptied"] = entry.digest
    else:
        said["payload"] = event.body.decode()
    return said


def line_of(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_line(line: bytes, where: str, more: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the fields of a line, each of its type and size. more: text beside that of every event. Raises BadBatch."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadBatch(f"{where} is no JSON") from error
    if not isinstance(said, dict) or said.keys() not in (_FULL | more, _EMPTIED | more):
        raise BadBatch(f"{where} does not have the fields of an event")
    for name in said.keys() & _NUMBERS:
        if type(said[name]) is not int or not 1 <= said[name] <= BIGGEST_NUMBER:
            raise BadBatch(f"{where}: {name} is no number")
    for name in said.keys() - _NUMBERS:
        if not isinstance(said[name], str) or not _is_utf8(said[name]):
            raise BadBatch(f"{where}: {name} is no text")
        if name != "payload" and len(said[name]) > LONGEST_FIELD:
            raise BadBatch(f"{where}: {name} is longer than any journal writes")
    if not INSTANT.match(said["at"]):
        raise BadBatch(f"{where}: at is no instant")
    return said


def event_of(said: Mapping[str, Any], node: str, epoch: int, previous: str) -> Event:
    """Return the event of a line, hashed again. Raises BadBatch."""
    body, digest = _body(said)
    entry = Entry(
        node,
        epoch,
        said["seq"],
        said["id"],
        said["kind"],
        said["version"],
        said["at"],
        said["actor"],
        said["reason"],
        digest,
    )
    return Event(entry, entry.hash_after(previous), body)


def _body(said: Mapping[str, Any]) -> tuple[bytes | None, str]:
    if "emptied" in said:
        if not HASH.match(said["emptied"]):
            raise BadBatch("emptied is no digest")
        return None, said["emptied"]
    body = said["payload"].encode()
    return body, digest_of(body)


def _is_utf8(text: str) -> bool:
    """JSON may spell half of a surrogate pair, which is no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_COMMON = frozenset({"seq", "id", "kind", "version", "at", "actor", "reason"})
_FULL = _COMMON | {"payload"}
_EMPTIED = _COMMON | {"emptied"}
_NUMBERS = frozenset({"seq", "version", "epoch"})
