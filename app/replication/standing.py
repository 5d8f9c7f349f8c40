"""How headquarters stands, in one line on every page: what waits or rose, and which posts' data is not fresh."""

from app.act import Who
from app.lookouts import service as lookouts
from app.replication import service
from app.site import Site
from app.watchlist import service as watchlist
from app.web.frame import Level, State
from app.web.freshness import freshness
from app.web.i18n import gettext, ngettext
from app.web.waiting import waiting_hits


def states(site: Site, who: Who) -> tuple[State, ...]:
    """Return what waits for somebody, and the posts whose data is not fresh, or that all is."""
    waiting = watchlist.waiting(site, who)
    of_hits = waiting_hits(hits=waiting.hits, silent=waiting.silent, raised=waiting.raised)
    return (*of_hits, *_of_entries(lookouts.waiting(site, who)), *_of_posts(site))


def _of_entries(waiting: lookouts.Waiting) -> tuple[State, ...]:
    """Return what an editor is to decide on, look at again, or review."""
    decide, due, reviews = waiting.to_decide, waiting.due, waiting.lookouts
    said = (
        (decide, ngettext("%(num)s entry to decide on", "%(num)s entries to decide on", decide)),
        (due, ngettext("%(num)s entry due for review", "%(num)s entries due for review", due)),
        (reviews, ngettext("%(num)s lookout to review", "%(num)s lookouts to review", reviews)),
    )
    return tuple(State(Level.CAUTION, text) for count, text in said if count)


def _of_posts(site: Site) -> tuple[State, ...]:
    posts = service.posts_by_age(site.db, site.clock.now())
    told = [(post.title, freshness(post.age_s, post.contact.refusal)) for post in posts]
    stale = tuple(
        State(state.level, f"{title}: {state.text}") for title, state in told if state.level is not Level.WELL
    )
    if stale or not told:
        return stale
    return (State(Level.WELL, gettext("The data of all posts is fresh")),)
