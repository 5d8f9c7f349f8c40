"""Replication between sites: what a post sends of its journal, and what headquarters accepts.

A batch is believed after its signature, under the key headquarters enrolled the post with, and unpacked only then.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.posts import service as posts
from app.site import Site
from appliance.clock import instant_of, instant_text
from appliance.identity import verified
from border.errors import BorderError
from db.database import Database
from sync import apply, receive, status, wire
from sync.apply import FAULTS, Meaning
from sync.link import Link
from sync.push import Pusher, progress
from sync.receive import BatchRefused, Receipt
from sync.status import Backlog, Contact


class UnknownSite(Exception):
    """A batch of a post that is not enrolled here, or that names another than the address does."""

    number = "R101"


class BadSignature(Exception):
    """A batch that the post's enrolled key did not sign."""

    number = "R102"


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
    known = posts.site(site.db, name)
    if known is None or known["role"] != "post" or header.site != name:
        raise UnknownSite(f"no post {name} is enrolled here")
    if not verified(known["public_key"], _signature(lines), header.message()):
        raise BadSignature(f"the key of {name} did not sign this")
    events = wire.unpack(header, body)
    at = instant_text(site.clock.now())
    try:
        return receive.take(site.db, header, events, meaning(site), at)
    except BatchRefused as refused:
        if not isinstance(refused, receive.Gap):
            receive.note_refusal(site.db, name, refused.code, at)
        raise


def pusher_of(site: Site) -> Pusher | None:
    """Return what sends this site's journal up; None where there is nowhere to send it. Raises UnsafeAddress."""
    if site.settings.is_hq or not site.settings.hq_url:
        return None
    return Pusher(
        site.db,
        site.name,
        Link(site.settings.hq_url),
        sign=site.identity.sign,
        now=lambda: instant_text(site.clock.now()),
        chance=random.random,
    )


def meaning(site: Site) -> Meaning:
    """Return what a post's events lead to at headquarters; what a rule refuses is set aside as well."""
    return Meaning(site.projections, (*FAULTS, BorderError))


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


def _signature(lines: Mapping[str, str]) -> bytes:
    """Return the signature, or bytes that nobody's key has made."""
    try:
        return bytes.fromhex(lines.get("Mpaka-Signature", ""))
    except ValueError:
        return b""
