"""Families and buses: scanned one after the other, decided together, with the exceptions taken out."""

from collections.abc import Collection

from app.act import Act
from app.desk import company, decisions, service, store
from border.checks import from_stamp
from border.crossing import Admission, Outcome
from border.errors import BorderError
from border.fields import MissingField
from border.group import GroupKind, goes_along, waits_for_adult
from border.vehicle import Vehicle
from db.database import Database, Row


class GroupOpen(BorderError):
    """The desk has a group open already, or none where one is asked for."""

    number = "K120"


def open_group(act: Act, desk: str, kind: GroupKind, vehicle: Vehicle) -> str:
    """Begin a group at a desk: who lies on it undecided belongs to it, and what is scanned from now on.

    Somebody from the second line is decided alone. Raises GroupOpen, NotAtDesk.
    """
    service.require_desk(act, desk)
    if store.group_at(act.db, desk):
        raise GroupOpen("a group is open here")
    group_id = act.new_id()
    store.open_group(
        act.db,
        {
            "id": group_id,
            "desk": desk,
            "kind": kind.value,
            "vehicle_plate": vehicle.plate,
            "carrier": vehicle.carrier,
            "opened_at": act.at,
        },
    )
    for row in store.on_the_desk(act.db, desk):
        if row["referral_id"] is None:
            store.put_in(act.db, row["id"], group_id)
    company.renew(act, store.members(act.db, group_id))
    return group_id


def set_vehicle(act: Act, desk: str, vehicle: Vehicle) -> None:
    """Note the plate and carrier that the whole group travels with."""
    group = _group(act, desk)
    store.set_vehicle(act.db, group["id"], vehicle.plate, vehicle.carrier)


def close_group(act: Act, desk: str) -> None:
    """End a group; whoever is undecided stays on the desk, each alone."""
    group = _group(act, desk)
    left = store.members(act.db, group["id"])
    for member in left:
        store.take_out(act.db, member["id"])
    company.renew(act, [service.inspection(act.db, member["id"]) for member in left])
    store.close_group(act.db, group["id"], act.at)


def admit_together(act: Act, desk: str, admission: Admission, chosen: Collection[str]) -> list[Row]:
    """Admit the chosen members in one act and return whoever of them is admitted; the group ends when nobody is left.

    Whoever needs a look is never admitted with the group, and the same form once more admits nobody again; nor is a
    child whose adult is neither let through nor among the chosen. Terms are fitted to each: citizens get none, days
    stay within each one's rule. Raises MissingField where nobody is chosen,
    GroupOpen, NotAtDesk, and what decide raises; then nobody is admitted.
    """
    service.require_desk(act, desk)
    if not chosen:
        raise MissingField("member")
    group = store.group_at(act.db, desk)
    members = store.members(act.db, group["id"]) if group else []
    for member in sorted(
        members, key=lambda one: _waits(act.db, one)
    ):  # adults first, then the children with them
        now = service.inspection(act.db, member["id"])
        if member["id"] in chosen and may_go_with_group(act.db, now) and not _waits(act.db, now):
            verdict = decisions.Verdict(decisions.terms(act, now, admission), now["round"])
            decisions.decide(act, now["id"], verdict)
    if group and not store.members(act.db, group["id"]):
        store.close_group(act.db, group["id"], act.at)
    rows = [service.inspection(act.db, inspection_id) for inspection_id in chosen]
    admitted = [row for row in rows if service.outcome_of(act.db, row) is Outcome.ADMIT]
    if not group and not admitted:
        raise GroupOpen("no group is open here")
    return admitted


def may_go_with_group(db: Database, member: Row) -> bool:
    """Whether a member can be admitted with the others: checked, nothing above a note found, not decided elsewhere."""
    checked = member["checked_at"] is not None and goes_along(from_stamp(store.checks_of(db, member["id"])))
    return checked and decisions.crossed_since(db, member) is None


def _waits(db: Database, member: Row) -> bool:
    return waits_for_adult(from_stamp(store.checks_of(db, member["id"])))


def _group(act: Act, desk: str) -> Row:
    service.require_desk(act, desk)
    group = store.group_at(act.db, desk)
    if group is None:
        raise GroupOpen("no group is open here")
    return group
