"""What stands around the page of this request: site, menu, person, light; and the way from "/" to one's own first page."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from app.act import Who
from app.session import Session
from app.web import rights
from app.web.frame import Entry, Frame, Person, State
from app.web.guard import current_session, current_site, rule_of, session_or_none, signed_in
from app.web.i18n import gettext
from app.web.i18n import mark as _
from border.permissions import may


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu; it is shown to those who may use its endpoint."""

    label: str
    endpoint: str


PROFILE = "accounts.profile"
"""It stands behind the person's own name."""

IN_SIGHT = 5
"""More entries than fit beside the name fold away, so that the head of the page stays one row."""

MENU = (
    Item(_("Desk"), "desk.show"),
    Item(_("Second line"), "desk.referrals"),
    Item(_("Movements"), "reports.movements"),
    Item(_("Register"), "crossings.register"),
    Item(_("Travellers"), "travellers.search"),
    Item(_("From paper"), "crossings.from_paper"),
    Item(_("Hits"), "watchlist.hits"),
    Item(_("Entries"), "entries.listed"),
    Item(_("Lookouts"), "lookouts.listed"),
    Item(_("Lookouts"), "entries.lookouts"),
    Item(_("Hit figures"), "figures.shown"),
    Item(_("Thresholds"), "thresholds.listed"),
    Item(_("Slips"), "crossings.verify"),
    Item(_("Readers"), "devices.readers"),
    Item(_("Lists"), "lists.sources"),
    Item(_("Editions"), "editions.shown"),
    Item(_("Numbers"), "numbers.shown"),
    Item(_("Links"), "replication.links"),
    Item(_("Journal"), "audit.journal"),
    Item(_("Accounts"), "accounts.listed"),
    Item(_("My account"), PROFILE),
)
"""In the order in which they stand; the first that a person may use is where the person begins."""


def frame() -> Frame:
    """Return the frame; of a locked page the menu is left out, for it counts what waits."""
    session, title = session_or_none(), current_site().settings.title
    if session is None:
        return Frame(title=title)
    open_items = [] if session.locked or session.must_change else _open_to(session)
    entries = [_entry(item) for item in open_items if item.endpoint != PROFILE]
    shown = IN_SIGHT if len(entries) > IN_SIGHT + 1 else len(entries)
    return Frame(
        title=title,
        menu=tuple(entries[:shown]),
        more=tuple(entries[shown:]),
        place=_place(session.who) if open_items else "",
        states=_states(session.who) if open_items else (),
        person=Person(session.who.name, rights.role(session.who.role or "")),
        theme=session.theme,
        language=session.language,
        theme_url=None if session.locked else url_for("accounts.theme"),
        profile_url=url_for(PROFILE) if open_items else None,
        lock_url=url_for("accounts.lock") if open_items else None,
        sign_out_url=url_for("accounts.sign_out"),
    )


def language() -> str | None:
    """Return the language of whoever is signed in, None before that."""
    session = session_or_none()
    return session.language if session else None


def attach(app: Flask) -> None:
    """Answer "/" with the first page of the person's menu, and let pages say `role_words(role)`."""
    app.jinja_env.globals["role_words"] = rights.role

    @app.get("/")
    @signed_in()
    def home() -> Response:
        return redirect(url_for(_open_to(current_session())[0].endpoint), 303)


def _open_to(session: Session) -> list[Item]:
    here = [item for item in MENU if item.endpoint in current_app.view_functions]
    rules = [(item, rule_of(current_app, item.endpoint)) for item in here]
    role = session.who.role
    return [item for item, rule in rules if rule.permission is None or (role and may(role, rule.permission))]


def _states(who: Who) -> tuple[State, ...]:
    """Return what the site's own rooms say of how it stands; the factory brings them."""
    states: Callable[[Who], tuple[State, ...]] | None = current_app.extensions.get("states")
    return states(who) if states else ()


def _place(who: Who) -> str:
    """Return where somebody works, as the site's own rooms say it; the factory brings them."""
    place: Callable[[Who], str] | None = current_app.extensions.get("place")
    return place(who) if place else ""


def _entry(item: Item) -> Entry:
    return Entry(gettext(item.label), url_for(item.endpoint), current=item.endpoint == request.endpoint)
