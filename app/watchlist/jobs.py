"""What the worker does for hits: let those rise that nobody answers, open those that come late, try margins."""

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from app.site import Site
from app.watchlist import confirming, hits, late, trials

log = logging.getLogger(__name__)

RAISE_EVERY_S = 30
LOOK_BACK_EVERY_S = 10
CONFIRM_EVERY_S = 15
TRY_EVERY_S = 5
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


def confirm_numbers(site: Site) -> None:
    """Ask headquarters of the numbers that could not be confirmed at the desk."""
    opened = confirming.confirm_waiting(site)
    if opened:
        log.info("%d late hits: headquarters confirms numbers that a filter affirmed", opened)


def try_margins(site: Site) -> None:
    """Make the trials on past crossings that were asked for, behind whatever a page asks."""
    with ThreadPoolExecutor(1, "try-margins", initializer=_stand_behind) as alone:
        while alone.submit(trials.try_next_on_crossings, site).result():
            log.info("a margin was tried on past crossings")


def _stand_behind() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)  # on Linux that of the thread alone
