"""What is done about accounts on the box itself, by whoever may read its files: the first administrator, and the way
back in when no administrator can sign in any more.
"""

from app.accounts import service, store
from app.act import SYSTEM, acting
from app.site import Site


def first_admin(site: Site, username: str, name: str) -> str:
    """Open the first administrator's account and return what to print, once.

    Raises AdministratorExists, BadUsername, MissingField.
    """
    with acting(site, SYSTEM, "typed-on-the-box") as act:
        password = service.first_administrator(act, username, name)
    return _note(username, password)


def new_password(site: Site, username: str) -> str:
    """Unlock an account, give it a one-time password and return what to print. Raises NoSuchAccount, AccountClosed."""
    account = store.account_named(site.db, site.name, service.normal_username(username))
    if account is None:
        raise service.NoSuchAccount(f"nobody is called {username} here")
    with acting(site, SYSTEM, "typed-on-the-box") as act:
        password = service.set_password(act, account["id"])
    return _note(username, password)


def _note(username: str, password: str) -> str:
    return (
        f"Sign in as {username} with the one-time password {password}\n"
        "It is shown this once, and must be changed at the first sign-in."
    )
