"""What goes down: a post asks for what headquarters' journal holds for it behind a place, and gets it packed and signed.

Headquarters' own events for posts and those of other posts for everybody travel in the order in which headquarters
wrote them down; what is for one post goes to that post alone. Such a stream has holes, so each line says the hash that
its event follows; together with the fields it gives the very hash of the origin's chain. The form is that of
`sync/wire`: JSON lines in zstd, header lines under a signature over the wire bytes. The request is signed too: what is
relayed is for posts alone.
"""

import hashlib
import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from db.database import Database
from sync import journal, signed, wire
from sync.audiences import AUDIENCES, is_for_one_post, may_be_relayed
from sync.journal import Event
from sync.signed import HASH, SITE
from sync.wire import MAX_EVENTS, MAX_RAW_BYTES, BadBatch

ASKING, ANSWERING = "mpaka-ask/1", "mpaka-down/1"
ROOM = 512 * 1024
"""Bytes of a packet before it is packed, beyond which no further event is put in."""
MOST = 2_000
"""Events of a packet."""


class NotThere(Exception):
    """A post has heard of a place that headquarters' journal does not have so: headquarters was restored."""

    number = "S231"


@dataclass(frozen=True, slots=True)
class Ask:
    """A post's request. place, mark: up to where in headquarters' journal it has heard, and the hash there."""

    site: str
    place: int
    mark: str
    sent_at: str

    def message(self) -> bytes:
        """Return the bytes that the post signs."""
        return signed.message(ASKING, self)


@dataclass(frozen=True, slots=True)
class Header:
    """What is said of a packet. site: for whom; hq: who says it; place, mark, asked_at: as they were asked.

    until, until_mark: up to where the post has heard after it; newest: where headquarters' journal ended.
    raw_length: bytes when unpacked. body: SHA-256 of the wire bytes.
    """

    site: str
    hq: str
    place: int
    mark: str
    asked_at: str
    until: int
    until_mark: str
    newest: int
    count: int
    raw_length: int
    body: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left behind it."""
        return self.until >= self.newest

    def answers(self, ask: Ask) -> bool:
        """Whether it was made for this very request, and brings the post on where more is to come."""
        same = (self.site, self.place, self.mark, self.asked_at) == (
            ask.site,
            ask.place,
            ask.mark,
            ask.sent_at,
        )
        return same and (self.is_whole or self.until > self.place)

    def message(self) -> bytes:
        """Return the bytes that headquarters signs."""
        return signed.message(ANSWERING, self)


@dataclass(frozen=True, slots=True)
class Packet:
    """What one request is answered with."""

    header: Header
    body: bytes


@dataclass(frozen=True, slots=True)
class Relayed:
    """An event of another site, and the hash it follows in its origin's chain."""

    event: Event
    before: str


def packed(db: Database, ask: Ask, hq: str) -> Packet:
    """Answer a request out of headquarters' journal, of which one state is seen. Raises NotThere."""
    with db.snapshot():
        if journal.mark_at(db, ask.place) != ask.mark:
            raise NotThere(f"place {ask.place} of this journal is another")
        newest = journal.newest_place(db)
        lines, until = _lines(db, ask, hq)
        if until is None:
            until = newest
        mark = journal.mark_at(db, until) or journal.GENESIS
    raw = b"".join(lines)
    body = wire.compressed(raw)
    header = Header(
        ask.site,
        hq,
        ask.place,
        ask.mark,
        ask.sent_at,
        until,
        mark,
        newest,
        len(lines),
        len(raw),
        hashlib.sha256(body).hexdigest(),
    )
    return Packet(header, body)


def header_of(lines: Mapping[str, str]) -> Header:
    """Read the header lines of an answer. Raises BadBatch."""
    try:
        header = signed.read(Header, lines)
    except signed.BadLines as error:
        raise BadBatch(str(error)) from error
    if header.count > MAX_EVENTS or header.raw_length > MAX_RAW_BYTES or header.until < header.place:
        raise BadBatch("no packet is as long as this one says")
    return header


def unpack(header: Header, body: bytes) -> list[Relayed]:
    """Return the events of a packet, each hashed again. Raises BadBatch.

    The signature over the header must have been verified before: the header is believed to be headquarters'.
    """
    if hashlib.sha256(body).hexdigest() != header.body:
        raise BadBatch("the body is not the one that was signed")
    lines = wire.lines_in(body, header.raw_length, header.count)
    return [_relayed(header, line, f"line {number}") for number, line in enumerate(lines, start=1)]


def may_be_heard(hq: str) -> Callable[[Event], bool]:
    """Return what may be projected at a post of what the headquarters of this name says and relays."""
    return lambda event: may_be_relayed(event.kind, by_headquarters=event.node == hq)


def _lines(db: Database, ask: Ask, hq: str) -> tuple[list[bytes], int | None]:
    """Return the lines that fit into a packet, and the place of the last where more may follow, else None."""
    lines: list[bytes] = []
    size, last = 0, ask.place
    for place in islice(_places(db, ask, hq), MOST):
        ((_, event),) = journal.as_written(db, place - 1, limit=1)
        line = _line(db, event)
        if lines and size + len(line) > ROOM:
            return lines, last
        lines.append(line)
        size, last = size + len(line), place
    return lines, last if len(lines) == MOST else None


def _places(db: Database, ask: Ask, hq: str) -> Iterator[int]:
    """Walk the places of what is meant for a post, in order: kind by kind, so what lies between costs nothing."""
    by_kind = []
    for kind in AUDIENCES:
        if may_be_relayed(kind, by_headquarters=True):
            only = "" if may_be_relayed(kind, by_headquarters=False) else hq
            places = _places_of_kind(db, ask, kind, only)
            by_kind.append(_for_this_post(db, ask, places) if is_for_one_post(kind) else places)
    return heapq.merge(*by_kind)


def _places_of_kind(db: Database, ask: Ask, kind: str, only: str) -> Iterator[int]:
    place = ask.place
    while rows := db.all(PLACES, kind=kind, place=place, site=ask.site, only=only, limit=MOST):
        yield from (row["place"] for row in rows)
        place = rows[-1]["place"]


def _for_this_post(db: Database, ask: Ask, places: Iterator[int]) -> Iterator[int]:
    """Pass on the places of events that name this post; one whose payload is emptied names nobody."""
    for place in places:
        ((_, event),) = journal.as_written(db, place - 1, limit=1)
        if event.body is not None and event.payload.get("post") == ask.site:
            yield place


def _line(db: Database, event: Event) -> bytes:
    entry = event.entry
    before = journal.hash_at(db, entry.node, entry.epoch, entry.seq - 1)
    if before is None:
        raise journal.JournalError(f"{entry.node} epoch {entry.epoch}: seq {entry.seq - 1} is missing")
    return wire.line_of({"node": entry.node, "epoch": entry.epoch, "before": before, **wire.said_of(event)})


def _relayed(header: Header, line: bytes, where: str) -> Relayed:
    said = wire.read_line(line, where, MORE)
    if not SITE.match(said["node"]) or not HASH.match(said["before"]):
        raise BadBatch(f"{where} has a field that no headquarters writes")
    if said["node"] == header.site:
        raise BadBatch(f"{where} is an event of the post itself")
    return Relayed(wire.event_of(said, said["node"], said["epoch"], said["before"]), said["before"])


MORE = frozenset({"node", "epoch", "before"})

PLACES = """
    select place
      from journal
     where kind = :kind
       and place > :place
       and node <> :site
       and :only in ('', node)
     order by place
     limit :limit
"""
