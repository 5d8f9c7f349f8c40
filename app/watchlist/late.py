"""What a new edition or a new lookout means for what has happened: late hits, and hits whose entries are withdrawn.

Three things are caught up with, and kept in one local row: the edition in use, the lookouts in force, and the journal as
far as crossings were looked at that were decided on checks of an edition before. A cut in between does it again.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from app.crossings import service as crossings
from app.editions import service as editions
from app.editions.service import Changes, Edition, Index
from app.lookouts import service as lookouts
from app.site import Site
from app.watchlist import hits, store, thresholds
from app.watchlist.asking import lookouts_floor, no_list
from app.watchlist.rescreen import Meets, lately_crossed, rescreen, with_all, with_few
from appliance.clock import instant_text
from border.hit import Sight, sight
from border.listing import Response, Subject
from border.permissions import Role
from db.database import Row
from sync import journal
from sync.journal import Event

log = logging.getLogger(__name__)

LATELY = timedelta(days=7)
"""For how long the page of hits tells that some were closed."""

FEW = 5_000
"""Changed entries that are held in memory to be met; with more, each crossing is laid beside the whole edition."""


def catch_up(site: Site) -> int:
    """Do what is to be done since the last time, and return how many late hits were opened. Raises IndexMissing.

    Lookouts are laid beside those who crossed where no edition is in use, too.
    """
    used = editions.in_use(site)
    head = journal.head(site.db, site.name)
    looking_out = lookouts.lookouts_in_force(site.db, instant_text(site.clock.now()), site.name)
    now = {
        "node": site.name,
        "edition": used[0].number if used else NO_EDITION,
        "lookouts": json.dumps(sorted(one.entry for one in looking_out)),
        "epoch": head.epoch,
        "seq": head.seq,
    }
    before = store.rescreened(site.db, site.name)
    if before == now:
        return 0
    to_look_at = list(_by_lookouts(site, used, before, looking_out))
    if used:
        to_look_at += _by_edition(site, *used, before)
    opened = sum(rescreen(site, crossed, meets) for crossed, meets in to_look_at)
    waiting = store.waiting_entries(site.db, site.name)
    gone = lookouts.taken_back(site.db, waiting)
    if used and (before is None or before["edition"] < used[0].number):
        gone += _withdrawn(site, waiting, used[1])
    if closed := hits.close_gone(site, gone):
        log.info("%d hits are closed: their entries were withdrawn", closed)
    with site.db.transaction():
        store.keep_rescreened(site.db, now)
    return opened


def withdrawn_lately(site: Site, role: Role | None) -> int:
    """Count the hits closed within LATELY because their entries were withdrawn, as far as a role may know of them."""
    first = instant_text(site.clock.now() - LATELY)
    whole = sight(role, Response.SILENT) is Sight.WHOLE
    node = "" if whole and site.settings.is_hq else site.name
    return store.withdrawn_since(site.db, node, int(whole), first)


NO_EDITION = 0
"""Stands for the edition where none is in use."""

ToLookAt = Iterator[tuple[Iterable[list[Row]], Meets]]


def _by_lookouts(
    site: Site, used: tuple[Edition, Index] | None, before: Row | None, looking_out: list[Subject]
) -> ToLookAt:
    """Yield new lookouts with all who crossed lately, and all lookouts with those who were decided since the last time.

    Such a traveller may have been checked before the lookout was opened.
    """
    number, rarity = (used[0].number, used[1].rarity) if used else (NO_EDITION, no_list)
    floor, day = lookouts_floor(site, looking_out), site.day_of(site.clock.now())
    known = set(json.loads(before["lookouts"])) if before else set()
    if new := tuple(one for one in looking_out if one.entry not in known):
        yield lately_crossed(site), with_few(number, rarity, floor, day, Changes(new, ()))
    if before and looking_out:
        since = _decided_since(site, before["epoch"], before["seq"])
        yield since, with_few(number, rarity, floor, day, Changes(tuple(looking_out), ()))


def _by_edition(site: Site, edition: Edition, index: Index, before: Row | None) -> ToLookAt:
    floor = thresholds.floor(site.db, index.threshold)
    day = site.day_of(site.clock.now())
    everything = with_all(edition.number, index, floor, day)

    def few(changes: Changes) -> Meets:
        return with_few(edition.number, index.rarity, floor, day, changes)

    if before is None or before["edition"] != edition.number:
        come = editions.come_since(site, before["edition"], FEW) if before else None
        yield lately_crossed(site), few(come) if come else everything
    if before is not None:
        yield _decided_since(site, before["epoch"], before["seq"], edition), everything


def _decided_since(site: Site, epoch: int, seq: int, but: Edition | None = None) -> Iterator[list[Row]]:
    """Yield crossings recorded since a place in the journal. but: no such whose lists were asked in this edition.

    Who was asked about in another one was checked before the edition changed and decided after.
    """
    for events in _recorded_since(site, epoch, seq):
        decided = [event.payload for event in events if event.kind == "crossing.recorded" and event.body]
        yield [
            row
            for payload in decided
            if (but is None or _edition_asked(payload["stamp"]) != but.version)
            and not (row := crossings.crossing(site.db, payload["crossing_id"]))["voided"]
        ]


def _recorded_since(site: Site, epoch: int, seq: int) -> Iterator[list[Event]]:
    """Yield this site's events behind a place, in slices, epoch after epoch: a restored box goes on in a new one."""
    for following in range(epoch, journal.head(site.db, site.name).epoch + 1):
        seq = seq if following == epoch else 0
        while events := journal.after(site.db, site.name, following, seq):
            seq = events[-1].entry.seq
            yield events


def _edition_asked(stamp: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the edition in which a crossing's traveller was sought, None where that was not done."""
    return next((check["edition"] for check in stamp if check["name"] == "listed-person"), None)


def _withdrawn(site: Site, waiting: list[Row], index: Index) -> list[str]:
    """Return the entries of hits that wait for a decision which no list has any more; other sources know best themselves."""
    return [
        row["entry_id"]
        for row in waiting
        if row["source"] in editions.sources_in(site, row["edition"]) and not index.lists(row["entry_id"])
    ]
