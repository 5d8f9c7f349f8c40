"""A document number and the list of tens of millions: the filter denies here, and what it affirms headquarters is asked.

While headquarters has not said, the officer reads that the number is to be confirmed, and a row waits here. Whoever asks
first settles it: the desk at once, in a thread of its own; the worker whenever the link is up, and then it is a late hit,
unless the traveller still stands there.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial

from app.act import SYSTEM, Act, acting
from app.numbers import service as numbers
from app.numbers.service import Filter
from app.site import Site
from app.watchlist import hits, store
from app.watchlist.meeting import Occasion, met_by_number
from appliance.clock import instant_text
from appliance.identity import verified
from border.checks import Check, answered
from border.document import Document
from border.hit import UNCONFIRMED, Met, check_met, check_to_confirm
from border.traveller import Sex, Traveller
from border.watchlist import Edition, ListedDocument, listed_key
from db.database import Row
from sync.question import Answer, Asker, Unanswered

log = logging.getLogger(__name__)

CHECK, LIST = "listed-number", "numbers"
LEFT_TO_THE_DESK = timedelta(seconds=10)
"""How long a question is the desk's own, before the worker asks it."""
Renewed = Callable[[Check], Check]
"""Makes of the check that a desk was told the one it is told now."""

Renew = Callable[[Act, str, Renewed], bool]
"""Renews the check of an occasion where it still lies on a desk; says whether the traveller is undecided."""

KEPT = timedelta(days=90)
AT_ONCE = 100
MOST_WATCHED = 10_000


@dataclass(frozen=True, slots=True)
class Numbered:
    """What is said of a number. key: to be confirmed, '' for nothing to confirm. later: asks headquarters, and waits."""

    check: Check
    met: tuple[Met, ...] = ()
    key: str = ""
    later: "Callable[[], Numbered] | None" = None


def asks_numbers(site: Site) -> bool:
    """Say whether this site asks, or should, for numbers at all."""
    return numbers.is_awaited(site) or numbers.current(site) is not None


def about_number(site: Site, document: Document, known: Callable[[], Sequence[Met]]) -> Numbered | None:
    """Ask the filter; None where there is no such list. It waits for nothing outside this site.

    known: what other lists say of the document; asked where the filter affirms, that nobody is told of it twice.
    Raises BadFilter, OSError.
    """
    used = numbers.in_use(site)
    if used is None:
        return Numbered(check_met(CHECK, None, ())) if numbers.is_awaited(site) else None
    told_of, held = used
    key = listed_key(document.issuing_state, document.number)
    told = _Told(Edition(LIST, told_of.number, told_of.on), _beyond_limit(site, told_of))
    if not held.may_hold(key):
        return told.met(())
    if met := tuple(known()):
        return replace(told.met(met), met=())  # a hit of the other list already
    asker = asker_of(site)
    if asker is None:
        return told.to_confirm(key)
    return replace(told.to_confirm(key, asking=True), later=partial(_confirmed, asker, key, told))


def asker_of(site: Site) -> Asker | None:
    """Return what asks headquarters, None where there is none that can be believed. Raises UnsafeAddress when asking."""
    settings = site.settings
    if settings.is_hq or not (settings.hq_url and settings.hq_key):
        return None
    return Asker(
        site.name,
        settings.hq_url,
        site.identity.sign,
        partial(verified, settings.hq_key),
        lambda: instant_text(site.clock.now()),
    )


def note(act: Act, occasion: Occasion, said: Numbered) -> None:
    """Keep what is to be confirmed of an occasion, or that nothing is any more."""
    if not said.key:
        store.confirmed(act.db, occasion.id)
        return
    row = {
        "occasion_id": occasion.id,
        "key": said.key,
        "said": json.dumps(asdict(replace(occasion, met_at=occasion.met_at or act.at))),
        "asked_at": act.at,
    }
    store.to_be_confirmed(act.db, row)


def to_be_confirmed(site: Site) -> set[str]:
    """Return the occasions that wait for headquarters' word, those of the longest wait at least."""
    rows = store.all_to_confirm(site.db, instant_text(site.clock.now()), MOST_WATCHED)
    return {row["occasion_id"] for row in rows}


def confirm_waiting(site: Site, renew: Renew) -> int:
    """Ask headquarters what waits to be confirmed, as far as it answers; return how many hits were opened.

    renew: renews what a desk was told, and says whether the traveller is still undecided; else it is a late hit.
    """
    asker, now = asker_of(site), site.clock.now()
    if asker is None:
        return 0
    opened = 0
    for row in store.all_to_confirm(site.db, instant_text(now - LEFT_TO_THE_DESK), AT_ONCE):
        try:
            answer = asker.ask(row["key"])
        except Unanswered as error:
            log.info("a number is still to be confirmed: %s", error)
            if row["asked_at"] >= instant_text(now - KEPT):
                break
            answer = None
        opened += _settle(site, row, answer, renew)
    return opened


@dataclass(frozen=True, slots=True)
class _Told:
    """Of which filter something is said. old_days: its age, where that is beyond the limit."""

    edition: Edition
    old_days: int | None

    def met(self, met: tuple[Met, ...]) -> Numbered:
        return Numbered(check_met(CHECK, self.edition, met, old_days=self.old_days), met)

    def to_confirm(self, key: str, *, asking: bool = False) -> Numbered:
        return Numbered(check_to_confirm(CHECK, self.edition, asking=asking, old_days=self.old_days), key=key)


def _confirmed(asker: Asker, key: str, told: _Told) -> Numbered:
    """Return what headquarters says, or that it does not answer."""
    try:
        answer = asker.ask(key)
    except Unanswered as error:
        log.info("a number could not be confirmed: %s", error)
        return told.to_confirm(key)
    return told.met((_met(answer),) if answer.is_listed else ())


def _settle(site: Site, row: Row, answer: Answer | None, renew: Renew) -> int:
    """Keep what headquarters said of what waited; return how many hits that opens. None: it waited too long."""
    with acting(site, SYSTEM, "late") as act:
        if store.to_confirm(act.db, row["occasion_id"]) != row:
            return 0  # settled, or asked anew, meanwhile
        store.confirmed(act.db, row["occasion_id"])
        if answer is None:
            return 0
        met = (_met(answer),) if answer.is_listed else ()
        undecided = renew(act, row["occasion_id"], partial(_renewed, met))
        for one in met:
            hits.keep(act, _occasion(row, late=not undecided), one)
        return len(met)


def _renewed(met: Sequence[Met], before: Check) -> Check:
    """Return what a desk is told now, of the same filter and its age, in place of a check to be confirmed."""
    if not any(finding.code in UNCONFIRMED for finding in before.findings):
        return before
    asked = check_met(CHECK, None, met).findings
    kept = [finding for finding in before.findings if finding.code not in UNCONFIRMED]
    return answered(CHECK, (*asked, *kept), source=before.source, edition=before.edition, as_of=before.as_of)


def _met(answer: Answer) -> Met:
    state, _, number = answer.key.partition(":")
    return met_by_number(ListedDocument(f"{LIST}:{answer.key}", state, number), answer.place)


def _occasion(row: Row, *, late: bool) -> Occasion:
    said = json.loads(row["said"])
    who = said.pop("traveller")
    traveller = Traveller(**{**who, "sex": Sex(who["sex"])})
    return Occasion(**said | ({"kind": "late"} if late else {}), traveller=traveller)


def _beyond_limit(site: Site, told_of: Filter) -> int | None:
    age = told_of.age_days(site.day_of(site.clock.now()))
    return age if age > site.settings.numbers_limit_days else None
