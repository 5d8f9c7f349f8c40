"""The way down, at a post: it asks headquarters what it is to hear of, and keeps it with its rows.

What is heard lies in the post's journal beside its own, in the order in which it came, so the tables can be made from
it again. A packet is believed after headquarters' signature and kept whole with the note of how far it reaches, or not
at all; the same again is harmless. Histories that differ, or a signature that is not headquarters', stop the way down,
loudly, until the worker is started again; the post works on, and its own way up is another matter.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from db.database import ConstraintViolated, Database
from sync import downlink, journal, signed
from sync.apply import Meaning, apply_kept
from sync.downlink import Ask, Header, Relayed
from sync.journal import GENESIS
from sync.link import Download, LinkDown
from sync.rounds import ENDED, pause_s
from sync.wire import MAX_BODY_BYTES, BadBatch

log = logging.getLogger(__name__)

REWINDS = 1
"""How often one round begins anew before it is called a fault."""

STOPPING = {
    "fork": "headquarters tells another history than it told before",
    "taken": "headquarters relays an event that is known here from elsewhere",
    "bad-packet": "what headquarters sent cannot be read",
    "not-headquarters": "what came is not signed with headquarters' key",
    "bad-signature": "headquarters does not believe this post's signature",
}
"""Faults that asking again would not mend: code -> what it means."""
WAITING = {
    "unknown-site": "headquarters does not know this post: it must be enrolled there",
    "stale": "the clocks of this post and of headquarters differ by more than a day",
    "unreachable": "headquarters cannot be reached",
    "no-answer": "headquarters did not answer in time",
    "busy": "headquarters asked to wait",
    "not-understood": "what answered does not speak as headquarters does",
    "rewound": "headquarters keeps beginning anew",
}
"""Faults that pass by themselves or by somebody's work."""


class Line(Protocol):
    """What a request goes through: sync.link.Link."""

    def get(self, path: str, headers: Mapping[str, str]) -> AbstractContextManager[Download]:
        """Ask, and read the answer inside the block. Raises LinkDown."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """How far a post has heard. place, mark: in headquarters' journal; hq: its name, '' before it said so.

    heard_at: the last answer; whole_at: nothing was left unheard then. failures: in a row; fault: the code of the last
    one; stopped: nothing more is asked until the worker starts again.
    """

    hq: str = ""
    place: int = 0
    mark: str = GENESIS
    heard_at: str | None = None
    whole_at: str | None = None
    failures: int = 0
    failed_at: str | None = None
    fault: str | None = None
    stopped: bool = False

    @property
    def why(self) -> str | None:
        """What the fault means, in English; the pages have their own words."""
        return None if self.fault is None else {**STOPPING, **WAITING}[self.fault]


class Unheard(Exception):
    """The round is over: nothing more can be heard now. fault: a code of STOPPING or WAITING."""

    number = "S232"

    def __init__(self, fault: str, wait_s: float = 0.0) -> None:
        super().__init__(fault)
        self.fault = fault
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Post:
    """Who asks. sign: with the post's key; is_hq: whether headquarters' key signed a message; now: the instant as text.

    meaning: what events lead to here, given who is headquarters. chance: of [0, 1), for the jitter.
    """

    site: str
    sign: Callable[[bytes], bytes]
    is_hq: Callable[[bytes, bytes], bool]
    meaning: Callable[[str], Meaning]
    now: Callable[[], str]
    chance: Callable[[], float]


class Puller:
    """Asks for one post. `pull` is a round of sync.rounds.Rounds. come: called after a round that brought something."""

    def __init__(self, db: Database, post: Post, line: Line, come: Callable[[], None] = lambda: None) -> None:
        self._db = db
        self._post = post
        self._line = line
        self._come = come

    def pull(self) -> float | None:
        """Hear all there is; return None, or how long to wait after a fault. Raises DatabaseError."""
        at = hearing(self._db, self._post.site)
        kept, rewinds = 0, 0
        try:
            while True:
                answer = self._asked(at)
                if answer is None:
                    rewinds += 1
                    at = self._anew(at, rewinds)
                    continue
                header, events = answer
                kept += self._kept(header, events)
                at = hearing(self._db, self._post.site)
                if header.is_whole:
                    break
        except Unheard as unheard:
            return self._failed(at, unheard)
        if kept:
            self._come()
        return None

    def _asked(self, at: Hearing) -> tuple[Header, list[Relayed]] | None:
        """Return headquarters' word, verified; None where it does not know the place that was asked for."""
        ask = Ask(self._post.site, at.place, at.mark, self._post.now())
        headers = {**signed.as_http(ask), signed.SIGNATURE: self._post.sign(ask.message()).hex()}
        try:
            with self._line.get(f"/sync/v1/sites/{ask.site}/downlink", headers) as answer:
                if answer.status != 200:
                    _require_gap(answer)
                    return None
                header = _header_of(answer)
                if not self._post.is_hq(signed.signature_in(answer.lines), header.message()):
                    raise Unheard("not-headquarters")
                if not header.answers(ask):
                    raise Unheard("not-understood")
                return header, downlink.unpack(header, answer.whole(MAX_BODY_BYTES))
        except LinkDown as error:
            raise Unheard("no-answer" if error.timed_out else "unreachable") from error
        except BadBatch as error:
            log.warning("a packet of headquarters cannot be read: %s", error)
            raise Unheard("bad-packet") from error

    def _anew(self, at: Hearing, rewinds: int) -> Hearing:
        """Ask for everything again: headquarters was restored, and what is known here already is passed over."""
        if rewinds > REWINDS:
            raise Unheard("rewound")
        log.warning("headquarters was restored: everything is asked for again")
        return replace(at, place=0, mark=GENESIS)

    def _kept(self, header: Header, events: list[Relayed]) -> int:
        """Keep a packet and the note of it; return how many events were new. Raises Unheard, DatabaseError."""
        at = self._post.now()
        meaning = self._post.meaning(header.hq)
        before = hearing(self._db, header.site)
        if before.fault is not None:
            log.info("headquarters is heard again")
        with self._db.transaction():
            new = [relayed for relayed in events if not _is_known(self._db, relayed)]
            for relayed in new:
                _keep(self._db, relayed, meaning, at)
            whole_at = header.asked_at if header.is_whole else before.whole_at
            now = Hearing(header.hq, header.until, header.until_mark, heard_at=at, whole_at=whole_at)
            _note(self._db, header.site, now)
        return len(new)

    def _failed(self, at: Hearing, unheard: Unheard) -> float:
        """Note a fault and return the pause."""
        failed = replace(
            hearing(self._db, self._post.site),
            failures=at.failures + 1,
            failed_at=self._post.now(),
            fault=unheard.fault,
            stopped=unheard.fault in STOPPING,
        )
        with self._db.transaction():
            _note(self._db, self._post.site, failed)
        if failed.stopped:
            log.error("the way down stopped: %s", failed.why)
            return ENDED
        if at.fault != unheard.fault:
            log.warning("the way down waits: %s", failed.why)
        return pause_s(failed.failures, self._post.chance(), unheard.wait_s)


def hearing(db: Database, site: str) -> Hearing:
    """Return how far a post has heard."""
    row = db.one(HEARING, node=site)
    return Hearing(**{**row, "stopped": bool(row["stopped"])}) if row else Hearing()


def _header_of(answer: Download) -> Header:
    """Read what is said of a packet; a page of somebody in between says nothing of the kind. Raises Unheard."""
    try:
        return downlink.header_of(answer.lines)
    except BadBatch as error:
        raise Unheard("not-understood") from error


def _require_gap(answer: Download) -> None:
    """Raise Unheard unless headquarters says that it does not know the place."""
    code = str(answer.said().get("error", ""))
    if answer.status in {429, 503}:
        raise Unheard("busy", answer.wait_s)
    if code in {"unknown-site", "bad-signature", "stale"}:
        raise Unheard(code)
    if (answer.status, code) != (409, "gap"):
        raise Unheard("not-understood")


def _is_known(db: Database, relayed: Relayed) -> bool:
    """Say whether an event is here already. Raises Unheard where another stands in its place."""
    entry = relayed.event.entry
    here = journal.hash_at(db, entry.node, entry.epoch, entry.seq)
    if here not in (None, relayed.event.hash):
        raise Unheard("fork")
    return here is not None


def _keep(db: Database, relayed: Relayed, meaning: Meaning, at: str) -> None:
    """Keep one event with its rows. Raises Unheard where it does not follow what is here."""
    entry = relayed.event.entry
    if journal.hash_at(db, entry.node, entry.epoch, entry.seq - 1) not in (None, relayed.before):
        raise Unheard("fork")
    try:
        journal.keep_relayed(db, relayed.event, relayed.before)
    except ConstraintViolated as error:
        raise Unheard("taken") from error
    apply_kept(db, relayed.event, meaning, at)


def _note(db: Database, site: str, at: Hearing) -> None:
    db.run(
        NOTE,
        node=site,
        hq=at.hq,
        place=at.place,
        mark=at.mark,
        heard_at=at.heard_at,
        whole_at=at.whole_at,
        failures=at.failures,
        failed_at=at.failed_at,
        fault=at.fault,
        stopped=int(at.stopped),
    )


HEARING = """
    select hq, place, mark, heard_at, whole_at, failures, failed_at, fault, stopped
      from pull_state
     where node = :node
"""

NOTE = """
    insert into pull_state (node, hq, place, mark, heard_at, whole_at, failures, failed_at, fault, stopped)
    values (:node, :hq, :place, :mark, :heard_at, :whole_at, :failures, :failed_at, :fault, :stopped)
        on conflict (node) do update
       set hq = excluded.hq,
           place = excluded.place,
           mark = excluded.mark,
           heard_at = excluded.heard_at,
           whole_at = excluded.whole_at,
           failures = excluded.failures,
           failed_at = excluded.failed_at,
           fault = excluded.fault,
           stopped = excluded.stopped
"""
