"""Asking the edition in use, and the lookouts of all posts, about one traveller: from lists to what was met.

Lookouts are asked whatever becomes of the edition: a post that has none yet, or whose file is damaged, still stops whom
a supervisor looks out for.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.editions import service as editions
from app.lookouts import service as lookouts
from app.site import Site
from app.watchlist import thresholds
from app.watchlist.meeting import all_shown, met_by_number, sought_of
from app.watchlist.thresholds import Floor
from appliance.clock import instant_text
from border.document import Document
from border.hit import Met, by_priority
from border.listing import Subject
from border.matching import evidence
from border.matching.score import Rarity, compare
from border.matching.sought import Sought
from border.traveller import Traveller
from border.watchlist import Edition, listed_key, stolen

log = logging.getLogger(__name__)

DOCUMENTS, PERSONS = "documents", "persons"


@dataclass(frozen=True, slots=True)
class Answer:
    """What lists said. edition: which one was asked, None for none, and why; old_days: its age, where beyond the limit."""

    edition: Edition | None
    met: tuple[Met, ...]
    old_days: int | None = None
    why: str = ""


def about_document(site: Site, document: Document) -> Answer | None:
    """Ask for a document; None where no edition is in use."""
    try:
        used = editions.in_use(site)
        if used is None:
            return None
        edition, index = used
        listed = stolen(document, index.documents(listed_key(document.issuing_state, document.number)))
    except editions.IndexMissing as error:
        log.error("%s the edition could not be asked: %s", error.number, error)
        return Answer(None, (), why="failed")
    met = tuple(met_by_number(each, edition.number) for each in listed)
    return Answer(Edition(DOCUMENTS, edition.number, edition.on), met, _beyond_limit(site, edition))


def about_person(site: Site, document: Document, traveller: Traveller) -> Answer:
    """Ask for a person by name, birth and document: the edition in use where there is one, and the lookouts always."""
    sought = sought_of(traveller, document.number, document.issuing_state)
    number, rarity, of_edition = 0, no_list, Answer(None, (), why="no-list")
    try:
        used = editions.in_use(site)
        if used is not None:
            number, rarity = used[0].number, used[1].rarity
            of_edition = _asked_of_edition(site, sought, *used)
    except editions.IndexMissing as error:
        log.error("%s the edition could not be asked: %s", error.number, error)
        of_edition = Answer(None, (), why="failed")
    met = (*of_edition.met, *_asked_of_lookouts(site, sought, number, rarity))
    return Answer(of_edition.edition, by_priority(met), of_edition.old_days, of_edition.why)


def no_list(_: str) -> float:
    """Return how rare a word is where no list tells: as rare as a word can be."""
    return evidence.MOST_OF_WORD


def lookouts_floor(site: Site, looked_for: Iterable[Subject]) -> Floor:
    """Return the floor of lookouts: that of a list as small as they are."""
    return thresholds.floor(site.db, evidence.threshold(len(list(looked_for))))


def _asked_of_edition(site: Site, sought: Sought, edition: editions.Edition, index: editions.Index) -> Answer:
    floor = thresholds.floor(site.db, index.threshold)
    day = site.day_of(site.clock.now())
    met = tuple(all_shown(index.screen(sought), sought, edition.number, floor, day))
    return Answer(Edition(PERSONS, edition.number, edition.on), met, _beyond_limit(site, edition))


def _asked_of_lookouts(site: Site, sought: Sought, number: int, rarity: Rarity) -> Iterator[Met]:
    looked_for = lookouts.lookouts_in_force(site.db, instant_text(site.clock.now()), site.name)
    found = (compare(sought, subject, rarity) for subject in looked_for)
    floor, day = lookouts_floor(site, looked_for), site.day_of(site.clock.now())
    return all_shown(filter(None, found), sought, number, floor, day)


def _beyond_limit(site: Site, edition: editions.Edition) -> int | None:
    age = edition.age_days(site.day_of(site.clock.now()))
    return age if age > site.settings.edition_limit_days else None
