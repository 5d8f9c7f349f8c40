"""A throw-away application that shows the templates with made-up values: for looking and for axe."""

from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, abort

from app.web.frame import Entry, Frame, Level, Person, State
from app.web.page import furnish

APP = Path(__file__).parents[2] / "app"

MENU = (
    Entry("Desk", "/desk", current=True),
    Entry("Referred", "/referrals", count=4),
    Entry("Crossings", "/crossings"),
    Entry("Search", "/search"),
)
STATES = (
    State(Level.WELL, "Reader ready"),
    State(Level.CAUTION, "No link to headquarters for 3 h 12 min: decisions are kept here"),
    State(Level.NOTE, "Watchlist 41 of 23 Nov 2026 (8 h 0 min old)"),
)


def frame(theme: str = "day") -> Frame:
    """Return the frame of an officer at work."""
    return Frame(
        title="Busia OSBP",
        place="Desk 3 · Entry",
        menu=MENU,
        states=STATES,
        person=Person("A. Wanjiru", "Officer"),
        theme=theme,
        theme_url="/theme",
        sign_out_url="/sign-out",
    )


def gallery(theme: str = "day") -> Flask:
    """Return the application: /errors/<status>, /parts, /desk/<state>."""
    app = Flask("gallery", root_path=str(APP), static_folder=None)
    app.secret_key = "only for looking"
    furnish(app, frame=lambda: frame(theme), zone=ZoneInfo("Africa/Nairobi"), kinds={})
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.add_url_rule("/errors/<int:code>", "error", abort)
    return app
