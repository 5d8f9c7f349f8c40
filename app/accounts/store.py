"""The rows of accounts, their secrets, sessions and tries."""

import json
from collections.abc import Sequence

from app import own
from db.database import Database, Row
from sync.journal import Event


def account_opened(db: Database, event: Event) -> None:
    payload = event.payload
    db.run(
        OPEN,
        id=payload["account_id"],
        node=event.node,
        username=payload["username"],
        name=payload["name"],
        role=payload["role"],
        opened_at=event.at,
    )


def account_role_given(db: Database, event: Event) -> None:
    own.change(db, event, GIVE_ROLE, id=event.payload["account_id"], role=event.payload["role"])


def account_locked(db: Database, event: Event) -> None:
    own.change(db, event, SET_STATE, id=event.payload["account_id"], state="locked")


def account_unlocked(db: Database, event: Event) -> None:
    own.change(db, event, SET_STATE, id=event.payload["account_id"], state="open")


def account_closed(db: Database, event: Event) -> None:
    own.change(db, event, CLOSE, id=event.payload["account_id"], at=event.at, why=event.payload["why"])


def account_preferred(db: Database, event: Event) -> None:
    payload = event.payload
    own.change(
        db, event, PREFER, id=payload["account_id"], theme=payload["theme"], language=payload["language"]
    )


def session_opened(db: Database, event: Event) -> None:
    own.change(db, event, SIGNED_IN, id=event.payload["account_id"], at=event.at)


def account(db: Database, node: str, account_id: str) -> Row | None:
    return db.one(ACCOUNT, node=node, id=account_id)


def account_named(db: Database, node: str, username: str) -> Row | None:
    """Return the account with its password's hash."""
    return db.one(ACCOUNT_NAMED, node=node, username=username)


def username_is_taken(db: Database, node: str, username: str) -> bool:
    return db.value(USERNAME_TAKEN, node=node, username=username) is not None


def accounts(db: Database, node: str, *, state: str, sort: str, limit: int, offset: int) -> list[Row]:
    """state: '' for all. sort: name, username, role, state or signed_in_at (the latest first)."""
    return db.all(ACCOUNTS, node=node, state=state, sort=sort, limit=limit, offset=offset)


def count(db: Database, node: str, state: str) -> int:
    return int(db.value(COUNT, node=node, state=state))


def administrators(db: Database, node: str) -> int:
    """Return how many accounts that are not closed may manage accounts."""
    return int(db.value(ADMINISTRATORS, node=node))


def keep_password(db: Database, account_id: str, password_hash: str, *, must_change: bool) -> None:
    """Keep a password; a PIN that was set before it goes."""
    db.run(KEEP_CREDENTIALS, account_id=account_id, password_hash=password_hash, must_change=int(must_change))


def renew_hash(db: Database, account_id: str, password_hash: str) -> None:
    db.run(RENEW_HASH, account_id=account_id, password_hash=password_hash)


def must_change(db: Database, account_id: str) -> bool:
    return bool(db.value(MUST_CHANGE, account_id=account_id))


def pin_hash(db: Database, account_id: str) -> str | None:
    kept: str | None = db.value(PIN_HASH, account_id=account_id)
    return kept


def keep_pin(db: Database, account_id: str, pin_hash: str) -> None:
    db.run(KEEP_PIN, account_id=account_id, pin_hash=pin_hash)


def open_session(db: Database, row: Row) -> None:
    db.insert("sessions", row)


def session(db: Database, token_digest: str) -> Row | None:
    return db.one(SESSION, token_digest=token_digest)


def session_is_open(db: Database, session_id: str) -> bool:
    return db.value(SESSION_IS_OPEN, id=session_id) is not None


def sessions_of(db: Database, account_id: str) -> list[Row]:
    return db.all(SESSIONS_OF, account_id=account_id)


def sessions_opened_before(db: Database, at: str) -> list[Row]:
    return db.all(SESSIONS_OPENED_BEFORE, at=at)


def seen(db: Database, session_id: str, at: str) -> None:
    db.run(SEEN, id=session_id, at=at)


def lock_session(db: Database, session_id: str) -> None:
    db.run(LOCK_SESSION, id=session_id)


def unlock_session(db: Database, session_id: str, at: str) -> None:
    db.run(UNLOCK_SESSION, id=session_id, at=at)


def count_pin_try(db: Database, session_id: str, most: int) -> bool:
    """Count a try of the PIN; False, and nothing counted, where none is left."""
    return db.run(COUNT_PIN_TRY, id=session_id, most=most) == 1


def keep_notices(db: Database, session_id: str, notices: Sequence[Sequence[str]]) -> None:
    db.run(KEEP_NOTICES, id=session_id, notices=json.dumps(notices))


def end_session(db: Database, session_id: str) -> bool:
    """Delete a session; False where it was gone already."""
    return db.run(END_SESSION, id=session_id) == 1


def failures(db: Database, name_digest: str) -> Row | None:
    return db.one(FAILURES, name_digest=name_digest)


def count_failure(db: Database, name_digest: str, failures: int, at: str) -> None:
    db.run(COUNT_FAILURE, name_digest=name_digest, failures=failures, at=at)


def forget_failures(db: Database, name_digest: str) -> None:
    db.run(FORGET_FAILURES, name_digest=name_digest)


def forget_failures_before(db: Database, at: str) -> None:
    db.run(FORGET_FAILURES_BEFORE, at=at)


OPEN = """
    insert into accounts (id, node, username, name, role, state, theme, language, opened_at)
    values (:id, :node, :username, :name, :role, 'open', 'day', 'en', :opened_at)
"""

GIVE_ROLE = """
    update accounts
       set role = :role
     where id = :id
       and node = :node
"""

SET_STATE = """
    update accounts
       set state = :state
     where id = :id
       and node = :node
"""

CLOSE = """
    update accounts
       set state = 'closed',
           closed_at = :at,
           closed_why = :why
     where id = :id
       and node = :node
"""

PREFER = """
    update accounts
       set theme = :theme,
           language = :language
     where id = :id
       and node = :node
"""

SIGNED_IN = """
    update accounts
       set signed_in_at = :at
     where id = :id
       and node = :node
"""

ACCOUNT = """
    select id, username, name, role, state, theme, language, opened_at, signed_in_at, closed_at, closed_why
      from accounts
     where node = :node
       and id = :id
"""

ACCOUNT_NAMED = """
    select a.id, a.username, a.name, a.role, a.state, c.password_hash
      from accounts a
      join credentials c on c.account_id = a.id
     where a.node = :node
       and a.username = :username
"""

USERNAME_TAKEN = """
    select id
      from accounts
     where node = :node
       and username = :username
"""

ACCOUNTS = """
    select id, username, name, role, state, opened_at, signed_in_at
      from accounts
     where node = :node
       and (:state = '' or state = :state)
     order by case :sort when 'signed_in_at' then coalesce(signed_in_at, '') end desc,
              case :sort when 'name' then name
                         when 'role' then role
                         when 'state' then state end,
              username
     limit :limit
    offset :offset
"""

COUNT = """
    select count(*)
      from accounts
     where node = :node
       and (:state = '' or state = :state)
"""

ADMINISTRATORS = """
    select count(*)
      from accounts
     where node = :node
       and role = 'administrator'
       and state <> 'closed'
"""

MUST_CHANGE = """
    select must_change
      from credentials
     where account_id = :account_id
"""

PIN_HASH = """
    select pin_hash
      from credentials
     where account_id = :account_id
"""

KEEP_CREDENTIALS = """
    insert into credentials (account_id, password_hash, must_change)
    values (:account_id, :password_hash, :must_change)
        on conflict (account_id) do update
       set password_hash = excluded.password_hash,
           must_change = excluded.must_change,
           pin_hash = null
"""

RENEW_HASH = """
    update credentials
       set password_hash = :password_hash
     where account_id = :account_id
"""

KEEP_PIN = """
    update credentials
       set pin_hash = :pin_hash
     where account_id = :account_id
"""

SESSION = """
    select s.id, s.account_id, s.opened_at, s.seen_at, s.locked, s.pin_tries, s.notices,
           a.username, a.name, a.role, a.theme, a.language,
           c.must_change, c.pin_hash is not null as has_pin
      from sessions s
      join accounts a on a.id = s.account_id
      join credentials c on c.account_id = s.account_id
     where s.token_digest = :token_digest
       and a.state <> 'closed'
"""

SESSION_IS_OPEN = """
    select id
      from sessions
     where id = :id
"""

SESSIONS_OF = """
    select id, account_id, opened_at, seen_at, place
      from sessions
     where account_id = :account_id
     order by opened_at, id
"""

SESSIONS_OPENED_BEFORE = """
    select id, account_id
      from sessions
     where opened_at < :at
     order by id
"""

SEEN = """
    update sessions
       set seen_at = :at
     where id = :id
"""

LOCK_SESSION = """
    update sessions
       set locked = 1
     where id = :id
"""

UNLOCK_SESSION = """
    update sessions
       set locked = 0,
           pin_tries = 0,
           seen_at = :at
     where id = :id
"""

COUNT_PIN_TRY = """
    update sessions
       set pin_tries = pin_tries + 1
     where id = :id
       and pin_tries < :most
"""

KEEP_NOTICES = """
    update sessions
       set notices = :notices
     where id = :id
"""

END_SESSION = """
    delete from sessions
     where id = :id
"""

FAILURES = """
    select failures, failed_at
      from sign_in_failures
     where name_digest = :name_digest
"""

COUNT_FAILURE = """
    insert into sign_in_failures (name_digest, failures, failed_at)
    values (:name_digest, :failures, :at)
        on conflict (name_digest) do update
       set failures = excluded.failures,
           failed_at = excluded.failed_at
"""

FORGET_FAILURES = """
    delete from sign_in_failures
     where name_digest = :name_digest
"""

FORGET_FAILURES_BEFORE = """
    delete from sign_in_failures
     where failed_at < :at
"""
