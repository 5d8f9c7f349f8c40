"""The page of editions: at headquarters what was published and who uses which, at a post what is in use, and back."""

from collections.abc import Callable, Mapping

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from app.act import Act
from app.editions import service
from app.posts import service as posts
from app.web.guard import current_site, current_who, needs
from app.web.i18n import gettext
from app.web.publications import changed, why
from border.permissions import Permission, may

blueprint = Blueprint("editions", __name__)
publishing = Blueprint("publishing", __name__)


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
    none = gettext("There is no edition to go back to, or none in use.")
    return changed(
        "editions",
        change,
        done,
        wrong=lambda said: _page({name: said}),
        none_before=(service.NoneBefore, none),
    )


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
        "refusal": refusal and refusal | {"why": why(refusal)},
        "may_change": role is not None and may(role, Permission.GO_BACK_EDITION),
        "errors": errors,
    }
    if not site.settings.is_hq:
        return make_response(render_template("editions/post.html", **values), 422 if errors else 200)
    titles = {row["name"]: row["title"] for row in posts.sites(site.db)}
    told = [
        (titles.get(name, name), row, why(fault))
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
