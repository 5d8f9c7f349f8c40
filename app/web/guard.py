"""Who may ask for what: closed unless a view says otherwise.

Each view says its rule: `@public`, `@signed_in()` or `@needs(Permission.X)`, under the route. One without is never
served. What belongs to a person's session is handed in, for the ground floor knows no accounts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.exceptions import HTTPException

from app.act import NotAllowed, Who
from app.session import Session
from app.site import Site
from app.web import cookie, csrf, errors, htmx, notices, rights
from border.permissions import Permission, may

View = TypeVar("View", bound=Callable[..., Any])

SIGN_IN, UNLOCK, PASSWORD = "accounts.sign_in", "accounts.unlock", "accounts.password"
_RULE = "mpaka_rule"
_SITE = "mpaka.site"


class Undeclared(Exception):
    """A route that says nothing about who may use it: a fault of the program."""

    number = "W500"


class Sessions(Protocol):
    """What the guard asks of the accounts."""

    def session_of(self, site: Site, token: str) -> Session | None:
        """Return the session of a browser's token."""

    def seen(self, site: Site, session: Session) -> None:
        """Note that the person is at work."""

    def leave_notices(self, site: Site, session: Session, notices: notices.Pairs) -> None:
        """Keep what the next page is to tell."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use a view.

    machine: another site's program asks, and the view checks its signature; no cookie is looked at, so no form
    can be forged. quiet: the browser asks by itself, so it is no sign that somebody is there (streams, polling).
    locked: a locked session may too. unchanged: with a password that must be changed, too.
    """

    public: bool = False
    machine: bool = False
    permission: Permission | None = None
    quiet: bool = False
    locked: bool = False
    unchanged: bool = False


class Person(UserMixin):  # type: ignore[misc]
    """Who Flask-Login says is here."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get_id(self) -> str:
        return self.session.id


def public(view: View) -> View:
    """Let anybody ask, signed in or not."""
    return _ruled(view, Rule(public=True))


def by_signature(view: View) -> View:
    """Let the program of another site ask, which signs what it sends; the view must check that."""
    return _ruled(view, Rule(public=True, machine=True))


def signed_in(
    *, quiet: bool = False, locked: bool = False, unchanged: bool = False
) -> Callable[[View], View]:
    """Let everybody ask who is signed in, whatever their role."""
    return lambda view: _ruled(view, Rule(quiet=quiet, locked=locked, unchanged=unchanged))


def needs(permission: Permission, *, quiet: bool = False) -> Callable[[View], View]:
    """Let those ask whose role has the permission."""
    return lambda view: _ruled(view, Rule(permission=permission, quiet=quiet))


def rule_of(app: Flask, endpoint: str) -> Rule:
    """Return the rule of a view. Raises Undeclared."""
    rule = getattr(app.view_functions[endpoint], _RULE, None)
    if rule is None:
        raise Undeclared(f"{endpoint} says nothing about who may use it")
    return cast(Rule, rule)


def attach(app: Flask, site: Site, sessions: Sessions) -> None:
    """Stand in front of every view."""
    app.extensions[_SITE] = site
    manager = LoginManager(app, add_context_processor=False)  # it would ask for the person on error pages too

    @manager.request_loader  # type: ignore[untyped-decorator]
    def load(_: object) -> Person | None:
        token = cookie.token(site.settings)
        session = sessions.session_of(site, token) if token else None
        return Person(session) if session else None

    @app.before_request
    def guard() -> Response | None:
        return _let_in(site, sessions)

    def keep(pairs: notices.Pairs) -> None:
        if session := session_or_none():
            sessions.leave_notices(site, session, pairs)

    app.session_interface = notices.NoticeKeeper(keep)
    app.register_error_handler(NotAllowed, _not_allowed)


def current_site() -> Site:
    return cast(Site, current_app.extensions[_SITE])


def session_or_none() -> Session | None:
    """Return the session of this browser, locked or not."""
    return current_user.session if current_user.is_authenticated else None


def current_session() -> Session:
    """Return the session; in a view that is not public there always is one."""
    session = session_or_none()
    assert session is not None, "asked for in a public view"
    return session


def current_who() -> Who:
    return current_session().who


def still_allowed() -> bool:
    """Whether this request would be let in now; for streams, in a request context made anew."""
    rule, session = rule_of(current_app, request.endpoint or ""), session_or_none()
    return _way_in(rule, session) is None and _permitted(rule, session)


def safe_next(text: str) -> str:
    """Return the path of a page of ours that somebody may be sent back to, '/' for anything else."""
    parts = urlsplit(text) if text.startswith("/") and text.isprintable() and "\\" not in text else None
    if parts is None or parts.netloc or text.startswith("//"):
        return "/"
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, _ = adapter.match(parts.path, "GET") if adapter else ("", None)
    except HTTPException:
        return "/"
    rule = rule_of(current_app, endpoint)
    return "/" if rule.public or rule.quiet or rule.locked else text


def page_before() -> str:
    """Return the path of the page that a form or a fragment was sent from, '/' where it is not one of ours."""
    parts = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    if parts.netloc != request.host:
        return "/"
    return safe_next(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _let_in(site: Site, sessions: Sessions) -> Response | None:
    """Check one request; return where it must go first, or None and let the view answer. Raises NotAllowed."""
    if request.endpoint is None:
        return None
    rule = rule_of(current_app, request.endpoint)
    changes = request.method not in csrf.SAFE and not rule.machine
    if changes:
        csrf.check_origin()
    if not rule.public and (page := _way_in(rule, session_or_none())):
        return _show_the_way(page)
    if changes:
        csrf.check_token(site.settings)
    if rule.public:
        return None
    session = current_session()
    if not _permitted(rule, session):
        raise NotAllowed(cast(Permission, rule.permission))
    if not rule.quiet and not session.locked:
        sessions.seen(site, session)
        notices.bring(list(session.notices))
    return None


def _way_in(rule: Rule, session: Session | None) -> str | None:
    """Return the page that comes first: the sign-in, the lock, or the change of a password."""
    if session is None:
        return SIGN_IN
    if session.locked and not rule.locked:
        return UNLOCK
    if session.must_change and not rule.unchanged:
        return PASSWORD
    return None


def _permitted(rule: Rule, session: Session | None) -> bool:
    if rule.permission is None:
        return True
    role = session.who.role if session else None
    return role is not None and may(role, rule.permission)


def _show_the_way(page: str) -> Response:
    """Send a page by 303, a fragment by htmx's own redirect, which is 401 so that a stream loads its page anew."""
    if htmx.wants_fragment():
        answer = htmx.leave_to(url_for(page, next=page_before()))
        answer.status_code = 401
        return answer
    if "text/event-stream" in request.headers.get("Accept", ""):
        return errors.show(401)
    here = request.full_path.rstrip("?") if request.method == "GET" else page_before()
    return cast(Response, redirect(url_for(page, next=safe_next(here)), 303))


def _not_allowed(error: NotAllowed) -> Response:
    return errors.show(403, error.number, rights.not_allowed(error.permission))


def _ruled(view: View, rule: Rule) -> View:
    setattr(view, _RULE, rule)
    return view
