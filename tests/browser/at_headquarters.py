"""A day with the lists at headquarters: files good, bad and strange, entries in every state, an edition when asked for."""

from dataclasses import replace

from app.act import acting
from app.audit.service import Reason, Why
from app.editions import service as editions
from app.lists import jobs
from app.lists import service as lists
from app.lookouts import service as lookouts
from app.site import Site
from border.listing import Birth, Category, ListedName, Response, Subject
from border.permissions import Role
from border.traveller import Sex
from tests.app.desk import at_desk
from tests.app.editions.conftest import here
from tests.app.lookouts import entries
from tests.browser.served import SECOND_EDITOR, Served, who_of

COLUMNS = "entry_id,surname,given_names,date_of_birth,sex,nationality,category,response,reason\n"
GOOD = COLUMNS + "".join(
    f"KE-{number},LINDT,OSCAR {number},1979-11-30,M,UTO,wanted,refer,\n" for number in range(20)
)
BAD = (
    COLUMNS
    + "KE-1,HOLM,FREJA,1988-06-17,F,UTO,wanted,refer,\nKE-2,,,1988,F,UTO,,,\nKE-3,LUND,,31/31/1969,Q,,,,\n"
)
STRANGE = "Ref;Family name;Other names;Born\nA1;DAHL;SIGNE;24/12/1974\n"


def make_lists(served: Served) -> None:
    """Import a list with its next version held, one with bad rows, one that is no list, and one of unknown columns."""
    site = served.site
    for name, title in (
        ("national", "National stop list"),
        ("bad", "With bad rows"),
        ("office", "An office's own"),
    ):
        with acting(site, who_of(site, Role.WATCHLIST_EDITOR)) as act:
            lists.define(act, lists.Source(name, title, "stop-list"))
    give(site, "national", GOOD)
    give(site, "national", GOOD.partition("KE-9")[0], who=SECOND_EDITOR)
    bad = give(site, "bad", BAD)
    give(site, "bad", "no,list\n")
    strange = give(site, "office", STRANGE)
    served.values |= {
        "name": "national",
        "lists.problems.name": "bad",
        "job_id": bad,
        "lists.columns.name": "office",
        "lists.put_aside.name": "office",
        "lists.put_aside.job_id": strange,
    }
    served.besides += [(Role.WATCHLIST_EDITOR, f"/lists/{name}") for name in ("bad", "office")]


def give(site: Site, source: str, text: str, who: str = Role.WATCHLIST_EDITOR) -> str:
    """Give a file and have it read; return its job."""
    path = lists.uploads(site) / f"{source}-{len(text)}"
    path.write_text(text)
    with acting(site, who_of(site, who)) as act:
        job_id = lists.give(act, source, path, name=f"{path.name}.csv")
    jobs.read_next(site)
    return job_id


def make_entries(served: Served) -> None:
    """Propose entries of those who come to the post; leave one open, send one back, have one changed."""
    site = served.site
    one, other = who_of(site, Role.WATCHLIST_EDITOR), who_of(site, SECOND_EDITOR)
    approved = [entries.propose(site, subject, one) for subject in listed()]
    for entry_id in approved:
        entries.approve(site, entry_id, other)
    back = entries.propose(site, entries.WANTED, one, names=(ListedName("BERG", "IVAR"),))
    entries.send_back(site, back, other)
    waits = entries.propose(site, entries.WANTED, other, names=(ListedName("HOLM", "FREJA"),))
    entries.change(site, approved[0], other, shown="Travels alone")
    served.values["entries.show.look_id"] = look(site, waits)
    served.values["entries.change.look_id"] = look(site, approved[1])
    served.values |= {"figures.stopped.look_id": look(site, approved[1]), "category": Category.CUSTOMS}
    served.besides += [
        (Role.WATCHLIST_EDITOR, f"/entries/viewed/{look(site, entry_id)}") for entry_id in (*approved, back)
    ]


def listed() -> list[Subject]:
    """Return who is listed: by hand, silently, and to be protected."""
    jane = replace(
        entries.WANTED,
        names=(ListedName("OKELLO", "JANE"), ListedName("", "Janey")),
        births=(Birth("1990-05-17", "1990-05-17"),),
        nationalities=("UGA",),
        papers=(),
    )
    silent = replace(
        jane, names=(ListedName("MUSTER", "JANE"),), nationalities=("D",), response=Response.SILENT
    )
    child = replace(
        jane,
        names=(ListedName("OKELLO", at_desk.CHILD.given_names),),
        births=(Birth("2016-03-02", "2016-03-02"),),
        sex=Sex.M,
        category=Category.MISSING,
        response=Response.INFORM,
    )
    return [entries.WANTED, jane, silent, child]


def look(site: Site, entry_id: str) -> str:
    """Open an entry as its editor, and return the look."""
    with acting(site, who_of(site, Role.WATCHLIST_EDITOR), Reason.REVIEW) as act:
        return lookouts.view(act, entry_id, Why(Reason.REVIEW))


def publish(hq: Site, post: Site) -> None:
    """Publish an edition of what is new, and let headquarters and a post take it up."""
    assert editions.publish(hq, who_of(hq, Role.WATCHLIST_EDITOR)), "nothing is new"
    editions.take_up_own(hq, here)
    signed = editions.manifest_for(hq, editions.ask_after(post))
    name, *_more = editions.wanted(post, signed)
    editions.take_up(post, signed, editions.wire_file(hq, name), here)
