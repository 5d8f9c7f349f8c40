"""Slips: what is printed for a crossing, how often, and what the code on a slip says at any post.

The code holds border/slip.py's bytes, signed with this site's key. The first print is the original; each further one
is a copy, is marked so and recorded. The code says what the crossing said when it was printed; what became of it since
is known at its post and at headquarters.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import segno

from app.act import Act, Who
from app.crossings import store
from app.crossings.service import NotOurs, crossing, document_of
from app.posts import service as posts
from app.site import Site
from appliance.clock import instant_of
from appliance.identity import verified
from border.crossing import Direction, Outcome
from border.permissions import Permission
from border.slip import Slip, document_mark, from_text, pack, to_text
from db.database import Row

SHOWN_FOR = timedelta(minutes=10)
"""How long a recorded print can be seen by whoever made it; later it would be one more print."""


class Since(StrEnum):
    """What became of a slip's crossing: as printed, read otherwise, void; kept elsewhere; or missing where it should be kept."""

    AS_PRINTED = "as-printed"
    AMENDED = "amended"
    VOIDED = "voided"
    KEPT_ELSEWHERE = "kept-elsewhere"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code on paper says, and how far it can be believed here.

    post: the title of the post that is said to have signed, None where its key is not known here.
    genuine: whether that post's key signed exactly these bytes. ours: the crossing, where this site knows it.
    since: what became of the crossing after the print.
    """

    slip: Slip
    post: str | None
    genuine: bool
    ours: Row | None
    since: Since


def code(site: Site, row: Row) -> str:
    """Return the text of a crossing's code. Raises NotOurs: no site signs for another."""
    if row["node"] != site.name:
        raise NotOurs("only the post that recorded a crossing prints its slip", node=row["node"])
    slip = Slip(
        row["crossing_id"],
        site.name,
        Direction(row["direction"]),
        instant_of(row["happened_at"]),
        document_mark(row["crossing_id"], document_of(row)),
        Outcome(row["decision"]),
        row["days_granted"],
    )
    packed = pack(slip)
    return to_text(packed, site.identity.sign(packed))


def picture(text: str, title: str) -> str:
    """Return a code as SVG to stand inside a page; drawn by attributes only, as the content policy wants it."""
    return segno.make(text, error="m", micro=False).svg_inline(
        scale=3, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, title=title
    )


def print_slip(act: Act, crossing_id: str, copy: int) -> int:
    """Record a print and return its number, 0 for the original; a form sent twice prints once.

    copy: the number that the form offered. Raises NoSuchCrossing, NotOurs.
    """
    act.require(Permission.PRINT_SLIP)
    row = crossing(act.db, crossing_id)
    code(act.site, row)
    number = store.prints(act.db, crossing_id)
    if copy < number and _fresh(act.site, act.who, crossing_id, copy):
        return copy
    act.record("slip.printed", {"crossing_id": crossing_id, "copy": number})
    return number


def prints(site: Site, crossing_id: str) -> int:
    """Return how often a crossing's slip was printed."""
    return store.prints(site.db, crossing_id)


def may_show(site: Site, who: Who, crossing_id: str, copy: int) -> bool:
    """Whether a recorded print may still be seen: by whoever made it, for ten minutes."""
    return _fresh(site, who, crossing_id, copy)


def read(site: Site, text: str) -> Reading:
    """Return what the text of a code says, whoever made it. Raises BadSlip."""
    slip, packed, signature = from_text(text)
    signer = posts.signer(site.db, site.name, slip.node)
    genuine = signer is not None and verified(signer["public_key"], signature, packed)
    ours = store.crossing(site.db, slip.crossing_id) if genuine else None
    return Reading(slip, signer["title"] if signer else None, genuine, ours, _since(site, slip, ours))


def _since(site: Site, slip: Slip, ours: Row | None) -> Since:
    """Only the post of a crossing and headquarters hear of its amendments, whatever another post knows of it."""
    if slip.node != site.name and not site.settings.is_hq:
        return Since.KEPT_ELSEWHERE
    if ours is None:
        return Since.MISSING
    if ours["voided"]:
        return Since.VOIDED
    return Since.AMENDED if ours["amendments"] else Since.AS_PRINTED


def _fresh(site: Site, who: Who, crossing_id: str, copy: int) -> bool:
    printed = store.printed(site.db, crossing_id, copy)
    if printed is None or printed["printed_by"] != who.account_id:
        return False
    return site.clock.now() - instant_of(printed["printed_at"]) <= SHOWN_FOR
