"""How old what headquarters has of a post is, as a status with its shape and words."""

from app.web import formats
from app.web.frame import Level, State
from app.web.i18n import gettext

FRESH_S, OLD_S = 300.0, 3600.0
"""Data up to this old is fresh; from that old on it is too old to count on."""


def freshness(age_s: float | None, refusal: str | None = None) -> State:
    """Return the status of data of an age, None where there is none yet. refusal: why the last of it was not taken."""
    if refusal:
        return State(
            Level.STOP, gettext("Its newest data was refused (%(code)s). Call field IT.", code=refusal)
        )
    if age_s is None:
        return State(Level.NOT_DONE, gettext("Nothing has come from it yet"))
    level = Level.WELL if age_s < FRESH_S else Level.CAUTION if age_s < OLD_S else Level.STOP
    if age_s < 60:
        return State(level, gettext("Data is of this minute"))
    return State(level, gettext("Data is %(age)s old", age=formats.age(age_s)))
