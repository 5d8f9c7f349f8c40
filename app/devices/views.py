"""The readers of the post, for field IT and supervisors: which desk's is there, and since when."""

from typing import cast

from flask import Blueprint, current_app, render_template

from app.devices.service import ABSENT, NO_AGENT, Readers, ReaderState
from app.posts import service as posts
from app.web.frame import Level, State
from app.web.guard import current_site, needs
from app.web.i18n import gettext as _
from border.permissions import Permission

blueprint = Blueprint("devices", __name__)


@blueprint.get("/devices")
@needs(Permission.SEE_DEVICES)
def readers() -> str:
    return render_template("devices/readers.html", desks=_desks())


@blueprint.get("/devices/live")
@needs(Permission.SEE_DEVICES, quiet=True)
def live() -> str:
    return render_template("devices/_readers.html", desks=_desks())


def _desks() -> list[tuple[str, State, str]]:
    """Return each desk's title, how its reader is, and since when ('' where it has none)."""
    site = current_site()
    there = cast(Readers, current_app.extensions["readers"])
    states = [(desk["title"], there.of(desk["name"])) for desk in posts.desks(site.db, site.name)]
    return [(title, _state(reader), reader.since if reader else "") for title, reader in states]


def _state(reader: ReaderState | None) -> State:
    if reader is None:
        return State(Level.NOTE, _("No reader is set up for this desk in devices.toml"))
    if reader.state == NO_AGENT:
        return State(Level.STOP, _("The hardware agent does not run; start its unit, then read its log"))
    if reader.state == ABSENT:
        return State(Level.CAUTION, _("Unplugged, or its line is not there under the name in devices.toml"))
    return State(Level.WELL, _("Ready"))
