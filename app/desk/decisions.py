"""What an officer decides: admit, refuse, refer, put aside. One act each; the same one sent twice is one."""

from dataclasses import dataclass
from typing import Any

from app.act import Act, Who
from app.crossings import service as crossings
from app.desk import company, service, store
from app.desk.checking import situation_of
from app.watchlist import service as watchlist
from border import inspection as rules
from border.checks import Check, findings_of, from_stamp, stamp
from border.crossing import Admission, Decision, Referral, Refusal, check_fits
from border.document import DocumentType
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


class VisaRead(BorderError):
    """What lies on the desk is a visa, and no crossing hangs on a visa."""

    number = "K114"


class DecidedOtherwise(BorderError):
    """The same was decided already, with other terms."""

    number = "K115"


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

    The same decision once more changes nothing: the second click, tab or try. Another one, or the same with other
    terms, is refused and told. Raises FieldError, NotAtDesk, InspectionGone, ChangedMeanwhile, ChecksRunning,
    CrossedElsewhere, DecidedOtherwise, SupervisorNeeded, VisaRead, NotAllowed.
    """
    row = service.inspection(act.db, inspection_id)
    if service.outcome_of(act.db, row) is verdict.decision.outcome:
        _stop_if_otherwise(act, row, verdict.decision)
        return row
    row = _with_referral(act, service.open_inspection(act, inspection_id))
    act.require(Permission.DECIDE)
    if not isinstance(verdict.decision, Referral):
        if row["referral_id"]:
            act.require(Permission.DECIDE_REFERRED)
        if service.document_of(row).type is DocumentType.VISA:
            raise VisaRead("a visa is no travel document")
    checks = _checks_seen(act, row, verdict.round)
    check_fits(verdict.decision, situation_of(row, act.day))
    if isinstance(verdict.decision, Referral):
        _refer(act, row, verdict.decision, checks)
    else:
        _cross(act, row, verdict, verdict.decision, checks)
    company.renew_around(act, row)
    return service.inspection(act.db, inspection_id)


def put_aside(act: Act, inspection_id: str, remark: str = "", supervisor: Who | None = None) -> None:
    """End an inspection without a decision; once more changes nothing.

    What a list answers afterwards is a hit all the same. remark: why, where an alarm stands; supervisor: who answers for putting a listed person or stolen document aside.
    Raises MissingField, SupervisorNeeded, InspectionGone, NotAtDesk, and NotAllowed: who was referred
    is not an officer's to send away.
    """
    row = service.inspection(act.db, inspection_id)
    if row["state"] == "abandoned":
        return
    row = service.open_inspection(act, inspection_id)
    if service.referral_of(act.db, act.site.name, row, act.day):
        act.require(Permission.DECIDE_REFERRED)
    said = _leaving(act, row, remark, supervisor)
    store.move(act.db, inspection_id, state="abandoned", referral_id=None, crossing_id=None)
    company.renew_around(act, row)
    act.record(
        "inspection.abandoned",
        {
            "inspection_id": inspection_id,
            "reason": "put-aside",
            **said,
            "desk": row["desk"],
            "referral_id": _open_referral(act, row),
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


def needed_to_leave(db: Database, row: Row, checks: tuple[Check, ...]) -> Override:
    """Return what putting an inspection aside takes: nothing where the same document was decided elsewhere since."""
    return Override.NONE if crossed_since(db, row) else rules.needed_to_leave(findings_of(checks))


def _leaving(act: Act, row: Row, remark: str, supervisor: Who | None) -> dict[str, Any]:
    """Return why somebody is put aside and who answered for it."""
    kind = needed_to_leave(act.db, row, from_stamp(store.checks_of(act.db, row["id"])))
    if kind is Override.NONE:
        return {"remark": None, "supervisor_id": None}
    said = needed(remark, "reason", MOST_OF_REASON)
    listed = kind is Override.SUPERVISOR
    return {"remark": said, "supervisor_id": _answering(act, supervisor).account_id if listed else None}


def _with_referral(act: Act, row: Row) -> Row:
    """Return the inspection as one that answers the referral its document waits on, if there is one."""
    referral = service.referral_of(act.db, act.site.name, row, act.day)
    if referral is None or referral["id"] == row["referral_id"]:
        return row
    store.take_referral(act.db, row["id"], referral["id"])
    return service.inspection(act.db, row["id"])


def _open_referral(act: Act, row: Row) -> str | None:
    """Return the referral that this inspection is to close; None where it has none, or another one closed it."""
    referral = store.referral(act.db, row["referral_id"]) if row["referral_id"] else None
    return referral["id"] if referral and referral["closed_at"] is None else None


def _stop_if_otherwise(act: Act, row: Row, decision: Decision) -> None:
    """Raise DecidedOtherwise unless a decision that is there already has the terms that are sent."""
    if isinstance(decision, Referral):
        referral = store.referral(act.db, row["referral_id"])
        stands = {"reason": referral["reason"], "note": referral["remark"]} if referral else {}
        sent = {"reason": decision.reason, "note": decision.note or stands.get("note")}
    else:
        crossing = crossings.crossing(act.db, row["crossing_id"])
        sent = _terms_said(decision)
        stands = {name: crossing[name] for name in sent}
    if sent != stands:
        raise DecidedOtherwise("decided with other terms", outcome=decision.outcome.value, **stands)


def _terms_said(decision: Admission | Refusal) -> dict[str, Any]:
    """Return the terms of a decision by the columns that a crossing keeps them in."""
    if isinstance(decision, Refusal):
        return {"refusal_ground": decision.ground, "refusal_remark": decision.note or None}
    return {
        "purpose": decision.purpose or None,
        "days_granted": decision.days_granted,
        "address": decision.address or None,
        "authority": decision.authority or None,
    }


def _checks_seen(act: Act, row: Row, round_: int) -> tuple[Check, ...]:
    if row["round"] != round_:
        raise ChangedMeanwhile("it was read or checked again")
    return _checks(act, row)


def _checks(act: Act, row: Row) -> tuple[Check, ...]:
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
    if row["referral_id"]:
        store.end_referred(act.db, row["id"], row["referral_id"])


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
        "referral_id": _open_referral(act, row),
    }


def _override(act: Act, verdict: Verdict, checks: tuple[Check, ...]) -> dict[str, Any] | None:
    """Return why an alarm was passed and who answered for it, None where there was none."""
    kind = needs_override(findings_of(checks))
    if kind is Override.NONE:
        return None
    reason = needed(verdict.override_reason, "reason", MOST_OF_REASON)
    if kind is Override.SUPERVISOR:
        return {"reason": reason, "supervisor_id": _answering(act, verdict.supervisor).account_id}
    return {"reason": reason, "supervisor_id": None}


def _answering(act: Act, supervisor: Who | None) -> Who:
    """Return the supervisor who answers for passing a listed person or a stolen document, or for putting one aside."""
    for person in (supervisor, act.who):
        if person and person.role and may(person.role, Permission.OVERRIDE_LISTED):
            return person
    raise SupervisorNeeded("a supervisor must sign in at this desk")


def _who(row: Row) -> dict[str, Any]:
    return crossings.who_crossed(service.document_of(row), service.traveller_of(row), row["read_by"])
