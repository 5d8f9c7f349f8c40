"""What the worker does for hits: let those rise that nobody answers."""

import logging

from app.site import Site
from app.watchlist import hits

log = logging.getLogger(__name__)

RAISE_EVERY_S = 30


def raise_unanswered(site: Site) -> None:
    raised = hits.raise_unanswered(site)
    if raised:
        log.info("%d hits rose: nobody answered them in time", raised)
