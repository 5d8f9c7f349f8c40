"""Who travels with a child: the check of minors, asked anew whenever somebody joins or leaves a group.

It asks nobody but the desk's own rows, so it is renewed inside the act that changes the group: no child is admitted
on the word of an adult who was turned back a moment before.
"""

from datetime import date

from app.act import Act
from app.desk import service, store
from border import inspection as rules
from border.checks import Check, stamp
from border.crossing import Outcome
from db.database import Database, Row


def companions(db: Database, row: Row) -> list[Row]:
    """Return who was scanned in the same group and stands at the desk still, or was let through before."""
    party = store.party(db, row["group_id"]) if row["group_id"] else []
    return [other for other in party if other["id"] != row["id"] and _goes(db, other)]


def check_minor(db: Database, row: Row, day: date) -> Check:
    """Return the check of one traveller as the group stands now."""
    others = [service.traveller_of(other) for other in companions(db, row)]
    return rules.check_minor(service.traveller_of(row), others, day)


def renew(act: Act, members: list[Row]) -> None:
    """Ask anew about minors among these; where the answer changed, no page drawn before decides."""
    for row in members:
        kept = [check for check in store.checks_of(act.db, row["id"]) if check["name"] == "minor"]
        fresh = stamp([check_minor(act.db, row, act.day)])
        if kept and kept != fresh:
            store.keep_checks(act.db, row["id"], act.at, fresh)
            store.look_again(act.db, row["id"])


def renew_around(act: Act, row: Row) -> None:
    """Ask anew about the minors around somebody who joined a group, changed in it or left it."""
    renew(act, store.members(act.db, row["group_id"]) if row["group_id"] else [row])


def _goes(db: Database, other: Row) -> bool:
    return bool(other["state"] == "open") or service.outcome_of(db, other) is Outcome.ADMIT
