"""The way up: a post sends its journal to headquarters, batch after batch, and remembers what has arrived.

Whatever is not known to have arrived is sent again; headquarters takes the same batch twice without harm. Every answer
carries headquarters' hash, which must be ours at that place. Histories that differ, or a signature that is not
believed, stop the way up, loudly, until the worker is started again; the post works on.
Only committed events are read, and nothing here writes but the post's own note of how far it has come.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from db.database import Database
from sync import journal
from sync.journal import Event, Head
from sync.link import Answer, LinkDown
from sync.rounds import pause_s
from sync.wire import CONTENT_TYPE, MAX_EVENTS, Batch, pack

log = logging.getLogger(__name__)

FIRST_BATCH, SMALLEST_BATCH, BIGGEST_BATCH = 256 * 1024, 4 * 1024, 1024 * 1024
"""Bytes of a batch before it is packed to about a quarter: doubled after a quick answer, halved after none."""
QUICK_S = 5.0
LOOK_S = 5.0
REWINDS = 3
"""How often one round follows headquarters back before it is called a fault."""

STOPPING = {
    "fork": "headquarters has another history of this post",
    "epoch": "headquarters does not expect this epoch",
    "taken": "headquarters knows one of these events from elsewhere",
    "bad-batch": "headquarters could not read a batch",
    "bad-signature": "headquarters does not believe this post's signature",
    "ahead": "headquarters has more of this journal than this machine: it was restored from an older copy",
    "too-large": "one event is larger than headquarters takes",
}
"""Answers after which sending again would do no good: code -> what it means."""
WAITING = {
    "unknown-site": "headquarters does not know this post: it must be enrolled there",
    "unreachable": "headquarters cannot be reached",
    "no-answer": "headquarters did not answer in time",
    "busy": "headquarters asked to wait",
    "not-understood": "what answered does not speak as headquarters does",
    "rewound": "headquarters keeps asking for the same events",
}
"""Faults that pass by themselves or by somebody's work at headquarters."""


class Line(Protocol):
    """What a batch goes through: sync.link.Link, or a hand-made one in a test."""

    def post(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Send and wait. Raises LinkDown."""

    def answers(self) -> bool:
        """Say whether anybody answers at headquarters' address."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a post has come: up to (epoch, seq) headquarters has all, heard so at heard_at.

    failures: in a row; fault: the code of the last one; stopped: no more is sent until the worker starts again.
    """

    epoch: int = 1
    seq: int = 0
    heard_at: str | None = None
    failures: int = 0
    failed_at: str | None = None
    fault: str | None = None
    stopped: bool = False

    @property
    def why(self) -> str | None:
        """What the fault means, in English; the pages have their own words."""
        return None if self.fault is None else {**STOPPING, **WAITING}[self.fault]


class Stuck(Exception):
    """The round is over: nothing more can be sent now. fault: a code of STOPPING or WAITING."""

    number = "S223"

    def __init__(self, fault: str, wait_s: float = 0.0) -> None:
        super().__init__(fault)
        self.fault = fault
        self.wait_s = wait_s


class Pusher:
    """Sends one post's journal. `run` is the body of a thread of its own; the others only nudge it."""

    def __init__(
        self,
        db: Database,
        site: str,
        line: Line,
        *,
        sign: Callable[[bytes], bytes],
        now: Callable[[], str],
        chance: Callable[[], float],
        answered: Callable[[], None] = lambda: None,
    ) -> None:
        """now: the instant as text. chance: a number of [0, 1) for the jitter. answered: called after a round that ended well."""
        self._db = db
        self._site = site
        self._line = line
        self._sign = sign
        self._now = now
        self._chance = chance
        self._answered = answered
        self._room = FIRST_BATCH
        self._wake = threading.Event()
        self._pause_s: float | None = None
        self._ended = False

    def nudge(self) -> None:
        """Send what there is, unless a pause after a fault is running."""
        if self._pause_s is None:
            self._wake.set()

    def hurry(self) -> None:
        """Send at once, in a pause too."""
        self._wake.set()

    def end(self) -> None:
        self._ended = True
        self._wake.set()

    def run(self) -> None:
        """Push at every nudge and after every pause, until ended or stopped by a fault. Raises DatabaseError."""
        while not self._ended:
            self._wake.clear()
            self._pause_s = self.push()
            if progress(self._db, self._site).stopped:
                return
            if self._pause_s is None:
                self._answered()
            self._rest()

    def _rest(self) -> None:
        """Wait for a nudge or the end of the pause; where nobody answered, look now and then whether somebody does."""
        left = self._pause_s
        if progress(self._db, self._site).fault != "unreachable":
            self._wake.wait(left)
            return
        while left is not None and left > 0 and not self._wake.wait(min(left, LOOK_S)):
            left -= LOOK_S
            if self._line.answers():
                return

    def push(self) -> float | None:
        """Send all there is; return None, or how many seconds to wait after a fault. Raises DatabaseError."""
        at = progress(self._db, self._site)
        rewinds = 0
        try:
            while True:
                batch = self._next(at)
                answer = self._send(batch)
                if answer.status == 409 and answer.said.get("error") == "gap":
                    rewinds += 1
                    at = self._rewound(at, answer, rewinds)
                else:
                    at = self._confirmed(at, batch, answer)
                if self._ended or not self._more(at):
                    return None
        except Stuck as stuck:
            return self._failed(at, stuck)

    def _next(self, at: Progress) -> Batch:
        """Pack what follows, as much as the link carries in a few seconds; at the end an empty batch."""
        epoch, seq = at.epoch, at.seq
        newest = journal.head(self._db, self._site)
        if seq == journal.epoch_head(self._db, self._site, epoch).seq and epoch < newest.epoch:
            epoch, seq = epoch + 1, 0
        previous = journal.hash_at(self._db, self._site, epoch, seq)
        if previous is None:
            raise Stuck("ahead")
        events = self._filled(epoch, seq)
        return pack(self._site, Head(epoch, seq, previous), events, newest, self._now())

    def _filled(self, epoch: int, seq: int) -> list[Event]:
        events: list[Event] = []
        size = 0
        while page := journal.after(self._db, self._site, epoch, seq, limit=200):
            for event in page:
                size += 300 + len(event.body or b"")
                if events and (size > self._room or len(events) == MAX_EVENTS):
                    return events
                events.append(event)
            seq = page[-1].entry.seq
        return events

    def _send(self, batch: Batch) -> Answer:
        headers = {
            **batch.header.as_http(),
            "Mpaka-Signature": self._sign(batch.header.message()).hex(),
            "Content-Type": CONTENT_TYPE,
        }
        try:
            answer = self._line.post(f"/sync/v1/sites/{self._site}/events", headers, batch.body)
        except LinkDown as error:
            if error.timed_out:
                self._shrink(batch)
            raise Stuck("no-answer" if error.timed_out else "unreachable") from error
        if answer.status == 200 and answer.took_s < QUICK_S and batch.header.raw_length > self._room / 2:
            self._room = min(BIGGEST_BATCH, self._room * 2)
        return answer

    def _shrink(self, batch: Batch) -> None:
        self._room = max(SMALLEST_BATCH, min(self._room, batch.header.raw_length) // 2)

    def _confirmed(self, at: Progress, batch: Batch, answer: Answer) -> Progress:
        """Note what has arrived. Raises Stuck for any other answer than a receipt that fits our own journal."""
        if answer.status != 200:
            raise self._refusal(batch, answer)
        have = _head_in(answer.said)
        last = min(have.seq, journal.epoch_head(self._db, self._site, have.epoch).seq)
        newest = journal.head(self._db, self._site)
        if have.epoch == newest.epoch and have.seq > newest.seq:
            raise Stuck("ahead")
        if last == have.seq and journal.hash_at(self._db, self._site, have.epoch, have.seq) != have.hash:
            raise Stuck("fork")
        if have.epoch != batch.header.epoch or have.seq < batch.header.last:
            raise Stuck("not-understood")
        if at.fault is not None:
            log.info("headquarters takes batches again")
        return self._noted(Progress(have.epoch, last, heard_at=self._now()))

    def _rewound(self, at: Progress, answer: Answer, rewinds: int) -> Progress:
        """Go back to where headquarters is: it was restored, or this post's note is younger than its journal."""
        have = _head_in(answer.said.get("have", {}))
        ours = journal.hash_at(self._db, self._site, have.epoch, have.seq)
        if ours is None:
            raise Stuck("ahead")
        if ours != have.hash:
            raise Stuck("fork")
        if rewinds > REWINDS:
            raise Stuck("rewound")
        log.warning("headquarters asks for events from epoch %d seq %d again", have.epoch, have.seq + 1)
        return self._noted(replace(at, epoch=have.epoch, seq=have.seq))

    def _refusal(self, batch: Batch, answer: Answer) -> Stuck:
        code = str(answer.said.get("error", ""))
        if answer.status == 413:
            if batch.header.count <= 1:
                return Stuck("too-large")
            self._shrink(batch)
            return Stuck("busy")
        if code in STOPPING or code == "unknown-site":
            return Stuck(code)
        if answer.status in {429, 503}:
            return Stuck("busy", answer.wait_s)
        return Stuck("not-understood")

    def _failed(self, at: Progress, stuck: Stuck) -> float:
        """Note a fault and return the pause."""
        stopped = stuck.fault in STOPPING
        failed = replace(
            at, failures=at.failures + 1, failed_at=self._now(), fault=stuck.fault, stopped=stopped
        )
        self._noted(failed)
        if stopped:
            log.error("replication stopped: %s", failed.why)
        elif at.fault != stuck.fault:
            log.warning("replication waits: %s", failed.why)
        return pause_s(failed.failures, self._chance(), stuck.wait_s)

    def _more(self, at: Progress) -> bool:
        newest = journal.head(self._db, self._site)
        return (at.epoch, at.seq) < (newest.epoch, newest.seq)

    def _noted(self, at: Progress) -> Progress:
        with self._db.transaction():
            self._db.run(
                NOTE,
                node=self._site,
                epoch=at.epoch,
                seq=at.seq,
                heard_at=at.heard_at,
                failures=at.failures,
                failed_at=at.failed_at,
                fault=at.fault,
                stopped=int(at.stopped),
            )
        return at


def progress(db: Database, site: str) -> Progress:
    """Return how far a post has come."""
    row = db.one(PROGRESS, node=site)
    return Progress(**{**row, "stopped": bool(row["stopped"])}) if row else Progress()


def newest_urgent(db: Database, site: str) -> int:
    """Return the place in the journal of the newest hit that headquarters does not have yet, 0 for none."""
    at = progress(db, site)
    return int(db.value(URGENT, node=site, epoch=at.epoch, seq=at.seq) or 0)


def _head_in(said: dict[str, Any]) -> Head:
    """Read a place of a chain out of an answer. Raises Stuck."""
    epoch, seq, hash_ = said.get("epoch"), said.get("seq"), said.get("head")
    if type(epoch) is not int or type(seq) is not int or not isinstance(hash_, str):
        raise Stuck("not-understood")
    return Head(epoch, seq, hash_)


PROGRESS = """
    select epoch, seq, heard_at, failures, failed_at, fault, stopped
      from push_state
     where node = :node
"""

NOTE = """
    insert into push_state (node, epoch, seq, heard_at, failures, failed_at, fault, stopped)
    values (:node, :epoch, :seq, :heard_at, :failures, :failed_at, :fault, :stopped)
        on conflict (node) do update
       set epoch = excluded.epoch,
           seq = excluded.seq,
           heard_at = excluded.heard_at,
           failures = excluded.failures,
           failed_at = excluded.failed_at,
           fault = excluded.fault,
           stopped = excluded.stopped
"""

URGENT = """
    select max(place) as place
      from journal
     where node = :node
       and (epoch, seq) > (:epoch, :seq)
       and kind in ('hit.found', 'hit.found_silently')
"""
