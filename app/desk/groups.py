"""Families and buses: scanned one after the other, decided together, with the exceptions taken out."""

from collections.abc import Collection

from app.act import Act
from app.desk import decisions, service, store
from border.checks import from_stamp
from border.crossing import Admission
from border.errors import BorderError
from border.group import GroupKind, goes_along
from border.permissions import Permission
from border.vehicle import Vehicle
from db.database import Row


class GroupOpen(BorderError):
    """The desk has a group open already, or none where one is asked for."""

    number = "K120"


def open_group(act: Act, desk: str, kind: GroupKind, vehicle: Vehicle) -> str:
    """Begin a group at a desk: what is scanned from now on belongs to it. Raises GroupOpen, NotAtDesk."""
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
    return group_id


def set_vehicle(act: Act, desk: str, vehicle: Vehicle) -> None:
    """Note the plate and carrier that the whole group travels with."""
    group = _group(act, desk)
    store.set_vehicle(act.db, group["id"], vehicle.plate, vehicle.carrier)


def close_group(act: Act, desk: str) -> None:
    """End a group; whoever is undecided stays on the desk, each alone."""
    group = _group(act, desk)
    for member in store.members(act.db, group["id"]):
        store.take_out(act.db, member["id"])
    store.close_group(act.db, group["id"], act.at)


def admit_together(act: Act, desk: str, admission: Admission, chosen: Collection[str]) -> list[Row]:
    """Admit the chosen members in one act and return their inspections; the group ends when nobody is left.

    Whoever needs a look is never admitted with the group. Terms are fitted to each: citizens get none, days stay
    within each one's rule. Raises GroupOpen, NotAtDesk, ChecksRunning, and what decide raises; then nobody is.
    """
    act.require(Permission.DECIDE)
    group = _group(act, desk)
    admitted = []
    for member in store.members(act.db, group["id"]):
        if member["id"] in chosen and may_go_with_group(act, member):
            verdict = decisions.Verdict(decisions.terms(act, member, admission), member["round"])
            admitted.append(decisions.decide(act, member["id"], verdict))
    if not store.members(act.db, group["id"]):
        store.close_group(act.db, group["id"], act.at)
    return admitted


def may_go_with_group(act: Act, member: Row) -> bool:
    """Whether a member can be admitted with the others: checked, and nothing above a note was found."""
    return member["checked_at"] is not None and goes_along(from_stamp(store.checks_of(act.db, member["id"])))


def _group(act: Act, desk: str) -> Row:
    service.require_desk(act, desk)
    group = store.group_at(act.db, desk)
    if group is None:
        raise GroupOpen("no group is open here")
    return group
