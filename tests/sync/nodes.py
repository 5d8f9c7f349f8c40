"""Sites as replication sees them, for its tests: a journal in a database, a key, and a headquarters that takes batches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.database import Database
from db.sqlite import SqliteDatabase, open_sqlite
from migrations.migrate import migrate
from sync import journal, receive, wire
from sync.apply import Meaning, Projections
from sync.journal import Event, Head
from sync.link import Answer, LinkDown
from sync.push import Pusher

AT = "2026-11-24T02:00:00.000Z"
LATER = "2026-11-24T02:30:00.000Z"
MUCH_LATER = "2026-11-24T03:00:00.000Z"


def opened(folder: Path, name: str) -> SqliteDatabase:
    """Open a database with the whole schema, in which the posts are known."""
    db = open_sqlite(folder / f"{name}.db")
    migrate(db)
    return db


def enrol(db: Database, *posts: str) -> None:
    with db.transaction():
        for post in posts:
            db.insert(
                "sites",
                {
                    "name": post,
                    "title": post.title(),
                    "role": "post",
                    "kind": "land",
                    "neighbour": "",
                    "public_key": f"key of {post}",
                    "known_at": AT,
                },
            )


def record(db: Database, node: str, count: int = 1, *, kind: str = "desk.added", at: str = AT) -> list[Event]:
    """Append events to a node's journal, in one transaction; each adds a desk called after its place."""
    with db.transaction():
        return [append(db, node, kind=kind, at=at) for _ in range(count)]


def append(db: Database, node: str, *, kind: str = "desk.added", version: int = 1, at: str = AT) -> Event:
    last = journal.head(db, node)
    name = f"{node}-{last.epoch}-{last.seq + 1}"
    return journal.append(
        db,
        node,
        id=f"event-{name}",
        kind=kind,
        version=version,
        at=at,
        actor="system",
        reason="",
        body=journal.encode({"name": name, "title": "Ünïcode \u2028 名前", "direction": "entry"}),
    )


def begin_epoch(db: Database, node: str, kind: str = "epoch.started") -> Event:
    """Begin the next epoch of a node, as a restored box does."""
    epoch = journal.head(db, node).epoch + 1
    body = journal.encode({"restored_from_seq": 1})
    entry = journal.Entry(
        node, epoch, 1, f"event-{node}-{epoch}-1", kind, 1, AT, "system", "restored", journal.digest_of(body)
    )
    event = Event(entry, entry.hash_after(journal.GENESIS), body)
    with db.transaction():
        journal.keep(db, event)
    return event


def desk_added(db: Database, event: Event) -> None:
    """Keep a desk, as the room of posts does."""
    db.insert(
        "desks",
        {
            "name": event.payload["name"],
            "site": event.node,
            "title": event.payload["title"],
            "direction": event.payload["direction"],
            "added_at": event.at,
        },
    )


PROJECTIONS: Projections = {"desk.added": (desk_added,), "hit.found": (), "epoch.started": ()}


def batch(db: Database, node: str, first: int, last: int, *, epoch: int = 1, sent_at: str = AT) -> wire.Batch:
    """Pack a stretch of a node's journal."""
    previous = journal.hash_at(db, node, epoch, first - 1)
    assert previous is not None
    events = [
        event for event in journal.after(db, node, epoch, first - 1, limit=10_000) if event.entry.seq <= last
    ]
    return wire.pack(node, Head(epoch, first - 1, previous), events, journal.head(db, node), sent_at)


def take(
    db: Database, sent: wire.Batch, *, at: str = AT, projections: Projections = PROJECTIONS
) -> receive.Receipt:
    return receive.take(db, sent.header, wire.unpack(sent.header, sent.body), Meaning(projections), at)


def state(db: Database) -> dict[str, list[dict[str, Any]]]:
    """Return what a headquarters knows of its posts' work: journals and rows, without the order of arrival."""
    journals = [{**row, "place": None} for row in db.rows("journal")]
    return {
        "journal": journals,
        "payloads": list(db.rows("journal_payloads")),
        "desks": list(db.rows("desks")),
    }


@dataclass
class Headquarters:
    """A headquarters at the other end of a line that can be cut. It believes every signature."""

    db: Database
    projections: Projections = field(default_factory=lambda: PROJECTIONS)
    at: str = AT
    cut: Callable[[wire.Header], str | None] = lambda _: None
    answer: Answer | None = None
    seen: list[wire.Header] = field(default_factory=list)

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Take a batch as the endpoint does. cut: 'before' or 'after' the batch is kept, or None."""
        header = wire.header_of(headers)
        self.seen.append(header)
        where = self.cut(header)
        if where == "before":
            raise LinkDown("cut", timed_out=True)
        if self.answer is not None:
            return self.answer
        try:
            receipt = receive.take(
                self.db, header, wire.unpack(header, body), Meaning(self.projections), self.at
            )
        except receive.BatchRefused as refused:
            return Answer(409, {"error": refused.code, "have": said(refused.have), "at": refused.at}, 0.1)
        if where == "after":
            raise LinkDown("cut", timed_out=True)
        return Answer(200, said(receipt.head), 0.1)

    def answers(self) -> bool:
        return True


def said(head: Head) -> dict[str, Any]:
    return {"epoch": head.epoch, "seq": head.seq, "head": head.hash}


def pusher(db: Database, node: str, line: Headquarters, *, at: str = AT, chance: float = 0.5) -> Pusher:
    key = Ed25519PrivateKey.generate()
    return Pusher(db, node, line, sign=key.sign, now=lambda: at, chance=lambda: chance)
