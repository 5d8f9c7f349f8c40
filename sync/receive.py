"""What headquarters does with a batch: sequence, chain, journal, rows and contact, in one transaction.

The journal itself is the cursor: a post's chain here ends where headquarters has it. The same batch again is harmless,
an overlap must be equal, a gap is answered with what is there, and histories that differ are refused.
The signature was verified before (app/replication/service.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db.database import ConstraintViolated, Database
from sync import journal
from sync.apply import Meaning, keep_foreign
from sync.journal import GENESIS, Event, Head
from sync.wire import Header

FIRST_OF_EPOCH = "epoch.started"


class BatchRefused(Exception):
    """A sound batch that does not fit what headquarters has. code: the word on the wire."""

    number = "S210"
    code = "refused"

    def __init__(self, message: str, have: Head, at: int | None = None) -> None:
        super().__init__(message)
        self.have = have
        self.at = at


class Gap(BatchRefused):
    """Headquarters has less than the post believes; the post rewinds."""

    number = "S211"
    code = "gap"


class Fork(BatchRefused):
    """Two histories of one post: a restored or copied box, or a journal that was rewritten. at: the first seq that differs."""

    number = "S212"
    code = "fork"


class WrongEpoch(BatchRefused):
    """An epoch that does not begin as one must, or that goes on after the next has begun."""

    number = "S213"
    code = "epoch"


class EventTaken(BatchRefused):
    """An event id that headquarters knows from another place."""

    number = "S214"
    code = "taken"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the epoch of the batch ends here now; how many events were new, were known, were set aside."""

    head: Head
    kept: int
    known: int
    set_aside: int


def take(db: Database, header: Header, events: Sequence[Event], meaning: Meaning, at: str) -> Receipt:
    """Keep a batch whole. Raises BatchRefused, DatabaseUnusable; then nothing of it is kept."""
    with db.transaction():
        before = journal.epoch_head(db, header.site, header.epoch)
        new = _new(db, header, events, before)
        try:
            projected = sum(keep_foreign(db, event, meaning, at) for event in new)
        except ConstraintViolated as error:
            raise EventTaken("an event of this batch has an id that is taken", before) from error
        _note_contact(db, header, events, at, fresh=bool(new))
        have = journal.epoch_head(db, header.site, header.epoch)
    return Receipt(have, len(new), len(events) - len(new), len(new) - projected)


def note_refusal(db: Database, site: str, code: str, at: str) -> None:
    """Remember at headquarters that a post's batch was refused, until one is taken again."""
    with db.transaction():
        db.run(NOTE_REFUSAL, node=site, refusal=code, at=at)


def _new(db: Database, header: Header, events: Sequence[Event], have: Head) -> list[Event]:
    """Return the events of a batch that are not here yet. Raises Gap, Fork, WrongEpoch."""
    newest = journal.head(db, header.site)
    if header.epoch > newest.epoch and not (header.epoch == newest.epoch + 1 and newest.seq > 0):
        raise Gap("an epoch between is missing", newest)
    if header.first > have.seq + 1:
        raise Gap(f"headquarters has {have.seq} of epoch {have.epoch}", newest if have.seq == 0 else have)
    known = journal.hashes(db, header.site, header.epoch, header.first - 1, header.last)
    if header.prev != known.get(header.first - 1, GENESIS):
        raise Fork("the histories differ before this batch", have, at=header.first - 1)
    for event in events:
        if known.get(event.entry.seq, event.hash) != event.hash:
            raise Fork("the histories differ", have, at=event.entry.seq)
    new = [event for event in events if event.entry.seq > have.seq]
    if new and header.epoch < newest.epoch:
        raise WrongEpoch(f"epoch {newest.epoch} has begun", newest)
    if new and have.seq == 0 and header.epoch > 1 and new[0].kind != FIRST_OF_EPOCH:
        raise WrongEpoch(f"a new epoch begins with {FIRST_OF_EPOCH}", newest)
    return new


def _note_contact(db: Database, header: Header, events: Sequence[Event], at: str, *, fresh: bool) -> None:
    """Note how old the post's data is now. A repeated recording of old traffic is no contact."""
    is_whole = (header.epoch, header.last) >= (header.newest_epoch, header.newest_seq)
    as_of = at if is_whole else min(at, events[-1].at) if events else None
    db.run(
        NOTE_CONTACT,
        node=header.site,
        at=at,
        sent_at=header.sent_at,
        as_of=as_of,
        newest_epoch=header.newest_epoch,
        newest_seq=header.newest_seq,
        fresh=int(fresh),
    )


NOTE_CONTACT = """
    insert into site_contacts (node, heard_at, sent_at, as_of, newest_epoch, newest_seq)
    values (:node, :at, :sent_at, :as_of, :newest_epoch, :newest_seq)
        on conflict (node) do update
       set heard_at = excluded.heard_at,
           sent_at = excluded.sent_at,
           as_of = coalesce(excluded.as_of, site_contacts.as_of),
           newest_epoch = excluded.newest_epoch,
           newest_seq = excluded.newest_seq,
           refused_at = null,
           refusal = null
     where :fresh = 1
        or excluded.sent_at > site_contacts.sent_at
"""

NOTE_REFUSAL = """
    insert into site_contacts (node, heard_at, sent_at, as_of, newest_epoch, newest_seq, refused_at, refusal)
    values (:node, :at, :at, null, 1, 0, :at, :refusal)
        on conflict (node) do update
       set refused_at = excluded.refused_at,
           refusal = excluded.refusal
"""
