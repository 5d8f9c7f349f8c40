"""Replication between sites: what a post sends of its journal, what headquarters accepts, and what it tells posts.

A batch is believed after its signature, under the key headquarters enrolled the post with, and unpacked only then.
"""

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from app.editions import service as editions
from app.numbers import service as numbers
from app.posts import service as posts
from app.site import Site
from appliance.clock import instant_of, instant_text
from appliance.identity import require_public_key, verified
from appliance.settings import Settings
from border.errors import BorderError
from db.database import Database
from sync import apply, downlink, pull, receive, shelf, signed, status, wire
from sync import editions as fetch
from sync.apply import FAULTS, Meaning
from sync.downlink import Packet
from sync.editions import EDITIONS, NUMBERS, Fetcher, Fetching, Unfetched, Wanted
from sync.link import Link
from sync.pull import Hearing, Puller
from sync.push import Pusher, progress
from sync.question import Answer, Question
from sync.receive import BatchRefused, Receipt
from sync.shelf import NoSuchFile, Slice
from sync.status import Backlog, Contact

log = logging.getLogger(__name__)


class UnknownSite(Exception):
    """A batch of a post that is not enrolled here, or that names another than the address does."""

    number = "R101"


class BadSignature(Exception):
    """A batch that the post's enrolled key did not sign."""

    number = "R102"


class Stale(Exception):
    """A request that is older, or younger, than clocks may differ: it may be a recording."""

    number = "R103"


STALE = timedelta(days=1)
INCOMING = {EDITIONS: "incoming", NUMBERS: "incoming-numbers"}
"""The folders beside a post's lists for files that are coming in."""


@dataclass(frozen=True, slots=True)
class PostAge:
    """A post as headquarters sees it: title, contact, and the age of its data in seconds, None before any."""

    title: str
    contact: Contact
    age_s: float | None


def accept(site: Site, name: str, lines: Mapping[str, str], body: bytes) -> Receipt:
    """Take a batch that came for headquarters. lines: the header lines of the request.

    Raises UnknownSite, BadSignature, BadBatch, BatchRefused, DatabaseUnusable; then nothing of it is kept.
    """
    header = wire.header_of(lines)
    _require_post(site.db, name, header, lines)
    events = wire.unpack(header, body)
    at = instant_text(site.clock.now())
    try:
        return receive.take(site.db, header, events, meaning(site), at)
    except BatchRefused as refused:
        if not isinstance(refused, receive.Gap):
            receive.note_refusal(site.db, name, refused.code, at)
        raise


def told(site: Site, name: str, lines: Mapping[str, str]) -> tuple[Packet, bytes]:
    """Answer a post's request with what it is to hear, and headquarters' signature.

    Raises BadLines, UnknownSite, BadSignature, Stale, NotThere, DatabaseUnusable.
    """
    ask = signed.read(downlink.Ask, lines)
    _require_post(site.db, name, ask, lines)
    _require_fresh(site, ask.sent_at)
    packet = downlink.packed(site.db, ask, site.name)
    return packet, site.identity.sign(packet.header.message())


def manifest(site: Site, name: str, path: str, after: int, lines: Mapping[str, str]) -> bytes | None:
    """Return the signed manifest of the edition that a post with edition `after` goes on with; None where there is none.

    path: of the request. Raises BadLines, UnknownSite, BadSignature, Stale.
    """
    _require_request(site, name, path, lines)
    return editions.manifest_for(site, after)


def slice_of(site: Site, name: str, path: str, file: str, lines: Mapping[str, str]) -> Slice:
    """Return the part of an edition's file that a post asks for. path: of the request, which ends in the file.

    Raises BadLines, UnknownSite, BadSignature, Stale, NoSuchFile, FileChanged, BadRange.
    """
    _require_request(site, name, path, lines)
    found = editions.wire_file(site, file)
    if found is None:
        raise NoSuchFile(f"there is no {file}")
    return shelf.slice_of(found, lines)


def numbers_manifest(site: Site, name: str, path: str, after: int, lines: Mapping[str, str]) -> bytes | None:
    """Return the signed manifest of the filter for a post that uses filter `after`; None where there is nothing newer.

    path: of the request. Raises BadLines, UnknownSite, BadSignature, Stale.
    """
    _require_request(site, name, path, lines)
    return numbers.manifest_for(site, after)


def numbers_slice(site: Site, name: str, path: str, file: str, lines: Mapping[str, str]) -> Slice:
    """Return the part of a filter's file that a post asks for. Raises as `slice_of`."""
    _require_request(site, name, path, lines)
    found = numbers.file_of(site, file)
    if found is None:
        raise NoSuchFile(f"there is no {file}")
    return shelf.slice_of(found, lines)


def confirmed(site: Site, name: str, lines: Mapping[str, str]) -> tuple[Answer, bytes]:
    """Answer a post's question whether a number is listed, and headquarters' signature.

    Raises BadLines, UnknownSite, BadSignature, Stale, NoSuchFile where headquarters has no list of numbers, OSError.
    """
    question = signed.read(Question, lines)
    _require_post(site.db, name, question, lines)
    _require_fresh(site, question.sent_at)
    said = numbers.listed_at(site, question.key)
    if said is None:
        raise NoSuchFile("there is no list of numbers")
    answer = Answer(name, question.key, question.sent_at, said[0], int(said[1]))
    return answer, site.identity.sign(answer.message())


def _require_request(site: Site, name: str, path: str, lines: Mapping[str, str]) -> None:
    request = signed.read(shelf.Request, lines)
    _require_post(site.db, name, request, lines)
    if request.path != path:
        raise BadSignature(f"{name} signed another address")
    _require_fresh(site, request.sent_at)


def _require_fresh(site: Site, sent_at: str) -> None:
    """Raises Stale."""
    try:
        away = site.clock.now() - instant_of(sent_at)
    except ValueError as error:
        raise Stale(f"{sent_at} is no instant") from error
    if abs(away) > STALE:
        raise Stale(f"the request says it is of {sent_at}")


def pusher_of(site: Site, answered: Callable[[], None] = lambda: None) -> Pusher | None:
    """Return what sends this site's journal up; None where there is nowhere to send it. Raises UnsafeAddress.

    answered: called whenever headquarters has taken all there was.
    """
    if site.settings.is_hq or not site.settings.hq_url:
        return None
    return Pusher(
        site.db,
        site.name,
        Link(site.settings.hq_url),
        sign=site.identity.sign,
        now=lambda: instant_text(site.clock.now()),
        chance=random.random,
        answered=answered,
    )


def is_told(site: Site) -> bool:
    """Say whether something comes down to this site that it can believe. Raises BadKey."""
    settings = site.settings
    if settings.hq_key:
        require_public_key(settings.hq_key)
    return bool(not settings.is_hq and settings.hq_url and settings.hq_key)


def puller_of(site: Site, come: Callable[[], None] = lambda: None) -> Puller:
    """Return what hears headquarters, at a site that is told. come: called after something new. Raises UnsafeAddress."""
    post = pull.Post(
        site.name,
        sign=site.identity.sign,
        is_hq=partial(verified, site.settings.hq_key),
        meaning=partial(meaning, site),
        now=lambda: instant_text(site.clock.now()),
        chance=random.random,
    )
    return Puller(site.db, post, Link(site.settings.hq_url), come)


def fetcher_of(site: Site) -> Fetcher:
    """Return what fetches editions, at a site that is told. Raises UnsafeAddress."""
    post = fetch.Post(
        site.name,
        site.settings.lists / INCOMING[EDITIONS],
        sign=site.identity.sign,
        after=partial(editions.ask_after, site),
        choose=partial(_choose, site),
        take_up=partial(_take_up, site),
        now=lambda: instant_text(site.clock.now()),
        chance=random.random,
    )
    return Fetcher(site.db, post, Link(site.settings.hq_url))


def numbers_fetcher_of(site: Site) -> Fetcher:
    """Return what fetches filters of numbers, at a site that is told. Raises UnsafeAddress."""
    post = fetch.Post(
        site.name,
        site.settings.lists / INCOMING[NUMBERS],
        sign=site.identity.sign,
        after=partial(numbers.after, site),
        choose=partial(_choose_numbers, site),
        take_up=partial(_take_up_numbers, site),
        now=lambda: instant_text(site.clock.now()),
        chance=random.random,
        what=NUMBERS,
    )
    return Fetcher(site.db, post, Link(site.settings.hq_url))


def fetching(db: Database, settings: Settings, what: str = EDITIONS) -> tuple[Fetching, int]:
    """Return how the fetching of editions (or of numbers) stands, and how much of the file is here, in percent."""
    at = fetch.fetching(db, settings.name, what)
    return at, 100 * fetch.here(settings.lists / INCOMING[what], at.wanted) // max(1, at.bytes)


def _choose(site: Site, signed: bytes) -> Wanted | None:
    """Return what to fetch for a manifest, None for nothing. Raises Unfetched."""
    try:
        found = editions.wanted(site, signed)
    except editions.Refused as refused:
        raise Unfetched("refused") from refused
    return found and Wanted(found[0], found[1].bytes, found[1].sha256)


def _take_up(site: Site, signed: bytes, file: Path) -> None:
    """Use an edition whose file is here; what is refused for what is in it is not asked for again. Raises Unfetched."""
    try:
        editions.take_up(site, signed, file)
    except (editions.Refused, editions.Held) as refused:
        log.warning("edition not taken up: %s", refused)
    except (editions.PreparationFailed, OSError) as error:
        log.warning("edition not made ready: %s", error)
        raise Unfetched("not-prepared") from error


def _choose_numbers(site: Site, signed: bytes) -> Wanted | None:
    try:
        found = numbers.wanted(site, signed)
    except numbers.Refused as refused:
        raise Unfetched("refused") from refused
    return Wanted(found.name, found.wire.bytes, found.wire.sha256) if found else None


def _take_up_numbers(site: Site, signed: bytes, file: Path) -> None:
    try:
        numbers.take_up(site, signed, file)
    except (numbers.Refused, numbers.Held) as refused:
        log.warning("filter not taken up: %s", refused)
    except OSError as error:
        log.warning("filter not made ready: %s", error)
        raise Unfetched("not-prepared") from error


def hearing(db: Database, site: str) -> Hearing:
    """Return how far this post has heard headquarters."""
    return pull.hearing(db, site)


def meaning(site: Site, hq: str | None = None) -> Meaning:
    """Return what the events of others lead to here; what a rule refuses is set aside as well.

    hq: at a post, the name of headquarters, which alone speaks to it.
    """
    faults = (*FAULTS, BorderError)
    if site.settings.is_hq:
        return Meaning(site.projections, faults)
    heard = hq if hq is not None else hearing(site.db, site.name).hq
    return Meaning(site.projections, faults, downlink.may_be_heard(heard))


def retry_set_aside(site: Site) -> int:
    """Project what an older program could not; return how many events."""
    with site.db.transaction():
        return apply.retry(site.db, meaning(site))


def backlog(db: Database, site: str) -> Backlog:
    """Return what this post has recorded and headquarters does not have yet."""
    return status.backlog(db, site)


def posts_by_age(db: Database, now: datetime) -> list[PostAge]:
    """Return every enrolled post, by name, with the age of what headquarters has of it."""
    titles = {row["name"]: row["title"] for row in posts.sites(db)}
    return [
        PostAge(titles[contact.node], contact, _age_s(contact.as_of, now)) for contact in status.contacts(db)
    ]


def set_aside(db: Database) -> int:
    """Return how many events wait for an upgrade."""
    return sum(apply.set_aside(db).values())


def push_fault(db: Database, site: str) -> str | None:
    """Return why headquarters takes nothing from this post until somebody mends it, in English; None otherwise.

    A link that is down is no such fault: it passes by itself.
    """
    at = progress(db, site)
    return at.why if at.stopped or at.fault == "unknown-site" else None


def _age_s(as_of: str | None, now: datetime) -> float | None:
    return None if as_of is None else max(0.0, (now - instant_of(as_of)).total_seconds())


class _Signed(Protocol):
    """Header lines of a post."""

    @property
    def site(self) -> str: ...
    def message(self) -> bytes: ...


def _require_post(db: Database, name: str, said: _Signed, lines: Mapping[str, str]) -> None:
    """Require that an enrolled post signed these lines, and under its own address. Raises UnknownSite, BadSignature."""
    known = posts.site(db, name)
    if known is None or known["role"] != "post" or said.site != name:
        raise UnknownSite(f"no post {name} is enrolled here")
    if not verified(known["public_key"], signed.signature_in(lines), said.message()):
        raise BadSignature(f"the key of {name} did not sign this")
