"""The pages of crossings: the register, one crossing, its amendment and its slip, the paper log, and what a slip says."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from app.act import Who, acting
from app.audit import service as audit
from app.audit.service import Why
from app.crossings import forms, paper, register, service, slips
from app.ids import uuid7
from app.posts import service as posts
from app.site import Site
from app.web import words
from app.web.guard import current_site, current_who, needs
from app.web.i18n import gettext as _
from app.web.i18n import mark
from border.checks import from_stamp
from border.crossing import Direction, Outcome
from border.document import DocumentType
from border.fields import FieldError
from border.grounds import BY_LETTER, GROUNDS
from border.permissions import Permission, may
from border.purposes import PURPOSES
from border.slip import BadSlip
from border.traveller import Sex
from border.visa_rules import Capacity
from db.database import Database, Row

blueprint = Blueprint("crossings", __name__)

STATUSES: Mapping[type[Exception], int] = {
    service.NoSuchCrossing: 404,
    service.NotOurs: 409,
    service.AmendedMeanwhile: 409,
    service.NothingToAmend: 422,
}
"""The errors of crossings and the status of their page."""

AMENDED: Mapping[str, str] = {
    "direction": mark("Direction"),
    "purpose": mark("Purpose"),
    "days_granted": mark("Days granted"),
    "until_on": mark("Until"),
    "address": mark("Address"),
    "surname": mark("Surname"),
    "given_names": mark("Given names"),
    "nationality": mark("Nationality"),
    "sex": mark("Sex"),
    "born_on": mark("Born"),
    "vehicle_plate": mark("Plate"),
    "carrier": mark("Carrier"),
}
"""What an amendment may change, in words."""

_ABOVE = "crossings.above"


@dataclass(frozen=True, slots=True)
class Above:
    """What this room's pages need of rooms that lie above it; the factory brings it.

    ask: asks the lists about a crossing from paper, ask_anew: about one that was amended. met_on: occasions -> the hits
    that wait for a decision, as far as somebody may know. desk_of: node and account -> the desk where somebody sits.
    """

    ask: paper.Ask
    ask_anew: service.AskAnew
    met_on: Callable[[Site, Who, Iterable[str]], list[Row]]
    desk_of: Callable[[Database, str, str], str | None]


def learn(app: Flask, above: Above) -> None:
    """Let the pages of an application ask rooms above."""
    app.extensions[_ABOVE] = above


@blueprint.get("/register", endpoint="register")
@needs(Permission.SEE_REGISTER)
def show_register() -> Response:
    return _register({})


@blueprint.post("/register/export")
@needs(Permission.EXPORT_REGISTER)
def export() -> Response:
    site = current_site()
    try:
        why = Why(request.form.get("reason", ""), request.form.get("note", ""))
        wanted = register.wanted_of(request.form, _today(site))
    except FieldError as error:
        return _register({error.field: forms.sentence(error)})
    with acting(site, current_who(), why.reason) as act:
        text = register.export(act, wanted, why)
    answer = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    name = f"register-{site.name}-{wanted.day.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/crossings/<crossing_id>")
@needs(Permission.SEARCH)
def show(crossing_id: str) -> AnyResponse | str:
    """Show a crossing of this post; any other one only to whoever looks at its traveller, having said why."""
    site, who = current_site(), current_who()
    row = service.crossing(site.db, crossing_id)
    at_home = row["node"] == site.name and who.role is not None and may(who.role, Permission.SEE_REGISTER)
    if not at_home and not _looks_at(request.args.get("look", ""), row):
        flash(_("Search for the crossing first, and say why."), "note")
        return redirect(url_for(".search"), 303)
    amendments = service.amendments(site.db, crossing_id)
    asked_late = [crossing_id] if row["late_written_by"] else []
    return render_template(
        "crossings/crossing.html",
        row=row,
        met=_above().met_on(site, who, asked_late + [one["amendment_id"] for one in amendments]),
        may_see_hits=who.role is not None and may(who.role, Permission.SEE_HITS),
        checks=from_stamp(json.loads(row["stamp"])),
        amendments=amendments,
        prints=slips.prints(site, crossing_id),
        may_amend=service.may_amend(site, _who(), row),
        at_home=at_home,
        purpose=_purpose(row),
        field_words={field: _(said) for field, said in AMENDED.items()},
    )


@blueprint.route("/crossings/<crossing_id>/amendment", methods=["GET", "POST"])
@needs(Permission.AMEND_OWN_CROSSING)
def amend(crossing_id: str) -> AnyResponse:
    site = current_site()
    row = service.crossing(site.db, crossing_id)
    if request.method != "POST":
        return _amendment(row, {})
    try:
        with acting(site, _who(), "amended") as act:
            service.amend(act, forms.amendment(request.form, crossing_id), _above().ask_anew)
    except FieldError as error:
        return _amendment(row, {error.field: forms.sentence(error)})
    except service.NothingToAmend:
        return _amendment(row, {"surname": _("Nothing is different from what the crossing says already.")})
    flash(_("The crossing reads so from now on. What it said before is kept."), "well")
    return redirect(url_for(".show", crossing_id=crossing_id), 303)


@blueprint.route("/crossings/from-paper", methods=["GET", "POST"])
@needs(Permission.ENTER_FROM_PAPER)
def from_paper() -> AnyResponse:
    site = current_site()
    if request.method != "POST":
        return _paper_form({}, {"entry_id": _new_id(site)})
    try:
        entry = forms.paper_entry(request.form, ZoneInfo(site.settings.timezone))
        with acting(site, current_who(), "paper-log") as act:
            row = paper.record_late(act, entry, _above().ask)
    except FieldError as error:
        return _paper_form({error.field: forms.sentence(error)}, request.form)
    except paper.EnteredAlready as error:
        stands = service.crossing(site.db, str(error.facts["crossing_id"]))
        return _paper_form({}, request.form, stands)
    flash(_("The crossing is entered."), "well")
    return redirect(url_for(".show", crossing_id=row["crossing_id"]), 303)


@blueprint.get("/crossings/<crossing_id>/slip")
@needs(Permission.PRINT_SLIP)
def slip(crossing_id: str) -> str:
    """Show what would be printed, without its code."""
    site = current_site()
    row = service.crossing(site.db, crossing_id)
    slips.code(site, row)
    return render_template(
        "crossings/slip.html", **_paper(site, row, slips.prints(site, crossing_id)), picture=None
    )


@blueprint.post("/crossings/<crossing_id>/slip/prints")
@needs(Permission.PRINT_SLIP)
def print_slip(crossing_id: str) -> AnyResponse:
    offered = request.form.get("copy", "")
    copy = int(offered) if offered.isascii() and offered.isdecimal() and len(offered) < 7 else 0
    with acting(current_site(), current_who(), "printed") as act:
        copy = slips.print_slip(act, crossing_id, copy)
    return redirect(url_for(".printed", crossing_id=crossing_id, copy=copy), 303)


@blueprint.get("/crossings/<crossing_id>/slip/prints/<int:copy>")
@needs(Permission.PRINT_SLIP)
def printed(crossing_id: str, copy: int) -> AnyResponse | str:
    return _print(crossing_id, copy) or _print_again(crossing_id)


@blueprint.get("/crossings/<crossing_id>/slip/prints/<int:copy>.pdf")
@needs(Permission.PRINT_SLIP)
def printed_pdf(crossing_id: str, copy: int) -> AnyResponse:
    from app.crossings.pdf import pdf  # noqa: PLC0415 loads WeasyPrint

    html = _print(crossing_id, copy, "crossings/slip_paper.html")
    return Response(pdf(html), mimetype="application/pdf") if html else _print_again(crossing_id)


@blueprint.route("/slips/verify", methods=["GET", "POST"])
@needs(Permission.VERIFY_SLIP)
def verify() -> Response:
    """Say what the code of a slip says. Nothing is kept of it: it names nobody."""
    text = request.form.get("code", "").strip("\r\n")
    reading, error = None, None
    if request.method == "POST":
        try:
            reading = slips.read(current_site(), text)
        except BadSlip:
            error = _("This is no code of a slip of ours. It may be torn or read badly: scan once more.")
    page = render_template("crossings/verify.html", reading=reading, error=error)
    return make_response(page, 422 if error else 200)


@blueprint.route("/crossings/search", methods=["GET", "POST"])
@needs(Permission.SEARCH)
def search() -> AnyResponse:
    site = current_site()
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            why = Why(request.form.get("reason", ""), request.form.get("note", ""))
            wanted = forms.wanted(request.form, _today(site))
            with acting(site, current_who(), why.reason) as act:
                look_id = service.search(act, wanted, why)
            return redirect(url_for(".found", look_id=look_id), 303)
        except FieldError as error:
            errors = {error.field: forms.sentence(error)}
    page = render_template(
        "crossings/search.html", errors=errors, sent=request.form, today=_today(site).isoformat()
    )
    return make_response(page, 422 if errors else 200)


@blueprint.get("/crossings/found/<look_id>")
@needs(Permission.SEARCH)
def found(look_id: str) -> AnyResponse | str:
    look = _look(look_id, "crossings")
    if look is None:
        return _ask_again()
    page = forms.page_of(request.args)
    rows = service.answers(current_site().db, look, page)
    return render_template(
        "crossings/found.html",
        look=look,
        rows=rows,
        page=page,
        first=(page - 1) * service.PAGE_ROWS + 1,
        total=rows[0]["total"] if rows else 0,
    )


@blueprint.post("/crossings/viewed")
@needs(Permission.SEARCH)
def view() -> AnyResponse:
    """Open a crossing that a search found, which is an event of its own."""
    look = _look(request.form.get("look_id", ""), "crossings")
    if look is None:
        return _ask_again()
    crossing_id = request.form.get("crossing_id", "")
    with acting(current_site(), current_who(), look["reason"]) as act:
        viewed = service.view(act, crossing_id, look)
    return redirect(url_for(".show", crossing_id=crossing_id, look=viewed), 303)


def _register(errors: dict[str, str]) -> Response:
    site, who = current_site(), current_who()
    try:
        wanted = register.wanted_of(request.values, _today(site))
    except FieldError as error:
        wanted = register.Wanted(_today(site))
        errors = errors | {error.field: forms.sentence(error)}
    rows = register.rows(site, wanted)
    page = render_template(
        "crossings/register.html",
        wanted=wanted,
        errors=errors,
        sent=request.form,
        rows=rows,
        totals=register.totals(site, wanted),
        sexes=[sex.value for sex in Sex],
        sexes_heads=[(words.sex(sex), "number") for sex in Sex],
        desks=[(desk["name"], desk["title"]) for desk in posts.desks(site.db, site.name)],
        first=(wanted.page - 1) * register.PAGE_ROWS + 1,
        total=rows[0]["total"] if rows else 0,
        may_export=who.role is not None and may(who.role, Permission.EXPORT_REGISTER),
    )
    return make_response(page, 422 if errors else 200)


def _amendment(row: Row, errors: dict[str, str]) -> Response:
    """Show the form of an amendment to whoever may send it. Raises NotOurs, NotAllowed."""
    service.require_amendable(current_site(), _who(), row)
    kept = {field: row[field] for field in row if row[field] is not None} | {"date_of_birth": row["born_on"]}
    page = render_template(
        "crossings/amendment.html",
        row=row,
        errors=errors,
        sent=request.form if errors else kept,
        terms=row["decision"] == Outcome.ADMIT,
        **_choices(),
    )
    return make_response(page, 422 if errors else 200)


def _paper_form(errors: dict[str, str], sent: Mapping[str, str], stands: Row | None = None) -> Response:
    """Show the form of the paper log. stands: the crossing that was entered with the same form before."""
    site = current_site()
    page = render_template(
        "crossings/from_paper.html",
        errors=errors,
        sent=sent,
        stands=stands,
        officers_days=paper.WITHOUT_SUPERVISOR.days,
        desks=[(desk["name"], desk["title"]) for desk in posts.desks(site.db, site.name)],
        types=[(kind.value, words.document_type(kind)) for kind in DocumentType],
        capacities=[(kind.value, words.capacity(kind)) for kind in Capacity],
        grounds=[(ground.letter, f"{ground.letter}: {words.ground(ground.letter)}") for ground in GROUNDS],
        **_choices(),
    )
    return make_response(page, 409 if stands else 422 if errors else 200)


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "directions": [(way.value, words.direction(way)) for way in Direction],
        "sexes": [(sex.value, words.sex(sex)) for sex in Sex],
        "purposes": [(purpose.code, words.purpose(purpose.code)) for purpose in PURPOSES],
    }


def _print(crossing_id: str, copy: int, template: str = "crossings/slip.html") -> str | None:
    """Return a recorded print, None where this person may not see it (any more)."""
    site = current_site()
    row = service.crossing(site.db, crossing_id)
    if not slips.may_show(site, current_who(), crossing_id, copy):
        return None
    picture = slips.picture(slips.code(site, row), _("Code of this slip"))
    return render_template(template, **_paper(site, row, copy), picture=picture)


def _print_again(crossing_id: str) -> AnyResponse:
    flash(
        _("A print can be seen for ten minutes by whoever made it. Print once more if it is needed."), "note"
    )
    return redirect(url_for(".slip", crossing_id=crossing_id), 303)


def _paper(site: Site, row: Row, copy: int) -> dict[str, object]:
    ground = BY_LETTER.get(row["refusal_ground"] or "")
    return {"row": row, "copy": copy, "ground": ground, "post": site.settings.title, "purpose": _purpose(row)}


def _purpose(row: Row) -> str:
    return words.purpose(row["purpose"]) if row["purpose"] else ""


def _look(look_id: str, search_name: str) -> Row | None:
    look = audit.look_of(current_site(), current_who(), look_id, "search.made")
    return look if look is not None and look["subject"] == search_name else None


def _looks_at(look_id: str, row: Row) -> bool:
    look = audit.look_of(current_site(), current_who(), look_id, "traveller.viewed")
    return look is not None and look["subject"] == row["traveller_id"]


def _ask_again() -> AnyResponse:
    flash(
        _("What a search found can be seen for an hour by whoever searched. Search again, and say why."),
        "note",
    )
    return redirect(url_for(".search"), 303)


def _above() -> Above:
    above: Above = current_app.extensions[_ABOVE]
    return above


def _who() -> Who:
    """Return who is here, with the desk where they sit: for fifteen minutes it is theirs to amend."""
    who, site = current_who(), current_site()
    return replace(who, desk=_above().desk_of(site.db, site.name, who.account_id))


def _today(site: Site) -> date:
    return site.day_of(site.clock.now())


def _new_id(site: Site) -> str:
    return uuid7(int(site.clock.now().timestamp() * 1000), os.urandom(10))
