"""What the forms of accounts send, and the words for what is wrong with it."""

from collections.abc import Mapping

from app.accounts.service import MOST_OF_NAME, SORTS, STATES
from app.accounts.tries import TooManyTries
from app.web.i18n import gettext, ngettext
from app.web.i18n import mark as _
from border.errors import BorderError
from border.fields import FieldError, MissingField, choice, needed
from border.permissions import Role

PAGE_SIZE = 25


class NotTheSame(FieldError):
    """The second typing of a new password differs from the first."""

    number = "C111"


SAID: Mapping[str, str] = {
    "B151": _("This is needed."),
    "B152": _("Choose one from the list."),
    "B154": _("This is longer than %(most)s characters."),
    "B155": _("This holds a character that cannot be kept. Type it again."),
    "C101": _("%(username)s is taken, by somebody here or somebody who left. Choose another one."),
    "C102": _("3 to 32 small letters, digits, dots and hyphens; a letter first."),
    "C111": _("The two are not the same. Type the new password twice."),
    "C401": _("That is not right. Look whether Caps Lock is on, and try again."),
    "C402": _("This password was given out by somebody else. Sign in with it and change it first."),
    "C409": _("The account is closed. Nothing about it changes any more."),
    "C410": _("This is the only administrator left. Make another one first."),
    "C412": _("This is your own account. Somebody else must do it."),
}

WEAK: Mapping[str, str] = {
    "short": _(
        "Use at least %(shortest)s characters. Four words that do not belong together are easy to keep."
    ),
    "long": _("Use at most %(longest)s characters."),
    "name": _("This is little more than the user name. Use words that have nothing to do with it."),
    "common": _("This is one of the passwords that are tried first. Use words that do not belong together."),
    "same": _("This is the password you have. Use another one."),
    "no-pin": _("A PIN is %(shortest)s to %(longest)s digits."),
    "pin-row": _("Use a PIN that is not a row of digits such as 1234 or 7777."),
}


def sentence(error: BorderError) -> str:
    """Return an error in the words of the page; its number where there are none."""
    if isinstance(error, TooManyTries):
        return _waiting(error.wait_s)
    said = WEAK.get(str(error.facts.get("why"))) or SAID.get(error.number)
    return gettext(said, **error.facts) if said else error.number


def new_account(form: Mapping[str, str]) -> tuple[str, str, Role]:
    """Return user name, name and role. Raises FieldError."""
    username = needed(form.get("username", ""), "username", MOST_OF_NAME)
    return username, needed(form.get("name", ""), "name", MOST_OF_NAME), role(form)


def role(form: Mapping[str, str]) -> Role:
    """Raises FieldError."""
    return Role(choice(form.get("role", ""), "role", [role.value for role in Role]))


def new_password(form: Mapping[str, str]) -> tuple[str, str]:
    """Return the old and the new password. Raises FieldError."""
    for field in ("old", "new"):
        if not form.get(field):
            raise MissingField(field)
    if form["new"] != form.get("again"):
        raise NotTheSame("again", "the second typing differs")
    return form["old"], form["new"]


def wanted(arguments: Mapping[str, str]) -> tuple[str, str, int]:
    """Return state, order and page of a list of accounts; what is not known becomes the usual."""
    state, sort, page = arguments.get("state", ""), arguments.get("sort", ""), arguments.get("page", "")
    return (
        state if state in STATES else "",
        sort if sort in SORTS else "name",
        max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def _waiting(wait_s: int | None) -> str:
    if wait_s is None:
        return gettext(
            "This sign-in is locked after too many wrong tries. A supervisor or administrator unlocks it."
        )
    if wait_s <= 90:
        return ngettext(
            "Too many wrong tries. Try again in one second.",
            "Too many wrong tries. Try again in %(num)s seconds.",
            wait_s,
        )
    minutes = -(-wait_s // 60)
    return ngettext(
        "Too many wrong tries. Try again in one minute.",
        "Too many wrong tries. Try again in %(num)s minutes.",
        minutes,
    )
