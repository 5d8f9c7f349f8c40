"""Puts the web application together: what it runs on, who is let in, and every room's pages, by hand."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import Flask

from app.accounts import service as accounts
from app.accounts import views as accounts_views
from app.audit import views as audit_views
from app.crossings import views as crossings_views
from app.desk import service as desk
from app.desk import views as desk_views
from app.devices import views as devices_views
from app.editions import views as editions_views
from app.figures import views as figures_views
from app.lists import views as lists_views
from app.lookouts import views as lookouts_views
from app.numbers import views as numbers_views
from app.posts import service as posts
from app.replication import views as replication_views
from app.reports import views as reports_views
from app.site import Site
from app.travellers import views as travellers_views
from app.watchlist import service as watchlist
from app.watchlist import views as watchlist_views
from app.web import around, csrf, guard, page
from border.errors import BorderError
from db.database import ConstraintViolated, DatabaseUnusable

MOST_OF_A_REQUEST = 1 << 20
"""Bytes; the largest form is a list of the day's crossings from paper."""

KINDS: Mapping[type[Exception], int] = {
    BorderError: 422,
    ConstraintViolated: 409,
    DatabaseUnusable: 503,
    accounts.NoSuchAccount: 404,
    posts.NoSuchDesk: 404,
    **travellers_views.STATUSES,
    **crossings_views.STATUSES,
    **watchlist_views.STATUSES,
    **lists_views.STATUSES,
    **lookouts_views.STATUSES,
    **desk_views.STATUSES,
}
"""Errors of ours and the status of their page; who may not (403) and forged forms (403) have words of their own."""


PEOPLE_AND_CROSSINGS = (
    accounts_views.blueprint,
    audit_views.blueprint,
    travellers_views.blueprint,
    crossings_views.blueprint,
    editions_views.blueprint,
    numbers_views.blueprint,
    watchlist_views.blueprint,
)
ROOMS_OF_A_POST = (
    *PEOPLE_AND_CROSSINGS,
    lookouts_views.lookouts,
    devices_views.blueprint,
    replication_views.blueprint,
    desk_views.blueprint,
)
ROOMS_OF_HQ = (
    *PEOPLE_AND_CROSSINGS,
    lists_views.blueprint,
    lookouts_views.entries,
    figures_views.blueprint,
    figures_views.setting,
    replication_views.blueprint,
    editions_views.publishing,
    replication_views.exchange,
    reports_views.blueprint,
)
"""In the order of their floors. Headquarters has no desks; posts see no movements but their own."""


def create_app(site: Site) -> Flask:
    """Return the application of one site."""
    app = Flask("app", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_OF_A_REQUEST,
        MAX_FORM_MEMORY_SIZE=MOST_OF_A_REQUEST,
        REMEMBER_COOKIE_NAME="",  # Flask-Login would look at a cookie that we never give
        SESSION_PROTECTION=None,
    )
    page.furnish(app, around.frame, ZoneInfo(site.settings.timezone), KINDS, around.language)
    guard.public(app.view_functions["static"])
    csrf.attach(app, site.settings)
    guard.attach(app, site, accounts)
    around.attach(app)
    crossings_views.learn(
        app, crossings_views.Above(watchlist.ask, watchlist.ask_anew, watchlist.met_on, desk.desk_of)
    )
    for blueprint in ROOMS_OF_HQ if site.settings.is_hq else ROOMS_OF_A_POST:
        app.register_blueprint(blueprint)
    if site.settings.is_hq:
        replication_views.tell_states(app, site)
    else:
        desk_views.enliven(app, site)
    return app
