"""The rows of the desk: sittings and referrals from events; readings, inspections, their checks and groups, local."""

import json
from typing import Any

from app import own
from db.database import Database, Row
from sync.journal import Event


def desk_taken(db: Database, event: Event) -> None:
    payload = event.payload
    db.run(LEAVE, node=event.node, desk=payload["desk"], at=event.at)  # whoever sat there, if anybody
    db.run(
        SIT,
        id=event.id,
        node=event.node,
        desk=payload["desk"],
        account_id=payload["account_id"],
        account_name=payload["account_name"],
        taken_at=event.at,
    )


def desk_left(db: Database, event: Event) -> None:
    own.change(db, event, LEAVE, desk=event.payload["desk"], at=event.at)


def referral_opened(db: Database, event: Event) -> None:
    payload = event.payload
    db.run(
        REFER,
        id=payload["referral_id"],
        node=event.node,
        inspection_id=payload["inspection_id"],
        desk=payload["desk"],
        officer_id=event.actor,
        officer_name=payload["officer_name"],
        reason=payload["reason"],
        remark=payload["remark"],
        surname=payload["traveller"]["surname"],
        given_names=payload["traveller"]["given_names"],
        nationality=payload["traveller"]["nationality"],
        document_id=payload["document"]["id"],
        findings=json.dumps(payload["findings"]),
        opened_at=event.at,
    )


def referral_ended(db: Database, event: Event) -> None:
    """Close a referral when the crossing it led to is recorded."""
    payload = event.payload
    if payload["referral_id"] is not None:
        own.change(
            db,
            event,
            CLOSE_REFERRAL,
            id=payload["referral_id"],
            at=event.at,
            crossing_id=payload["crossing_id"],
        )


def inspection_abandoned(db: Database, event: Event) -> None:
    """Close a referral whose inspection was put aside: the person went away, or it was opened in error."""
    payload = event.payload
    if payload["referral_id"] is not None:
        own.change(db, event, CLOSE_REFERRAL, id=payload["referral_id"], at=event.at, crossing_id=None)


def sitting_at(db: Database, node: str, desk: str) -> Row | None:
    return db.one(SITTING_AT, node=node, desk=desk)


def sitting_of(db: Database, node: str, account_id: str) -> Row | None:
    return db.one(SITTING_OF, node=node, account_id=account_id)


def sittings(db: Database, node: str) -> list[Row]:
    return db.all(SITTINGS, node=node)


def keep_reading(db: Database, reading: Row) -> bool:
    """Keep a reading; False where it is here already, so that one handed over twice is taken once."""
    return db.run(KEEP_READING, **reading) == 1


def newest_reading(db: Database, desk: str) -> Row | None:
    return db.one(NEWEST_READING, desk=desk)


def unseen_reading(db: Database, desk: str, since: str) -> Row | None:
    """Return the newest reading of a desk if it is good, came since an instant, and was never inspected."""
    return db.one(UNSEEN_READING, desk=desk, since=since)


def open_inspection(db: Database, row: Row) -> None:
    db.insert("inspections", row)


def read_again(db: Database, row: Row) -> None:
    """Put a new reading of the same document, or a corrected one, into its inspection; its checks begin again."""
    db.run(FORGET_CHECKS, inspection_id=row["id"])
    db.run(READ_AGAIN, **row)


def inspection(db: Database, inspection_id: str) -> Row | None:
    return _parsed(db.one(INSPECTION, id=inspection_id))


def on_the_desk(db: Database, desk: str) -> list[Row]:
    """Return the open inspections of a desk, the first scanned first."""
    return [row for row in map(_parsed, db.all(ON_THE_DESK, desk=desk)) if row]


def last_decided(db: Database, desk: str) -> Row | None:
    return _parsed(db.one(LAST_DECIDED, desk=desk))


def newest_opened_at(db: Database, desk: str) -> str | None:
    opened_at: str | None = db.value(NEWEST_OPENED_AT, desk=desk)
    return opened_at


def unchecked(db: Database) -> list[Row]:
    return [row for row in map(_parsed, db.all(UNCHECKED)) if row]


def open_elsewhere(db: Database, document_id: str, inspection_id: str) -> list[Row]:
    return db.all(OPEN_ELSEWHERE, document_id=document_id, id=inspection_id)


def move(
    db: Database, inspection_id: str, *, state: str, referral_id: str | None, crossing_id: str | None
) -> bool:
    """Move an open inspection on; False where it is open no more."""
    return db.run(MOVE, id=inspection_id, state=state, referral_id=referral_id, crossing_id=crossing_id) == 1


def reopen(db: Database, inspection_id: str, desk: str) -> bool:
    """Bring a referred inspection to a desk, to be checked anew; False where it is not referred any more."""
    brought = db.run(REOPEN, id=inspection_id, desk=desk) == 1
    if brought:
        db.run(FORGET_CHECKS, inspection_id=inspection_id)
    return brought


def set_course(db: Database, inspection_id: str, direction: str, capacity: str) -> None:
    db.run(FORGET_CHECKS, inspection_id=inspection_id)
    db.run(SET_COURSE, id=inspection_id, direction=direction, capacity=capacity)


def look_again(db: Database, inspection_id: str) -> None:
    """Let no page decide that was drawn before now."""
    db.run(LOOK_AGAIN, id=inspection_id)


def keep_checks(db: Database, inspection_id: str, at: str, checks: list[dict[str, Any]]) -> None:
    """Keep answers. One that is there already is replaced in its place."""
    db.run(CHECKED, id=inspection_id, at=at)
    for place, check in enumerate(checks):
        db.run(
            KEEP_CHECK,
            inspection_id=inspection_id,
            name=check["name"],
            place=place,
            answer=check["answer"],
            check_made=json.dumps(check),
        )


def checks_of(db: Database, inspection_id: str) -> list[dict[str, Any]]:
    return [json.loads(row["check_made"]) for row in db.all(CHECKS_OF, inspection_id=inspection_id)]


def referral(db: Database, referral_id: str) -> Row | None:
    return db.one(REFERRAL, id=referral_id)


def open_referral_of(db: Database, node: str, document_id: str) -> Row | None:
    """Return the referral of a document that nobody has decided, the oldest one."""
    return db.one(OPEN_REFERRAL_OF, node=node, document_id=document_id)


def take_referral(db: Database, inspection_id: str, referral_id: str) -> None:
    """Let an open inspection answer a referral that an earlier one led to."""
    db.run(TAKE_REFERRAL, id=inspection_id, referral_id=referral_id)


def end_referred(db: Database, inspection_id: str, referral_id: str) -> None:
    """End what waits still for the decision that was taken on another inspection of the same referral."""
    db.run(END_REFERRED, id=inspection_id, referral_id=referral_id)


def open_referrals(db: Database, node: str) -> list[Row]:
    return [row | {"findings": json.loads(row["findings"])} for row in db.all(OPEN_REFERRALS, node=node)]


def open_group(db: Database, row: Row) -> None:
    db.insert("groups", row)


def group_at(db: Database, desk: str) -> Row | None:
    return db.one(GROUP_AT, desk=desk)


def group(db: Database, group_id: str) -> Row | None:
    return db.one(GROUP, id=group_id)


def set_vehicle(db: Database, group_id: str, plate: str, carrier: str) -> None:
    db.run(SET_VEHICLE, id=group_id, vehicle_plate=plate, carrier=carrier)


def close_group(db: Database, group_id: str, at: str) -> None:
    db.run(CLOSE_GROUP, id=group_id, at=at)


def put_in(db: Database, inspection_id: str, group_id: str) -> None:
    db.run(PUT_IN, id=inspection_id, group_id=group_id)


def take_out(db: Database, inspection_id: str) -> None:
    db.run(TAKE_OUT, id=inspection_id)


def members(db: Database, group_id: str) -> list[Row]:
    """Return who of a group is undecided, the first scanned first."""
    return [row for row in party(db, group_id) if row["state"] == "open"]


def party(db: Database, group_id: str) -> list[Row]:
    """Return everybody who was scanned in a group, in whatever state."""
    return [row for row in map(_parsed, db.all(PARTY, group_id=group_id)) if row]


def _parsed(row: Row | None) -> Row | None:
    if row is None:
        return None
    return row | {
        "facts": json.loads(row["facts"]),
        "facts_before": json.loads(row["facts_before"]),
        "zone": json.loads(row["zone"]) if row["zone"] else None,
        "zone_read": json.loads(row["zone_read"]) if row["zone_read"] else None,
        "correction": json.loads(row["correction"]) if row["correction"] else None,
    }


SIT = """
    insert into desk_sittings (id, node, desk, account_id, account_name, taken_at)
    values (:id, :node, :desk, :account_id, :account_name, :taken_at)
"""

LEAVE = """
    update desk_sittings
       set left_at = :at
     where node = :node
       and desk = :desk
       and left_at is null
"""

SITTING_AT = """
    select id, desk, account_id, account_name, taken_at
      from desk_sittings
     where node = :node
       and desk = :desk
       and left_at is null
"""

SITTING_OF = """
    select id, desk, account_id, account_name, taken_at
      from desk_sittings
     where node = :node
       and account_id = :account_id
       and left_at is null
"""

SITTINGS = """
    select desk, account_id, account_name, taken_at
      from desk_sittings
     where node = :node
       and left_at is null
     order by desk
"""

REFER = """
    insert into referrals (id, node, inspection_id, desk, officer_id, officer_name, reason, remark, surname,
                           given_names, nationality, document_id, findings, opened_at)
    values (:id, :node, :inspection_id, :desk, :officer_id, :officer_name, :reason, :remark, :surname,
            :given_names, :nationality, :document_id, :findings, :opened_at)
"""

CLOSE_REFERRAL = """
    update referrals
       set closed_at = :at,
           crossing_id = :crossing_id
     where id = :id
       and node = :node
       and closed_at is null
"""

REFERRAL = """
    select id, inspection_id, desk, officer_id, officer_name, reason, remark, opened_at, closed_at, crossing_id
      from referrals
     where id = :id
"""

OPEN_REFERRAL_OF = """
    select id, inspection_id, desk, officer_id, officer_name, reason, remark, opened_at, closed_at, crossing_id
      from referrals
     where node = :node
       and document_id = :document_id
       and closed_at is null
     order by opened_at, id
     limit 1
"""

TAKE_REFERRAL = "update inspections set referral_id = :referral_id where id = :id and state = 'open'"

END_REFERRED = """
    update inspections
       set state = 'abandoned'
     where referral_id = :referral_id
       and id <> :id
       and state = 'referred'
"""

OPEN_REFERRALS = """
    select r.id, r.inspection_id, r.desk, r.officer_name, r.reason, r.remark, r.surname, r.given_names,
           r.nationality, r.findings, r.opened_at, i.desk as lies_at
      from referrals r
      left join inspections i on i.id = r.inspection_id and i.state = 'open'
     where r.node = :node
       and r.closed_at is null
     order by r.opened_at, r.id
"""

KEEP_READING = """
    insert into readings (id, desk, kind, at, lines, raw, fault)
    values (:id, :desk, :kind, :at, :lines, :raw, :fault)
        on conflict (id) do nothing
"""

NEWEST_READING = """
    select id, at, fault
      from readings
     where desk = :desk
     order by at desc, id desc
     limit 1
"""

UNSEEN_READING = """
    select r.id, r.kind, r.at, r.lines
      from readings r
     where r.desk = :desk
       and r.at >= :since
       and r.fault is null
       and not exists (select 1 from readings n where n.desk = r.desk and n.at > r.at)
       and not exists (select 1 from inspections i where i.reading_id = r.id)
     order by r.id
     limit 1
"""

INSPECTION_COLUMNS = """
    select id, desk, state, opened_at, direction, capacity, read_by, zone, zone_read, facts, facts_before, correction, reading_id, group_id,
           document_id, checked_at, round, asking, referral_id, crossing_id
      from inspections
"""

INSPECTION = INSPECTION_COLUMNS + " where id = :id"

ON_THE_DESK = INSPECTION_COLUMNS + " where desk = :desk and state = 'open' order by opened_at, id"

LAST_DECIDED = (
    INSPECTION_COLUMNS + " where desk = :desk and crossing_id is not null order by crossing_id desc limit 1"
)

UNCHECKED = INSPECTION_COLUMNS + " where state = 'open' and checked_at is null order by opened_at, id"

PARTY = INSPECTION_COLUMNS + " where group_id = :group_id order by opened_at, id"

NEWEST_OPENED_AT = "select max(opened_at) from inspections where desk = :desk"

OPEN_ELSEWHERE = """
    select id, desk, opened_at
      from inspections
     where document_id = :document_id
       and state = 'open'
       and id <> :id
     order by opened_at, id
"""

READ_AGAIN = """
    update inspections
       set zone = :zone,
           zone_read = :zone_read,
           facts = :facts,
           facts_before = :facts_before,
           correction = :correction,
           read_by = :read_by,
           reading_id = :reading_id,
           document_id = :document_id,
           checked_at = null,
           round = round + 1,
           asking = asking + 1
     where id = :id
       and state = 'open'
"""

MOVE = """
    update inspections
       set state = :state,
           referral_id = coalesce(:referral_id, referral_id),
           crossing_id = :crossing_id
     where id = :id
       and state = 'open'
"""

REOPEN = """
    update inspections
       set state = 'open',
           desk = :desk,
           group_id = null,
           checked_at = null,
           round = round + 1,
           asking = asking + 1
     where id = :id
       and state = 'referred'
"""

SET_COURSE = """
    update inspections
       set direction = :direction,
           capacity = :capacity,
           checked_at = null,
           round = round + 1,
           asking = asking + 1
     where id = :id
       and state = 'open'
"""

CHECKED = "update inspections set checked_at = :at where id = :id and state = 'open'"

LOOK_AGAIN = "update inspections set round = round + 1 where id = :id and state = 'open'"

FORGET_CHECKS = """
    delete from inspection_checks
     where inspection_id = :inspection_id
       and not (answer = 'alarm' and name in ('stolen-document', 'listed-person', 'listed-number'))
"""

KEEP_CHECK = """
    insert into inspection_checks (inspection_id, name, place, answer, check_made)
    values (:inspection_id, :name, :place, :answer, :check_made)
        on conflict (inspection_id, name) do update
       set answer = excluded.answer,
           check_made = excluded.check_made
"""

CHECKS_OF = """
    select check_made
      from inspection_checks
     where inspection_id = :inspection_id
     order by place, name
"""

GROUP_COLUMNS = """
    select id, desk, kind, vehicle_plate, carrier, opened_at, closed_at
      from groups
"""

GROUP_AT = GROUP_COLUMNS + " where desk = :desk and closed_at is null"

GROUP = GROUP_COLUMNS + " where id = :id"

SET_VEHICLE = """
    update groups
       set vehicle_plate = :vehicle_plate,
           carrier = :carrier
     where id = :id
       and closed_at is null
"""

CLOSE_GROUP = """
    update groups
       set closed_at = :at
     where id = :id
       and closed_at is null
"""

PUT_IN = "update inspections set group_id = :group_id where id = :id and state = 'open'"

TAKE_OUT = """
    update inspections
       set group_id = null
     where id = :id
       and state = 'open'
"""
