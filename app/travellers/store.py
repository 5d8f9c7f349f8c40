"""The rows of travellers, documents and stays, worked out from passages.

Every event writes one passage and then works out its document's rows anew. So the rows depend on which passages there
are, never on the order in which they came: at headquarters the journals of posts interleave in any way.
"""

from collections.abc import Mapping

from app import own
from border import names
from border.document import bare
from db.database import Database, Row
from sync.journal import Event

AMENDED = ("direction", "until_on", "surname", "given_names", "nationality", "sex", "born_on")
"""What an amended crossing may say anew of its traveller and stay."""

LAST_CHARACTER = "\U0010ffff"
"""Sorts behind every name that begins the same way."""


def crossing_recorded(db: Database, event: Event) -> None:
    """Keep what a crossing says of its traveller, document and stay."""
    payload = event.payload
    document, traveller = payload["document"], payload["traveller"]
    _keep(
        db,
        event,
        {
            "crossing_id": payload["crossing_id"],
            "document_id": document["id"],
            "direction": payload["direction"],
            "decision": payload["decision"],
            "happened_at": payload["happened_at"],
            "day": payload["day"],
            "until_on": payload["until_on"],
            "document_type": document["type"],
            "issuing_state": document["issuing_state"],
            "document_number": document["number"],
            "bare_number": bare(document["number"]),
            "expires_on": document["expires_on"],
            "surname": traveller["surname"],
            "given_names": traveller["given_names"],
            "nationality": traveller["nationality"],
            "sex": traveller["sex"],
            "born_on": traveller["born_on"],
            "voided": 0,
        },
    )


def crossing_amended(db: Database, event: Event) -> None:
    """Mend what the amended or voided crossing had said."""
    payload = event.payload
    passage = db.one(PASSAGE, crossing_id=payload["crossing_id"])
    if passage is None:
        raise LookupError(f"crossing {payload['crossing_id']} is amended before it was recorded")
    amended = {field: new for field, (_, new) in payload["changes"].items() if field in AMENDED}
    _keep(db, event, passage | amended | {"voided": int(payload["voided"])})


def name_key(surname: str, given_names: str) -> str:
    """Return the folded words of a name in their order, which is what a register is searched by."""
    return " ".join(names.fold(surname) + names.fold(given_names))


def open_stay(db: Database, document_id: str) -> Row | None:
    return db.one(OPEN_STAY, document_id=document_id)


def entered_before(db: Database, node: str, day: str) -> list[Row]:
    return db.all(ENTERED_BEFORE, node=node, day=day)


def open_stays_of_name(db: Database, key: str, born_on: str) -> list[Row]:
    return db.all(OPEN_STAYS_OF_NAME, name_key=key, born_on=born_on)


def traveller(db: Database, traveller_id: str) -> Row | None:
    return db.one(TRAVELLER, traveller_id=traveller_id)


def documents(db: Database, traveller_id: str) -> list[Row]:
    return db.all(DOCUMENTS, traveller_id=traveller_id)


def stays(db: Database, traveller_id: str) -> list[Row]:
    return db.all(STAYS, traveller_id=traveller_id)


def passages(db: Database, traveller_id: str) -> list[Row]:
    return db.all(PASSAGES, traveller_id=traveller_id)


def found(db: Database, asked: Mapping[str, str], limit: int, offset: int) -> list[Row]:
    """Return travellers with their documents, each row with the `total` of all that was found."""
    terms = {
        "name_from": asked["name"],
        "name_until": asked["name"] + LAST_CHARACTER,
        "born_on": asked["born_on"],
        "nationality": asked["nationality"],
        "limit": limit,
        "offset": offset,
    }
    if asked["number"]:
        return db.all(FOUND_BY_NUMBER, number=asked["number"], **terms)
    return db.all(FOUND_BY_NAME, **terms)


def _keep(db: Database, event: Event, passage: Row) -> None:
    key = name_key(passage["surname"], passage["given_names"])
    own.change(db, event, KEEP_PASSAGE, **passage | {"name_key": key})
    document_id = passage["document_id"]
    db.run(WORK_OUT_TRAVELLER, document_id=document_id)
    db.run(WORK_OUT_DOCUMENT, document_id=document_id)
    db.run(FORGET_STAYS, document_id=document_id)
    db.run(WORK_OUT_STAYS, document_id=document_id)


ENTERED_BEFORE = """
    select stay_id
      from stays
     where state = 'open'
       and entered_node = :node
       and entered_on < :day
     order by entered_at, stay_id
"""

PASSAGE = """
    select crossing_id, document_id, direction, decision, happened_at, day, until_on, document_type,
           issuing_state, document_number, bare_number, expires_on, surname, given_names, nationality, sex, born_on, voided
      from passages
     where crossing_id = :crossing_id
"""

KEEP_PASSAGE = """
    insert into passages (crossing_id, node, document_id, direction, decision, happened_at, day, until_on,
                          document_type, issuing_state, document_number, bare_number, expires_on, surname, given_names, name_key,
                          nationality, sex, born_on, voided)
    values (:crossing_id, :node, :document_id, :direction, :decision, :happened_at, :day, :until_on, :document_type,
            :issuing_state, :document_number, :bare_number, :expires_on, :surname, :given_names, :name_key,
            :nationality, :sex, :born_on, :voided)
        on conflict (crossing_id) do update
       set direction = excluded.direction,
           until_on = excluded.until_on,
           surname = excluded.surname,
           given_names = excluded.given_names,
           name_key = excluded.name_key,
           nationality = excluded.nationality,
           sex = excluded.sex,
           born_on = excluded.born_on,
           voided = excluded.voided
     where passages.node = :node
"""

# A traveller reads as the newest passage says; a voided one speaks only where there is no other.
WORK_OUT_TRAVELLER = """
    insert into travellers (traveller_id, surname, given_names, name_key, nationality, sex, born_on, seen_at)
    select document_id, surname, given_names, name_key, nationality, sex, born_on, happened_at
      from passages
     where document_id = :document_id
     order by voided, happened_at desc, crossing_id desc
     limit 1
        on conflict (traveller_id) do update
       set surname = excluded.surname,
           given_names = excluded.given_names,
           name_key = excluded.name_key,
           nationality = excluded.nationality,
           sex = excluded.sex,
           born_on = excluded.born_on,
           seen_at = excluded.seen_at
"""

WORK_OUT_DOCUMENT = """
    insert into documents (document_id, traveller_id, type, issuing_state, number, bare_number, expires_on, seen_at)
    select document_id, document_id, document_type, issuing_state, document_number, bare_number, expires_on,
           happened_at
      from passages
     where document_id = :document_id
     order by voided, happened_at desc, crossing_id desc
     limit 1
        on conflict (document_id) do update
       set number = excluded.number,
           bare_number = excluded.bare_number,
           expires_on = excluded.expires_on,
           seen_at = excluded.seen_at
"""

FORGET_STAYS = "delete from stays where document_id = :document_id"

# border/stay.py `stays`, as one statement: the next admitted passage ends a stay, be it an exit or an entry that shows
# that the exit was missed. A test holds the two together.
WORK_OUT_STAYS = """
    insert into stays (stay_id, document_id, entered_at, entered_on, entered_node, granted_until, state,
                       exit_crossing_id, exited_at, exited_on, exited_node)
    select crossing_id, document_id, happened_at, day, node, until_on,
           case next_direction when 'exit' then 'exited' when 'entry' then 'exit-unseen' else 'open' end,
           case next_direction when 'exit' then next_id end,
           case next_direction when 'exit' then next_at end,
           case next_direction when 'exit' then next_day end,
           case next_direction when 'exit' then next_node end
      from (select crossing_id, document_id, direction, happened_at, day, node, until_on,
                   lead(direction) over later as next_direction,
                   lead(crossing_id) over later as next_id,
                   lead(happened_at) over later as next_at,
                   lead(day) over later as next_day,
                   lead(node) over later as next_node
              from passages
             where document_id = :document_id
               and decision = 'admit'
               and voided = 0
            window later as (order by happened_at, crossing_id)) as passed
     where direction = 'entry'
"""

OPEN_STAY = """
    select entered_on, granted_until, exited_on
      from stays
     where document_id = :document_id
       and state = 'open'
     order by entered_at desc, stay_id desc
     limit 1
"""

OPEN_STAYS_OF_NAME = """
    select s.stay_id, s.document_id, s.entered_at, s.entered_on, s.entered_node, s.granted_until, t.surname, t.given_names, t.nationality, d.type, d.issuing_state, d.number
      from travellers t
      join documents d on d.traveller_id = t.traveller_id
      join stays s on s.document_id = d.document_id
     where t.name_key = :name_key
       and t.born_on = :born_on
       and s.state = 'open'
     order by s.entered_at desc, s.stay_id
     limit 10
"""

TRAVELLER = """
    select traveller_id, surname, given_names, nationality, sex, born_on, seen_at
      from travellers
     where traveller_id = :traveller_id
"""

DOCUMENTS = """
    select document_id, type, issuing_state, number, expires_on, seen_at
      from documents
     where traveller_id = :traveller_id
     order by seen_at desc, document_id
"""

STAYS = """
    select s.stay_id, s.document_id, s.entered_at, s.entered_on, s.entered_node, s.granted_until, s.state,
           s.exit_crossing_id, s.exited_at, s.exited_on, s.exited_node
      from stays s
      join documents d on d.document_id = s.document_id
     where d.traveller_id = :traveller_id
     order by s.entered_at desc, s.stay_id desc
     limit 200
"""

FOUND_BY_NUMBER = """
    select t.traveller_id, t.surname, t.given_names, t.nationality, t.sex, t.born_on, t.seen_at,
           d.type, d.issuing_state, d.number, d.expires_on, count(*) over () as total
      from documents d
      join travellers t on t.traveller_id = d.traveller_id
     where d.bare_number = :number
       and t.name_key between :name_from and :name_until
       and (:born_on = '' or t.born_on = :born_on)
       and (:nationality = '' or t.nationality = :nationality)
     order by t.name_key, d.document_id
     limit :limit
    offset :offset
"""

FOUND_BY_NAME = """
    select t.traveller_id, t.surname, t.given_names, t.nationality, t.sex, t.born_on, t.seen_at,
           d.type, d.issuing_state, d.number, d.expires_on, count(*) over () as total
      from travellers t
      join documents d on d.traveller_id = t.traveller_id
     where t.name_key between :name_from and :name_until
       and (:born_on = '' or t.born_on = :born_on)
       and (:nationality = '' or t.nationality = :nationality)
     order by t.name_key, d.document_id
     limit :limit
    offset :offset
"""

PASSAGES = """
    select p.crossing_id, p.node, p.document_id, p.direction, p.decision, p.happened_at, p.until_on, p.voided,
           p.document_number
      from passages p
      join documents d on d.document_id = p.document_id
     where d.traveller_id = :traveller_id
     order by p.happened_at desc, p.crossing_id desc
     limit 200
"""
