"""Headquarters' pages of movements: what passes where, live."""

from dataclasses import asdict, replace
from datetime import date

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.replication import service as replication
from app.replication.service import PostAge
from app.reports import service
from app.reports.service import Movements, Tally, Wanted
from app.web.charts import Chart, Series, bars
from app.web.frame import State
from app.web.freshness import freshness
from app.web.guard import current_site, needs
from app.web.i18n import gettext
from appliance.clock import instant_of
from border.fields import FieldError
from border.permissions import Permission

blueprint = Blueprint("reports", __name__)


@blueprint.get("/movements")
@needs(Permission.SEE_MOVEMENTS)
def movements() -> Response:
    """Show the movements of one day; a filter that cannot be is told beside today's."""
    today, error = _today(), None
    try:
        wanted = service.wanted_of(request.args, today)
    except FieldError as refused:
        wanted, error = Wanted(today), refused.field
    places = [(row["name"], row["title"]) for row in service.places(current_site().db)]
    page = render_template("reports/movements.html", error=error, places=places, **_shown(wanted))
    return make_response(page, 422 if error else 200)


@blueprint.get("/movements/live")
@needs(Permission.SEE_MOVEMENTS, quiet=True)
def live() -> str:
    """Render what changes by itself. Raises FieldError."""
    return render_template("reports/_moving.html", **_shown(service.wanted_of(request.args, _today())))


def _today() -> date:
    site = current_site()
    return site.day_of(site.clock.now())


def _shown(wanted: Wanted) -> dict[str, object]:
    site = current_site()
    found = service.movements(site.db, wanted)
    ages = {post.contact.node: post for post in replication.posts_by_age(site.db, site.clock.now())}
    return {
        "wanted": wanted,
        "found": found,
        "times": [f"{site.local(instant_of(row['happened_at'])):%H:%M}" for row in found.rows],
        "posts": [(tally, _freshness(ages[name])) for name, tally in found.by_post.items()],
        "by_hour": bars(_hours(found)),
        "by_post": bars(_posts(found)) if found.by_post else "",
        "said": _said(found, wanted),
        "earlier": _address(replace(wanted, page=wanted.page + 1)) if _ends(wanted) < found.total else None,
        "later": _address(replace(wanted, page=wanted.page - 1)) if wanted.page > 1 else None,
    }


def _freshness(post: PostAge) -> State:
    return freshness(post.age_s, post.contact.refusal)


def _hours(found: Movements) -> Chart:
    sentence = gettext("Entries and exits by hour of the post's day; the numbers stand in a table beside it.")
    return _chart(sentence, found.by_hour, every=3)


def _posts(found: Movements) -> Chart:
    sentence = gettext("Entries and exits by post; the numbers stand in a table beside it.")
    return _chart(sentence, tuple(found.by_post.values()), every=1)


def _chart(sentence: str, tallies: tuple[Tally, ...], every: int) -> Chart:
    return Chart(
        sentence,
        tuple(tally.name for tally in tallies),
        (
            Series(gettext("Entries"), tuple(tally.entries for tally in tallies)),
            Series(gettext("Exits"), tuple(tally.exits for tally in tallies)),
        ),
        every,
    )


def _ends(wanted: Wanted) -> int:
    return wanted.page * service.PAGE_ROWS


def _said(found: Movements, wanted: Wanted) -> str:
    first = (wanted.page - 1) * service.PAGE_ROWS + 1
    return gettext(
        "%(first)s to %(last)s of %(total)s",
        first=first,
        last=min(_ends(wanted), found.total),
        total=found.total,
    )


def _address(wanted: Wanted) -> str:
    return url_for(".movements", **asdict(wanted))
