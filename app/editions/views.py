"""The page of editions: at headquarters what was published and who uses which, at a post what is in use, and back."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.act import Act, acting
from app.editions import service
from app.posts import service as posts
from app.web import words
from app.web.guard import current_site, current_who, needs
from app.web.i18n import gettext
from app.web.i18n import mark as _
from border.fields import FieldError
from border.permissions import Permission, may

blueprint = Blueprint("editions", __name__)
publishing = Blueprint("publishing", __name__)

WHY: Mapping[str, str] = {
    "signature": _("Headquarters' key did not sign it"),
    "damaged": _("It came cut or damaged, and is fetched again"),
    "format": _("It is of a form that this program does not know"),
    "count": _("It does not hold as many entries as announced"),
    "digest": _("Its entries are not those that were announced"),
    "self-test": _("The planted test entries were not found in it"),
    "older": _("It is older than the one in use, or another one of its number"),
}


@blueprint.get("/editions")
@needs(Permission.SEE_EDITIONS)
def shown() -> Response:
    return _page({})


@blueprint.post("/editions/before")
@needs(Permission.GO_BACK_EDITION)
def go_back() -> Response:
    note = request.form.get("back_note", "")
    return _changed(
        "back_note",
        lambda act: service.go_back(act, note),
        gettext("The edition before is in use again. No other is taken up until the hold is lifted."),
    )


@blueprint.post("/editions/hold")
@needs(Permission.GO_BACK_EDITION)
def hold() -> Response:
    note = request.form.get("hold_note", "")
    return _changed(
        "hold_note",
        lambda act: service.hold(act, note),
        gettext("No other edition is taken up until the hold is lifted."),
    )


@blueprint.post("/editions/hold/end")
@needs(Permission.GO_BACK_EDITION)
def let_go() -> Response:
    return _changed("", service.let_go, gettext("New editions are taken up again."))


@publishing.post("/editions")
@needs(Permission.PUBLISH_EDITIONS)
def publish() -> Response:
    return _changed("", service.ask_for, gettext("An edition is being made of what is new. It appears here."))


def _changed(name: str, change: Callable[[Act], None], done: str) -> Response:
    """Change something and go back to the page, with what was wrong beside its field, or told above."""
    try:
        with acting(current_site(), current_who()) as act:
            change(act)
    except FieldError as error:
        return _page({name: words.field_error(error)})
    except service.NoneBefore:
        flash(gettext("There is no edition to go back to, or none in use."), "caution")
    else:
        flash(done, "well")
    return make_response(redirect(url_for("editions.shown"), 303))


def _page(errors: Mapping[str, str]) -> Response:
    site = current_site()
    role = current_who().role
    refusal = service.refusal(site)
    values = {
        "used": service.current(site),
        "before": service.before(site),
        "held": service.hold_note(site),
        "day": site.day_of(site.clock.now()),
        "is_stale": service.stale(site, site.day_of(site.clock.now())),
        "refusal": refusal and refusal | {"why": gettext(WHY[refusal["why"]])},
        "may_change": role is not None and may(role, Permission.GO_BACK_EDITION),
        "errors": errors,
    }
    if not site.settings.is_hq:
        return make_response(render_template("editions/post.html", **values), 422 if errors else 200)
    titles = {row["name"]: row["title"] for row in posts.sites(site.db)}
    told = [
        (titles.get(name, name), row, fault and gettext(WHY[fault["why"]]))
        for name, (row, fault) in service.in_use_by_site(site.db).items()
    ]
    page = render_template(
        "editions/headquarters.html",
        editions=service.published(site),
        sites=told,
        asked=service.asked_for(site),
        may_publish=role is not None and may(role, Permission.PUBLISH_EDITIONS),
        **values,
    )
    return make_response(page, 422 if errors else 200)
