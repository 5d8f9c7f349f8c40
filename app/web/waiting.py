"""Hits that wait, as the status line says them: how many, those that rose because nobody answered, and silent ones."""

from app.web.frame import Level, State
from app.web.i18n import ngettext


def waiting_hits(*, hits: int, silent: int, raised: int) -> tuple[State, ...]:
    """Return what waits, worst first; nothing of what there is none of. raised: how many of both rose."""
    said = (
        (
            Level.STOP,
            raised,
            ngettext(
                "%(num)s hit rose: nobody answered in time",
                "%(num)s hits rose: nobody answered in time",
                raised,
            ),
        ),
        (
            Level.STOP if raised else Level.CAUTION,
            hits,
            ngettext("%(num)s hit not decided", "%(num)s hits not decided", hits),
        ),
        (Level.STOP, silent, ngettext("%(num)s silent hit", "%(num)s silent hits", silent)),
    )
    return tuple(State(level, text) for level, count, text in said if count)
