"""The page of numbers: at headquarters what was loaded and who uses which filter, at a post what is in use, and back."""

from collections.abc import Callable, Mapping

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from app.act import Act
from app.numbers import service
from app.posts import service as posts
from app.web.guard import current_site, current_who, needs
from app.web.i18n import gettext
from app.web.publications import changed, why
from border.permissions import Permission, may

blueprint = Blueprint("numbers", __name__)


@blueprint.get("/numbers")
@needs(Permission.SEE_EDITIONS)
def shown() -> Response:
    return _page({})


@blueprint.post("/numbers/before")
@needs(Permission.GO_BACK_EDITION)
def go_back() -> Response:
    note = request.form.get("back_note", "")
    return _changed(
        "back_note",
        lambda act: service.go_back(act, note),
        gettext("The filter before is in use again. No other is taken up until the hold is lifted."),
    )


@blueprint.post("/numbers/hold")
@needs(Permission.GO_BACK_EDITION)
def hold() -> Response:
    note = request.form.get("hold_note", "")
    return _changed(
        "hold_note",
        lambda act: service.hold(act, note),
        gettext("No other filter is taken up until the hold is lifted."),
    )


@blueprint.post("/numbers/hold/end")
@needs(Permission.GO_BACK_EDITION)
def let_go() -> Response:
    return _changed("", service.let_go, gettext("New filters are taken up again."))


def _changed(name: str, change: Callable[[Act], None], done: str) -> Response:
    none = gettext("There is no filter to go back to, or none in use.")
    return changed(
        "numbers",
        change,
        done,
        wrong=lambda said: _page({name: said}),
        none_before=(service.NoneBefore, none),
    )


def _page(errors: Mapping[str, str]) -> Response:
    site, role = current_site(), current_who().role
    refusal, used = service.refusal(site), service.current(site)
    titles = {row["name"]: row["title"] for row in posts.sites(site.db)}
    page = render_template(
        "numbers/headquarters.html" if site.settings.is_hq else "numbers/post.html",
        loaded=service.published(site),
        used=used,
        age_days=used.age_days(site.day_of(site.clock.now())) if used else 0,
        before=service.before(site),
        held=service.hold_note(site),
        refusal=refusal and refusal | {"why": why(refusal)},
        may_change=role is not None and may(role, Permission.GO_BACK_EDITION),
        errors=errors,
        sites=[
            (titles.get(name, name), row, why(fault))
            for name, (row, fault) in service.in_use_by_site(site.db).items()
        ],
    )
    return make_response(page, 422 if errors else 200)
