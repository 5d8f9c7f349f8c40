"""What headquarters says of a number when the desk has gone on without it: the check that still lies there is renewed.

The worker asks, in a process of its own; a page that was drawn before decides no more where the answer is a worry.
"""

from app.act import Act
from app.desk import service, store
from app.desk.service import InspectionGone
from app.watchlist.service import Renewed
from border.checks import Weight, findings_of, from_stamp, stamp
from border.inspection import WHERE_LISTED


def renew(act: Act, inspection_id: str, renewed: Renewed) -> bool:
    """Renew the check of a number that was to be confirmed, and return whether the traveller is still undecided.

    False too for what was never on a desk, such as a crossing from the paper log.
    """
    try:
        row = service.inspection(act.db, inspection_id)
    except InspectionGone:
        return False
    if row["state"] == "open" and row["checked_at"]:
        shown = worries(act, inspection_id)
        kept = [
            check
            for check in from_stamp(store.checks_of(act.db, inspection_id))
            if check.name in WHERE_LISTED
        ]
        store.keep_checks(act.db, inspection_id, act.at, stamp(renewed(check) for check in kept))
        if not worries(act, inspection_id) <= shown:
            store.look_again(act.db, inspection_id)
    return bool(row["state"] in {"open", "referred"})


def worries(act: Act, inspection_id: str) -> set[str]:
    """Return the findings above a note that are kept, each in one spelling."""
    found = findings_of(from_stamp(store.checks_of(act.db, inspection_id)))
    return {f"{one.code} {sorted(one.facts.items())}" for one in found if one.weight is not Weight.NOTE}
