"""A shift at a post: travellers in and out, hits early and late, a lookout, what was put right and written down late."""

from collections.abc import Callable
from datetime import timedelta

from app.act import Who, acting
from app.crossings.paper import PaperEntry, record_late
from app.desk import groups
from app.lookouts import service as lookouts
from app.site import Site
from app.watchlist import hits, late
from app.watchlist import service as watchlist
from border.crossing import Admission, Direction, Referral, Refusal
from border.document import Document, DocumentType
from border.group import GroupKind
from border.hit import Ruling, Verdict
from border.listing import ListedName
from border.permissions import Role
from border.traveller import Sex, Traveller
from border.vehicle import Vehicle
from tests import make
from tests.app.desk import at_desk
from tests.app.lookouts import entries
from tests.browser.served import Served, who_of

LONG_S = 240
"""By then a hit of a wanted person that nobody answered has risen."""


def work(served: Served, editions: Callable[[], object]) -> None:
    """Let a shift pass: in, out, refused, referred, put right, written down late; one with a hit is still there.

    editions: lets the next edition of headquarters come; once it lists nobody who comes, then some.
    """
    site = served.site
    first, second = desks(served)
    editions()
    row = first.decide(first.scan())
    at_desk.load(site, at_desk.JANE_LISTED)
    at_desk.load(site, at_desk.STOLEN, "documents")
    second.decide(second.scan(at_desk.KENYAN), Admission())
    editions()
    late.catch_up(site)
    first.decide(first.scan(at_desk.GERMAN, "r2"), Refusal("C", "no eTA at hand"))
    first.decide(first.scan(at_desk.GERMAN, "r3"), Referral("purpose", "cannot name the hotel"))
    with acting(site, first.who, "test") as act:
        record_late(act, from_paper(site), watchlist.ask)
        groups.open_group(act, "busia-1", GroupKind.FAMILY, Vehicle("KBX 114C", "", "Lake Coaches"))
    for details in (at_desk.CHILD, at_desk.UGANDAN):
        first.scan(details, f"again-{details.document_number}")
    put_right(served, row["crossing_id"])
    look_out(site, second.who)
    answer_hits(served, second.who)


def desks(served: Served) -> list[at_desk.Desk]:
    """Return the two desks with who sits there."""
    site, checker = served.site, served.app.extensions["live"].checker
    for name, direction in (("busia-1", Direction.ENTRY), ("busia-2", Direction.EXIT)):
        make.desk(site, name, direction)
    return [
        at_desk.Desk(site, who_of(site, role), checker, name).sit()
        for role, name in ((Role.OFFICER, "busia-1"), (Role.SUPERVISOR, "busia-2"))
    ]


def put_right(served: Served, crossing_id: str) -> None:
    officer = served.people[Role.OFFICER]
    officer.post(
        f"/crossings/{crossing_id}/amendment",
        {"days_granted": "14", "purpose": "visit", "reason": "mistyped", "seen": "0"},
    )
    printed = officer.post(f"/crossings/{crossing_id}/slip/prints")
    served.values |= {"crossing_id": crossing_id, "copy": int(printed.location.rpartition("/")[2])}


def look_out(site: Site, who: Who) -> None:
    """Open two lookouts, and end one of them."""
    entries.look_out(site, entries.WANTED, who)
    over = entries.look_out(site, entries.WANTED, who, names=(ListedName("LUND", "IVAR"),), papers=())
    with acting(site, who, "test") as act:
        lookouts.end_lookout(act, over, "found at the bus")


def answer_hits(served: Served, supervisor: Who) -> None:
    """Decide on one hit, acknowledge one, and let the others rise."""
    site = served.site
    rows = hits.listed(site, Role.SUPERVISOR, hits.Wanted(state=""))
    decided, seen, *_others = [row["hit_id"] for row in rows]
    with acting(site, supervisor, "hit") as act:
        hits.adjudicate(act, decided, Ruling(Verdict.NOT_SAME, "other fingerprints"))
        hits.acknowledge(act, seen)
    make_time_pass(site)
    hits.raise_unanswered(site)
    served.values["hit_id"] = next(
        row["hit_id"] for row in rows if row["occasion"] == "desk" and row["score"]
    )
    served.besides += [(Role.SUPERVISOR, f"/hits/{row['hit_id']}") for row in rows]
    served.besides.append((Role.SUPERVISOR, "/hits?state="))


def make_time_pass(site: Site) -> None:
    assert isinstance(site.clock, make.HandClock)
    site.clock.forward(LONG_S)


def from_paper(site: Site) -> PaperEntry:
    return PaperEntry(
        entry_id="019ab000-0000-7000-8000-000000000001",
        happened_at=site.clock.now() - timedelta(hours=3),
        written_by="Brian Wekesa",
        why="no power from 05:00 to 07:00",
        desk="busia-1",
        direction=Direction.ENTRY,
        document=Document(DocumentType.PASSPORT, "UTO", "L898902C3", "2028-04-15"),
        traveller=Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO"),
        decision=Admission("holiday", 30, "Hotel Utopia"),
    )
