"""Accounts: opening and closing them, giving roles, unlocking, new passwords. What is done with a password one knows is
in signing_in.py, what a browser holds in sessions.py; both are offered here too.

Accounts are made at each site and closed when somebody leaves, never deleted: their name stands in the journal.
"""

import re
from dataclasses import dataclass

from app.accounts import passwords, sessions, store, tries
from app.accounts.passwords import WeakPassword, check_new_password
from app.accounts.sessions import (
    is_open,
    leave_notices,
    lock,
    open_session,
    own_sessions,
    seen,
    session_of,
    sign_out,
    sign_out_elsewhere,
)
from app.accounts.signing_in import (
    MustChangePassword,
    change_password,
    confirm_supervisor,
    normal_username,
    set_pin,
    sign_in,
    unlock,
)
from app.accounts.tries import SignInRefused, TooManyTries
from app.act import Act, NotAllowed
from border.errors import BorderError
from border.fields import FieldError, needed
from border.permissions import Permission, Role
from db.database import Database, Row

__all__ = [
    "MustChangePassword",
    "SignInRefused",
    "TooManyTries",
    "WeakPassword",
    "change_password",
    "confirm_supervisor",
    "is_open",
    "leave_notices",
    "lock",
    "normal_username",
    "open_session",
    "own_sessions",
    "seen",
    "session_of",
    "set_pin",
    "sign_in",
    "sign_out",
    "sign_out_elsewhere",
    "unlock",
]

SUPERVISED = frozenset({Role.OFFICER, Role.EXAMINER})
"""Whose accounts a supervisor may unlock or give a new password: nobody who may do more than the supervisor."""

THEMES = ("day", "night")
STATES = ("open", "locked", "closed")
SORTS = ("name", "username", "role", "state", "signed_in_at")
MOST_OF_NAME = 80
MOST_OF_WHY = 200
_USERNAME = re.compile(r"[a-z][a-z0-9.-]{1,30}[a-z0-9]")


class NoSuchAccount(BorderError):
    """No account of that id was made at this site."""

    number = "C404"


class AccountClosed(BorderError):
    """The account was closed; nothing about it changes any more."""

    number = "C409"


class LastAdministrator(BorderError):
    """Nobody would be left who may manage accounts."""

    number = "C410"


class AdministratorExists(BorderError):
    """The first administrator was made already; others are made by an administrator."""

    number = "C411"


class OwnAccount(BorderError):
    """Nobody closes, promotes or unlocks oneself."""

    number = "C412"


class UsernameTaken(FieldError):
    """Another account has or had this name: the journal must know them apart."""

    number = "C101"


class BadUsername(FieldError):
    """A user name is 3 to 32 small letters, digits, dots and hyphens, and begins with a letter."""

    number = "C102"


@dataclass(frozen=True, slots=True)
class Opened:
    """A new account and the password to hand over."""

    account_id: str
    password: str


def open_account(
    act: Act, *, username: str, name: str, role: Role, password: str | None = None, must_change: bool = True
) -> Opened:
    """Open an account. password: one made up here if None is given; it must be changed at the first sign-in.

    Raises NotAllowed, BadUsername, UsernameTaken, WeakPassword, MissingField.
    """
    act.require(Permission.MANAGE_ACCOUNTS)
    username = normal_username(username)
    if not _USERNAME.fullmatch(username):
        raise BadUsername("username", "3 to 32 small letters, digits, dots, hyphens; a letter first")
    name = needed(name, "name", MOST_OF_NAME)
    if store.username_is_taken(act.db, act.site.name, username):
        raise UsernameTaken("username", f"{username} is taken", username=username)
    if password is None:
        password = passwords.one_time()
    else:
        check_new_password(password, username, role, "password")
    account_id = act.new_id()
    facts = {"account_id": account_id, "username": username, "name": name, "role": role}
    act.record("account.opened", facts)
    _give_password(act, account_id, password, must_change=must_change)
    return Opened(account_id, password)


def first_administrator(act: Act, username: str, name: str) -> str:
    """Open the account that opens all others, and return its one-time password. Raises AdministratorExists."""
    if store.administrators(act.db, act.site.name):
        raise AdministratorExists("an administrator exists; others are made on the page of accounts")
    return open_account(act, username=username, name=name, role=Role.ADMINISTRATOR).password


def give_role(act: Act, account_id: str, role: Role, why: str) -> None:
    """Change a person's role; the person signs in anew. Raises NotAllowed, OwnAccount, LastAdministrator."""
    act.require(Permission.MANAGE_ACCOUNTS)
    account = _changeable(act, account_id)
    why = needed(why, "role_why", MOST_OF_WHY)
    if account["role"] == role:
        return
    _keep_an_administrator(act, account)
    act.record("account.role_given", {"account_id": account_id, "role": role, "why": why})
    sessions.end_all(act, account_id)


def unlock_account(act: Act, account_id: str) -> None:
    """Let a person try again at once. Raises NotAllowed, NoSuchAccount, AccountClosed, OwnAccount."""
    account = _in_care(act, account_id)
    tries.forgive(act, account["username"])
    act.record("account.unlocked", {"account_id": account_id})


def set_password(act: Act, account_id: str) -> str:
    """Return a new one-time password; the old one, the PIN and every session of the person end.

    The account is unlocked as well. Raises NotAllowed, NoSuchAccount, AccountClosed, OwnAccount.
    """
    account = _in_care(act, account_id)
    password = passwords.one_time()
    _give_password(act, account_id, password, must_change=True)
    sessions.end_all(act, account_id)
    tries.forgive(act, account["username"])
    if account["state"] == "locked":
        act.record("account.unlocked", {"account_id": account_id})
    return password


def close_account(act: Act, account_id: str, why: str) -> None:
    """Close the account of somebody who leaves; open sessions end at once, and nothing opens it again.

    Raises NotAllowed, NoSuchAccount, AccountClosed, OwnAccount, LastAdministrator.
    """
    act.require(Permission.MANAGE_ACCOUNTS)
    account = _changeable(act, account_id)
    why = needed(why, "why", MOST_OF_WHY)
    _keep_an_administrator(act, account)
    sessions.end_all(act, account_id)
    act.record("account.closed", {"account_id": account_id, "why": why})


def prefer(act: Act, theme: str, language: str) -> None:
    """Keep how the actor likes the pages: theme day or night, language such as en."""
    facts = {"account_id": act.who.account_id, "theme": theme, "language": language}
    act.record("account.preferred", facts)


def account(db: Database, site: str, account_id: str) -> Row:
    """Return one account of a site. Raises NoSuchAccount."""
    row = store.account(db, site, account_id)
    if row is None:
        raise NoSuchAccount("no such account was made here")
    return row


def accounts(
    db: Database, site: str, *, state: str = "", sort: str = "name", page: int = 1, size: int = 50
) -> list[Row]:
    """Return one page of a site's accounts. state: '' for all. sort: one of SORTS."""
    return store.accounts(db, site, state=state, sort=sort, limit=size, offset=(page - 1) * size)


def how_many(db: Database, site: str, state: str = "") -> int:
    return store.count(db, site, state)


def may_care_for(role: Role, account: Row) -> bool:
    """Whether a role may unlock this account and give it a new password, once it may do so at all."""
    return role is Role.ADMINISTRATOR or account["role"] in SUPERVISED


def _in_care(act: Act, account_id: str) -> Row:
    """Return an account that the actor may unlock or give a new password."""
    act.require(Permission.MANAGE_POST_ACCOUNTS)
    account = _changeable(act, account_id)
    if act.who.role and not may_care_for(act.who.role, account):
        raise NotAllowed(Permission.MANAGE_ACCOUNTS)
    return account


def _changeable(act: Act, account_id: str) -> Row:
    found = account(act.db, act.site.name, account_id)
    if found["state"] == "closed":
        raise AccountClosed("the account is closed", account_id=account_id)
    if account_id == act.who.account_id:
        raise OwnAccount("somebody else must do this", account_id=account_id)
    return found


def _keep_an_administrator(act: Act, account: Row) -> None:
    if account["role"] == Role.ADMINISTRATOR and store.administrators(act.db, act.site.name) == 1:
        raise LastAdministrator("one administrator must stay")


def _give_password(act: Act, account_id: str, password: str, *, must_change: bool) -> None:
    fresh = passwords.hashed(password)
    store.keep_password(act.db, account_id, fresh, must_change=must_change)
    act.record("account.password_set", {"account_id": account_id, "secret": "password"})
