"""What a new edition or a new lookout means for what has happened: late hits, and hits whose entries are withdrawn.

Three things are caught up with, and kept in one local row: the edition in use, the lookouts in force, and the journal as
far as crossings were looked at that were decided on checks of an edition before. A cut in between does it again.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.act import SYSTEM, acting
from app.crossings import service as crossings
from app.editions import service as editions
from app.editions.service import Changes, Edition, Index
from app.lookouts import service as lookouts
from app.site import Site
from app.watchlist import hits, store, thresholds
from app.watchlist.rescreen import Meets, lately_crossed, rescreen, with_all, with_few
from appliance.clock import instant_text
from border.listing import Subject
from db.database import Row
from sync import journal

log = logging.getLogger(__name__)

FEW = 5_000
"""Changed entries that are held in memory to be met; with more, each crossing is laid beside the whole edition."""


def catch_up(site: Site) -> int:
    """Do what is to be done since the last time, and return how many late hits were opened. Raises IndexMissing."""
    used = editions.in_use(site)
    if used is None:
        return 0
    edition, index = used
    head = journal.head(site.db, site.name)
    looking_out = lookouts.lookouts_in_force(site.db, instant_text(site.clock.now()))
    now = {
        "node": site.name,
        "edition": edition.number,
        "lookouts": json.dumps(sorted(one.entry for one in looking_out)),
        "epoch": head.epoch,
        "seq": head.seq,
    }
    before = store.rescreened(site.db, site.name)
    if before == now:
        return 0
    opened = sum(
        rescreen(site, crossed, meets)
        for crossed, meets in _to_look_at(site, edition, index, before, looking_out)
    )
    if before is None or before["edition"] < edition.number:
        _close_withdrawn(site, index)
    with site.db.transaction():
        store.keep_rescreened(site.db, now)
    return opened


def _to_look_at(
    site: Site, edition: Edition, index: Index, before: Row | None, looking_out: list[Subject]
) -> Iterator[tuple[Iterable[list[Row]], Meets]]:
    floor = thresholds.floor(site.db, index.threshold)
    day = site.day_of(site.clock.now())
    everything = with_all(edition.number, index, floor, day)

    def few(changes: Changes) -> Meets:
        return with_few(edition.number, index.rarity, floor, day, changes)

    if before is None or before["edition"] != edition.number:
        come = editions.come_since(site, before["edition"], FEW) if before else None
        yield lately_crossed(site), few(come) if come else everything
    known = set(json.loads(before["lookouts"])) if before else set()
    if new := tuple(one for one in looking_out if one.entry not in known):
        yield lately_crossed(site), few(Changes(new, ()))
    if before is not None:
        yield _decided_on_another(site, edition, before["epoch"], before["seq"]), everything


def _decided_on_another(site: Site, edition: Edition, epoch: int, seq: int) -> Iterator[list[Row]]:
    """Yield crossings recorded since a place in the journal whose lists were asked in another edition.

    Such a traveller was checked before the edition changed and decided after.
    """
    while events := journal.after(site.db, site.name, epoch, seq):
        seq = events[-1].entry.seq
        decided = [event.payload for event in events if event.kind == "crossing.recorded" and event.body]
        yield [
            row
            for payload in decided
            if _edition_asked(payload["stamp"]) != edition.version
            and not (row := crossings.crossing(site.db, payload["crossing_id"]))["voided"]
        ]


def _edition_asked(stamp: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the edition in which a crossing's traveller was sought, None where that was not done."""
    return next((check["edition"] for check in stamp if check["name"] == "listed-person"), None)


def _close_withdrawn(site: Site, index: Index) -> None:
    """Close the hits that wait for a decision and whose entries no list has any more. Other sources know best themselves."""
    waiting = store.waiting_entries(site.db, site.name)
    gone = [
        row["entry_id"]
        for row in waiting
        if row["source"] in editions.sources_in(site, row["edition"]) and not index.lists(row["entry_id"])
    ]
    if not gone:
        return
    with acting(site, SYSTEM, "entry-withdrawn") as act:
        closed = hits.close_withdrawn(act, gone)
    log.info("%d hits are closed: their entries were withdrawn", len(closed))
