"""The rows of entries by hand, of what was proposed and decided about them, and of posts' lookouts."""

from datetime import datetime
from typing import Any

from app import own
from appliance.clock import instant_of, instant_text
from border.document import bare
from border.listing import MOST_NAMES, MOST_OF_ENTRY, Subject, unpack
from border.lookout import LASTS, MOST_A_DAY, lookout_faults, require_fit
from border.names import fold
from db.database import Database, Row
from sync.journal import Event


def entry_proposed(db: Database, event: Event) -> None:
    payload = event.payload
    if payload["kind"] == "new":
        db.run(PROPOSE_ENTRY, **_entry_of(event.payload), node=event.node, at=event.at)
    entry = entry_of(db, payload["entry_id"])
    wanted = "proposed" if payload["kind"] == "new" else "in-force"
    own.require(entry is not None and (entry["node"], entry["state"]) == (event.node, wanted), event)
    db.run(
        PROPOSE,
        proposal_id=payload["proposal_id"],
        entry_id=payload["entry_id"],
        node=event.node,
        kind=payload["kind"],
        category=payload["category"],
        said=payload["said"],
        why=payload["why"],
        lookout_id=payload["lookout_id"],
        at=event.at,
        by=event.actor,
        name=payload["proposed_name"],
    )


def entry_approved(db: Database, event: Event) -> None:
    """Project a second person's yes; from the one who proposed it is refused."""
    _decide(db, event, "approved")
    row = proposal(db, event.payload["proposal_id"])
    own.require(row is not None and row["kind"] != "withdrawal", event)
    own.change(db, event, TAKE_UP, **_entry_of(row or {}), at=event.at)


def entry_returned(db: Database, event: Event) -> None:
    _decide(db, event, "returned")
    db.run(SEND_BACK, node=event.node, proposal_id=event.payload["proposal_id"], at=event.at)


def entry_withdrawn(db: Database, event: Event) -> None:
    _decide(db, event, "approved")
    own.change(db, event, WITHDRAW, proposal_id=event.payload["proposal_id"], at=event.at)


def lookout_opened(db: Database, event: Event) -> None:
    """Project a lookout; how long it lasts is nobody's to say, and what cannot be screened by is refused."""
    payload = event.payload
    subject = unpack(f"post:{payload['lookout_id']}", payload["category"], payload["said"])
    require_fit(lookout_faults(subject))
    own.require(len(subject.entry) <= MOST_OF_ENTRY and len(subject.names) <= MOST_NAMES, event)
    own.require(opened_since(db, event.node, instant_of(event.at) - LASTS) < MOST_A_DAY, event)
    db.run(
        OPEN_LOOKOUT,
        lookout_id=payload["lookout_id"],
        node=event.node,
        category=subject.category,
        response=subject.response,
        said=payload["said"],
        name=title(subject),
        at=event.at,
        until_at=instant_text(instant_of(event.at) + LASTS),
        by=event.actor,
        by_name=payload["opened_name"],
    )


def lookout_ended(db: Database, event: Event) -> None:
    payload = event.payload
    own.change(
        db,
        event,
        END_LOOKOUT,
        lookout_id=payload["lookout_id"],
        at=event.at,
        by=event.actor,
        by_name=payload["ended_name"],
        why=payload["why"],
    )


def lookout_reviewed(db: Database, event: Event) -> None:
    payload = event.payload
    db.run(
        REVIEW,
        review_id=event.id,
        lookout_id=payload["lookout_id"],
        node=event.node,
        verdict=payload["verdict"],
        at=event.at,
        by=event.actor,
        by_name=payload["reviewed_name"],
        why=payload["why"],
    )


def entry_of(db: Database, entry_id: str) -> Row | None:
    return db.one(ENTRY, entry_id=entry_id)


def entries(db: Database, terms: dict[str, Any], limit: int, offset: int) -> list[Row]:
    """Each row knows the total. terms: node, state, category, words (also as a bare number), day, soon; '' asks nothing.

    And sort: `waiting` for what waits first, `name`, or `review` for the review day.
    """
    return db.all(ENTRIES, **terms, limit=limit, offset=offset)


def in_force(db: Database, node: str, day: str) -> list[Row]:
    return db.all(IN_FORCE, node=node, day=day)


def to_decide(db: Database, node: str, account_id: str) -> int:
    """Count the proposals that wait for somebody else than whoever made them, and so for this account."""
    return int(db.value(TO_DECIDE, node=node, account_id=account_id))


def waits_already(db: Database, terms: dict[str, str]) -> str | None:
    """Return the entry that an account proposed in the same words, while nobody has decided on it.

    terms: node, account_id, category, said, why, and lookout_id, '' for none.
    """
    row = db.one(WAITS_ALREADY, **terms)
    return str(row["entry_id"]) if row else None


def due(db: Database, node: str, day: str, soon: str) -> int:
    """Count the entries in force whose review is due, or which expire soon."""
    return int(db.value(DUE, node=node, day=day, soon=soon))


def unreviewed(db: Database) -> int:
    """Count the lookouts of which headquarters has said nothing and made no entry."""
    return int(db.value(UNREVIEWED))


def proposal(db: Database, proposal_id: str) -> Row | None:
    return db.one(PROPOSAL, proposal_id=proposal_id)


def proposals(db: Database, entry_id: str) -> list[Row]:
    return db.all(PROPOSALS, entry_id=entry_id)


def lookout(db: Database, lookout_id: str) -> Row | None:
    return db.one(LOOKOUT, lookout_id=lookout_id)


def lookouts_in_force(db: Database, terms: dict[str, str]) -> list[Row]:
    """terms: at; latest, the last instant of opening that counts; here, latest_here: the site's own name and latest."""
    return db.all(LOOKOUTS_IN_FORCE, **terms)


def taken_back(db: Database, lookout_id: str) -> bool:
    return bool(db.value(TAKEN_BACK, lookout_id=lookout_id))


def lookouts(db: Database, limit: int, offset: int, *, unreviewed_first: bool) -> list[Row]:
    return db.all(LOOKOUTS, limit=limit, offset=offset, unreviewed_first=int(unreviewed_first))


def not_renewable(db: Database, node: str, since: datetime) -> list[Row]:
    """Return a post's lookouts since an instant that headquarters has not said may be opened again, and when each ended."""
    return db.all(NOT_RENEWABLE, node=node, since=instant_text(since))


def opened_since(db: Database, node: str, since: datetime) -> int:
    return int(db.value(OPENED_SINCE, node=node, since=instant_text(since)))


def title(subject: Subject) -> str:
    """Return the name an entry is listed under, surname in front; a number where there is no name."""
    first = subject.names[0]
    return ", ".join(part for part in (first.surname, first.given_names) if part) or subject.papers[0].number


def searched(subject: Subject) -> str:
    """Return what an entry is found by: every name's folded words and every bare number."""
    names = [" ".join(fold(f"{name.surname} {name.given_names}")) for name in subject.names]
    return " | ".join(part for part in (*names, *(bare(paper.number) for paper in subject.papers)) if part)


def _decide(db: Database, event: Event, state: str) -> None:
    payload = event.payload
    own.change(
        db,
        event,
        DECIDE,
        proposal_id=payload["proposal_id"],
        state=state,
        at=event.at,
        by=event.actor,
        name=payload["decided_name"],
        remark=payload["remark"],
    )


def _entry_of(said: Row) -> Row:
    subject = unpack(f"own:{said['entry_id']}", said["category"], said["said"])
    return {
        "entry_id": said["entry_id"],
        "category": subject.category,
        "response": subject.response,
        "said": said["said"],
        "name": title(subject),
        "searched": searched(subject),
        "expires_on": subject.expires_on,
        "review_on": subject.review_on,
    }


PROPOSE_ENTRY = """
    insert into entries (entry_id, node, state, category, response, said, name, searched, expires_on, review_on,
                         proposed_at, changed_at)
    values (:entry_id, :node, 'proposed', :category, :response, :said, :name, :searched, :expires_on, :review_on,
            :at, :at)
        on conflict (entry_id) do update
       set state = 'proposed',
           category = excluded.category,
           response = excluded.response,
           said = excluded.said,
           name = excluded.name,
           searched = excluded.searched,
           expires_on = excluded.expires_on,
           review_on = excluded.review_on,
           changed_at = excluded.changed_at
     where entries.state = 'returned'
       and entries.node = excluded.node
"""

PROPOSE = """
    insert into entry_proposals (proposal_id, entry_id, number, node, kind, category, said, why, lookout_id,
                                 proposed_at, proposed_by, proposed_name, state)
    select :proposal_id, :entry_id, count(*) + 1, :node, :kind, :category, :said, :why, :lookout_id, :at, :by, :name,
           'open'
      from entry_proposals
     where entry_id = :entry_id
"""

DECIDE = """
    update entry_proposals
       set state = :state,
           decided_at = :at,
           decided_by = :by,
           decided_name = :name,
           remark = :remark
     where proposal_id = :proposal_id
       and node = :node
       and state = 'open'
       and proposed_by <> :by
"""

TAKE_UP = """
    update entries
       set state = 'in-force',
           category = :category,
           response = :response,
           said = :said,
           name = :name,
           searched = :searched,
           expires_on = :expires_on,
           review_on = :review_on,
           changed_at = :at
     where entry_id = :entry_id
       and node = :node
"""

SEND_BACK = """
    update entries
       set state = 'returned',
           changed_at = :at
     where node = :node
       and state = 'proposed'
       and entry_id = (select entry_id from entry_proposals where proposal_id = :proposal_id)
"""

WITHDRAW = """
    update entries
       set state = 'withdrawn',
           changed_at = :at
     where node = :node
       and entry_id = (
           select entry_id
             from entry_proposals
            where proposal_id = :proposal_id
              and kind = 'withdrawal'
       )
"""

OPEN_LOOKOUT = """
    insert into lookouts (lookout_id, node, category, response, said, name, opened_at, until_at, opened_by,
                          opened_name)
    values (:lookout_id, :node, :category, :response, :said, :name, :at, :until_at, :by, :by_name)
"""

END_LOOKOUT = """
    insert into lookout_endings (lookout_id, node, ended_at, ended_by, ended_name, why)
    select lookout_id, node, :at, :by, :by_name, :why
      from lookouts
     where lookout_id = :lookout_id
       and node = :node
"""

REVIEW = """
    insert into lookout_reviews (review_id, lookout_id, node, verdict, reviewed_at, reviewed_by, reviewed_name, why)
    values (:review_id, :lookout_id, :node, :verdict, :at, :by, :by_name, :why)
"""

ENTRY = """
    select entry_id, node, state, category, response, said, name, expires_on, review_on, proposed_at, changed_at
      from entries
     where entry_id = :entry_id
"""

ENTRIES = """
    select e.entry_id, e.state, e.category, e.response, e.name, e.expires_on, e.review_on, e.changed_at,
           p.kind as waits, p.proposed_name, count(*) over () as total
      from entries e
      left join entry_proposals p
        on p.entry_id = e.entry_id
       and p.state = 'open'
     where e.node = :node
       and (:category = '' or e.category = :category)
       and (:words = ''
            or e.searched like '%' || :words || '%'
            or (:number <> '' and e.searched like '%' || :number || '%'))
       and case :state
               when '' then true
               when 'waiting' then p.proposal_id is not null
               when 'expired' then e.state = 'in-force' and e.expires_on <> '' and e.expires_on < :day
               when 'due' then e.state = 'in-force' and (e.expires_on = '' or e.expires_on >= :day)
                               and (e.review_on <= :day or (e.expires_on <> '' and e.expires_on <= :soon))
               when 'in-force' then e.state = 'in-force' and (e.expires_on = '' or e.expires_on >= :day)
               else e.state = :state
           end
     order by case when :sort = 'waiting' then p.proposal_id is null end,
              case when :sort = 'review' then e.state = 'withdrawn' end,
              case when :sort = 'review' then e.review_on end,
              e.name,
              e.entry_id
     limit :limit
    offset :offset
"""

IN_FORCE = """
    select entry_id, category, said
      from entries
     where node = :node
       and state = 'in-force'
       and (expires_on = '' or expires_on >= :day)
     order by entry_id
"""

TO_DECIDE = """
    select count(*)
      from entry_proposals
     where node = :node
       and state = 'open'
       and proposed_by <> :account_id
"""

WAITS_ALREADY = """
    select min(entry_id) as entry_id
      from entry_proposals
     where node = :node
       and proposed_by = :account_id
       and state = 'open'
       and kind = 'new'
       and category = :category
       and said = :said
       and why = :why
       and coalesce(lookout_id, '') = :lookout_id
    having count(*) > 0
"""

DUE = """
    select count(*)
      from entries
     where node = :node
       and state = 'in-force'
       and (expires_on = '' or expires_on >= :day)
       and (review_on <= :day or (expires_on <> '' and expires_on <= :soon))
"""

UNREVIEWED = """
    select count(*)
      from lookouts l
     where not exists (select 1 from lookout_reviews r where r.lookout_id = l.lookout_id)
       and not exists (select 1 from entry_proposals p where p.lookout_id = l.lookout_id)
"""

PROPOSAL = """
    select proposal_id, entry_id, node, kind, category, said, why, lookout_id, proposed_at, proposed_by,
           proposed_name, state
      from entry_proposals
     where proposal_id = :proposal_id
"""

PROPOSALS = """
    select proposal_id, entry_id, number, kind, category, said, why, lookout_id, proposed_at, proposed_by,
           proposed_name, state, decided_at, decided_name, remark
      from entry_proposals
     where entry_id = :entry_id
     order by number desc
"""

LOOKOUT = """
    select l.lookout_id, l.node, l.category, l.response, l.said, l.name, l.opened_at, l.until_at, l.opened_name,
           e.ended_at
      from lookouts l
      left join lookout_endings e on e.lookout_id = l.lookout_id
     where l.lookout_id = :lookout_id
"""

LOOKOUTS_IN_FORCE = """
    select l.lookout_id, l.node, l.category, l.response, l.said, l.name, l.opened_at, l.until_at, l.opened_name
      from lookouts l
     where l.until_at > :at
       and (l.opened_at <= :latest or (l.node = :here and l.opened_at <= :latest_here))
       and not exists (select 1 from lookout_endings e where e.lookout_id = l.lookout_id)
       and not exists (
           select 1
             from lookout_reviews r
            where r.lookout_id = l.lookout_id
              and r.verdict = 'lifted'
       )
     order by l.until_at, l.lookout_id
"""

TAKEN_BACK = """
    select (exists (select 1 from lookout_endings where lookout_id = :lookout_id)
            or exists (select 1 from lookout_reviews where lookout_id = :lookout_id and verdict = 'lifted'))
           and not exists (select 1 from entry_proposals where lookout_id = :lookout_id)
"""

LOOKOUTS = """
    select l.lookout_id, l.node, l.category, l.response, l.said, l.name, l.opened_at, l.until_at, l.opened_name,
           e.ended_at, e.ended_name, e.why as ended_why, r.verdict, r.reviewed_at, r.reviewed_name,
           r.why as reviewed_why, p.entry_id, count(*) over () as total
      from lookouts l
      left join lookout_endings e on e.lookout_id = l.lookout_id
      left join lookout_reviews r
        on r.review_id = (
           select max(review_id)
             from lookout_reviews
            where lookout_id = l.lookout_id
       )
      left join entry_proposals p
        on p.proposal_id = (
           select max(proposal_id)
             from entry_proposals
            where lookout_id = l.lookout_id
       )
     order by :unreviewed_first = 1 and (r.review_id is not null or p.proposal_id is not null), l.opened_at desc,
              l.lookout_id desc
     limit :limit
    offset :offset
"""

OPENED_SINCE = """
    select count(*)
      from lookouts
     where node = :node
       and opened_at > :since
"""

NOT_RENEWABLE = """
    select l.lookout_id, l.category, l.said, l.opened_at, l.opened_by, e.ended_at
      from lookouts l
      left join lookout_endings e on e.lookout_id = l.lookout_id
     where l.node = :node
       and l.opened_at > :since
       and not exists (
           select 1
             from lookout_reviews r
            where r.lookout_id = l.lookout_id
              and r.verdict = 'renewable'
       )
     order by l.opened_at desc, l.lookout_id
"""
