"""The desk: who sits there, what lies on it, and how a document comes onto it.

A reading opens an inspection; the same document read again renews it. What is decided is in decisions.py, what is
asked in checking.py, families and buses in groups.py.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.act import Act
from app.crossings import service as crossings
from app.desk import store
from app.posts import service as posts
from appliance.clock import instant_text
from border.crossing import Direction, Outcome
from border.document import Document, DocumentType, type_of
from border.errors import BorderError
from border.fields import FieldError
from border.icao.mrz.correct import corrections
from border.icao.mrz.parse import BadMrz, Zone, parse
from border.permissions import Permission
from border.traveller import Sex, Traveller
from border.visa_rules import Capacity
from db.database import Database, Row

NOT_A_ZONE = "not-a-zone"
NOTHING_TO_FIND = "no-document-in-zone"
"""A zone of the right shape without a number or a name: it must be typed in."""


WAITS_FOR = timedelta(minutes=5)
"""How long a document that was read at an empty desk waits for an officer."""


class DeskTaken(BorderError):
    """Somebody else sits at the desk."""

    number = "K101"


class NotAtDesk(BorderError):
    """The person sits at no desk, or at another one than the inspection lies on."""

    number = "K102"


class InspectionGone(BorderError):
    """No such inspection, or it is not open any more."""

    number = "K103"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a device handed over. lines: two or three of a zone, none where fault says what was wrong."""

    id: str
    desk: str
    kind: str
    at: str
    lines: tuple[str, ...]
    raw: bytes
    fault: str | None


@dataclass(frozen=True, slots=True)
class Face:
    """A document and its bearer, as one reading or typing had them."""

    document: Document
    traveller: Traveller

    @property
    def said(self) -> str:
        """In one line, for an officer: name, birth, document."""
        document, traveller = self.document, self.traveller
        parts = (traveller.name, traveller.date_of_birth, f"{document.issuing_state} {document.number}")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Presented:
    """A document and its bearer as they came onto the desk. zone: None where they were typed in.

    zone_read: the lines as they were read, where the officer confirmed their correction; () otherwise.
    """

    document: Document
    traveller: Traveller
    read_by: str
    zone: Zone | None = None
    reading_id: str | None = None
    zone_read: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        document, traveller = self.document, self.traveller
        return {
            "type": document.type.value,
            "issuing_state": document.issuing_state,
            "number": document.number,
            "valid_until": document.valid_until,
            "code": document.code,
            "surname": traveller.surname,
            "given_names": traveller.given_names,
            "date_of_birth": traveller.date_of_birth,
            "sex": traveller.sex.value,
            "nationality": traveller.nationality,
            "names_truncated": traveller.names_truncated,
        }


def take_desk(act: Act, desk_name: str, *, hand_over: bool = False) -> None:
    """Sit down at a desk; taking it over from somebody must be meant. Raises DeskTaken, NoSuchDesk, NotAllowed."""
    act.require(Permission.WORK_DESK)
    desk = posts.desk(act.db, act.site.name, desk_name)
    there = store.sitting_at(act.db, act.site.name, desk["name"])
    if there and there["account_id"] == act.who.account_id:
        return
    if there and not hand_over:
        raise DeskTaken(
            f"{desk_name} is taken", desk=desk["title"], name=there["account_name"], since=there["taken_at"]
        )
    if there:
        act.require(Permission.HAND_OVER_DESK)
    leave_desk(act)
    act.record(
        "desk.taken",
        {
            "desk": desk["name"],
            "account_id": act.who.account_id,
            "account_name": act.who.name,
            "from": there["account_id"] if there else None,
        },
    )
    _take_up_what_lies_there(act, desk["name"])


def leave_desk(act: Act) -> str | None:
    """Stand up and return the desk that was left; an open inspection stays on it for who comes next."""
    desk = desk_of(act.db, act.site.name, act.who.account_id)
    if desk:
        act.record("desk.left", {"desk": desk, "account_id": act.who.account_id})
    return desk


def desk_of(db: Database, node: str, account_id: str) -> str | None:
    """Return the name of the desk a person sits at."""
    there = store.sitting_of(db, node, account_id)
    return there["desk"] if there else None


def receive(act: Act, reading: Reading) -> str | None:
    """Take a reading in and return its inspection's id.

    None where there is nothing to inspect: it was taken before, it is faulty, or nobody sits at the desk; who sits
    down within a few minutes finds it then.
    """
    presented, fault = (None, reading.fault) if reading.fault else _presented(act, reading)
    if not store.keep_reading(act.db, _row(reading, fault)):
        return None
    if presented is None or store.sitting_at(act.db, act.site.name, reading.desk) is None:
        return None
    return present(act, reading.desk, presented)


def type_zone(act: Act, desk: str, lines: list[str], read_by: str) -> str:
    """Take a zone that was typed or came through the keyboard. Raises BadMrz, FieldError, NotAtDesk."""
    require_desk(act, desk)
    zone = parse(lines, act.day)
    return present(act, desk, from_zone(zone, read_by, None))


def type_document(act: Act, desk: str, document: Document, traveller: Traveller) -> str:
    """Take a document with no zone, as typed. Raises NotAtDesk."""
    require_desk(act, desk)
    return present(act, desk, Presented(document, traveller, "typed"))


def present(act: Act, desk: str, presented: Presented) -> str:
    """Open the document's inspection on a desk, or renew the one that is open there; return its id."""
    for row in store.on_the_desk(act.db, desk):
        if row["document_id"] == presented.document.key:
            _renew(act, row["id"], presented)
            return str(row["id"])
    group = store.group_at(act.db, desk)
    inspection_id = act.new_id()
    store.open_inspection(
        act.db,
        _inspection_values(presented, act)
        | {
            "id": inspection_id,
            "desk": desk,
            "state": "open",
            "opened_at": act.at,
            "direction": posts.desk(act.db, act.site.name, desk)["direction"],
            "capacity": Capacity.TRAVELLER.value,
            "group_id": group["id"] if group else None,
        },
    )
    return inspection_id


def accept_correction(act: Act, inspection_id: str) -> None:
    """Take the corrected lines that were offered, as the officer confirmed; the check stamp says so. Raises InspectionGone, NotAtDesk."""
    row = open_inspection(act, inspection_id)
    if row["correction"]:
        put_right = from_zone(parse(row["correction"], act.day), row["read_by"], row["reading_id"])
        _renew(act, inspection_id, replace(put_right, zone_read=tuple(row["zone"])))


def correct_by_hand(act: Act, inspection_id: str, document: Document, traveller: Traveller) -> None:
    """Put what the officer reads on the page in place of what was read; the zone stays as it was read.

    What the form does not ask stays too: the zone's document code, and that a name was cut short.
    Raises InspectionGone, NotAtDesk.
    """
    row = open_inspection(act, inspection_id)
    read, zone = traveller_of(row), parse(row["zone"], act.day) if row["zone"] else None
    same_name = (read.surname, read.given_names) == (traveller.surname, traveller.given_names)
    document = replace(document, code=row["facts"]["code"])
    traveller = replace(traveller, names_truncated=same_name and read.names_truncated)
    _renew(
        act,
        inspection_id,
        Presented(document, traveller, "typed", zone, row["reading_id"], tuple(row["zone_read"] or ())),
    )


def set_course(act: Act, inspection_id: str, direction: Direction, capacity: Capacity) -> None:
    """Say which way somebody goes and as what; the checks are asked anew. Raises InspectionGone, NotAtDesk."""
    open_inspection(act, inspection_id)
    store.set_course(act.db, inspection_id, direction.value, capacity.value)


def inspection(db: Database, inspection_id: str) -> Row:
    """Return an inspection in whatever state. Raises InspectionGone."""
    row = store.inspection(db, inspection_id)
    if row is None:
        raise InspectionGone("no such inspection")
    return row


def referral_of(db: Database, node: str, row: Row, day: date) -> Row | None:
    """Return the referral that this decision is about: the inspection's own, or one that its document waits on still.

    A traveller who was referred and is read once more waits for the second line still, whatever was typed since.
    """
    if row["referral_id"]:
        return store.referral(db, row["referral_id"])
    faces = faces_of(row, parse(row["zone"], day) if row["zone"] else None)
    waiting = (store.open_referral_of(db, node, face.document.key) for face in faces)
    return next(filter(None, waiting), None)


def open_inspection(act: Act, inspection_id: str) -> Row:
    """Return an inspection that its officer may work on. Raises InspectionGone, NotAtDesk."""
    row = inspection(act.db, inspection_id)
    if row["state"] != "open":
        raise InspectionGone(f"it was {row['state']}", state=row["state"])
    require_desk(act, row["desk"])
    return row


def outcome_of(db: Database, row: Row) -> Outcome | None:
    """Return what was decided of an inspection, None while nothing is, or where it was put aside."""
    if row["state"] == "referred":
        return Outcome.REFER
    if row["state"] == "decided":
        return Outcome(crossings.crossing(db, row["crossing_id"])["decision"])
    return None


def require_desk(act: Act, desk: str) -> None:
    """Raise NotAtDesk unless the actor sits there, NotAllowed unless they may work at desks."""
    act.require(Permission.WORK_DESK)
    if desk_of(act.db, act.site.name, act.who.account_id) != desk:
        raise NotAtDesk(f"{act.who.username} does not sit at {desk}", desk=desk)


def document_of(row: Row) -> Document:
    return _document(row["facts"])


def traveller_of(row: Row) -> Traveller:
    return _traveller(row["facts"])


def faces_of(row: Row, zone: Zone | None) -> list[Face]:
    """Return all that this inspection has said of its document and bearer: first what is shown, then what the zone says,
    then what stood there before."""
    shown = Face(document_of(row), traveller_of(row))
    read = [from_zone(zone, row["read_by"], None)] if zone else []
    faces = [
        shown,
        *(Face(one.document, one.traveller) for one in read),
        *(Face(_document(facts), _traveller(facts)) for facts in row["facts_before"]),
    ]
    return [face for place, face in enumerate(faces) if face not in faces[:place]]


def _document(facts: Row) -> Document:
    return Document(
        DocumentType(facts["type"]),
        facts["issuing_state"],
        facts["number"],
        facts["valid_until"],
        facts["code"],
    )


def _traveller(facts: Row) -> Traveller:
    return Traveller(
        facts["surname"],
        facts["given_names"],
        facts["date_of_birth"],
        Sex(facts["sex"]),
        facts["nationality"],
        facts["names_truncated"],
    )


def from_zone(zone: Zone, read_by: str, reading_id: str | None) -> Presented:
    """Return what a zone shows. Raises FieldError where it has no number or no name to go by."""
    document = Document(
        type_of(zone.document_code),
        zone.issuing_state,
        zone.document_number,
        str(zone.date_of_expiry or ""),
        zone.document_code,
    )
    traveller = Traveller(
        zone.surname,
        zone.given_names,
        str(zone.date_of_birth or ""),
        Sex(zone.sex),
        zone.nationality,
        zone.names_truncated,
    )
    return Presented(document, traveller, read_by, zone, reading_id)


def _take_up_what_lies_there(act: Act, desk: str) -> None:
    """Open what was read in the last minutes while nobody sat there: the traveller stands at the desk already."""
    row = store.unseen_reading(act.db, desk, instant_text(act.now - WAITS_FOR))
    if row is None:
        return
    lines = tuple(json.loads(row["lines"]))
    presented, _ = _presented(act, Reading(row["id"], desk, row["kind"], row["at"], lines, b"", None))
    if presented:
        present(act, desk, presented)


def _presented(act: Act, reading: Reading) -> tuple[Presented | None, str | None]:
    try:
        return from_zone(parse(reading.lines, act.day), reading.kind, reading.id), None
    except BadMrz:
        return None, NOT_A_ZONE
    except FieldError:
        return None, NOTHING_TO_FIND


def _renew(act: Act, inspection_id: str, presented: Presented) -> None:
    """Put other facts into an inspection. Those before stay known: nobody gets past a list by being typed anew."""
    row = inspection(act.db, inspection_id)
    before = [facts for facts in (*row["facts_before"], row["facts"]) if facts != presented.facts]
    kept = [facts for place, facts in enumerate(before) if facts not in before[:place]]
    values = {"id": inspection_id, "facts_before": json.dumps(kept)}
    store.read_again(act.db, _inspection_values(presented, act) | values)


def _inspection_values(presented: Presented, act: Act) -> Row:
    zone = presented.zone
    offered = corrections(zone.lines, act.day) if zone and _says(zone, presented) else None
    return {
        "zone": json.dumps(zone.lines) if zone else None,
        "zone_read": json.dumps(presented.zone_read) if presented.zone_read else None,
        "facts": json.dumps(presented.facts),
        "correction": json.dumps(offered.lines) if offered else None,
        "read_by": presented.read_by,
        "reading_id": presented.reading_id,
        "document_id": presented.document.key,
    }


def _says(zone: Zone, presented: Presented) -> bool:
    """Whether the facts are still the zone's own; once put right by hand, nothing is offered in their place."""
    return from_zone(zone, presented.read_by, None).facts == presented.facts


def _row(reading: Reading, fault: str | None) -> Row:
    return {
        "id": reading.id,
        "desk": reading.desk,
        "kind": reading.kind,
        "at": reading.at,
        "lines": json.dumps(reading.lines),
        "raw": reading.raw,
        "fault": fault,
    }
