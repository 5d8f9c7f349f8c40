"""Hits of numbers that were taken off the list: they close by themselves, as those of a withdrawn entry do.

A filter as new as the list denies for certain. What it still affirms, or where none is so new yet, headquarters is asked;
each list that it publishes is laid beside the hits that wait once.
"""

from app.numbers import service as numbers
from app.numbers.service import BadFilter
from app.site import Site
from app.watchlist import hits, store
from app.watchlist.confirming import LIST, asker_of
from sync.question import Asker, Unanswered


def close_delisted(site: Site) -> int:
    """Close the hits that wait and whose numbers stand on headquarters' list no more; return how many. Raises OSError.

    Where headquarters does not answer, it is asked again the next time.
    """
    newest = numbers.newest_heard(site)
    if numbers.looked_at(site) >= newest:
        return 0
    entries = [row["entry_id"] for row in store.waiting_entries(site.db, site.name) if row["source"] == LIST]
    asker, gone, is_done = asker_of(site), [], True
    for entry in entries:
        listed = _is_listed(site, entry.removeprefix(f"{LIST}:"), newest, asker)
        if listed is None:
            is_done = False
            break
        if not listed:
            gone.append(entry)
    closed = hits.close_gone(site, gone)
    if is_done:
        numbers.keep_looked_at(site, newest)
    return closed


def _is_listed(site: Site, key: str, newest: int, asker: Asker | None) -> bool | None:
    """Say whether a number stands on the newest list; None where nobody can tell now."""
    try:
        used = numbers.in_use(site)
        if used and used[0].number >= newest and not used[1].may_hold(key):
            return False
    except BadFilter:
        pass  # the page of numbers tells of it; headquarters knows as well
    if asker is None:
        return None
    try:
        return asker.ask(key).is_listed
    except Unanswered:
        return None
