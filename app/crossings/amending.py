"""What an amendment makes of a crossing: each value in its one spelling, and held to the rules that the desk holds to."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.crossings import store
from border.crossing import Admission, Direction, Outcome, Refusal, Situation, check_fits, situation
from border.document import Document
from border.fields import NotPossible, choice
from border.stay import granted_until
from border.traveller import Sex, Traveller
from border.vehicle import Vehicle
from border.visa_rules import Capacity
from db.database import Row

PERSON = frozenset({"surname", "given_names", "born_on", "sex", "nationality"})
"""What lists are asked about."""

TERMS = frozenset({"direction", "nationality", "purpose", "days_granted", "address"})
"""What the rules of a decision speak of. Without one of them amended nothing is held against them: a misspelt name is
put right whatever has become of the rules since."""


def changes(was: Row, document: Document, wanted: Mapping[str, Any], *, voided: bool) -> dict[str, list[Any]]:
    """Return what differs: field of store.AMENDABLE -> [old, new].

    document: the crossing's. voided: the crossing is to count for nothing.

    Raises FieldError for what cannot be, or may not be granted.
    """
    reads = {field: wanted.get(field, was[field]) for field in store.AMENDABLE}
    said, decision, place = _sound(reads, was, document)
    differs = {field: [was[field], value] for field, value in said.items() if value != was[field]}
    if not voided and (was["voided"] or differs.keys() & TERMS):
        _check_fits(decision, place)
    return differs


def _sound(
    reads: Mapping[str, Any], was: Row, document: Document
) -> tuple[dict[str, Any], Admission | Refusal, Situation]:
    """Return amended values in their one spelling, the decision as they make it, and where. Raises FieldError."""
    direction = Direction(choice(reads["direction"], "direction", [way.value for way in Direction]))
    sex = Sex(choice(reads["sex"], "sex", [sex.value for sex in Sex]))
    traveller = Traveller(
        reads["surname"], reads["given_names"], reads["born_on"] or "", sex, reads["nationality"]
    )
    vehicle = Vehicle(reads["vehicle_plate"] or "", "", reads["carrier"] or "")
    day = date.fromisoformat(was["day"])
    place = situation(direction, traveller.nationality, document, day, Capacity(was["capacity"]))
    decision = _decision(reads, was, place)
    said = {
        "direction": direction.value,
        "surname": traveller.surname,
        "given_names": traveller.given_names,
        "nationality": traveller.nationality,
        "sex": sex.value,
        "born_on": traveller.date_of_birth or None,
        "vehicle_plate": vehicle.plate or None,
        "carrier": vehicle.carrier or None,
        **_terms(decision, day),
    }
    return said, decision, place


def _decision(reads: Mapping[str, Any], was: Row, place: Situation) -> Admission | Refusal:
    """Return the decision with its terms; they fall away where they have no place any more."""
    if was["decision"] == Outcome.REFUSE:
        return Refusal(was["refusal_ground"], was["refusal_remark"] or "")
    if not place.needs_terms:
        return Admission()
    return Admission(
        reads["purpose"] or "", reads["days_granted"], reads["address"] or "", was["authority"] or ""
    )


def _terms(decision: Admission | Refusal, day: date) -> dict[str, Any]:
    granted = decision if isinstance(decision, Admission) else Admission()
    until = granted_until(day, granted.days_granted)
    return {
        "purpose": granted.purpose or None,
        "days_granted": granted.days_granted,
        "until_on": until.isoformat() if until else None,
        "address": granted.address or None,
    }


def _check_fits(decision: Admission | Refusal, place: Situation) -> None:
    try:
        check_fits(decision, place)
    except NotPossible as error:
        if isinstance(
            decision, Refusal
        ):  # the form of an amendment has no ground; what makes it so is who it is
            raise NotPossible("nationality", "a citizen was not refused entry") from error
        raise
