"""The checks of an inspection, asked side by side: none waits for another, and none can block the officer.

Each question runs in threads of its own over the same facts. What has not answered by the deadline is stamped
`not-done: late` and shown so; its answer replaces that when it comes, while the inspection lies on the desk.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from app.act import SYSTEM, Act, acting
from app.crossings import service as crossings
from app.desk import company, service, store
from app.desk.confirmed import worries
from app.desk.service import Face
from app.posts import service as posts
from app.site import Site
from app.travellers import service as travellers
from app.watchlist import service as watchlist
from app.watchlist.service import Numbered, Occasion, Screened
from app.web.stream import Channels
from border import checks
from border import inspection as rules
from border.checks import Check, Finding, answered, findings_of, from_stamp, not_done, stamp
from border.correction import differences
from border.crossing import Direction, Outcome, ReferralReason, Situation
from border.document import Document, DocumentType
from border.errors import Fact
from border.hit import UNCONFIRMED
from border.icao.mrz.parse import parse
from border.icao.mrz.zone import Zone
from border.traveller import Traveller
from border.visa import entry_rule, is_citizen
from border.visa_rules import Capacity
from db.database import Row

log = logging.getLogger(__name__)

DEADLINE_S = 1.5
ROUNDS = 8
AT_ONCE = 2
"""Travellers about whom one question is asked at the same time."""

EARLIER = 50
MOST_OFFERED = 3


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

    @property
    def faces(self) -> list[Face]:
        return service.faces_of(self.row, self.zone)


@dataclass(frozen=True, slots=True)
class ScreenedAll:
    """A list's answer about everything an inspection has said of its document and bearer, as one check."""

    check: Check
    parts: tuple[tuple[Face, Screened], ...]


Answer = Check | ScreenedAll | Numbered
Question = Callable[[Asked], Answer | None]
"""None where there is nothing to ask."""


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


def _stolen(asked: Asked) -> Answer:
    return of_all(asked, lambda face: watchlist.screen_document(asked.site, face.document))


def _listed(asked: Asked) -> Answer:
    direction = asked.situation.direction
    return of_all(
        asked, lambda face: watchlist.screen_person(asked.site, face.document, face.traveller, direction)
    )


def of_all(asked: Asked, screen: Callable[[Face], Screened]) -> ScreenedAll:
    """Ask a list about what is shown, what the zone says and what was shown before; the heaviest answer counts."""
    parts = tuple((face, screen(face)) for face in asked.faces)
    first = parts[0][1].check
    found: dict[tuple[str, Fact], Finding] = {}
    for finding in findings_of(one.check for _, one in parts):
        found.setdefault((finding.code, finding.facts.get("entry", finding.facts.get("name"))), finding)
    check = answered(
        first.name,
        found.values(),
        source=first.source,
        edition=first.edition,
        as_of=first.as_of,
        why=next((one.check.why for _, one in parts if one.check.why), ""),
    )
    return ScreenedAll(check, parts)


def _digits(asked: Asked) -> Check:
    shown, zone = Face(asked.document, asked.traveller), asked.zone
    read = service.from_zone(zone, asked.row["read_by"], None) if zone else None
    of_zone = Face(read.document, read.traveller) if read else None
    typed = (
        differences((of_zone.document, of_zone.traveller), (shown.document, shown.traveller))
        if of_zone
        else ()
    )
    as_read = asked.row["zone_read"] or ()  # a confirmed correction says so itself
    before = [] if as_read else [one.said for one in asked.faces if one not in (shown, of_zone)]
    return rules.check_digits(zone, as_read, typed=typed, before=before)


def _numbered(asked: Asked) -> Answer | None:
    """Ask for every number that this inspection has had; the first against which something stands counts."""
    documents = {face.document.key: face.document for face in reversed(asked.faces)}
    said = [watchlist.screen_number(asked.site, document) for document in documents.values()]
    answers = [one for one in reversed(said) if one is not None]
    against = (one for one in answers if one.check.answer is not checks.Answer.CLEAR)
    return next(against, answers[0] if answers else None)


def _stay(asked: Asked) -> Check:
    stay = travellers.open_stay(asked.site.db, asked.document.key)
    offered = _offered(asked) if stay is None and asked.situation.direction is Direction.EXIT else []
    return rules.check_stay(stay, asked.situation, asked.day, offered=offered)


def _offered(asked: Asked) -> list[rules.OfferedStay]:
    """Return open stays of the same name and birth under other documents, for the officer to ask about."""
    db, who = asked.site.db, asked.traveller
    rows = travellers.offered_stays(db, who.surname, who.given_names, who.date_of_birth)
    return [
        rules.OfferedStay(
            Document(DocumentType(row["type"]), row["issuing_state"], row["number"]),
            travellers.stay_of({**row, "exited_on": None}),
            posts.title(db, asked.site.name, row["entered_node"]),
        )
        for row in rows
        if row["document_id"] != asked.document.key
    ][:MOST_OFFERED]


def _earlier(asked: Asked) -> Check:
    rows = crossings.earlier(asked.site.db, asked.document.key, EARLIER)
    known = [_earlier_crossing(row) for row in rows if not row["voided"]]
    return rules.check_earlier(known, _waiting(asked))


def _waiting(asked: Asked) -> rules.Waiting | None:
    """Return the referral that the document waits on, None where it was brought from the second line, or none is open."""
    site, row = asked.site, asked.row
    referral = service.referral_of(site.db, site.name, row, asked.day)
    if referral is None or referral["id"] == row["referral_id"]:
        return None
    since = site.local(datetime.fromisoformat(referral["opened_at"]))
    return rules.Waiting(since.date(), since.strftime("%H:%M"), ReferralReason(referral["reason"]))


def _earlier_crossing(row: Row) -> rules.EarlierCrossing:
    return rules.EarlierCrossing(
        Direction(row["direction"]), Outcome(row["decision"]), date.fromisoformat(row["day"])
    )


def asked_here(site: Site) -> tuple[str, ...]:
    """Return the names of the checks that a traveller waits for at this site, in the order in which they are shown."""
    return rules.CHECKS + (rules.WHERE_LISTED if watchlist.asks_numbers(site) else ())


QUESTIONS: Mapping[str, Question] = {
    "check-digits": _digits,
    "validity": lambda asked: rules.check_validity(
        asked.document.valid_until, asked.situation.direction, asked.day, asked.document.type
    ),
    "codes": lambda asked: rules.check_codes(asked.document, asked.traveller, asked.day),
    "stolen-document": _stolen,
    "listed-person": _listed,
    "stay": _stay,
    "earlier": _earlier,
    "entry-rule": lambda asked: rules.check_entry_rule(asked.situation.rule),
    "minor": lambda asked: company.check_minor(asked.site.db, asked.row, asked.day),
    "listed-number": _numbered,
}
"""One question a check, in the order in which they are shown."""


class Checker:
    """Asks, keeps and tells the desk's pages. One a process.

    Each question has threads of its own: one that hangs keeps no other waiting, for this traveller or the next.
    """

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
        self._threads = {name: ThreadPoolExecutor(AT_ONCE, name) for name in questions}
        self._far = ThreadPoolExecutor(ROUNDS, "far")

    def begin(self, inspection_id: str, desk: str) -> "Future[None]":
        """Ask without waiting."""
        asking = self._rounds.submit(self.ask, inspection_id, desk)
        asking.add_done_callback(partial(_log_failure, inspection_id))
        return asking

    def ask(self, inspection_id: str, desk: str) -> None:
        """Ask all questions at once, keep the answers and tell the desk.

        Whatever goes wrong is logged under a number; then nothing was asked, and the desk says so.
        """
        row = service.inspection(self._site.db, inspection_id)
        try:
            self._ask(row)
        except Exception:  # the officer must not wait for good
            log.exception(
                "fault F-%s: inspection %s was not checked", secrets.token_hex(4).upper(), row["id"]
            )
            self._keep_failed(row)
        self._channels.publish(desk)

    def close(self) -> None:
        for pool in (self._rounds, self._far, *self._threads.values()):
            pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, row: Row) -> None:
        asked = asked_about(self._site, row)
        answers = {name: self._threads[name].submit(ask, asked) for name, ask in self._asking.items()}
        _, late = wait(answers.values(), timeout=self._deadline_s)
        self._keep(row, [answer for name, future in answers.items() if (answer := _answer(name, future))])
        for name, future in answers.items():
            if future in late:
                future.add_done_callback(partial(self._keep_late, row, name))

    def _keep(self, row: Row, answers: list[Answer]) -> None:
        """Keep answers, and let headquarters be asked, meanwhile, what can be said better later."""
        with acting(self._site, SYSTEM) as act:
            _kept(act, row, answers)
        for answer in answers:
            if isinstance(answer, Numbered) and answer.later:
                asked = self._far.submit(answer.later)
                asked.add_done_callback(partial(self._keep_late, row, answer.check.name))

    def _keep_failed(self, row: Row) -> None:
        failed = [not_done(name, "failed", source="post") for name in asked_here(self._site)]
        with acting(self._site, SYSTEM) as act:
            if service.inspection(act.db, row["id"])["asking"] == row["asking"]:
                store.keep_checks(act.db, row["id"], act.at, stamp(_still_met(act, row, failed)))

    def _keep_late(self, row: Row, name: str, future: "Future[Any]") -> None:
        if not future.cancelled() and (answer := _answer(name, future)):
            self._keep(row, [answer])
            self._channels.publish(row["desk"])


def _answer(name: str, future: "Future[Answer | None]") -> Answer | None:
    if not future.done():
        return not_done(name, "late", source="post")
    error = future.exception()
    if error is not None:
        log.error("check %s failed: %s", name, type(error).__name__, exc_info=error)
        return not_done(name, "failed", source="post")
    return future.result()


def _kept(act: Act, row: Row, answers: list[Answer]) -> None:
    """Keep answers, and tell headquarters of hits. What finds more than a page has shown lets that page decide no more.

    A hit found after the decision is a hit all the same; what a misread or changed document met is none.
    """
    now = service.inspection(act.db, row["id"])
    if now["asking"] != row["asking"]:
        return
    for answer in answers:
        _note(act, now, answer)
    if now["state"] != "open":
        return
    shown = worries(act, row["id"])
    fresh = [answer if isinstance(answer, Check) else answer.check for answer in answers]
    store.keep_checks(act.db, row["id"], act.at, stamp(_still_met(act, row, fresh)))
    company.renew_around(act, now)
    if now["checked_at"] and not worries(act, row["id"]) <= shown:
        store.look_again(act.db, row["id"])


def _note(act: Act, row: Row, answer: Answer) -> None:
    """Keep the hits of an answer, or what headquarters has to confirm first."""
    if isinstance(answer, ScreenedAll):
        for face, screened in answer.parts:
            watchlist.note(act, _occasion(row, face), screened)
    elif isinstance(answer, Numbered):
        occasion = _occasion(row, Face(service.document_of(row), service.traveller_of(row)))
        if row["state"] == "decided":  # while headquarters was being asked
            occasion = replace(occasion, kind="late", met_at=row["checked_at"] or "")
        watchlist.note(act, occasion, answer)


def _still_met(act: Act, row: Row, fresh: list[Check]) -> list[Check]:
    """Return checks in which a list that could not be asked again takes nothing back of what it said before.

    So does headquarters, where it does not answer again.
    """
    kept = {check.name: check for check in from_stamp(store.checks_of(act.db, row["id"]))}
    met = {name for name, check in kept.items() if check.answer is checks.Answer.ALARM}
    return [
        replace(kept[check.name], why=check.why) if check.name in met and _is_unsaid(check) else check
        for check in fresh
    ]


def _is_unsaid(check: Check) -> bool:
    return check.answer is checks.Answer.NOT_DONE or any(one.code in UNCONFIRMED for one in check.findings)


def _occasion(row: Row, face: Face) -> Occasion:
    return Occasion(row["id"], row["desk"], face.document.key, face.traveller, direction=row["direction"])


def _log_failure(inspection_id: str, asking: "Future[None]") -> None:
    if not asking.cancelled() and (error := asking.exception()):
        log.error("inspection %s could not be checked", inspection_id, exc_info=error)
