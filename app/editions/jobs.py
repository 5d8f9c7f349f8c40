"""What the worker does for editions: at headquarters publish what is pending and use the newest; everywhere keep its index."""

import logging

from app.act import SYSTEM
from app.editions import service
from app.editions.manifest import Manifest
from app.site import Site

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5
"""How soon an edition is begun that somebody asked for, and an index is built anew after an upgrade."""


def publish_pending(site: Site) -> None:
    """Publish what changed since the newest edition; once a day even what did not, so that posts know it is fresh."""
    if service.pending(site):
        _told(site, service.publish(site, SYSTEM))
    elif not service.is_of_today(site):
        _told(site, service.publish(site, SYSTEM, anew=True))


def publish_asked_for(site: Site) -> None:
    """Publish at once what somebody at headquarters asked for."""
    _told(site, service.publish_asked_for(site))


def index_by_our_rules(site: Site) -> None:
    """Build the index of the edition in use anew where a program of other rules made it."""
    if service.index_by_our_rules(site):
        log.info("the index of the edition in use is built anew, by the rules of this program")


def _told(site: Site, made: Manifest | None) -> None:
    if made is None:
        return
    log.info("edition %d is published", made.about.number)
    service.take_up_own(site)
