"""The pages of travellers: a search that says why, what it found, and one traveller."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.act import acting
from app.audit import service as audit
from app.audit.service import Why
from app.travellers import service
from app.web import words
from app.web.guard import current_site, current_who, needs
from app.web.i18n import gettext as _
from border.fields import FieldError
from border.permissions import Permission
from border.stay import days_over

blueprint = Blueprint("travellers", __name__)

STATUSES: Mapping[type[Exception], int] = {service.NoSuchTraveller: 404}
"""The errors of travellers and the status of their page."""

FIELDS = ("surname", "given_names", "born_on", "nationality", "number")


@blueprint.route("/travellers", methods=["GET", "POST"])
@needs(Permission.SEARCH)
def search() -> AnyResponse:
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            why = _why()
            wanted = service.Wanted(**{field: request.form.get(field, "") for field in FIELDS})
            with acting(current_site(), current_who(), why.reason) as act:
                look_id = service.search(act, wanted, why)
            return redirect(url_for(".found", look_id=look_id), 303)
        except FieldError as error:
            errors = {error.field: _sentence(error)}
    page = render_template("travellers/search.html", errors=errors, sent=request.form)
    return make_response(page, 422 if errors else 200)


@blueprint.get("/travellers/found/<look_id>")
@needs(Permission.SEARCH)
def found(look_id: str) -> AnyResponse | str:
    """Show what a search found, to whoever made it."""
    look = audit.look_of(current_site(), current_who(), look_id, "search.made")
    if look is None or look["subject"] != "travellers":
        return _ask_again()
    page = _page()
    rows = service.answers(current_site().db, look, page)
    return render_template(
        "travellers/found.html",
        look=look,
        rows=rows,
        page=page,
        first=(page - 1) * service.PAGE_ROWS + 1,
        total=rows[0]["total"] if rows else 0,
    )


@blueprint.post("/travellers/viewed")
@needs(Permission.SEARCH)
def view() -> AnyResponse:
    """Open one traveller's page, which is an event of its own."""
    try:
        why = _why()
    except FieldError:
        return _ask_again()
    with acting(current_site(), current_who(), why.reason) as act:
        look_id = service.view(act, request.form.get("traveller_id", ""), why)
    return redirect(url_for(".show", look_id=look_id), 303)


@blueprint.get("/travellers/viewed/<look_id>")
@needs(Permission.SEARCH)
def show(look_id: str) -> AnyResponse | str:
    """Show the traveller whom a look is about. The address names the look, so that no history names a document."""
    site = current_site()
    look = audit.look_of(site, current_who(), look_id, "traveller.viewed")
    traveller = service.traveller(site.db, look["subject"]) if look else None
    if look is None or traveller is None:
        return _ask_again()
    today = site.day_of(site.clock.now())
    return render_template(
        "travellers/traveller.html",
        traveller=traveller,
        documents=service.documents(site.db, traveller["traveller_id"]),
        stays=[
            (stay, days_over(service.stay_of(stay), today) if stay["state"] != "exit-unseen" else 0)
            for stay in service.stays(site.db, traveller["traveller_id"])
        ],
        passages=service.passages(site.db, traveller["traveller_id"]),
    )


def _why() -> Why:
    return Why(request.form.get("reason", ""), request.form.get("note", ""))


def _sentence(error: FieldError) -> str:
    if error.field == "surname" and error.number == "B151":
        return _("At least two letters of the name are needed, or the number of a document.")
    return words.field_error(error)


def _page() -> int:
    page = request.args.get("page", "")
    return max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1


def _ask_again() -> AnyResponse:
    flash(
        _("What was looked up can be seen for an hour by whoever looked. Search again, and say why."), "note"
    )
    return redirect(url_for(".search"), 303)
