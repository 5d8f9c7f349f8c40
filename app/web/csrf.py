"""Forms come from our own pages only: two checks, each enough, both asked.

The browser says where a request comes from (Sec-Fetch-Site; Origin where it does not, as on plain HTTP), and every
form carries a token made from the browser's cookie, before the sign-in too. With the cookie renewed at the sign-in,
the token is as well.
Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet; W3C Fetch Metadata Request Headers.
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from app.web import cookie, errors
from app.web.i18n import mark as _
from appliance.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_OUR_OWN = frozenset({"same-origin", "none"})

WORDS = errors.Trouble(
    _("This form is not one of ours any more"),
    _("It was open for too long, from before a sign-in, or it came from another site. Nothing was changed."),
    _("Go back, load the page again, and send it once more."),
)


class CsrfRefused(Exception):
    """A change was asked for from elsewhere, or with a token of another session."""

    number = "W410"


def attach(app: Flask, settings: Settings) -> None:
    """Give templates `csrf_token()`, browsers their first cookie, and refused forms their page."""

    def csrf_token() -> str:
        if not (token := cookie.token(settings) or g.get("first_token")):
            token = g.first_token = secrets.token_urlsafe(32)
        return token_for(token)

    @app.after_request
    def give_first_token(response: Response) -> Response:
        if "first_token" in g:
            cookie.give(response, settings, g.first_token)
        return response

    app.jinja_env.globals["csrf_token"] = csrf_token
    app.register_error_handler(CsrfRefused, lambda error: errors.show(403, error.number, WORDS))


def token_for(cookie_token: str) -> str:
    return hmac.new(cookie_token.encode(), b"form", hashlib.sha256).hexdigest()


def check_origin() -> None:
    """Raise CsrfRefused where the browser says the request began on another site.

    What sends neither header is no browser, and no browser's cookies can be misused through it.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site not in _OUR_OWN:
        raise CsrfRefused(f"a form from {site}")
    if site is None and origin is not None and urlsplit(origin).netloc != request.host:
        raise CsrfRefused("a form from another origin")


def check_token(settings: Settings) -> None:
    """Raise CsrfRefused where the form's token does not belong to the browser's cookie."""
    kept = cookie.token(settings)
    given = request.form.get(FIELD) or request.headers.get(HEADER, "")
    if not kept or not hmac.compare_digest(given.encode(), token_for(kept).encode()):
        raise CsrfRefused("a form with a token of another session")
