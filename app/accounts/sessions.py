"""Sessions: who is at work in which browser, locked when left alone, over after a shift.

The browser holds a random token, the database its digest. Nothing here is journaled but that a session was opened
and closed.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta

from app.accounts import store
from app.act import SYSTEM, Act, Who, acting
from app.session import Session
from app.site import Site
from appliance.clock import instant_of, instant_text
from border.permissions import Role
from db.database import Row

PIN_TRIES = 3
"""Wrong PINs after which a locked session asks for the password."""

LONGEST_PLACE = 120


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(act: Act, place: str) -> str:
    """Open a session for the actor and return its token, which is nowhere else. place: browser and address."""
    token = secrets.token_urlsafe(32)
    session_id = act.new_id()
    row = {
        "id": session_id,
        "token_digest": digest_of(token),
        "account_id": act.who.account_id,
        "opened_at": act.at,
        "seen_at": act.at,
        "place": place[:LONGEST_PLACE],
    }
    store.open_session(act.db, row)
    act.record("session.opened", {"session_id": session_id, "account_id": act.who.account_id})
    return token


def session_of(site: Site, token: str) -> Session | None:
    """Return the session of a token; None where it is over, or the account was closed."""
    row = store.session(site.db, digest_of(token))
    if row is None:
        return None
    opened_at, now = instant_of(row["opened_at"]), site.clock.now()
    if now - opened_at >= timedelta(seconds=site.settings.session_max_s):
        return None
    return _session(row, opened_at, now, site.settings.lock_after_s)


def is_open(site: Site, session_id: str) -> bool:
    """Whether a session was not ended since; for streams, which outlive the request that opened them."""
    return store.session_is_open(site.db, session_id)


def seen(site: Site, session: Session) -> None:
    """Note that the person is at work. Written down only now and then: every write waits for the disk."""
    step = timedelta(seconds=site.settings.lock_after_s / 20)
    if abs(site.clock.now() - session.seen_at) >= step:
        with acting(site, session.who) as act:
            store.seen(act.db, session.id, act.at)


def lock(site: Site, session: Session) -> None:
    """Lock a session at once: the officer leaves the desk."""
    with acting(site, session.who) as act:
        store.lock_session(act.db, session.id)


def leave_notices(site: Site, session: Session, notices: list[tuple[str, str]]) -> None:
    """Keep what the next page is to tell, in place of what was kept before."""
    with acting(site, session.who) as act:
        store.keep_notices(act.db, session.id, notices)


def sign_out(site: Site, session: Session) -> None:
    with acting(site, session.who, "signed-out") as act:
        end(act, session.id, session.who.account_id)


def sign_out_elsewhere(site: Site, session: Session, session_id: str) -> None:
    """End another session of the same person; one that is gone, or somebody else's, is left alone."""
    with acting(site, session.who, "signed-out-elsewhere") as act:
        if any(row["id"] == session_id for row in store.sessions_of(act.db, session.who.account_id)):
            end(act, session_id, session.who.account_id)


def own_sessions(site: Site, session: Session) -> list[Row]:
    return store.sessions_of(site.db, session.who.account_id)


def end(act: Act, session_id: str, account_id: str) -> None:
    """End one session; from this commit on its token opens nothing. The act's reason says why."""
    if store.end_session(act.db, session_id):
        act.record("session.closed", {"session_id": session_id, "account_id": account_id})


def end_all(act: Act, account_id: str, but: str = "") -> None:
    """End every session of an account, but for one where its id is given."""
    for row in store.sessions_of(act.db, account_id):
        if row["id"] != but:
            end(act, row["id"], account_id)


def end_old(site: Site) -> None:
    """End the sessions that are past the longest shift. They open nothing any more; this clears them away."""
    oldest = site.clock.now() - timedelta(seconds=site.settings.session_max_s)
    if store.sessions_opened_before(site.db, instant_text(oldest)):
        with acting(site, SYSTEM, "shift-over") as act:
            for row in store.sessions_opened_before(act.db, instant_text(oldest)):
                end(act, row["id"], row["account_id"])


def _session(row: Row, opened_at: datetime, now: datetime, lock_after_s: int) -> Session:
    seen_at = instant_of(row["seen_at"])
    return Session(
        id=row["id"],
        who=Who(row["account_id"], row["username"], row["name"], Role(row["role"])),
        theme=row["theme"],
        language=row["language"],
        opened_at=opened_at,
        seen_at=seen_at,
        locked=bool(row["locked"]) or now - seen_at >= timedelta(seconds=lock_after_s),
        takes_pin=bool(row["has_pin"]) and row["pin_tries"] < PIN_TRIES,
        must_change=bool(row["must_change"]),
        notices=tuple((level, text) for level, text in json.loads(row["notices"])),
    )
