"""The checks of an inspection, asked side by side: none waits for another, and none can block the officer.

Each question runs in a thread of its own over the same facts. What has not answered by the deadline is stamped
`not-done: late` and shown so; its answer replaces that when it comes, while the inspection lies on the desk.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from functools import partial

from app.act import SYSTEM, Act, acting
from app.crossings import service as crossings
from app.desk import service, store
from app.site import Site
from app.travellers import service as travellers
from app.watchlist import service as watchlist
from app.web.stream import Channels
from border import inspection as rules
from border.checks import Check, not_done, stamp
from border.crossing import Direction, Outcome, Situation
from border.document import Document
from border.icao.mrz.parse import parse
from border.icao.mrz.zone import Zone
from border.traveller import Traveller
from border.visa import entry_rule, is_citizen
from border.visa_rules import Capacity
from db.database import Row

log = logging.getLogger(__name__)

DEADLINE_S = 1.5
ROUNDS = 8
EARLIER = 50
LIST_CHECKS = ("stolen-document", "listed-person")


@dataclass(frozen=True, slots=True)
class Asked:
    """What every question may look at."""

    site: Site
    row: Row
    document: Document
    traveller: Traveller
    zone: Zone | None
    situation: Situation
    day: date


Question = Callable[[Asked], Check]


def situation_of(row: Row, day: date) -> Situation:
    """Return what decides which rules hold and which terms a decision must have."""
    nationality = row["facts"]["nationality"]
    direction, capacity = Direction(row["direction"]), Capacity(row["capacity"])
    entering = direction is Direction.ENTRY
    rule = entry_rule(nationality, service.document_of(row), day, capacity) if entering else None
    return Situation(direction, is_citizen(nationality), capacity, rule)


def asked_about(site: Site, row: Row) -> Asked:
    """Return the facts of an inspection for its questions."""
    day = site.day_of(site.clock.now())
    zone = parse(row["zone"], day) if row["zone"] else None
    return Asked(
        site,
        row,
        service.document_of(row),
        service.traveller_of(row),
        zone,
        situation_of(row, day),
        day,
    )


def _stolen(asked: Asked) -> Check:
    screening = watchlist.document_hits(asked.site, asked.document)
    return rules.check_stolen(screening.meetings, screening.edition)


def _listed(asked: Asked) -> Check:
    screening = watchlist.person_hits(asked.site, asked.traveller)
    return rules.check_listed(screening.meetings, screening.edition)


def _stay(asked: Asked) -> Check:
    stay = travellers.open_stay(asked.site.db, asked.document.key)
    return rules.check_stay(stay, asked.situation, asked.day)


def _earlier(asked: Asked) -> Check:
    return rules.check_earlier(
        [_earlier_crossing(row) for row in crossings.earlier(asked.site.db, asked.document.key, EARLIER)]
    )


def _earlier_crossing(row: Row) -> rules.EarlierCrossing:
    return rules.EarlierCrossing(
        Direction(row["direction"]), Outcome(row["decision"]), date.fromisoformat(row["day"])
    )


def _minor(asked: Asked) -> Check:
    group_id = asked.row["group_id"]
    members = store.members(asked.site.db, group_id) if group_id else []
    others = [service.traveller_of(member) for member in members if member["id"] != asked.row["id"]]
    return rules.check_minor(asked.traveller, others, asked.day)


QUESTIONS: Mapping[str, Question] = {
    "check-digits": lambda asked: rules.check_digits(asked.zone),
    "validity": lambda asked: rules.check_validity(
        asked.document.valid_until, asked.situation.direction, asked.day
    ),
    "codes": lambda asked: rules.check_codes(asked.document, asked.traveller, asked.day),
    "stolen-document": _stolen,
    "listed-person": _listed,
    "stay": _stay,
    "earlier": _earlier,
    "entry-rule": lambda asked: rules.check_entry_rule(asked.situation.rule),
    "minor": _minor,
}
"""One question a check, in the order in which they are shown."""


class Checker:
    """Asks, keeps and tells the desk's pages. One a process."""

    def __init__(
        self,
        site: Site,
        channels: Channels,
        questions: Mapping[str, Question] = QUESTIONS,
        *,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._site = site
        self._channels = channels
        self._asking = questions
        self._deadline_s = deadline_s
        self._rounds = ThreadPoolExecutor(ROUNDS, "round")
        self._questions = ThreadPoolExecutor(ROUNDS * 2, "question")

    def begin(self, inspection_id: str, desk: str) -> "Future[None]":
        """Ask without waiting."""
        return self._rounds.submit(self.ask, inspection_id, desk)

    def ask(self, inspection_id: str, desk: str) -> None:
        """Ask all questions at once, keep the answers and tell the desk."""
        row = service.inspection(self._site.db, inspection_id)
        asked = asked_about(self._site, row)
        answers = {name: self._questions.submit(ask, asked) for name, ask in self._asking.items()}
        _, late = wait(answers.values(), timeout=self._deadline_s)
        self._keep(row, [_answer(name, future) for name, future in answers.items()])
        self._channels.publish(desk)
        for name, future in answers.items():
            if future in late:
                future.add_done_callback(partial(self._keep_late, row, name))

    def close(self) -> None:
        for pool in (self._rounds, self._questions):
            pool.shutdown(wait=False, cancel_futures=True)

    def _keep(self, row: Row, checks: list[Check]) -> None:
        with acting(self._site, SYSTEM) as act:
            if store.keep_checks(act.db, row["id"], row["round"], act.at, stamp(checks)):
                _note_hits(act, row, checks)

    def _keep_late(self, row: Row, name: str, future: "Future[Check]") -> None:
        if not future.cancelled():
            self._keep(row, [_answer(name, future)])
            self._channels.publish(row["desk"])


def _answer(name: str, future: "Future[Check]") -> Check:
    if not future.done():
        return not_done(name, "late", source="post")
    error = future.exception()
    if error is not None:
        log.error("check %s failed: %s", name, type(error).__name__, exc_info=error)
        return not_done(name, "failed", source="post")
    return future.result()


def _note_hits(act: Act, row: Row, checks: list[Check]) -> None:
    """Record each meeting with a list once, so that headquarters hears of it whatever is decided."""
    if any(check.name in LIST_CHECKS and check.findings for check in checks):
        watchlist.ask(act, row["id"], row["desk"], service.document_of(row), service.traveller_of(row))
