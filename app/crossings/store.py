"""The rows of crossings, their amendments and their printed slips. All three only grow.

Queries read the view crossings_now, which is a crossing with its newest amendment laid over it.
"""

import json
from collections.abc import Mapping
from typing import Any

from app import own
from app.travellers.service import name_key
from border.document import bare
from db.database import Database, Row
from sync.journal import Event

AMENDABLE = (
    "direction",
    "purpose",
    "days_granted",
    "until_on",
    "address",
    "surname",
    "given_names",
    "nationality",
    "sex",
    "born_on",
    "vehicle_plate",
    "carrier",
)
"""What an amendment may change. A wrong document, time or decision is another crossing: void this one, enter that."""


def crossing_recorded(db: Database, event: Event) -> None:
    payload = event.payload
    db.insert(
        "crossings",
        {
            "node": event.node,
            "officer_id": event.actor,
            "recorded_at": event.at,
            "crossing_id": payload["crossing_id"],
            "inspection_id": payload["inspection_id"],
            "officer_name": payload["officer_name"],
            "referral_id": payload["referral_id"],
            "zone": _text(payload["zone"]),
            "stamp": json.dumps(payload["stamp"], ensure_ascii=False),
            "hit_ids": json.dumps(payload["hit_ids"]),
            **_passage(payload),
            **_person(payload),
            **_circumstances(payload),
        },
    )


def was_recorded_so(db: Database, payload: Mapping[str, Any]) -> bool:
    """Whether a crossing was recorded with the facts of a payload; who recorded it, when and on which checks is not asked.

    What amendments made of it since does not count.
    """
    recorded = db.one(AS_RECORDED, crossing_id=payload["crossing_id"])
    said = _passage(payload) | _person(payload) | _circumstances(payload)
    return recorded is not None and all(said[column] == kept for column, kept in recorded.items())


def crossing_amended(db: Database, event: Event) -> None:
    payload = event.payload
    now = db.one(CROSSING, crossing_id=payload["crossing_id"])
    if now is None:
        raise LookupError(f"crossing {payload['crossing_id']} is amended before it was recorded")
    own.require(now["node"] == event.node, event)
    if stray := payload["changes"].keys() - set(AMENDABLE):
        raise ValueError(f"no amendment changes {', '.join(sorted(stray))}")
    reads = {field: now[field] for field in AMENDABLE}
    reads |= {field: new for field, (_, new) in payload["changes"].items()}
    db.insert(
        "crossing_amendments",
        {
            "amendment_id": payload["amendment_id"],
            "crossing_id": payload["crossing_id"],
            "number": now["amendments"] + 1,
            "amended_at": event.at,
            "amended_by": event.actor,
            "amended_by_name": payload["officer_name"],
            "reason": payload["reason"],
            "changes": json.dumps(payload["changes"], ensure_ascii=False),
            "voided": int(payload["voided"]),
            "name_key": name_key(reads["surname"], reads["given_names"]),
            **reads,
        },
    )


def slip_printed(db: Database, event: Event) -> None:
    payload = event.payload
    own.change(
        db,
        event,
        KEEP_PRINT,
        crossing_id=payload["crossing_id"],
        copy=payload["copy"],
        at=event.at,
        by=event.actor,
    )


def crossing(db: Database, crossing_id: str) -> Row | None:
    return db.one(CROSSING, crossing_id=crossing_id)


def by_inspection(db: Database, inspection_id: str) -> Row | None:
    return db.one(BY_INSPECTION, inspection_id=inspection_id)


def of_document(db: Database, document_id: str, limit: int) -> list[Row]:
    return db.all(OF_DOCUMENT, document_id=document_id, limit=limit)


def since(db: Database, node: str, after: tuple[str, str, str], limit: int) -> list[Row]:
    day, happened_at, crossing_id = after
    return db.all(SINCE, node=node, day=day, happened_at=happened_at, crossing_id=crossing_id, limit=limit)


def amendments(db: Database, crossing_id: str) -> list[Row]:
    return db.all(AMENDMENTS, crossing_id=crossing_id)


def prints(db: Database, crossing_id: str) -> int:
    return int(db.value(PRINTS, crossing_id=crossing_id))


def printed(db: Database, crossing_id: str, copy: int) -> Row | None:
    return db.one(PRINTED, crossing_id=crossing_id, copy=copy)


def register(db: Database, terms: dict[str, Any], limit: int, offset: int) -> list[Row]:
    return db.all(REGISTER, **terms, limit=limit, offset=offset)


def totals(db: Database, terms: dict[str, Any]) -> list[Row]:
    terms = {key: value for key, value in terms.items() if key != "sort"}
    return db.all(TOTALS, **terms)


def found_by_number(db: Database, number: str, terms: dict[str, Any], limit: int, offset: int) -> list[Row]:
    return db.all(FOUND_BY_NUMBER, number=number, **terms, limit=limit, offset=offset)


def is_found(db: Database, crossing_id: str, number: str, terms: dict[str, Any]) -> bool:
    """Whether a crossing is among what a search finds."""
    return db.value(IS_FOUND, crossing_id=crossing_id, number=number, **terms) is not None


def found(db: Database, terms: dict[str, Any], limit: int, offset: int) -> list[Row]:
    return db.all(FOUND, **terms, limit=limit, offset=offset)


def _passage(payload: Mapping[str, Any]) -> Row:
    return {
        "direction": payload["direction"],
        "decision": payload["decision"],
        "happened_at": payload["happened_at"],
        "day": payload["day"],
        "hour": payload["hour"],
        "desk": payload["desk"],
        "capacity": payload["capacity"],
        "purpose": payload["purpose"],
        "days_granted": payload["days_granted"],
        "until_on": payload["until_on"],
        "address": payload["address"],
        "authority": payload["authority"],
        "vehicle_plate": payload["vehicle_plate"],
        "carrier": payload["carrier"],
    }


def _person(payload: Mapping[str, Any]) -> Row:
    document, traveller = payload["document"], payload["traveller"]
    return {
        "document_id": document["id"],
        "document_type": document["type"],
        "issuing_state": document["issuing_state"],
        "document_number": document["number"],
        "bare_number": bare(document["number"]),
        "expires_on": document["expires_on"],
        "read_by": document["read_by"],
        "traveller_id": traveller["id"],
        "surname": traveller["surname"],
        "given_names": traveller["given_names"],
        "name_key": name_key(traveller["surname"], traveller["given_names"]),
        "nationality": traveller["nationality"],
        "sex": traveller["sex"],
        "born_on": traveller["born_on"],
    }


def _circumstances(payload: Mapping[str, Any]) -> Row:
    refusal = payload["refusal"] or {}
    group = payload["group"] or {}
    override = payload["override"] or {}
    late = payload["late"] or {}
    return {
        "refusal_ground": refusal.get("ground"),
        "refusal_article": refusal.get("article"),
        "refusal_remark": refusal.get("remark"),
        "group_id": group.get("id"),
        "group_kind": group.get("kind"),
        "override_reason": override.get("reason"),
        "supervisor_id": override.get("supervisor_id"),
        "late_written_by": late.get("written_by"),
        "late_why": late.get("why"),
    }


def _text(zone: list[str] | None) -> str | None:
    return "\n".join(zone) if zone else None


CROSSING = """
    select crossing_id, node, inspection_id, direction, decision, happened_at, day, hour, desk, officer_id,
           officer_name, capacity, document_id, document_type, issuing_state, document_number, bare_number,
           expires_on, read_by, traveller_id, surname, given_names, name_key, nationality, sex, born_on, purpose,
           days_granted, until_on, address, authority, refusal_ground, refusal_article, refusal_remark, group_id,
           group_kind, vehicle_plate, carrier, zone, stamp, override_reason, supervisor_id, late_written_by,
           late_why, referral_id, hit_ids, recorded_at, amendments, voided
      from crossings_now
     where crossing_id = :crossing_id
"""

AS_RECORDED = """
    select direction, decision, happened_at, desk, capacity, purpose, days_granted, address, authority,
           vehicle_plate, carrier, document_id, document_type, issuing_state, document_number, expires_on, surname,
           given_names, nationality, sex, born_on, refusal_ground, refusal_remark, late_written_by, late_why
      from crossings
     where crossing_id = :crossing_id
"""

BY_INSPECTION = """
    select crossing_id, node, inspection_id, direction, decision, happened_at, day, hour, desk, officer_id,
           officer_name, capacity, document_id, document_type, issuing_state, document_number, bare_number,
           expires_on, read_by, traveller_id, surname, given_names, name_key, nationality, sex, born_on, purpose,
           days_granted, until_on, address, authority, refusal_ground, refusal_article, refusal_remark, group_id,
           group_kind, vehicle_plate, carrier, zone, stamp, override_reason, supervisor_id, late_written_by,
           late_why, referral_id, hit_ids, recorded_at, amendments, voided
      from crossings_now
     where inspection_id = :inspection_id
"""

OF_DOCUMENT = """
    select crossing_id, node, direction, decision, happened_at, day, hour, desk, officer_name, capacity,
           document_type, issuing_state, document_number, surname, given_names, nationality, sex, born_on, purpose,
           days_granted, until_on, refusal_ground, group_id, vehicle_plate, carrier, late_written_by, amendments,
           voided
      from crossings_now
     where document_id = :document_id
     order by happened_at desc, crossing_id desc
     limit :limit
"""

SINCE = """
    select crossing_id, inspection_id, document_id, document_type, issuing_state, document_number, surname,
           given_names, nationality, sex, born_on, happened_at, day, direction, desk, zone
      from crossings_now
     where (day, happened_at, crossing_id) > (:day, :happened_at, :crossing_id)
       and node = :node
       and voided = 0
     order by day, happened_at, crossing_id
     limit :limit
"""

AMENDMENTS = """
    select amendment_id, number, amended_at, amended_by, amended_by_name, reason, changes, voided
      from crossing_amendments
     where crossing_id = :crossing_id
     order by number
"""

KEEP_PRINT = """
    insert into slip_prints (crossing_id, copy, printed_at, printed_by)
    select crossing_id, :copy, :at, :by
      from crossings
     where crossing_id = :crossing_id
       and node = :node
"""

PRINTS = "select count(*) from slip_prints where crossing_id = :crossing_id"

PRINTED = """
    select copy, printed_at, printed_by
      from slip_prints
     where crossing_id = :crossing_id
       and copy = :copy
"""

REGISTER = """
    select crossing_id, node, direction, decision, happened_at, day, hour, desk, officer_name, capacity,
           document_type, issuing_state, document_number, surname, given_names, nationality, sex, born_on, purpose,
           days_granted, until_on, refusal_ground, group_id, vehicle_plate, carrier, late_written_by, amendments,
           voided, count(*) over () as total
      from crossings_now
     where day = :day
       and node = :node
       and (:direction = '' or direction = :direction)
       and (:decision = '' or decision = :decision)
       and (:desk = '' or desk = :desk)
       and name_key like '%' || :name || '%'
     order by case :sort when 'name' then name_key when 'desk' then desk when 'oldest' then happened_at end,
           happened_at desc, crossing_id desc
     limit :limit
    offset :offset
"""

# Sex is never folded: four columns of counts, as documents have it.
TOTALS = """
    select direction, decision, sex, count(*) as crossings
      from crossings_now
     where day = :day
       and node = :node
       and (:direction = '' or direction = :direction)
       and (:decision = '' or decision = :decision)
       and (:desk = '' or desk = :desk)
       and name_key like '%' || :name || '%'
       and voided = 0
     group by direction, decision, sex
     order by direction, decision, sex
"""

FOUND_BY_NUMBER = """
    select crossing_id, node, direction, decision, happened_at, day, hour, desk, officer_name, capacity,
           document_type, issuing_state, document_number, surname, given_names, nationality, sex, born_on, purpose,
           days_granted, until_on, refusal_ground, group_id, vehicle_plate, carrier, late_written_by, amendments,
           voided, count(*) over () as total
      from crossings_now
     where bare_number = :number
       and name_key like :name || '%'
       and day between :first and :last
     order by happened_at desc, crossing_id desc
     limit :limit
    offset :offset
"""

FOUND = """
    select crossing_id, node, direction, decision, happened_at, day, hour, desk, officer_name, capacity,
           document_type, issuing_state, document_number, surname, given_names, nationality, sex, born_on, purpose,
           days_granted, until_on, refusal_ground, group_id, vehicle_plate, carrier, late_written_by, amendments,
           voided, count(*) over () as total
      from crossings_now
     where name_key like :name || '%'
       and day between :first and :last
     order by happened_at desc, crossing_id desc
     limit :limit
    offset :offset
"""

IS_FOUND = """
    select crossing_id
      from crossings_now
     where crossing_id = :crossing_id
       and (:number = '' or bare_number = :number)
       and name_key like :name || '%'
       and day between :first and :last
"""
