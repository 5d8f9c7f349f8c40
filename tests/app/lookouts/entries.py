"""Editors and what they write: synthetic people of Utopia, a day after which reviews are due."""

from dataclasses import replace

from app.act import Who, acting
from app.lookouts import service
from border.document import DocumentType
from border.listing import Birth, Category, ListedName, NameKind, Paper, Response, Subject
from border.permissions import Role
from border.traveller import Sex

FAITH = Who("id-faith", "faith", "Faith Njeri", Role.WATCHLIST_EDITOR)
HASSAN = Who("id-hassan", "hassan", "Hassan Abdi", Role.WATCHLIST_EDITOR)
GRACE = Who("id-grace", "grace", "Grace Mwangi", Role.SUPERVISOR)

WANTED = Subject(
    "",
    (ListedName("ERIKSSON", "ANNA MARIA"), ListedName("", "Anya", NameKind.WEAK)),
    (Birth("1974-08-12", "1974-08-12"),),
    Sex.F,
    ("UTO",),
    (Paper("L898902C3", DocumentType.PASSPORT, "UTO"),),
    Category.WANTED,
    Response.REFER,
    reason="Warrant for fraud",
    shown="May travel with a child",
    basis="Penal Code, section 313",
    agency="Directorate of Criminal Investigations",
    handling="RESTRICTED",
    photo="dci:2026-118",
    expires_on="2027-11-20",
    review_on="2027-05-01",
)


def propose(site, subject=WANTED, who=FAITH, why="letter of 20 November", **changes):
    with acting(site, who) as act:
        return service.propose(act, replace(subject, **changes), why)


def newest(site, entry_id):
    """Return the proposal made last of an entry."""
    return service.proposals(site.db, entry_id)[0]


def approve(site, entry_id, who=HASSAN):
    with acting(site, who) as act:
        service.approve(act, newest(site, entry_id)["proposal_id"])


def send_back(site, entry_id, who=HASSAN, remark="Which warrant?"):
    with acting(site, who) as act:
        service.send_back(act, newest(site, entry_id)["proposal_id"], remark)


def change(site, entry_id, who=FAITH, seen=None, **changes):
    seen = seen or newest(site, entry_id)["proposal_id"]
    with acting(site, who) as act:
        service.propose_change(act, entry_id, replace(WANTED, **changes), "new letter", seen)


def withdraw(site, entry_id, who=FAITH):
    with acting(site, who) as act:
        service.propose_withdrawal(act, entry_id, "warrant lifted", newest(site, entry_id)["proposal_id"])


def look_out(site, subject=WANTED, who=GRACE, **changes):
    with acting(site, who) as act:
        return service.open_lookout(act, replace(subject, **changes))


def end(site, lookout_id, why="mistyped", who=GRACE):
    with acting(site, who) as act:
        service.end_lookout(act, lookout_id, why)


def review(site, lookout_id, verdict, who=FAITH):
    with acting(site, who) as act:
        service.review_lookout(act, lookout_id, verdict, "asked the agency")
