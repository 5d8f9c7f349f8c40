"""How replication stands, for the status line, headquarters' pages and `site status`. It only reads."""

from dataclasses import dataclass

from db.database import Database
from sync import apply, journal
from sync.audiences import SILENT_KINDS
from sync.journal import Head
from sync.push import progress


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a post has recorded and headquarters does not have yet.

    crossings, events: how many; oldest_at: instant text of the oldest crossing (or event, where no crossing waits), or
    None. told_at: the same of what a desk may notice, so that a silent event by itself is as if nothing waited.
    heard_at: when headquarters answered last. fault: why sending failed (a code of sync.push), stopped: for good.
    """

    crossings: int
    events: int
    oldest_at: str | None
    told_at: str | None
    heard_at: str | None
    fault: str | None
    stopped: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """What headquarters has of one post.

    as_of: the data is whole up to this instant, None before any. behind: events the post had more when it was last heard.
    refusal: the code of a batch refused since (fork, ...), with refused_at. set_aside: events that wait for an upgrade.
    """

    node: str
    head: Head
    heard_at: str | None
    as_of: str | None
    behind: int
    refused_at: str | None
    refusal: str | None
    set_aside: int


def backlog(db: Database, site: str) -> Backlog:
    """Return what a post has not brought to headquarters yet. However much it is, it costs little: pages ask for it."""
    at = progress(db, site)
    crossings = db.one(UNSENT_CROSSINGS, node=site, epoch=at.epoch, seq=at.seq) or {}
    return Backlog(
        crossings["count"],
        _unsent(db, site, at.epoch, at.seq),
        crossings["oldest_at"] or db.value(NEXT_AT, node=site, epoch=at.epoch, seq=at.seq),
        crossings["oldest_at"]
        or db.value(NEXT_TOLD_AT, node=site, epoch=at.epoch, seq=at.seq, silent=SILENT_KINDS),
        at.heard_at,
        at.fault,
        at.stopped,
    )


def _unsent(db: Database, site: str, epoch: int, seq: int) -> int:
    """Count what follows a place: sequences have no gaps, so nothing needs to be read."""
    newest = journal.head(db, site).epoch
    later = sum(journal.epoch_head(db, site, following).seq for following in range(epoch + 1, newest + 1))
    return journal.epoch_head(db, site, epoch).seq - seq + later


def contacts(db: Database) -> list[Contact]:
    """Return what headquarters has of every enrolled post, by name."""
    aside = apply.set_aside(db)
    found = []
    for row in db.all(CONTACTS):
        head = journal.head(db, row["node"])
        newest = row["newest_seq"] or 0
        behind = newest - head.seq if row["newest_epoch"] == head.epoch else newest
        found.append(
            Contact(
                row["node"],
                head,
                row["heard_at"],
                row["as_of"],
                max(0, behind),
                row["refused_at"],
                row["refusal"],
                aside.get(row["node"], 0),
            )
        )
    return found


UNSENT_CROSSINGS = """
    select count(*) as count, min(at) as oldest_at
      from journal
     where node = :node
       and (epoch, seq) > (:epoch, :seq)
       and kind = 'crossing.recorded'
"""

NEXT_AT = """
    select at
      from journal
     where node = :node
       and (epoch, seq) > (:epoch, :seq)
     order by epoch, seq
     limit 1
"""

NEXT_TOLD_AT = """
    select at
      from journal
     where node = :node
       and (epoch, seq) > (:epoch, :seq)
       and kind not like :silent
     order by epoch, seq
     limit 1
"""

CONTACTS = """
    select s.name as node, c.heard_at, c.as_of, c.newest_epoch, c.newest_seq, c.refused_at, c.refusal
      from sites s
      left join site_contacts c on c.node = s.name
     where s.role = 'post'
     order by s.name
"""
