"""Headquarters' pages of what hits were worth: false alarms and outcomes, whom an entry stopped, and thresholds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from app.act import acting
from app.audit import service as audit
from app.figures import service
from app.figures.service import Wanted
from app.lookouts import service as lookouts
from app.thresholds import service as thresholds
from app.watchlist import service as watchlist
from app.web import words
from app.web.guard import current_site, current_who, needs
from app.web.i18n import gettext as _
from app.web.i18n import mark
from border.errors import BorderError
from border.fields import FieldError, OutOfRange
from border.listing import Category
from border.permissions import Permission, may

blueprint = Blueprint("figures", __name__)
setting = Blueprint("thresholds", __name__)
"""At headquarters, both."""

SORTS: Mapping[str, str] = {
    "list": mark("List"),
    "hits": mark("Most hits first"),
    "somebody-else": mark("Most of somebody else first"),
    "nationality": mark("Nationality"),
}
TOLD: Mapping[str, str] = {
    "L174": mark("You proposed this yourself. A second person decides on it."),
    "L175": mark("It has been decided meanwhile. This is how it stands now."),
    "L176": mark("Another margin of this category waits for a second person. Decide on that one first."),
}
"""What is told above the page, by the error's number."""


@blueprint.get("/hits/figures", endpoint="shown")
@needs(Permission.SEE_HIT_FIGURES)
def show_figures() -> Response:
    return _figures({})


@blueprint.get("/hits/figures.csv")
@needs(Permission.SEE_HIT_FIGURES)
def counts() -> Response:
    """Take the counts out as CSV: no name is in them."""
    try:
        wanted = service.wanted_of(request.args, _today())
    except FieldError as error:
        return _figures({error.field: _sentence(error)})
    return _file(service.counts_as_csv(current_site(), wanted), "hits", wanted)


@blueprint.post("/hits/figures/outcomes")
@needs(Permission.SEE_HIT_FIGURES)
def hand_over() -> Response:
    """Take out what became of an agency's entries, which is an event."""
    try:
        wanted = service.wanted_of(request.form, _today())
        with acting(current_site(), current_who(), "other-agency") as act:
            text = service.hand_over(act, wanted)
    except FieldError as error:
        field = "agency" if error.field == "note" else error.field
        return _figures({field: _sentence(error)})
    return _file(text, "outcomes", wanted)


@blueprint.get("/entries/viewed/<look_id>/stopped")
@needs(Permission.SEE_ENTRIES)
def stopped(look_id: str) -> AnyResponse | str:
    """Show whom an entry stopped, to whoever has opened that entry within the hour."""
    site, page = current_site(), _page_of(request.args)
    look = audit.look_of(site, current_who(), look_id, "entry.viewed")
    if look is None:
        flash(_("An entry can be read for an hour by whoever opened it. Open it again."), "note")
        return redirect(url_for("entries.listed"), 303)
    entry = lookouts.entry(site.db, look["subject"])
    rows = service.stopped(site, f"own:{entry['entry_id']}", page)
    return render_template(
        "figures/stopped.html",
        look_id=look_id,
        entry=entry,
        rows=rows,
        page=page,
        first=(page - 1) * service.PAGE_ROWS + 1,
        total=rows[0]["total"] if rows else 0,
    )


@setting.get("/hits/thresholds")
@needs(Permission.SEE_HIT_FIGURES)
def listed() -> AnyResponse:
    return _thresholds({})


@setting.get("/hits/thresholds/<category>")
@needs(Permission.SEE_HIT_FIGURES)
def tried(category: str) -> AnyResponse:
    """Show what a margin would have made of the last days; without one, ask for it."""
    known, text = _category(category), request.args.get("margin")
    if text is None:
        return _trial(known, None, {})
    try:
        return _trial(known, thresholds.margin_of(text), {})
    except FieldError as error:
        return _trial(known, None, {"margin": _sentence(error)}, typed=text[:20])


@setting.get("/hits/thresholds/<category>/progress")
@needs(Permission.SEE_HIT_FIGURES, quiet=True)
def progress(category: str) -> str:
    """Render how far a trial on past crossings has come. Raises FieldError."""
    known, margin = _category(category), thresholds.margin_of(request.args.get("margin", ""))
    return render_template("figures/_progress.html", **_progress(known, margin))


@setting.post("/hits/thresholds/<category>/past-crossings")
@needs(Permission.SET_THRESHOLDS)
def try_on_crossings(category: str) -> AnyResponse:
    known, text = _category(category), request.form.get("margin", "")
    try:
        with acting(current_site(), current_who()) as act:
            thresholds.ask_for_trial(act, known, thresholds.margin_of(text))
    except FieldError as error:
        return _trial(known, None, {"margin": _sentence(error)}, typed=text[:20])
    flash(_("It is tried on everybody who crossed. This page says how far it has come."), "note")
    return _to("thresholds.tried", category=category, margin=text)


@setting.post("/hits/thresholds/<category>/proposal")
@needs(Permission.SET_THRESHOLDS)
def propose(category: str) -> AnyResponse:
    """Propose a margin with what its trial says now."""
    known, text = _category(category), request.form.get("margin", "")
    try:
        margin = thresholds.margin_of(text)
    except FieldError as error:
        return _trial(known, None, {"margin": _sentence(error)}, typed=text[:20])
    trial = watchlist.try_out(current_site(), known, margin)
    try:
        with acting(current_site(), current_who()) as act:
            thresholds.propose(act, known, margin, request.form.get("reason", ""), trial.said)
    except FieldError as error:
        return _trial(known, margin, {error.field: _sentence(error)})
    except thresholds.WaitsAlready as error:
        _tell(error)
    else:
        flash(_("Proposed. It holds when a second person approves it."), "well")
    return _to("thresholds.listed")


@setting.post("/hits/thresholds/proposals/<proposal_id>/approval")
@needs(Permission.SET_THRESHOLDS)
def approve(proposal_id: str) -> AnyResponse:
    try:
        with acting(current_site(), current_who()) as act:
            thresholds.approve(act, proposal_id)
    except (thresholds.OwnThreshold, thresholds.NothingToDecide) as error:
        _tell(error)
    else:
        flash(_("It holds. Posts follow as soon as they hear of it."), "well")
    return _to("thresholds.listed")


@setting.post("/hits/thresholds/proposals/<proposal_id>/rejection")
@needs(Permission.SET_THRESHOLDS)
def reject(proposal_id: str) -> AnyResponse:
    try:
        with acting(current_site(), current_who()) as act:
            thresholds.reject(act, proposal_id, request.form.get("remark", ""))
    except FieldError as error:
        return _thresholds({f"remark-{proposal_id}": _sentence(error)})
    except thresholds.NothingToDecide as error:
        _tell(error)
    else:
        flash(_("Sent back, with your reason."), "well")
    return _to("thresholds.listed")


def _figures(errors: dict[str, str]) -> Response:
    """Show the figures; a filter that cannot be is told beside those of the last thirty days."""
    site, today = current_site(), _today()
    try:
        wanted = service.wanted_of(request.values, today)
    except FieldError as error:
        errors = errors or {error.field: _sentence(error)}
        wanted = Wanted(today - service.PERIOD, today)
    rows = service.groups(site, wanted)
    first, total = (wanted.page - 1) * service.PAGE_ROWS + 1, rows[0]["total"] if rows else 0
    last = first + len(rows) - 1
    page = render_template(
        "figures/figures.html",
        wanted=wanted,
        errors=errors,
        rows=rows,
        lists=service.by_list(site, wanted),
        agencies=[
            row | {"address": _figures_at(replace(wanted, agency=row["agency"], page=1))}
            for row in service.by_agency(site, wanted)
        ],
        sorts=[(value, _(said)) for value, said in SORTS.items()],
        said=_("%(first)s to %(last)s of %(total)s", first=first, last=last, total=total),
        earlier=_figures_at(replace(wanted, page=wanted.page + 1)) if last < total else None,
        later=_figures_at(replace(wanted, page=wanted.page - 1)) if wanted.page > 1 else None,
    )
    return make_response(page, 422 if errors else 200)


def _figures_at(wanted: Wanted) -> str:
    terms: dict[str, Any] = {**wanted.asked, "page": wanted.page}
    return url_for("figures.shown", **terms)


def _file(text: str, what: str, wanted: Wanted) -> Response:
    answer = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    name = f"{what}-{wanted.first.isoformat()}-{wanted.last.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _thresholds(errors: dict[str, str]) -> Response:
    db, page = current_site().db, _page_of(request.args)
    decided, in_force = thresholds.decided(db, page), thresholds.in_force(db)
    html = render_template(
        "figures/thresholds.html",
        rows=[(each.value, in_force.get(each)) for each in Category],
        waiting=thresholds.waiting(db),
        decided=decided,
        may_set=_may_set(),
        me=current_who().account_id,
        errors=errors,
        sent=request.form,
        page=page,
        first=(page - 1) * thresholds.PAGE_ROWS + 1,
        total=decided[0]["total"] if decided else 0,
    )
    return make_response(html, 422 if errors else 200)


def _trial(category: Category, margin: float | None, errors: dict[str, str], typed: str = "") -> Response:
    site = current_site()
    now = thresholds.margins(site.db).get(category, 0.0)
    html = render_template(
        "figures/trial.html",
        category=category.value,
        margin=margin,
        now=now,
        typed=typed or (f"{margin:g}" if margin is not None else ""),
        most=f"{thresholds.MOST_MARGIN:g}",
        days=watchlist.TRIED_DAYS,
        trial=None if margin is None else watchlist.try_out(site, category, margin),
        may_set=_may_set(),
        errors=errors,
        sent=request.form,
        **_progress(category, 0.0 if margin is None else margin),
    )
    return make_response(html, 422 if errors else 200)


def _progress(category: Category, margin: float) -> dict[str, Any]:
    row = thresholds.trial(current_site().db, category, margin)
    return {
        "past": row,
        "busy": row is not None and row["state"] in {"waiting", "running"},
        "here": url_for("thresholds.progress", category=category.value, margin=f"{margin:g}"),
    }


def _category(text: str) -> Category:
    if text not in set(Category):
        abort(404)
    return Category(text)


def _sentence(error: FieldError) -> str:
    if error.field in {"first", "last"} and not isinstance(error, OutOfRange):
        return _("Write a day as 2026-11-24; the last is not before the first.")
    if error.field == "margin" and error.number == "B156":
        return _("This margin is in force already.")
    return words.field_error(error)


def _tell(error: BorderError) -> None:
    flash(_(TOLD[error.number]), "caution")


def _may_set() -> bool:
    role = current_who().role
    return role is not None and may(role, Permission.SET_THRESHOLDS)


def _page_of(given: Mapping[str, str]) -> int:
    page = given.get("page", "")
    return max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1


def _today() -> date:
    site = current_site()
    return site.day_of(site.clock.now())


def _to(endpoint: str, **values: Any) -> AnyResponse:
    return redirect(url_for(endpoint, **values), 303)
