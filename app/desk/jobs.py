"""What the worker does for desks: ask headquarters of the numbers that it could not confirm while somebody stood there."""

import logging

from app.desk import confirmed
from app.site import Site
from app.watchlist import service as watchlist

log = logging.getLogger(__name__)

CONFIRM_EVERY_S = 15


def confirm_numbers(site: Site) -> None:
    opened = watchlist.confirm_waiting(site, confirmed.renew)
    if opened:
        log.info("%d hits: headquarters confirms numbers that a filter affirmed", opened)
