"""What a form changed is told on the next page: Flask's own `flash`, kept with the session on the server.

Flask's way is a signed cookie, which would leave a traveller's name in the browser.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from flask import session as kept
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

Pairs = list[tuple[str, str]]


class Notices(CallbackDict[str, Any], SessionMixin):
    """Stands where Flask expects its session; holds notices only."""

    def __init__(self) -> None:
        super().__init__(None, _note)
        self.modified = False


class NoticeKeeper(SessionInterface):
    """keep: writes the notices that are left at the end of a request."""

    def __init__(self, keep: Callable[[Pairs], None]) -> None:
        self.keep = keep

    def open_session(self, _app: Flask, _request: Request) -> Notices:
        return Notices()

    def save_session(self, _app: Flask, session: SessionMixin, _response: Response) -> None:
        if session.modified:
            self.keep(session.get("_flashes", []))


def bring(notices: Pairs) -> None:
    """Hand this request what the one before left to be told."""
    if notices:
        kept["_flashes"] = notices
        kept.modified = False


def _note(session: CallbackDict[str, Any]) -> None:
    session.modified = True  # type: ignore[attr-defined]
