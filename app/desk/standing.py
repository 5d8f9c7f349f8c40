"""How a post stands, in one line on every page: the desk's reader, the link to headquarters, the lists and their age."""

from datetime import datetime, timedelta

from app.act import Who
from app.desk import service
from app.devices.service import ABSENT, NO_AGENT, Readers
from app.editions import service as editions
from app.numbers import service as numbers
from app.posts import service as posts
from app.replication import service as replication
from app.site import Site
from app.watchlist import service as watchlist
from app.web import formats, words
from app.web.frame import Level, State
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from app.web.waiting import waiting_hits
from border.hit import Sight, sight
from border.listing import Response
from border.permissions import Permission, may

LATE = timedelta(minutes=5)
LISTS = ("documents", "persons")


def states(site: Site, readers: Readers, who: Who) -> tuple[State, ...]:
    """Return what the status line says to somebody: the reader only where they sit at a desk."""
    now = site.clock.now()
    return (
        *_reader(site, readers, who),
        *_hits(site, who),
        _link(site, now, who),
        *_refused_edition(site, who),
        *_refused_numbers(site, who),
        *(_list(site, name, now) for name in LISTS),
    )


def place(site: Site, who: Who) -> str:
    """Return the desk somebody sits at and its direction, '' where they sit at none."""
    name = service.desk_of(site.db, site.name, who.account_id)
    if name is None:
        return ""
    desk = posts.desk(site.db, site.name, name)
    return f"{desk['title']} · {words.direction(desk['direction'])}"


def _reader(site: Site, readers: Readers, who: Who) -> tuple[State, ...]:
    desk = service.desk_of(site.db, site.name, who.account_id)
    reader = readers.of(desk) if desk else None
    if reader is None:
        return ()
    if reader.state in (ABSENT, NO_AGENT):
        return (State(Level.CAUTION, _("Reader not there")),)
    return (State(Level.WELL, _("Reader ready")),)


def _hits(site: Site, who: Who) -> tuple[State, ...]:
    """Say how many hits wait, to those who decide on them; of silent ones to those alone who may know."""
    waiting = watchlist.waiting(site, who)
    return waiting_hits(hits=waiting.hits, silent=waiting.silent, raised=waiting.raised)


def _link(site: Site, now: datetime, who: Who) -> State:
    """Say what headquarters has not got yet, and for how long.

    A silent hit is an event too: where it alone waits, that is told to those who may know of it, and all others read
    what they would without it.
    """
    if replication.push_fault(site.db, site.name):
        return State(Level.STOP, _("Headquarters refuses this post's data. Call field IT; the work goes on."))
    waiting = replication.backlog(site.db, site.name)
    knows_all = sight(who.role, Response.SILENT) is Sight.WHOLE
    oldest_at = waiting.oldest_at if knows_all else waiting.told_at
    since = now - datetime.fromisoformat(oldest_at) if oldest_at else timedelta()
    if since < LATE:
        return State(Level.WELL, _("Headquarters is up to date"))
    if not waiting.crossings:
        said = _("Headquarters not reached for %(age)s. It has every crossing.")
        return State(Level.CAUTION, said % {"age": formats.age(since.total_seconds())})
    return State(
        Level.CAUTION,
        ngettext(
            "%(num)s crossing not yet at headquarters, the oldest for %(age)s. It is kept here.",
            "%(num)s crossings not yet at headquarters, the oldest for %(age)s. They are kept here.",
            waiting.crossings,
            age=formats.age(since.total_seconds()),
        ),
    )


def _refused_edition(site: Site, who: Who) -> tuple[State, ...]:
    """Alarm those who can do something about an edition that was not taken up."""
    refusal = editions.refusal(site)
    if refusal is None or who.role is None or not may(who.role, Permission.GO_BACK_EDITION):
        return ()
    if not refusal["number"]:
        return (
            State(Level.STOP, _("An edition that headquarters did not sign was refused. Look at Editions.")),
        )
    said = _("Edition %(number)s was refused, the one before stays. Look at Editions.")
    return (State(Level.STOP, said % {"number": refusal["number"]}),)


def _refused_numbers(site: Site, who: Who) -> tuple[State, ...]:
    """Alarm those who can do something about a filter of numbers that was not taken up."""
    if numbers.refusal(site) is None or who.role is None or not may(who.role, Permission.GO_BACK_EDITION):
        return ()
    return (State(Level.STOP, _("A filter of numbers was refused, the one before stays. Look at Numbers.")),)


def _list(site: Site, name: str, now: datetime) -> State:
    edition = watchlist.current(site, name)
    title = _("List of documents") if name == "documents" else _("List of persons")
    if edition is None:
        return State(Level.CAUTION, _("%(list)s: none loaded", list=title))
    days = (site.day_of(now) - edition.on).days
    said = _("%(list)s of %(day)s", list=title, day=formats.day(edition.on))
    return State(Level.CAUTION if days > site.settings.edition_limit_days else Level.NOTE, said)
