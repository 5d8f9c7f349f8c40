"""The wire: what is packed comes out as it went in, and anything else is refused before it costs memory."""

import hashlib
import json
from dataclasses import fields, replace
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as some

from sync import journal, wire
from sync.journal import GENESIS, Entry, Event, Head
from sync.wire import BadBatch, Batch, Header
from tests.sync.nodes import AT

PAYLOADS = some.dictionaries(
    some.text(max_size=5), some.text(max_size=30) | some.integers() | some.none(), max_size=4
)


def events_of(payloads: list[dict[str, Any]]) -> list[Event]:
    events: list[Event] = []
    previous = GENESIS
    for seq, payload in enumerate(payloads, start=1):
        body = journal.encode(payload)
        entry = Entry("busia", 1, seq, f"id-{seq}", "a.b", 1, AT, "äctor", "why", journal.digest_of(body))
        events.append(Event(entry, entry.hash_after(previous), body))
        previous = events[-1].hash
    return events


def packed(count: int = 3) -> Batch:
    events = events_of([{"number": number} for number in range(count)])
    return wire.pack("busia", Head(1, 0, GENESIS), events, Head(1, count, "f" * 64), AT)


def resealed(batch: Batch, raw: bytes, **changed: Any) -> Batch:
    """Pack other lines under a header that fits them: what a post with a fault of its own would sign."""
    body = zstandard.ZstdCompressor().compress(raw)
    header = replace(batch.header, raw_length=len(raw), body=hashlib.sha256(body).hexdigest(), **changed)
    return Batch(header, body)


def raw_of(batch: Batch) -> bytes:
    return zstandard.ZstdDecompressor().decompress(batch.body)


def test_what_was_packed_comes_out_event_by_event():
    events = events_of([{"a": "\u2028\n\x00 名"}, {}, {"b": 2}])
    batch = wire.pack("busia", Head(1, 0, GENESIS), events, Head(1, 3, events[-1].hash), AT)

    header = wire.header_of(batch.header.as_http())

    assert header == batch.header
    assert wire.unpack(header, batch.body) == events


@given(some.lists(PAYLOADS, max_size=6))
def test_any_payload_arrives_as_the_bytes_that_were_hashed(payloads):
    try:
        events = events_of(payloads)
    except UnicodeEncodeError:  # half a surrogate pair is recorded nowhere
        return

    batch = wire.pack("busia", Head(1, 0, GENESIS), events, Head(1, len(events), "f" * 64), AT)

    assert wire.unpack(batch.header, batch.body) == events


def test_an_emptied_payload_travels_as_its_digest_and_the_chain_holds():
    events = events_of([{"a": 1}, {"b": 2}])
    events[0] = replace(events[0], body=None)

    batch = wire.pack("busia", Head(1, 0, GENESIS), events, Head(1, 2, events[-1].hash), AT)

    assert wire.unpack(batch.header, batch.body) == events


def test_a_batch_of_nothing_says_where_the_journal_ends():
    batch = wire.pack("busia", Head(1, 7, "c" * 64), [], Head(1, 7, "c" * 64), AT)

    assert (batch.header.first, batch.header.last, batch.header.count) == (8, 7, 0)
    assert (batch.header.prev, batch.header.head) == ("c" * 64, "c" * 64)
    assert wire.unpack(batch.header, batch.body) == []


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_anywhere_in_the_body_is_refused(bit):
    batch = packed()
    for position in range(len(batch.body)):
        body = bytearray(batch.body)
        body[position] ^= 1 << bit

        with pytest.raises(BadBatch):
            wire.unpack(batch.header, bytes(body))


@pytest.mark.parametrize("name", [field.name for field in fields(Header)])
def test_every_header_is_part_of_what_is_signed(name):
    header = packed().header
    value = getattr(header, name)

    changed = replace(header, **{name: value + 1 if isinstance(value, int) else value + "0"})

    assert changed.message() != header.message()


@pytest.mark.parametrize("name", [field.name for field in fields(Header) if field.name != "site"])
@pytest.mark.parametrize("text", ["", "-1", "x", " 1", "1\n", "01", "1" * 17, "é", "٣"])
def test_a_header_that_is_missing_or_malformed_is_refused(name, text):
    lines = packed().header.as_http()
    lines["Mpaka-" + name.replace("_", "-").title()] = text

    with pytest.raises(BadBatch):
        wire.header_of(lines)


@pytest.mark.parametrize("name", ["", "Busia", "../hq", "busia\n", "b" * 65, "名"])
def test_a_name_no_site_has_is_refused(name):
    with pytest.raises(BadBatch):
        wire.header_of(replace(packed().header, site=name).as_http())


@pytest.mark.parametrize(
    "changed",
    [
        {"epoch": 0},
        {"first": 0},
        {"first": 5, "last": 3},
        {"first": 1, "last": wire.MAX_EVENTS + 1},
        {"raw_length": wire.MAX_RAW_BYTES + 1},
    ],
)
def test_numbers_no_batch_has_are_refused(changed):
    with pytest.raises(BadBatch):
        wire.header_of(replace(packed().header, **changed).as_http())


def test_a_body_that_is_larger_than_it_says_is_refused_before_it_is_unpacked():
    """A frame that declares its size makes the library ignore our limit: 6 kB became 200 MB."""
    batch = packed()
    bomb = zstandard.ZstdCompressor().compress(bytes(100 * wire.MAX_RAW_BYTES // 10))
    header = replace(batch.header, body=hashlib.sha256(bomb).hexdigest())

    with pytest.raises(BadBatch, match="declare the length"):
        wire.unpack(header, bomb)


def test_a_body_that_hides_its_size_is_refused():
    batch = packed()
    hidden = zstandard.ZstdCompressor(write_content_size=False).compress(raw_of(batch))
    header = replace(batch.header, body=hashlib.sha256(hidden).hexdigest())

    with pytest.raises(BadBatch, match="declare the length"):
        wire.unpack(header, hidden)


def test_a_second_frame_behind_the_first_is_refused():
    batch = packed()
    body = batch.body + batch.body
    header = replace(batch.header, body=hashlib.sha256(body).hexdigest())

    with pytest.raises(BadBatch, match="no zstd frame"):
        wire.unpack(header, body)


LINE = {
    "seq": 1,
    "id": "i",
    "kind": "a.b",
    "version": 1,
    "at": AT,
    "actor": "a",
    "reason": "",
    "payload": "{}",
}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b"[" * 100_000,
        json.dumps({**LINE, "more": 1}).encode(),
        json.dumps({name: value for name, value in LINE.items() if name != "reason"}).encode(),
        json.dumps({**LINE, "seq": 2}).encode(),
        json.dumps({**LINE, "seq": True}).encode(),
        json.dumps({**LINE, "seq": 1.0}).encode(),
        json.dumps({**LINE, "version": 0}).encode(),
        json.dumps({**LINE, "version": 1 << 60}).encode(),
        json.dumps({**LINE, "version": "1"}).encode(),
        json.dumps({**LINE, "payload": {}}).encode(),
        json.dumps({**LINE, "payload": "\ud800"}).encode(),
        json.dumps({**LINE, "actor": "\udfff"}).encode(),
        json.dumps({**LINE, "actor": None}).encode(),
        json.dumps({**LINE, "kind": "k" * 201}).encode(),
        json.dumps({**LINE, "at": "yesterday"}).encode(),
        json.dumps({**LINE, "at": "2026-11-24T02:00:00.000Z\n"}).encode(),
        b'{"seq":1,"id":"\xff"}',
    ],
)
def test_a_line_that_no_journal_writes_is_refused_though_it_is_signed(line):
    batch = resealed(packed(1), line + b"\n")

    with pytest.raises(BadBatch):
        wire.unpack(batch.header, batch.body)


@pytest.mark.parametrize(
    "cut", [lambda raw: raw[:-1], lambda raw: raw + b"\n", lambda raw: raw[: len(raw) // 2]]
)
def test_fewer_or_more_lines_than_announced_are_refused(cut):
    batch = packed()
    wrong = resealed(batch, cut(raw_of(batch)))

    with pytest.raises(BadBatch):
        wire.unpack(wrong.header, wrong.body)


@pytest.mark.parametrize("changed", [{"prev": "1" * 64}, {"head": "1" * 64}, {"epoch": 2}, {"site": "jkia"}])
def test_a_chain_that_does_not_end_where_the_header_says_is_refused(changed):
    batch = packed()

    with pytest.raises(BadBatch, match="chain"):
        wire.unpack(replace(batch.header, **changed), batch.body)


@given(some.binary(max_size=200))
def test_any_bytes_are_refused_without_another_error(body):
    header = replace(packed().header, body=hashlib.sha256(body).hexdigest())

    with pytest.raises(BadBatch):
        wire.unpack(header, body)
