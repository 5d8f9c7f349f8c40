"""What the worker does for replication: keep a pusher running, nudge it, and try again what was set aside."""

import logging

from app.replication import service
from app.site import Site
from sync.push import Pusher, newest_urgent

log = logging.getLogger(__name__)


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
