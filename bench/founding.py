"""Makes the post of a bench: keys, desks, one officer a desk, lists, and crossings of the past."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.accounts import service as accounts
from app.act import SYSTEM, Act, Who, acting
from app.crossings import service as crossings
from app.demo import lists
from app.demo.addresses import HOST
from app.desk.service import from_zone
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import Site
from app.watchlist import service as watchlist
from app.watchlist.rows import Problem
from appliance.clock import SystemClock
from appliance.settings import Settings
from bench.crowd import write_lists, zones
from border.checks import stamp
from border.crossing import Direction, Outcome
from border.icao.mrz.parse import parse
from border.inspection import check_digits
from border.permissions import Role

NAME = "bench"
PAST = 1
"""Seed of those who crossed before the bench began."""
A_TRANSACTION = 500
LONG_S = 3600
"""Nobody is locked out while a bench runs."""
NO_HQ = f"http://{HOST}:9"
"""Headquarters that never answers: the worker is at work as when the line is down."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What kind of post.

    readers: their protocols, one a desk from the first on. entries: rows a list; 0: the lists of the demo, which know
    its documents. namesakes: persons on the list with names of the crowd. past: crossings of the past.
    """

    desks: int = 16
    readers: tuple[str, ...] = ()
    entries: int = 0
    namesakes: int = 0
    past: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk and the officer who works there. control: where its simulated reader is told what to do."""

    name: str
    officer: str
    password: str
    control: Path


def found(data: Path, plan: Plan, port: int) -> tuple[Desk, ...]:
    """Make a post in a folder that is not there yet, and return its desks."""
    data.mkdir(mode=0o700)
    settings = Settings(
        data,
        NAME,
        "Bench",
        neighbour="UGA",
        host=HOST,
        port=port,
        lock_after_s=LONG_S,
        hq_url=NO_HQ,
    )
    site = posts.found(settings, PROJECTIONS, SystemClock())
    desks = tuple(_open_desk(site, place) for place in range(1, plan.desks + 1))
    _load_lists(site, plan)
    _let_pass(site, desks[0], plan.past)
    (data / "devices.toml").write_text(_devices(data, desks, plan.readers), encoding="utf-8")
    site.db.close()
    return desks


def _open_desk(site: Site, place: int) -> Desk:
    name, officer = f"{NAME}-{place}", f"officer.{place}"
    with acting(site, SYSTEM, "bench") as act:
        posts.add_desk(act, name=name, title=f"Desk {place}", direction=Direction.ENTRY)
        opened = accounts.open_account(
            act, username=officer, name=f"Officer {place}", role=Role.OFFICER, must_change=False
        )
    return Desk(name, officer, opened.password, site.settings.run / f"{name}.sock")


def _load_lists(site: Site, plan: Plan) -> None:
    day = site.day_of(site.clock.now())
    folder = site.settings.data / "lists-sent"
    files = (
        write_lists(folder, day, plan.entries, plan.namesakes) if plan.entries else lists.write(folder, day)
    )
    for name, file in files.items():
        watchlist.load_list(site, SYSTEM, file, list_name=name, tell=_unsound)


def _let_pass(site: Site, desk: Desk, count: int) -> None:
    """Record crossings of the past, many a transaction: nobody waits for them."""
    account = next(row for row in accounts.accounts(site.db, site.name) if row["username"] == desk.officer)
    who = Who(account["id"], desk.officer, account["name"], Role.OFFICER, desk.name)
    people = islice(zones(PAST, site.day_of(site.clock.now())), count)
    while some := list(islice(people, A_TRANSACTION)):
        with acting(site, who, "at-desk") as act:
            for zone in some:
                crossings.record(act, _passage(act, desk.name, zone))


def _passage(act: Act, desk: str, lines: tuple[str, ...]) -> dict[str, object]:
    shown = from_zone(parse(lines, act.day), "mrz", None)
    document, traveller = shown.document, shown.traveller
    return {
        "inspection_id": act.new_id(),
        "direction": Direction.ENTRY,
        "decision": Outcome.ADMIT,
        "desk": desk,
        **crossings.who_crossed(document, traveller, "mrz"),
        "purpose": "holiday",
        "days_granted": 30,
        "zone": lines,
        "stamp": stamp((check_digits(shown.zone),)),
    }


def _devices(data: Path, desks: tuple[Desk, ...], protocols: tuple[str, ...]) -> str:
    return "\n".join(
        f'[[device]]\ndesk = "{desk.name}"\nkind = "mrz"\nprotocol = "{protocol}"\npath = "{line_of(data, desk)}"\n'
        for desk, protocol in zip(desks, protocols, strict=False)
    )


def line_of(data: Path, desk: Desk) -> Path:
    """Return the path of a desk's line while its simulated reader is plugged in."""
    return data / "readers" / desk.name


def _unsound(problem: Problem) -> None:
    raise AssertionError(f"the bench's own list is wrong: {problem}")
