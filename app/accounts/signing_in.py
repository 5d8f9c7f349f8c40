"""Signing in, unlocking, and proving who one is: whatever looks at a password or a PIN.

These take the site and not an act: a hash takes a tenth of a second, in which nobody else should wait to write, and a
wrong try must stay counted when all else is given up. Call them before the act, never inside one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from app.accounts import passwords, sessions, store, tries
from app.accounts.sessions import PIN_TRIES
from app.accounts.tries import SignInRefused
from app.act import SYSTEM, Act, NotAllowed, Who, acting
from app.session import Session
from app.site import Site
from border.errors import BorderError
from border.permissions import Permission, Role, may
from db.database import Row


class MustChangePassword(BorderError):
    """The password was given out by somebody else: it signs in to be changed, and does nothing more."""

    number = "C402"


def sign_in(site: Site, username: str, password: str, *, place: str, before: str = "") -> str:
    """Open a session and return its token. before: the token this browser held, whose session ends.

    Raises SignInRefused, TooManyTries.
    """
    sessions.end_old(site)
    with proving(site, username, password, "signed-in") as act:
        replaced = store.session(act.db, sessions.digest_of(before))
        if replaced:
            sessions.end(act, replaced["id"], replaced["account_id"])
        return sessions.open_session(act, place)


def unlock(site: Site, session: Session, secret: str) -> None:
    """Open a locked session again, by PIN while it has tries left, else by password.

    Raises SignInRefused, TooManyTries.
    """
    if session.takes_pin and passwords.looks_like_pin(secret):
        _prove_pin(site, session, secret)
        with acting(site, session.who) as act:
            store.unlock_session(act.db, session.id, act.at)
        return
    with proving(site, session.who.username, secret, "unlocked") as act:
        store.unlock_session(act.db, session.id, act.at)


def change_password(site: Site, session: Session, old: str, new: str) -> None:
    """Give oneself a new password; every other session of the person ends, and the PIN goes.

    Raises WeakPassword, SignInRefused, TooManyTries.
    """
    who = session.who
    passwords.check_new_password(new, who.username, _role(who))
    if new == old:
        raise passwords.WeakPassword("new", "the password is the old one", why="same")
    fresh = passwords.hashed(new)
    with proving(site, who.username, old, "own") as act:
        store.keep_password(act.db, who.account_id, fresh, must_change=False)
        act.record("account.password_set", {"account_id": who.account_id, "secret": "password"})
        sessions.end_all(act, who.account_id, but=session.id)


def set_pin(site: Site, session: Session, password: str, pin: str) -> None:
    """Give oneself a PIN for the quick unlock. Raises WeakPassword, SignInRefused, TooManyTries."""
    passwords.check_new_pin(pin)
    fresh = passwords.hashed(pin)
    with proving(site, session.who.username, password, "own") as act:
        store.keep_pin(act.db, act.who.account_id, fresh)
        act.record("account.password_set", {"account_id": act.who.account_id, "secret": "pin"})


def confirm_supervisor(
    site: Site, username: str, password: str, permission: Permission = Permission.OVERRIDE_LISTED
) -> Who:
    """Return who signs with name and password at somebody else's desk; no session is opened.

    Raises SignInRefused, TooManyTries, MustChangePassword, NotAllowed where the role has not the permission.
    """
    with proving(site, username, password, "confirmed") as act:
        who = act.who
        must_change = store.must_change(act.db, who.account_id)
    if not may(_role(who), permission):
        raise NotAllowed(permission)
    if must_change:
        raise MustChangePassword("the password was given out and must be changed first")
    return who


@contextmanager
def proving(site: Site, username: str, password: str, why: str) -> Iterator[Act]:
    """Begin an act of whoever gave the right password; it forgives the wrong tries before.

    Raises SignInRefused, TooManyTries. An act that fails leaves the try counted.
    """
    username = normal_username(username)
    with tries.at_the_door():
        account, fresh = _looked_at(site, username, password)
    with acting(site, _who(account), why) as act:
        if store.account_named(act.db, site.name, username) != account:
            raise SignInRefused("the account was changed at this moment")
        tries.forgive(act, username)
        store.renew_hash(act.db, account["id"], fresh)
        yield act


def _looked_at(site: Site, username: str, password: str) -> tuple[Row, str]:
    """Return the account whose password this is, and the hash to keep for it. Raises SignInRefused."""
    with acting(site, SYSTEM) as act:
        number = tries.count(act, username)
    account = store.account_named(site.db, site.name, username)
    right = passwords.matches(account["password_hash"] if account else None, password)
    if account is None or not right or account["state"] != "open":
        _refuse(site, account, number, "not-open" if right else "wrong-password")
    dated = passwords.is_dated(account["password_hash"])
    return account, passwords.hashed(password) if dated else account["password_hash"]


def normal_username(typed: str) -> str:
    return typed.strip().casefold()


def _refuse(site: Site, account: Row | None, number: int, why: str) -> NoReturn:
    """Write down that a try failed, lock the account at the last one, and raise SignInRefused."""
    with acting(site, SYSTEM, why) as act:
        act.record("session.refused", {"account_id": account and account["id"]})
        if account and account["state"] == "open" and number >= tries.LAST:
            act.record("account.locked", {"account_id": account["id"], "failures": number})
    raise SignInRefused("the name or the password is not right")


def _prove_pin(site: Site, session: Session, pin: str) -> None:
    """Compare the PIN; the try is counted first, and forgiven where the session is unlocked."""
    with acting(site, session.who) as act:
        left = store.count_pin_try(act.db, session.id, PIN_TRIES)
    kept = store.pin_hash(site.db, session.who.account_id)
    if not left or not passwords.matches(kept, pin):
        with acting(site, SYSTEM, "wrong-pin") as act:
            act.record("session.refused", {"account_id": session.who.account_id})
        raise SignInRefused("the PIN is not right")


def _who(account: Row) -> Who:
    return Who(account["id"], account["username"], account["name"], Role(account["role"]))


def _role(who: Who) -> Role:
    assert who.role is not None, "only jobs have no role, and jobs have no session"
    return who.role
