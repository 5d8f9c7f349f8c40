"""The rows of thresholds: what each category asks for beyond the list's own, and what was proposed of it."""

from typing import Any

from app import own
from db.database import Database, Row
from sync.journal import Event

TRIED = ("hits", "same", "kept", "kept_same")
"""What a proposal says of its trial."""


def threshold_proposed(db: Database, event: Event) -> None:
    payload = event.payload
    db.insert(
        "threshold_proposals",
        {
            "proposal_id": payload["proposal_id"],
            "node": event.node,
            "category": payload["category"],
            "margin": float(payload["margin"]),
            "reason": payload["reason"],
            **{name: payload[name] for name in TRIED},
            "proposed_at": event.at,
            "proposed_by": event.actor,
            "proposed_name": payload["by_name"],
        },
    )


def threshold_set(db: Database, event: Event) -> None:
    """Project what a category asks for from now on. No post has the proposal; who made it cannot set it. Raises NotItsOwn."""
    payload = event.payload
    known = proposal(db, payload["proposal_id"])
    if known is not None:
        own.require(known["proposed_by"] != event.actor, event)
        _decide(db, event, "approved", "")
    db.insert(
        "thresholds",
        {
            "threshold_id": payload["threshold_id"],
            "node": event.node,
            "category": payload["category"],
            "margin": float(payload["margin"]),
            "reason": payload["reason"],
            "proposed_name": payload["proposed_name"],
            "set_at": event.at,
            "set_by": event.actor,
            "set_by_name": payload["by_name"],
        },
    )


def threshold_rejected(db: Database, event: Event) -> None:
    """Project that a proposal does not come into force. Raises NotItsOwn."""
    _decide(db, event, "rejected", event.payload["remark"])


def thresholds(db: Database) -> list[Row]:
    """Return what was set, the newest of a category last."""
    return db.all(THRESHOLDS)


def proposal(db: Database, proposal_id: str) -> Row | None:
    return db.one(PROPOSAL, proposal_id=proposal_id)


def waiting(db: Database, category: str = "") -> list[Row]:
    """Return proposals that nobody decided on, the oldest first. category: '' for all."""
    return db.all(WAITING, category=category)


def proposals(db: Database, limit: int, offset: int) -> list[Row]:
    """Return proposals that were decided on, the newest first; each row knows the total."""
    return db.all(DECIDED, limit=limit, offset=offset)


def ask_for_trial(db: Database, row: Row) -> None:
    """Keep that a margin is to be tried on past crossings; asked again, it is tried again."""
    db.run(FORGET_TRIAL, category=row["category"], margin=row["margin"])
    db.insert("threshold_trials", row)


def trial(db: Database, category: str, margin: float) -> Row | None:
    return db.one(TRIAL, category=category, margin=margin)


def next_trial(db: Database) -> Row | None:
    """Return the trial that was asked for first; one that was running when its process ended comes first."""
    return db.one(NEXT_TRIAL)


def keep_trial(db: Database, row: Row) -> None:
    db.run(KEEP_TRIAL, **row)


def _decide(db: Database, event: Event, state: str, remark: str) -> None:
    said: dict[str, Any] = {"state": state, "at": event.at, "by": event.actor, "remark": remark}
    payload = event.payload
    own.change(db, event, DECIDE, proposal_id=payload["proposal_id"], name=payload["by_name"], **said)


THRESHOLDS = """
    select threshold_id, category, margin, reason, proposed_name, set_at, set_by, set_by_name
      from thresholds
     order by set_at, threshold_id
"""

PROPOSAL = """
    select proposal_id, node, category, margin, reason, hits, same, kept, kept_same, state, proposed_at, proposed_by,
           proposed_name, decided_by, remark
      from threshold_proposals
     where proposal_id = :proposal_id
"""

WAITING = """
    select proposal_id, category, margin, reason, hits, same, kept, kept_same, proposed_at, proposed_by, proposed_name
      from threshold_proposals
     where state = 'open'
       and (:category = '' or category = :category)
     order by proposed_at, proposal_id
"""

DECIDED = """
    select proposal_id, category, margin, reason, hits, same, kept, kept_same, state, proposed_at, proposed_name,
           decided_at, decided_name, remark, count(*) over () as total
      from threshold_proposals
     where state <> 'open'
     order by decided_at desc, proposal_id desc
     limit :limit
    offset :offset
"""

DECIDE = """
    update threshold_proposals
       set state = :state,
           decided_at = :at,
           decided_by = :by,
           decided_name = :name,
           remark = :remark
     where proposal_id = :proposal_id
       and node = :node
       and state = 'open'
"""

FORGET_TRIAL = """
    delete from threshold_trials
     where category = :category
       and margin = :margin
"""

TRIAL = """
    select category, margin, margin_now, state, asked_at, asked_name, ended_at, edition, crossings, shown, shown_now,
           travellers
      from threshold_trials
     where category = :category
       and margin = :margin
"""

NEXT_TRIAL = """
    select category, margin, margin_now, asked_at
      from threshold_trials
     where state in ('running', 'waiting')
     order by state, asked_at, category, margin
     limit 1
"""

KEEP_TRIAL = """
    update threshold_trials
       set state = :state,
           ended_at = :ended_at,
           edition = :edition,
           crossings = :crossings,
           shown = :shown,
           shown_now = :shown_now,
           travellers = :travellers
     where category = :category
       and margin = :margin
       and asked_at = :asked_at
"""
