"""Puts the web application together: what it runs on, who is let in, and every room's pages, by hand."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import Flask

from app.accounts import service as accounts
from app.accounts import views as accounts_views
from app.site import Site
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
}
"""Errors of ours and the status of their page; who may not (403) and forged forms (403) have words of their own."""


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
    for blueprint in (accounts_views.blueprint,):
        app.register_blueprint(blueprint)
    return app
