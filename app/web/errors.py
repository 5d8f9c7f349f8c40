"""The pages of what went wrong: what happened, what it means, what to do now, and a number to quote.

A page that asked for a fragment gets the same words into its notice line and keeps what it shows. A fault of
ours is logged under the number that the page shows, and never shows what it was.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from app.web import htmx
from app.web.frame import bare
from app.web.i18n import gettext
from app.web.i18n import mark as _

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Three sentences about one kind of error, and where its page leads."""

    happened: str
    means: str
    do: str
    leads_to: str = "/"
    leads_said: str = _("To the first page")


TROUBLES: Mapping[int, Trouble] = {
    400: Trouble(
        _("The request could not be understood"),
        _("The page may have been open for too long, or it was sent incomplete. Nothing was changed."),
        _("Go back, load the page again, and send it once more."),
    ),
    401: Trouble(
        _("You are not signed in"),
        _("The sign-in ended, or this desk was locked. Nothing was changed."),
        _("Sign in again; you come back to where you were."),
    ),
    403: Trouble(
        _("This is not open to your role"),
        _("The post works as it should; your account has no right to this page. Nothing was changed."),
        _("Ask your supervisor if you need it for your work."),
    ),
    404: Trouble(
        _("There is no such page"),
        _("The address is wrong, or what it showed is not kept any more."),
        _("Go back, or start again from the menu."),
    ),
    405: Trouble(
        _("This page cannot be asked in that way"),
        _("It was opened by an address where a form was expected. Nothing was changed."),
        _("Go back and use the button on the page."),
    ),
    409: Trouble(
        _("Somebody else was first"),
        _("This was already decided or changed, at another desk or in another window. Yours was not kept."),
        _("Load the page again and look at what was decided before you go on."),
    ),
    413: Trouble(
        _("Too much was sent"),
        _("What you sent is larger than this page takes. Nothing was changed."),
        _("Send less at once, or a smaller file."),
    ),
    422: Trouble(
        _("Something in the form needs a change"),
        _("It was not kept as it stands."),
        _("Go back, mend the marked entries, and send it again."),
    ),
    429: Trouble(
        _("Too many tries"),
        _("To keep accounts safe, the next try has to wait."),
        _("Wait a minute, then try once more. A supervisor can unlock an account."),
    ),
    500: Trouble(
        _("A fault in the system"),
        _("What you were doing may not have been kept. Everything confirmed before is safe."),
        _(
            "Load the page again and look whether it was kept. If the fault stays, tell field IT the number shown here."
        ),
    ),
    503: Trouble(
        _("The post's server is busy or starting"),
        _("It cannot answer just now. What you just sent was not kept; everything confirmed before is safe."),
        _("Wait a few seconds, then load the page again."),
    ),
}


def answer_errors(app: Flask, kinds: Mapping[type[Exception], int]) -> None:
    """Give every error its page. kinds: errors of ours -> status, such as {NotAllowed: 403}."""

    def page_of_status(error: HTTPException) -> Response:
        if error.response is not None or error.code is None or error.code < 400:
            return make_response(error.get_response(request.environ))
        answer = show(error.code)
        if isinstance(wait_s := getattr(error, "retry_after", None), int):
            answer.headers["Retry-After"] = str(wait_s)
        return answer

    def page_of_kind(error: Exception) -> Response:
        status = next(kinds[kind] for kind in type(error).__mro__ if kind in kinds)
        return show(status, getattr(error, "number", None))

    def page_of_last_resort(error: Exception) -> Response:
        number = f"F-{secrets.token_hex(4).upper()}"
        log.error("fault %s at %s", number, request.endpoint, exc_info=error)
        return show(500, number)

    app.register_error_handler(HTTPException, page_of_status)
    app.register_error_handler(Exception, page_of_last_resort)
    for kind in kinds:
        app.register_error_handler(kind, page_of_kind)


def show(status: int, number: str | None = None, trouble: Trouble | None = None) -> Response:
    """Return the page of a status.

    number: what to quote, the status itself where there is nothing better. trouble: its words, else those of the status.
    """
    if status >= 500 and "frame" not in g:
        g.frame = bare("Mpaka")
    trouble = trouble or TROUBLES.get(status) or TROUBLES[500 if status >= 500 else 400]
    words = {
        "happened": gettext(trouble.happened),
        "means": gettext(trouble.means),
        "do": gettext(trouble.do),
        "number": number or str(status),
        "leads_to": trouble.leads_to,
        "leads_said": gettext(trouble.leads_said),
    }
    if htmx.wants_fragment():
        answer = htmx.put_into("#notices", render_template("errors/_error.html", **words), "innerHTML")
    else:
        answer = make_response(render_template("errors/error.html", **words))
    answer.status_code = status
    return answer
