"""The journal: a node's append-only, hash-chained list of events.

It is at once the audit trail, what replication carries, and what the tables can be rebuilt from. Headquarters keeps
the journals of all posts beside its own, each in its own chain (node, epoch, seq). Payloads lie apart: they alone can
be emptied by retention, and the chain still verifies. Nothing here knows what an event means.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from db.database import Database, Row

GENESIS = "0" * 64
"""The hash before the first entry of an epoch."""


class JournalError(Exception):
    """A journal that cannot be appended to or does not hold together."""

    number = "S100"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of an event apart from its payload, in the order in which it is hashed."""

    node: str
    epoch: int
    seq: int
    id: str
    kind: str
    version: int
    at: str
    actor: str
    reason: str
    digest: str

    def hash_after(self, previous: str) -> str:
        """Return the SHA-256 (hex) of the previous hash and every field, each with its length before it."""
        hasher = hashlib.sha256(bytes.fromhex(previous))
        for field in (
            self.node,
            str(self.epoch),
            str(self.seq),
            self.id,
            self.kind,
            str(self.version),
            self.at,
            self.actor,
            self.reason,
            self.digest,
        ):
            octets = field.encode()
            hasher.update(len(octets).to_bytes(8, "big"))
            hasher.update(octets)
        return hasher.hexdigest()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and was decided: an entry with its hash and, unless emptied, its payload."""

    entry: Entry
    hash: str
    body: bytes | None

    @property
    def kind(self) -> str:
        return self.entry.kind

    @property
    def node(self) -> str:
        return self.entry.node

    @property
    def at(self) -> str:
        return self.entry.at

    @property
    def actor(self) -> str:
        return self.entry.actor

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def payload(self) -> dict[str, Any]:
        """Return the payload, read afresh from the bytes that were hashed, so every node sees the same."""
        if self.body is None:
            raise JournalError(f"the payload of {self.entry.kind} {self.entry.id} was emptied by retention")
        payload: dict[str, Any] = json.loads(self.body)
        return payload


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: its epoch, the last sequence number (0 when empty) and the hash there."""

    epoch: int
    seq: int
    hash: str


def encode(payload: Mapping[str, Any]) -> bytes:
    """Return a payload as the bytes that are kept for ever: UTF-8 JSON, written once."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def digest_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def append(
    db: Database,
    node: str,
    *,
    id: str,
    kind: str,
    version: int,
    at: str,
    actor: str,
    reason: str,
    body: bytes,
) -> Event:
    """Append one event to a node's own chain, inside the caller's transaction, and return it."""
    last = head(db, node)
    entry = Entry(node, last.epoch, last.seq + 1, id, kind, version, at, actor, reason, digest_of(body))
    event = Event(entry, entry.hash_after(last.hash), body)
    keep(db, event)
    return event


def keep(db: Database, event: Event) -> None:
    """Write an event down as it is; raises ConstraintViolated where its place or id is taken."""
    entry = event.entry
    db.run(KEEP_PAYLOAD, digest=entry.digest, bytes=event.body)
    db.run(
        KEEP_ENTRY,
        node=entry.node,
        epoch=entry.epoch,
        seq=entry.seq,
        event_id=entry.id,
        kind=entry.kind,
        version=entry.version,
        at=entry.at,
        actor=entry.actor,
        reason=entry.reason,
        digest=entry.digest,
        hash=event.hash,
    )


def keep_relayed(db: Database, event: Event, before: str) -> None:
    """Write down an event that was relayed without all that came before it. before: the hash it follows.

    Raises ConstraintViolated where its place or id is taken.
    """
    keep(db, event)
    entry = event.entry
    if entry.seq > 1 and hash_at(db, entry.node, entry.epoch, entry.seq - 1) is None:
        db.run(KEEP_HOLE, node=entry.node, epoch=entry.epoch, seq=entry.seq, before=before)


def holes(db: Database, node: str, epoch: int) -> dict[int, str]:
    """Return where a chain goes on behind what is not kept here: seq -> the hash before it. Our own has none."""
    return {row["seq"]: row["before"] for row in db.all(HOLES, node=node, epoch=epoch)}


def mark_at(db: Database, place: int) -> str | None:
    """Return the hash of what this node wrote down at a place, GENESIS at 0, None where nothing stands."""
    if place == 0:
        return GENESIS
    value: str | None = db.value(MARK_AT, place=place)
    return value


def newest_place(db: Database) -> int:
    """Return the place of what this node wrote down last, 0 for nothing."""
    return int(db.value(NEWEST_PLACE))


def head(db: Database, node: str) -> Head:
    """Return the end of a node's newest epoch; an empty chain ends at seq 0 of epoch 1."""
    row = db.one(HEAD, node=node)
    return Head(row["epoch"], row["seq"], row["hash"]) if row else Head(1, 0, GENESIS)


def hash_at(db: Database, node: str, epoch: int, seq: int) -> str | None:
    """Return the hash at a place of a chain, GENESIS at 0, None where nothing stands."""
    if seq == 0:
        return GENESIS
    value: str | None = db.value(HASH_AT, node=node, epoch=epoch, seq=seq)
    return value


def after(db: Database, node: str, epoch: int, seq: int, limit: int = 1000) -> list[Event]:
    """Return up to `limit` events of one epoch behind a sequence number, in order."""
    return [_event(row) for row in db.all(AFTER, node=node, epoch=epoch, seq=seq, limit=limit)]


def hashes(db: Database, node: str, epoch: int, first: int, last: int) -> dict[int, str]:
    """Return what stands between two places of a chain: seq -> hash."""
    return {row["seq"]: row["hash"] for row in db.all(HASHES, node=node, epoch=epoch, first=first, last=last)}


def epoch_head(db: Database, node: str, epoch: int) -> Head:
    """Return the end of one epoch, seq 0 where it has not begun."""
    row = db.one(EPOCH_HEAD, node=node, epoch=epoch)
    return Head(epoch, row["seq"], row["hash"]) if row else Head(epoch, 0, GENESIS)


def as_written(db: Database, place: int = 0, limit: int = 1000) -> list[tuple[int, Event]]:
    """Return up to `limit` events of all nodes behind a place, in the order in which this node wrote them down."""
    return [(row["place"], _event(row)) for row in db.all(AS_WRITTEN, place=place, limit=limit)]


def nodes(db: Database) -> list[tuple[str, int]]:
    """Return every (node, epoch) that a journal is kept of, in order."""
    return [(row["node"], row["epoch"]) for row in db.all(NODES)]


def everything(db: Database, node: str, epoch: int) -> Iterator[Event]:
    """Walk one chain from its beginning."""
    seq = 0
    while events := after(db, node, epoch, seq):
        yield from events
        seq = events[-1].entry.seq


def verify(
    events: Iterable[Event], previous: str = GENESIS, seq: int = 0, holes: Mapping[int, str] | None = None
) -> Head:
    """Walk a chain and return its head. holes: where it may leave out what is not kept here, as `holes` returns them.

    Raises JournalError at the first entry that is out of sequence, whose hash does not follow from the one before,
    or whose payload is not the one that was hashed.
    """
    epoch = 1
    for event in events:
        entry = event.entry
        seq += 1
        if holes and entry.seq in holes:
            seq, previous = entry.seq, holes[entry.seq]
        epoch = entry.epoch
        where = f"{entry.node} epoch {entry.epoch} seq {entry.seq}"
        if entry.seq != seq:
            raise JournalError(f"{where}: seq {seq} was expected")
        if event.body is not None and digest_of(event.body) != entry.digest:
            raise JournalError(f"{where}: the payload is not the one that was recorded")
        if entry.hash_after(previous) != event.hash:
            raise JournalError(f"{where}: the hash does not follow from the entry before")
        previous = event.hash
    return Head(epoch, seq, previous)


def _event(row: Row) -> Event:
    entry = Entry(
        row["node"],
        row["epoch"],
        row["seq"],
        row["event_id"],
        row["kind"],
        row["version"],
        row["at"],
        row["actor"],
        row["reason"],
        row["digest"],
    )
    return Event(entry, row["hash"], row["bytes"])


KEEP_PAYLOAD = """
    insert into journal_payloads (digest, bytes)
    values (:digest, :bytes)
        on conflict (digest) do nothing
"""

KEEP_ENTRY = """
    insert into journal (node, epoch, seq, event_id, kind, version, at, actor, reason, digest, hash, place)
    values (:node, :epoch, :seq, :event_id, :kind, :version, :at, :actor, :reason, :digest, :hash,
            (select coalesce(max(place), 0) + 1 from journal))
"""

HEAD = """
    select epoch, seq, hash
      from journal
     where node = :node
     order by epoch desc, seq desc
     limit 1
"""

HASH_AT = """
    select hash
      from journal
     where node = :node
       and epoch = :epoch
       and seq = :seq
"""

HASHES = """
    select seq, hash
      from journal
     where node = :node
       and epoch = :epoch
       and seq between :first and :last
     order by seq
"""

KEEP_HOLE = """
    insert into journal_holes (node, epoch, seq, before)
    values (:node, :epoch, :seq, :before)
"""

HOLES = """
    select seq, before
      from journal_holes
     where node = :node
       and epoch = :epoch
     order by seq
"""

MARK_AT = """
    select hash
      from journal
     where place = :place
"""

NEWEST_PLACE = """
    select coalesce(max(place), 0)
      from journal
"""

EPOCH_HEAD = """
    select seq, hash
      from journal
     where node = :node
       and epoch = :epoch
     order by seq desc
     limit 1
"""

AS_WRITTEN = """
    select j.place, j.node, j.epoch, j.seq, j.event_id, j.kind, j.version, j.at, j.actor, j.reason, j.digest, j.hash,
           p.bytes
      from journal j
      join journal_payloads p on p.digest = j.digest
     where j.place > :place
     order by j.place
     limit :limit
"""

AFTER = """
    select j.node, j.epoch, j.seq, j.event_id, j.kind, j.version, j.at, j.actor, j.reason, j.digest, j.hash, p.bytes
      from journal j
      join journal_payloads p on p.digest = j.digest
     where j.node = :node
       and j.epoch = :epoch
       and j.seq > :seq
     order by j.seq
     limit :limit
"""

NODES = """
    select node, epoch
      from journal
     group by node, epoch
     order by node, epoch
"""
