"""How headquarters stands, in one line on every page: which posts' data is not fresh."""

from app.replication import service
from app.site import Site
from app.web.frame import Level, State
from app.web.freshness import freshness
from app.web.i18n import gettext


def states(site: Site) -> tuple[State, ...]:
    """Return the posts whose data is not fresh, or that all is."""
    posts = service.posts_by_age(site.db, site.clock.now())
    told = [(post.title, freshness(post.age_s, post.contact.refusal)) for post in posts]
    stale = tuple(
        State(state.level, f"{title}: {state.text}") for title, state in told if state.level is not Level.WELL
    )
    if stale or not told:
        return stale
    return (State(Level.WELL, gettext("The data of all posts is fresh")),)
