"""Asking the edition in use, and the lookouts of all posts, about one traveller: from lists to what was met."""

from dataclasses import dataclass

from app.editions import service as editions
from app.lookouts import service as lookouts
from app.site import Site
from app.watchlist import thresholds
from app.watchlist.meeting import met_by_evidence, met_by_number, sought_of
from appliance.clock import instant_text
from border.document import Document
from border.hit import Met
from border.matching.score import compare
from border.traveller import Traveller
from border.watchlist import Edition, listed_key, stolen

DOCUMENTS, PERSONS = "documents", "persons"


@dataclass(frozen=True, slots=True)
class Answer:
    """What lists said. edition: which one was asked; old_days: its age in days, where that is beyond the limit."""

    edition: Edition
    met: tuple[Met, ...]
    old_days: int | None = None


def about_document(site: Site, document: Document) -> Answer | None:
    """Ask for a document; None where no edition is in use. Raises IndexMissing."""
    used = editions.in_use(site)
    if used is None:
        return None
    edition, index = used
    listed = stolen(document, index.documents(listed_key(document.issuing_state, document.number)))
    met = tuple(met_by_number(each, edition.number) for each in listed)
    return Answer(Edition(DOCUMENTS, edition.number, edition.on), met, _beyond_limit(site, edition))


def about_person(site: Site, document: Document, traveller: Traveller) -> Answer | None:
    """Ask for a person by name, birth and document; None where no edition is in use. Raises IndexMissing."""
    used = editions.in_use(site)
    if used is None:
        return None
    edition, index = used
    now = site.clock.now()
    sought = sought_of(traveller, document.number, document.issuing_state)
    looked_for = lookouts.lookouts_in_force(site.db, instant_text(now))
    beside = (compare(sought, subject, index.rarity) for subject in looked_for)
    floor = thresholds.floor(site.db, index.threshold)
    met = [
        met_by_evidence(found, edition.number, floor.bits)
        for found in (*index.screen(sought), *filter(None, beside))
        if floor.shows(found) and found.subject.in_force(site.day_of(now))
    ]
    ordered = tuple(sorted(met, key=lambda one: (one.category.priority, -(one.bits or 0), one.entry)))
    return Answer(Edition(PERSONS, edition.number, edition.on), ordered, _beyond_limit(site, edition))


def _beyond_limit(site: Site, edition: editions.Edition) -> int | None:
    age = edition.age_days(site.day_of(site.clock.now()))
    return age if age > site.settings.edition_limit_days else None
