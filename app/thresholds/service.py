"""How much more than a list's own threshold a category of hits asks for, in bits; two persons set it at headquarters.

One editor tries a margin on what happened and proposes it, another one approves it or sends it back, never the same
account. Posts hear of what is set, and it holds at their next question. A margin can only ask for more than the list
itself does; a meeting by document number needs no bits at all.
"""

from collections.abc import Mapping

from app.act import Act
from app.thresholds import store
from border.errors import BorderError
from border.fields import MissingField, NotPossible, OutOfRange, line, needed
from border.listing import Category
from border.permissions import Permission
from db.database import Database, Row

MOST_MARGIN = 20.0
MOST_OF_REASON = 300
PAGE_ROWS = 20


class NotHeadquarters(BorderError):
    """Thresholds are set at headquarters alone."""

    number = "L173"


class OwnThreshold(BorderError):
    """Whoever proposed a threshold would set it."""

    number = "L174"


class NothingToDecide(BorderError):
    """The proposal has been decided on meanwhile, or there is none."""

    number = "L175"


class WaitsAlready(BorderError):
    """Another margin of this category waits for a second person."""

    number = "L176"


def margins(db: Database) -> dict[Category, float]:
    """Return what each category asks beyond the list's own threshold; a category that is not there asks nothing."""
    return {category: row["margin"] for category, row in in_force(db).items()}


def in_force(db: Database) -> dict[Category, Row]:
    """Return what was set last for each category: margin, reason, when and by whom."""
    return {Category(row["category"]): row for row in store.thresholds(db)}


def highest_since(db: Database, category: Category, first: str) -> float:
    """Return the highest margin that a category asked for at any time since an instant."""
    rows = [row for row in store.thresholds(db) if row["category"] == category]
    before = [row["margin"] for row in rows if row["set_at"] <= first][-1:]
    return max([*before, *(row["margin"] for row in rows if row["set_at"] > first)], default=0.0)


def waiting(db: Database) -> list[Row]:
    """Return the proposals that wait for a second person, with what their trial said."""
    return store.waiting(db)


def decided(db: Database, page: int) -> list[Row]:
    """Return one page (from 1) of what was decided, newest first; each row knows the total."""
    return store.proposals(db, PAGE_ROWS, (page - 1) * PAGE_ROWS)


def margin_of(text: str) -> float:
    """Return a margin as it was typed. Raises MissingField, OutOfRange."""
    if not text.strip():
        raise MissingField("margin")
    try:
        margin = round(float(text.strip().replace(",", ".")), 1)
    except (ValueError, OverflowError):
        margin = -1.0
    if not 0 <= margin <= MOST_MARGIN:
        raise OutOfRange("margin", text.strip()[:20], 0, f"{MOST_MARGIN:g}")
    return margin + 0.0


def propose(act: Act, category: Category, margin: float, reason: str, trial: Mapping[str, int]) -> str:
    """Propose what a category is to ask for, and return the proposal's id.

    trial: what the margin would have made of what happened: hits, same, kept, kept_same. What this person proposed in
    the same words, and waits, is the same proposal: a form that was sent twice. Raises FieldError, WaitsAlready,
    NotHeadquarters, NotAllowed.
    """
    _require(act)
    margin = margin_of(str(margin))
    if margin == margins(act.db).get(category, 0.0):
        raise NotPossible("margin", "is in force already")
    reason = needed(reason, "reason", MOST_OF_REASON)
    for known in store.waiting(act.db, category.value):
        if (known["proposed_by"], known["margin"], known["reason"]) == (act.who.account_id, margin, reason):
            return str(known["proposal_id"])
        raise WaitsAlready("another margin of this category waits")
    proposal_id = act.new_id()
    act.record(
        "threshold.proposed",
        {
            "proposal_id": proposal_id,
            "category": category.value,
            "margin": margin,
            "reason": reason,
            **{name: trial[name] for name in store.TRIED},
            "by_name": act.who.name,
        },
    )
    return proposal_id


def approve(act: Act, proposal_id: str) -> None:
    """Let a category ask for what somebody else proposed; one's own word once more changes nothing.

    Raises NothingToDecide, OwnThreshold, NotHeadquarters.
    """
    if _said_already(act, proposal_id, "approved"):
        return
    row = _open(act, proposal_id)
    if row["proposed_by"] == act.who.account_id:
        raise OwnThreshold("a second person decides")
    act.record(
        "threshold.set",
        {
            "threshold_id": act.new_id(),
            "proposal_id": proposal_id,
            "category": row["category"],
            "margin": row["margin"],
            "reason": row["reason"],
            "proposed_name": row["proposed_name"],
            "by_name": act.who.name,
        },
    )


def reject(act: Act, proposal_id: str, remark: str) -> None:
    """Do not set what was proposed; who proposed it may take it back, too. One's own words once more change nothing.

    Raises NothingToDecide, FieldError.
    """
    if _said_already(act, proposal_id, "rejected", remark):
        return
    _open(act, proposal_id)
    remark = needed(remark, "remark", MOST_OF_REASON)
    act.record("threshold.rejected", {"proposal_id": proposal_id, "remark": remark, "by_name": act.who.name})


def ask_for_trial(act: Act, category: Category, margin: float) -> None:
    """Let the worker try a margin on the crossings of the last days. Raises FieldError, NotHeadquarters, NotAllowed."""
    _require(act)
    margin = margin_of(str(margin))
    store.ask_for_trial(
        act.db,
        {
            "category": category.value,
            "margin": margin,
            "margin_now": margins(act.db).get(category, 0.0),
            "state": "waiting",
            "asked_at": act.at,
            "asked_name": act.who.name,
            **dict.fromkeys(("crossings", "shown", "shown_now", "travellers"), 0),
        },
    )


def trial(db: Database, category: Category, margin: float) -> Row | None:
    """Return how a trial on past crossings stands, None where nobody asked for it."""
    return store.trial(db, category.value, margin)


def next_trial(db: Database) -> Row | None:
    """Return the trial that is to be made next: its category, margin, margin_now and asked_at."""
    return store.next_trial(db)


def keep_trial(db: Database, row: Row) -> None:
    """Keep how far a trial has come; of one that was asked for anew meanwhile nothing is kept."""
    with db.transaction():
        store.keep_trial(db, row)


def _said_already(act: Act, proposal_id: str, state: str, remark: str = "") -> bool:
    """Whether this person decided just so before: a form that was sent twice."""
    _require(act)
    row = store.proposal(act.db, proposal_id)
    if row is None or (row["state"], row["decided_by"]) != (state, act.who.account_id):
        return False
    return bool(row["remark"] == line(remark, "remark", MOST_OF_REASON))


def _open(act: Act, proposal_id: str) -> Row:
    _require(act)
    row = store.proposal(act.db, proposal_id)
    if row is None or row["state"] != "open":
        raise NothingToDecide("nothing of that id waits for a decision")
    return row


def _require(act: Act) -> None:
    act.require(Permission.SET_THRESHOLDS)
    if not act.site.settings.is_hq:
        raise NotHeadquarters("thresholds are set at headquarters")
