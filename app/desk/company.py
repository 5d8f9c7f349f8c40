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


def check_minor(db: Database, row: Row, day: date) -> Check:
    """Return the check of one traveller as the group stands now: who of it was let through, and who is undecided."""
    party = store.party(db, row["group_id"]) if row["group_id"] else []
    others = [other for other in party if other["id"] != row["id"]]
    through = [service.traveller_of(one) for one in others if service.outcome_of(db, one) is Outcome.ADMIT]
    undecided = [service.traveller_of(one) for one in others if one["state"] == "open"]
    return rules.check_minor(service.traveller_of(row), through, day, undecided=undecided)


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
