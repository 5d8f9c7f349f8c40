"""People at a post and what its desk says of a crossing, made short for tests: synthetic travellers of Utopia."""

from typing import Any

from app.act import Who
from border.permissions import Role

OFFICER = Who("id-amina", "amina", "Amina Otieno", Role.OFFICER, "busia-1")
COLLEAGUE = Who("id-brian", "brian", "Brian Wekesa", Role.OFFICER, "busia-1")
SUPERVISOR = Who("id-grace", "grace", "Grace Mwangi", Role.SUPERVISOR)
AUDITOR = Who("id-peter", "peter", "Peter Kamau", Role.AUDITOR)


DOCUMENT = {
    "id": "UTO:passport:L898902C3",
    "type": "passport",
    "issuing_state": "UTO",
    "number": "L898902C3",
    "expires_on": "2028-04-15",
    "read_by": "mrz",
}
TRAVELLER = {
    "id": "UTO:passport:L898902C3",
    "surname": "ERIKSSON",
    "given_names": "ANNA MARIA",
    "nationality": "UTO",
    "sex": "F",
    "born_on": "1974-08-12",
}
REFUSAL = {"ground": "C", "article": "section 34", "remark": None}


def crossing(inspection_id: str, **changes: Any) -> dict[str, Any]:
    """Return the facts of an admitted entry for thirty days at busia-1, with changes."""
    facts = {
        "inspection_id": inspection_id,
        "direction": "entry",
        "decision": "admit",
        "desk": "busia-1",
        "document": DOCUMENT,
        "traveller": TRAVELLER,
        "purpose": "holiday",
        "days_granted": 30,
    }
    return facts | changes


def document(number: str, **changes: Any) -> dict[str, Any]:
    """Return a document and a traveller of that number, as changes of a crossing."""
    key = f"UTO:passport:{number}"
    return {
        "document": {**DOCUMENT, "id": key, "number": number},
        "traveller": {**TRAVELLER, "id": key, **changes},
    }


def exit_of(inspection_id: str, **changes: Any) -> dict[str, Any]:
    """Return the facts of an admitted exit, with changes."""
    return crossing(inspection_id, direction="exit", purpose=None, days_granted=None, **changes)


def refused(inspection_id: str, **changes: Any) -> dict[str, Any]:
    """Return the facts of a refused entry, with changes."""
    return crossing(
        inspection_id, decision="refuse", refusal=REFUSAL, purpose=None, days_granted=None, **changes
    )


def recorded(crossing_id: str, happened_at: str, **changes: Any) -> dict[str, Any]:
    """Return the whole payload of crossing.recorded, version 1, as a journal holds it."""
    facts = crossing(crossing_id, **changes)
    return {
        "crossing_id": crossing_id,
        "happened_at": happened_at,
        "day": happened_at[:10],
        "hour": int(happened_at[11:13]),
        "until_on": "2026-12-24" if facts["days_granted"] else None,
        "officer_name": "Amina Otieno",
        "capacity": "traveller",
        "address": None,
        "authority": None,
        "refusal": None,
        "group": None,
        "vehicle_plate": None,
        "carrier": None,
        "zone": None,
        "stamp": [],
        "override": None,
        "late": None,
        "referral_id": None,
        "hit_ids": [],
    } | facts
