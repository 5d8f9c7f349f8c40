"""What an officer decides: admit, refuse, refer, put aside. One act each; the same one sent twice is one."""

from dataclasses import dataclass
from typing import Any

from app.act import Act, Who
from app.crossings import service as crossings
from app.desk import company, service, store
from app.desk.checking import situation_of
from app.watchlist import service as watchlist
from border.checks import Check, findings_of, from_stamp, stamp
from border.crossing import Admission, Decision, Referral, Refusal, check_fits
from border.errors import BorderError
from border.fields import needed
from border.inspection import Override, needs_override
from border.permissions import Permission, may
from db.database import Database, Row

MOST_OF_REASON = 300


class ChangedMeanwhile(BorderError):
    """What the officer decided on is not what lies on the desk now: it was read or checked again."""

    number = "K110"


class ChecksRunning(BorderError):
    """The checks have not answered yet."""

    number = "K111"


class CrossedElsewhere(BorderError):
    """The same document was decided at another desk while it lay here."""

    number = "K112"


class SupervisorNeeded(BorderError):
    """A listed person or a stolen document passes only with a supervisor's sign-in."""

    number = "K113"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the officer sends.

    round: which round of checks was on the screen. override_reason: why an alarm is passed. supervisor: who signed
    in at the desk for it, None where nobody did.
    """

    decision: Decision
    round: int
    override_reason: str = ""
    supervisor: Who | None = None


def decide(act: Act, inspection_id: str, verdict: Verdict) -> Row:
    """Record a decision and return the inspection as it stands then.

    The same decision once more changes nothing: the second click, tab or try. Another one is refused and told.
    Raises FieldError, NotAtDesk, InspectionGone, ChangedMeanwhile, ChecksRunning, CrossedElsewhere,
    SupervisorNeeded, NotAllowed.
    """
    row = service.inspection(act.db, inspection_id)
    if service.outcome_of(act.db, row) is verdict.decision.outcome:
        return row
    row = service.open_inspection(act, inspection_id)
    act.require(Permission.DECIDE)
    if row["referral_id"] and not isinstance(verdict.decision, Referral):
        act.require(Permission.DECIDE_REFERRED)
    checks = _checks_seen(act, row, verdict.round)
    check_fits(verdict.decision, situation_of(row, act.day))
    if isinstance(verdict.decision, Referral):
        _refer(act, row, verdict.decision, checks)
    else:
        _cross(act, row, verdict, verdict.decision, checks)
    company.renew_around(act, row)
    return service.inspection(act.db, inspection_id)


def put_aside(act: Act, inspection_id: str, reason: str) -> None:
    """End an inspection without a decision; once more changes nothing.

    Raises InspectionGone, NotAtDesk, NotAllowed: who was referred is not an officer's to send away.
    """
    row = service.inspection(act.db, inspection_id)
    if row["state"] == "abandoned":
        return
    row = service.open_inspection(act, inspection_id)
    if row["referral_id"]:
        act.require(Permission.DECIDE_REFERRED)
    store.move(act.db, inspection_id, state="abandoned", referral_id=None, crossing_id=None)
    company.renew_around(act, row)
    act.record(
        "inspection.abandoned",
        {
            "inspection_id": inspection_id,
            "reason": reason,
            "desk": row["desk"],
            "referral_id": row["referral_id"],
            "document_id": row["document_id"],
        },
    )


def resume_referral(act: Act, referral_id: str) -> str:
    """Bring a referred traveller to the actor's desk, to be checked anew, and return the inspection's id.

    Raises InspectionGone where it was closed or lies at another desk, NotAtDesk, NotAllowed.
    """
    act.require(Permission.DECIDE_REFERRED)
    referral = store.referral(act.db, referral_id)
    desk = service.desk_of(act.db, act.site.name, act.who.account_id)
    if referral is None or referral["closed_at"]:
        raise service.InspectionGone("the referral was closed")
    if desk is None:
        raise service.NotAtDesk(f"{act.who.username} sits at no desk")
    inspection_id: str = referral["inspection_id"]
    if not store.reopen(act.db, inspection_id, desk):
        service.open_inspection(act, inspection_id)
    return inspection_id


def crossed_since(db: Database, row: Row) -> Row | None:
    """Return the crossing by which the document of an open inspection was decided elsewhere since it was opened."""
    rows = crossings.earlier(db, row["document_id"])
    return next((one for one in rows if one["happened_at"] >= row["opened_at"] and not one["voided"]), None)


def terms(act: Act, row: Row, admission: Admission) -> Admission:
    """Return an admission as it fits one member of a group: no terms where none have a place, days within the rule."""
    place = situation_of(row, act.day)
    if not place.needs_terms:
        return Admission()
    days = min(admission.days_granted or place.most_days, place.most_days) if place.needs_days else None
    return Admission(admission.purpose, days, admission.address, admission.authority)


def _checks_seen(act: Act, row: Row, round_: int) -> tuple[Check, ...]:
    if row["round"] != round_:
        raise ChangedMeanwhile("it was read or checked again")
    if row["checked_at"] is None:
        raise ChecksRunning("the checks have not answered yet")
    return from_stamp(store.checks_of(act.db, row["id"]))


def _stop_if_crossed_elsewhere(act: Act, row: Row) -> None:
    if crossing := crossed_since(act.db, row):
        raise CrossedElsewhere(
            "decided at another desk",
            desk=crossing["desk"],
            name=crossing["officer_name"],
            at=crossing["happened_at"],
        )


def _refer(act: Act, row: Row, referral: Referral, checks: tuple[Check, ...]) -> None:
    if row["referral_id"]:
        store.move(act.db, row["id"], state="referred", referral_id=None, crossing_id=None)
        return
    referral_id = act.new_id()
    store.move(act.db, row["id"], state="referred", referral_id=referral_id, crossing_id=None)
    act.record(
        "referral.opened",
        {
            "referral_id": referral_id,
            "inspection_id": row["id"],
            "desk": row["desk"],
            "officer_name": act.who.name,
            "reason": referral.reason,
            "remark": referral.note,
            **_who(row),
            "findings": [found for check in stamp(checks) for found in check["findings"]],
        },
    )


def _cross(
    act: Act, row: Row, verdict: Verdict, decision: Admission | Refusal, checks: tuple[Check, ...]
) -> None:
    _stop_if_crossed_elsewhere(act, row)
    override = _override(act, verdict, checks) if isinstance(decision, Admission) else None
    said = {"stamp": stamp(checks), "override": override, "hit_ids": watchlist.hits_of(act.db, row["id"])}
    crossing = crossings.record(act, _passage(act, row) | crossings.what_was_decided(decision) | said)
    store.move(act.db, row["id"], state="decided", referral_id=None, crossing_id=crossing["crossing_id"])


def _passage(act: Act, row: Row) -> dict[str, Any]:
    group = store.group(act.db, row["group_id"]) if row["group_id"] else None
    return {
        "inspection_id": row["id"],
        "direction": row["direction"],
        "desk": row["desk"],
        "capacity": row["capacity"],
        **_who(row),
        "group": {"id": group["id"], "kind": group["kind"]} if group else None,
        "vehicle_plate": (group["vehicle_plate"] if group else "") or None,
        "carrier": (group["carrier"] if group else "") or None,
        "zone": row["zone"],
        "referral_id": row["referral_id"],
    }


def _override(act: Act, verdict: Verdict, checks: tuple[Check, ...]) -> dict[str, Any] | None:
    """Return why an alarm was passed and who answered for it, None where there was none."""
    kind = needs_override(findings_of(checks))
    if kind is Override.NONE:
        return None
    reason = needed(verdict.override_reason, "reason", MOST_OF_REASON)
    if kind is Override.SUPERVISOR:
        return {"reason": reason, "supervisor_id": _answering(act, verdict).account_id}
    return {"reason": reason, "supervisor_id": None}


def _answering(act: Act, verdict: Verdict) -> Who:
    """Return the supervisor who answers for passing a listed person or a stolen document."""
    for person in (verdict.supervisor, act.who):
        if person and person.role and may(person.role, Permission.OVERRIDE_LISTED):
            return person
    raise SupervisorNeeded("a supervisor must sign in at this desk")


def _who(row: Row) -> dict[str, Any]:
    return crossings.who_crossed(service.document_of(row), service.traveller_of(row), row["read_by"])
