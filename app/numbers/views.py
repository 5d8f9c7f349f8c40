"""The page of numbers: at headquarters what was loaded and who uses which filter, at a post what is in use."""

from collections.abc import Mapping

from flask import Blueprint, render_template

from app.numbers import service
from app.posts import service as posts
from app.web.guard import current_site, needs
from app.web.i18n import gettext
from app.web.i18n import mark as _
from border.permissions import Permission

blueprint = Blueprint("numbers", __name__)

WHY: Mapping[str, str] = {
    "signature": _("Headquarters' key did not sign it"),
    "damaged": _("It came cut or damaged, and is fetched again"),
    "format": _("It is of a form that this program does not know"),
    "count": _("It does not hold as many numbers as announced"),
    "self-test": _("The planted number was not found in it"),
    "older": _("It is older than the one in use, or another one of its number"),
}


@blueprint.get("/numbers")
@needs(Permission.SEE_EDITIONS)
def shown() -> str:
    site = current_site()
    refusal = service.refusal(site)
    day = site.day_of(site.clock.now())
    used = service.current(site)
    titles = {row["name"]: row["title"] for row in posts.sites(site.db)}
    return render_template(
        "numbers/numbers.html",
        is_hq=site.settings.is_hq,
        loaded=service.published(site),
        used=used,
        age_days=used.age_days(day) if used else 0,
        refusal=refusal and refusal | {"why": gettext(WHY[refusal["why"]])},
        sites=[
            (titles.get(name, name), row, fault and gettext(WHY[fault["why"]]))
            for name, (row, fault) in service.in_use_by_site(site.db).items()
        ],
    )
