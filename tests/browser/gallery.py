"""An application that shows the templates with made-up travellers: for the browser tests and for looking."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, render_template, request

from app.web.frame import Entry, Frame, Level, Person, State
from app.web.htmx import wants_fragment
from app.web.page import furnish
from app.web.stream import Channels, Streams, StreamSlots, stream
from tests.browser.travellers import SCREENS

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


class Gallery:
    """The application and what its one desk shows; `show` changes it as a reading would."""

    def __init__(self, theme: str = "day", cap: int = 4) -> None:
        self.screen = SCREENS["waiting"]
        self.posted: list[dict[str, str]] = []
        self.refused = self.failing = False
        self.streams = Streams(Channels(), StreamSlots(cap), beat_s=0.5, look_s=0.1)
        self.app = Flask("gallery", root_path=str(APP), static_folder=None)
        self.app.secret_key = "only for looking"
        furnish(self.app, frame=lambda: frame(theme), zone=ZoneInfo("Africa/Nairobi"), kinds={})
        self.app.jinja_env.globals["csrf_token"] = lambda: "token"
        self.app.add_url_rule("/errors/<int:code>", "error", abort)
        self.app.add_url_rule("/desk/<state>", "desk", self.desk)
        self.app.add_url_rule("/session/activity", "activity", lambda: ("", 204))
        self.app.add_url_rule("/stream", "stream", self.stream)
        self.app.add_url_rule("/desk/<act>", "act", self.act, methods=["POST"])

    def show(self, state: str) -> None:
        """Let another traveller stand at the desk."""
        self.screen = SCREENS[state]
        self.streams.channels.publish("desk")

    def rename(self, state: str, name: str) -> None:
        """Let something new be known of the traveller who stands there already."""
        screen = SCREENS[state]
        assert screen.inspection
        self.screen = replace(screen, inspection=replace(screen.inspection, name=name))
        self.streams.channels.publish("desk")

    def desk(self, state: str) -> str:
        self.screen = SCREENS[state]
        return render_template("desk/desk.html", screen=self.screen)

    def stream(self) -> Response:
        if self.refused:
            abort(503)
        return stream(
            self.streams, "desk", lambda: render_template("desk/_live.html", screen=self.screen), lambda: True
        )

    def act(self, act: str) -> str:
        self.posted.append({"act": act, **request.form})
        if self.failing:
            abort(500)
        self.screen = SCREENS["waiting"]
        page = "desk/_inspection.html" if wants_fragment() else "desk/desk.html"
        return render_template(page, screen=self.screen)
