"""What the pages of editions and of filters of numbers share: why one was refused, and how one goes back or holds."""

from collections.abc import Callable, Mapping

from flask import flash, make_response, redirect, url_for
from werkzeug.wrappers import Response

from app.act import Act, acting
from app.web import words
from app.web.guard import current_site, current_who
from app.web.i18n import gettext
from app.web.i18n import mark as _
from border.errors import BorderError
from border.fields import FieldError

WHY: Mapping[str, str] = {
    "signature": _("Headquarters' key did not sign it"),
    "damaged": _("It came cut or damaged, and is fetched again"),
    "format": _("It is of a form that this program does not know"),
    "count": _("It does not hold as many entries as announced"),
    "digest": _("Its entries are not those that were announced"),
    "base": _("The whole filter that it tells the changes of is not here, and is fetched"),
    "self-test": _("The planted test entries were not found in it"),
    "older": _("It is older than the one in use, or another one of its number"),
}


def why(refusal: Mapping[str, str] | None) -> str:
    """Return why something was not taken up, in a sentence; '' for no refusal."""
    return gettext(WHY[refusal["why"]]) if refusal else ""


def changed(
    room: str,
    change: Callable[[Act], None],
    done: str,
    *,
    wrong: Callable[[str], Response],
    none_before: tuple[type[BorderError], str],
) -> Response:
    """Change something and go back to a room's page, with what was wrong beside its field, or told above.

    wrong: returns the page with a sentence at the field; none_before: what is raised where there is none to go back to, and
    the sentence for it.
    """
    try:
        with acting(current_site(), current_who()) as act:
            change(act)
    except FieldError as error:
        return wrong(words.field_error(error))
    except none_before[0]:
        flash(none_before[1], "caution")
    else:
        flash(done, "well")
    return make_response(redirect(url_for(f"{room}.shown"), 303))
