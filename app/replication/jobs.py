"""What the worker does for replication: keep the ways up and down going, nudge them, try again what was set aside."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.replication import service
from app.site import Site
from sync.push import Pusher, newest_urgent
from sync.rounds import Rounds

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """Something that comes down from headquarters in rounds, in a thread of its own.

    answered: what a push that headquarters has taken leads to: the link is up, and there may be something to hear.
    """

    name: str
    every_s: int
    rounds: Rounds
    answered: Callable[[], None]


def ways_down(site: Site) -> list[Way]:
    """Return what comes down to this site. Raises UnsafeAddress, BadKey."""
    if not service.is_told(site):
        return []
    fetching = Rounds(service.fetcher_of(site).fetch)
    numbers = Rounds(service.numbers_fetcher_of(site).fetch)

    def come() -> None:
        fetching.nudge()
        numbers.nudge()

    hearing = Rounds(service.puller_of(site, come=come).pull)
    return [
        Way("pull", site.settings.pull_every_s, hearing, hearing.hurry),
        Way("editions", site.settings.editions_every_s, fetching, fetching.resume),
        Way("numbers", site.settings.editions_every_s, numbers, numbers.resume),
    ]


def headquarters_answers(ways: Sequence[Way]) -> None:
    for way in ways:
        way.answered()


class Urgency:
    """Watches for hits that headquarters does not have yet; each is hurried once, link or no link."""

    def __init__(self, site: Site, pusher: Pusher) -> None:
        self._site = site
        self._pusher = pusher
        self._changes = -1
        self._hurried = 0

    def look(self) -> None:
        """Hurry the pusher when a hit has been committed since the last look; cheap when nothing was."""
        changes = self._site.db.changes()
        if changes == self._changes:
            return
        self._changes = changes
        newest = newest_urgent(self._site.db, self._site.name)
        if newest > self._hurried:
            self._hurried = newest
            self._pusher.hurry()


def retry_set_aside(site: Site) -> None:
    """Run once at start: an upgrade may know by now what an older program did not."""
    done = service.retry_set_aside(site)
    if done:
        log.info("%d events that were set aside have their rows now", done)
