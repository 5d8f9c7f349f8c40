"""What travels between a post and headquarters: a batch of one post's journal, packed and signed.

The body is JSON lines in one zstd frame; a payload travels as a JSON *string*, so its bytes arrive as they were hashed.
The headers say what the body must turn out to be, and the signature binds them to the body as it travels: whoever
receives it checks the signature before unpacking anything. Hashes are not sent, they are computed again.
All of it is hostile until proven: sizes are checked before memory is taken. How the answers read: docs/operations/replication.md.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import zstandard

from sync.journal import Entry, Event, Head, digest_of

PROTOCOL = "mpaka-sync/1"
CONTENT_TYPE = "application/vnd.mpaka.events+jsonl"
LEVEL = 9
"""Of zstd: 183,000 events a second on the machine it was measured on; 19 gains 8 % and costs thirty times as much."""

MAX_BODY_BYTES = 1 << 20
MAX_RAW_BYTES = 16 << 20
MAX_EVENTS = 20_000
LONGEST_FIELD = 200
BIGGEST_NUMBER = (1 << 53) - 1

HASH = re.compile(r"[0-9a-f]{64}\Z")
NUMBER = re.compile(r"(0|[1-9][0-9]{0,15})\Z")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z", re.ASCII)
SITE = re.compile(r"[a-z0-9-]{1,64}\Z")


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
        values = [PROTOCOL, *(str(getattr(self, field.name)) for field in fields(self))]
        return "\n".join(values).encode()

    def as_http(self) -> dict[str, str]:
        """Return the header lines of a request."""
        return {_http_name(field.name): str(getattr(self, field.name)) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of events of one epoch, packed."""

    header: Header
    body: bytes


def pack(site: str, after: Head, events: Sequence[Event], newest: Head, sent_at: str) -> Batch:
    """Pack the events that follow a place; none make an empty batch, which only says where the journal ends."""
    raw = b"".join(_line(event) for event in events)
    body = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(raw)
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
    read: dict[str, Any] = {}
    for field in fields(Header):
        text = lines.get(_http_name(field.name), "")
        pattern = _PATTERNS[field.name]
        if not pattern.match(text):
            raise BadBatch(f"the header {_http_name(field.name)} is missing or malformed")
        read[field.name] = int(text) if pattern is NUMBER else text
    header = Header(**read)
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
    lines = _raw(body, header.raw_length).split(b"\n")
    if lines.pop() != b"" or len(lines) != header.count:
        raise BadBatch(f"{header.count} lines were announced")
    events = []
    previous = header.prev
    for seq, line in enumerate(lines, start=header.first):
        event = _event(header, seq, previous, line)
        events.append(event)
        previous = event.hash
    if previous != header.head:
        raise BadBatch("the chain does not end at the hash that was signed")
    return events


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


def _line(event: Event) -> bytes:
    entry = event.entry
    line: dict[str, Any] = {
        "seq": entry.seq,
        "id": entry.id,
        "kind": entry.kind,
        "version": entry.version,
        "at": entry.at,
        "actor": entry.actor,
        "reason": entry.reason,
    }
    if event.body is None:
        line["emptied"] = entry.digest
    else:
        line["payload"] = event.body.decode()
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _event(header: Header, seq: int, previous: str, line: bytes) -> Event:
    said = _said(line, seq)
    body, digest = _body(said, seq)
    entry = Entry(
        header.site,
        header.epoch,
        seq,
        said["id"],
        said["kind"],
        said["version"],
        said["at"],
        said["actor"],
        said["reason"],
        digest,
    )
    return Event(entry, entry.hash_after(previous), body)


def _said(line: bytes, seq: int) -> dict[str, Any]:
    """Return the fields of a line, each of its type and size."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadBatch(f"line {seq} is no JSON") from error
    if not isinstance(said, dict) or said.keys() not in (_FULL, _EMPTIED):
        raise BadBatch(f"line {seq} does not have the fields of an event")
    if type(said["version"]) is not int or not 1 <= said["version"] <= BIGGEST_NUMBER:
        raise BadBatch(f"line {seq} has no version")
    if type(said["seq"]) is not int or said["seq"] != seq:
        raise BadBatch(f"line {seq} is out of sequence")
    for name in said.keys() - {"seq", "version"}:
        if not isinstance(said[name], str) or not _is_utf8(said[name]):
            raise BadBatch(f"line {seq}: {name} is no text")
    short = (said[name] for name in ("id", "kind", "at", "actor", "reason"))
    if any(len(text) > LONGEST_FIELD for text in short) or not INSTANT.match(said["at"]):
        raise BadBatch(f"line {seq} has a field that no journal writes")
    return said


def _body(said: dict[str, Any], seq: int) -> tuple[bytes | None, str]:
    if "emptied" in said:
        if not HASH.match(said["emptied"]):
            raise BadBatch(f"line {seq}: emptied is no digest")
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


def _http_name(field: str) -> str:
    return "Mpaka-" + field.replace("_", "-").title()


_COMMON = frozenset({"seq", "id", "kind", "version", "at", "actor", "reason"})
_FULL = _COMMON | {"payload"}
_EMPTIED = _COMMON | {"emptied"}
_PATTERNS = {
    "site": SITE,
    "epoch": NUMBER,
    "first": NUMBER,
    "last": NUMBER,
    "prev": HASH,
    "head": HASH,
    "newest_epoch": NUMBER,
    "newest_seq": NUMBER,
    "sent_at": INSTANT,
    "raw_length": NUMBER,
    "body": HASH,
}
