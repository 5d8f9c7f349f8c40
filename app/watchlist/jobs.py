"""What the worker does for hits: let those rise that nobody answers, open those that come late, try margins."""

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from app.site import Site
from app.watchlist import delisted, hits, late, trials

log = logging.getLogger(__name__)

RAISE_EVERY_S = 30
LOOK_BACK_EVERY_S = 10
TRY_EVERY_S = 5
CLOSE_EVERY_S = 30
NICE = 15
"""How far a long look back stands behind whatever a desk asks for."""


def raise_unanswered(site: Site) -> None:
    raised = hits.raise_unanswered(site)
    if raised:
        log.info("%d hits rose: nobody answered them in time", raised)


def look_back(site: Site) -> None:
    """Lay what happened beside what the lists say since, in a thread that lets all others go first."""
    with ThreadPoolExecutor(1, "look-back", initializer=_stand_behind) as alone:
        opened = alone.submit(late.catch_up, site).result()
    if opened:
        log.info("%d late hits: somebody crossed who is listed since", opened)


def close_delisted(site: Site) -> None:
    """Close the hits of numbers that headquarters' newest list has no more."""
    closed = delisted.close_delisted(site)
    if closed:
        log.info("%d hits are closed: their numbers were taken off the list", closed)


def try_margins(site: Site) -> None:
    """Make the trials on past crossings that were asked for, behind whatever a page asks."""
    with ThreadPoolExecutor(1, "try-margins", initializer=_stand_behind) as alone:
        while alone.submit(trials.try_next_on_crossings, site).result():
            log.info("a margin was tried on past crossings")


def _stand_behind() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)  # on Linux that of the thread alone
