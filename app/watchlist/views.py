"""The pages of hits: those that wait, one with all that speaks for and against it, and what its answers were worth."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.act import acting
from app.watchlist import hits, late, published, service, show
from app.web import words
from app.web.guard import current_site, current_who, needs
from app.web.i18n import gettext as _
from appliance.clock import instant_of
from border.fields import FieldError, choice
from border.hit import Ruling, State, Verdict
from border.listing import Category
from border.permissions import Permission

blueprint = Blueprint("watchlist", __name__)

STATUSES: Mapping[type[Exception], int] = {
    hits.NoSuchHit: 404,
    hits.HitOfAnother: 409,
    hits.HitDecided: 409,
}
"""The errors of hits and the status of their page."""


@blueprint.get("/hits", endpoint="hits")
@needs(Permission.SEE_HITS)
def hit_list() -> str:
    site, role = current_site(), current_who().role
    places = hits.places(site, role)
    wanted = _wanted(request.args, dict(places))
    rows = hits.listed(site, role, wanted)
    return render_template(
        "watchlist/hits.html",
        rows=[row | {"found": instant_of(row["found_at"])} for row in rows],
        wanted=wanted,
        places=places,
        place=dict(places).get(wanted.post, ""),
        withdrawn=late.withdrawn_lately(site, role),
        now=site.clock.now(),
        editions=[service.current(site, name) for name in ("persons", "documents")],
        states=[(value, words.hit_state(value)) for value in ("waiting", *State)],
        categories=[(one.value, words.category(one.value)) for one in Category],
        first=(wanted.page - 1) * hits.PAGE_ROWS + 1,
        total=rows[0]["total"] if rows else 0,
    )


@blueprint.get("/hits/<hit_id>")
@needs(Permission.SEE_HITS)
def hit(hit_id: str) -> str:
    return _page(hit_id, {}, {})


@blueprint.post("/hits/<hit_id>/acknowledgement")
@needs(Permission.ACKNOWLEDGE_HIT)
def acknowledge(hit_id: str) -> AnyResponse | tuple[str, int]:
    try:
        with acting(current_site(), current_who(), "hit") as act:
            first = hits.acknowledge(act, hit_id)
    except hits.HitOfAnother:
        return _not_ours(hit_id, {})
    if first:
        flash(_("You have the hit. It rises no further."), "well")
    else:
        flash(_("Somebody has answered already: see what happened to it."), "note")
    return redirect(url_for(".hit", hit_id=hit_id), 303)


@blueprint.post("/hits/<hit_id>/verdict")
@needs(Permission.ADJUDICATE_HIT)
def adjudicate(hit_id: str) -> AnyResponse | tuple[str, int]:
    try:
        verdict = Verdict(choice(request.form.get("verdict", ""), "verdict", list(Verdict)))
        ruling = Ruling(verdict, request.form.get("reason", ""))
    except FieldError as error:
        return _page(hit_id, {error.field: words.field_error(error)}, request.form), 422
    try:
        with acting(current_site(), current_who(), "hit") as act:
            state = hits.adjudicate(act, hit_id, ruling)
    except hits.HitDecided:
        said = _("Decided meanwhile; yours was not kept: %(verdict)s.", verdict=words.verdict(verdict))
        return _page(hit_id, {}, request.form, said), 409
    except hits.HitOfAnother:
        return _not_ours(hit_id, request.form)
    flash(_("Kept: %(state)s.", state=words.hit_state(state)), "well")
    if state is State.UNCONFIRMED:
        flash(_("A second person has to say so too before it counts."), "caution")
    return redirect(url_for(".hit", hit_id=hit_id), 303)


def _not_ours(hit_id: str, sent: Mapping[str, str]) -> tuple[str, int]:
    said = _("This is a hit of another post: that post and headquarters decide on it. Nothing was kept.")
    return _page(hit_id, {}, sent, said), 409


def _page(hit_id: str, errors: Mapping[str, str], sent: Mapping[str, str], refused: str = "") -> str:
    """refused: why what was sent was not kept, where no change of the form would help."""
    page = show.page(current_site(), current_who(), hit_id)
    return render_template(
        "watchlist/hit.html",
        page=page,
        row=page.row,
        subject=page.subject,
        published=published.row_of(current_site(), page),
        errors=errors,
        sent=sent,
        refused=refused,
        verdicts=[(one.value, words.verdict(one.value)) for one in Verdict],
    )


def _wanted(given: Mapping[str, str], places: Mapping[str, str]) -> hits.Wanted:
    """Return what an address asks for; what is no choice asks nothing."""
    page, state = given.get("page", ""), given.get("state", "waiting")
    category, post = given.get("category", ""), given.get("post", "")
    return hits.Wanted(
        state if state in {"", "waiting", *State} else "waiting",
        post if post in places else "",
        category if category in set(Category) else "",
        given.get("list", "")[:40],
        given.get("entry", "")[:80],
        max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
    )
