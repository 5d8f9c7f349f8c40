"""Makes the sites of a demo that are not there yet: keys, desks, accounts, lists, a past; and lets each know the others.

A site counts as made once its people are written down; what was cut short before that is thrown away and made anew.
"""

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from app.accounts import service as accounts
from app.act import SYSTEM, Act, Who, acting
from app.crossings import service as crossings
from app.demo import documents, editions, people
from app.demo.people import Person
from app.demo.plan import STAFF, Place
from app.desk.service import Presented, from_zone
from app.editions import service as published
from app.numbers import service as numbers
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import Site, open_site
from appliance.clock import Clock
from appliance.settings import Settings
from border import inspection
from border.checks import stamp
from border.crossing import Direction, Outcome
from border.icao.mrz.parse import parse
from border.permissions import Role
from border.visa import entry_rule

FOUNDED_AGO = timedelta(days=120)
ENTERED_AGO = timedelta(days=100)
DAYS_GRANTED = 30
WHY = "typed-on-the-box"


@dataclass
class PastClock:
    """A clock that stands where it is put: a demo begins with a past."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def found_missing(data: Path, places: Sequence[Place], clock: Clock) -> tuple[Person, ...]:
    """Make every site that is not there yet, and return who signs in at the sites asked for.

    places: headquarters first. Raises SchemaChanged where the folder was made by another version of the program.
    """
    known = people.load(data)
    made = {person.post for person in known}
    missing = [place for place in places if place.name not in made]
    if missing:
        with ThreadPoolExecutor() as pool:  # most of it waits: for hashes, and for discs
            fresh = list(pool.map(partial(_found, clock=clock), missing))
        known = (*known, *(person for staff in fresh for person in staff))
        people.keep(data, known)
    _introduce(places, clock, data / "lists")
    wanted = {place.name for place in places}
    return tuple(person for person in known if person.post in wanted)


def _found(place: Place, clock: Clock) -> list[Person]:
    if place.folder.exists():
        shutil.rmtree(place.folder)
    past = PastClock(clock.now() - FOUNDED_AGO)
    settings = Settings(
        data=place.folder,
        name=place.name,
        title=place.title,
        role="hq" if place.is_hq else "post",
        kind=place.kind,
        neighbour=place.neighbour,
    )
    site = posts.found(settings, PROJECTIONS, past)
    with acting(site, SYSTEM, WHY) as act:
        for desk in place.desks:
            posts.add_desk(act, name=desk.name, title=desk.title, direction=desk.direction)
    staff = _open_accounts(site, place)
    if not place.is_hq:
        past.at = clock.now() - ENTERED_AGO
        _let_overstayer_in(site, place)
    site.db.close()
    return staff


def _open_accounts(site: Site, place: Place) -> list[Person]:
    staff = []
    for colleague in STAFF[place.name]:
        with acting(site, SYSTEM, WHY) as act:
            opened = accounts.open_account(
                act,
                username=colleague.username,
                name=colleague.name,
                role=colleague.role,
                must_change=False,
            )
        staff.append(Person(colleague.username, colleague.role.value, place.name, opened.password))
    return staff


def _let_overstayer_in(site: Site, place: Place) -> None:
    """Record the entry of somebody who should have left long ago."""
    officer, desk = STAFF[place.name][0], place.desks[0]
    account = next(
        row for row in accounts.accounts(site.db, site.name) if row["username"] == officer.username
    )
    who = Who(account["id"], officer.username, officer.name, Role.OFFICER, desk.name)
    with acting(site, who, "at-desk") as act:
        crossings.record(act, _entry(act, desk.name))


def _entry(act: Act, desk: str) -> dict[str, Any]:
    presented = _overstayer(act.day)
    document, traveller = presented.document, presented.traveller
    rule = entry_rule(traveller.nationality, document, act.day)
    asked = (
        inspection.check_digits(presented.zone),
        inspection.check_validity(document.valid_until, Direction.ENTRY, act.day),
        inspection.check_codes(document, traveller, act.day),
        inspection.check_stolen((), None),
        inspection.check_listed((), None),
        inspection.check_entry_rule(rule),
    )
    return {
        "inspection_id": act.new_id(),
        "direction": Direction.ENTRY,
        "decision": Outcome.ADMIT,
        "desk": desk,
        **crossings.who_crossed(document, traveller, "mrz"),
        "purpose": "holiday",
        "days_granted": DAYS_GRANTED,
        "authority": "ETA-DEMO-1",
        "zone": presented.zone.lines if presented.zone else None,
        "stamp": stamp(asked),
    }


def _overstayer(day: date) -> Presented:
    return from_zone(parse(documents.zone(documents.OVERSTAYER, day), day), "mrz", None)


def _introduce(places: Sequence[Place], clock: Clock, files: Path) -> None:
    """Let headquarters hear every post, every post believe the slips of the others, and all have their lists."""
    hq, *others = [open_site(place.folder, PROJECTIONS, clock) for place in places]
    with acting(hq, SYSTEM, WHY) as act:
        for post in others:
            _enrol(act, post)
    for site in others:
        with acting(site, SYSTEM, WHY) as act:
            for post in others:
                if post is not site:
                    _trust(act, post)
    _bring_lists(hq, others, files)
    for site in (hq, *others):
        site.db.close()


def _bring_lists(hq: Site, others: Sequence[Site], files: Path) -> None:
    """Let headquarters publish what is missing, and bring the first edition to posts that use none."""
    if not published.published(hq):
        editions.publish(hq, files)
    for post in others:
        if published.current(post) is None:
            editions.bring(hq, post)
    if not numbers.published(hq):
        editions.publish_more(hq, files)


def _enrol(act: Act, post: Site) -> None:
    settings = post.settings
    posts.enrol(
        act,
        name=settings.name,
        title=settings.title,
        kind=settings.kind,
        neighbour=settings.neighbour,
        public_key=post.identity.public,
    )


def _trust(act: Act, post: Site) -> None:
    posts.trust(act, name=post.name, title=post.settings.title, public_key=post.identity.public)
