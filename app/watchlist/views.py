"""The page of hits: who met a list, newest first."""

import json

from flask import Blueprint, render_template, request

from app.watchlist import service
from app.web import sentences
from app.web.guard import current_site, needs
from app.web.i18n import gettext
from border.permissions import Permission
from db.database import Row

blueprint = Blueprint("watchlist", __name__)


@blueprint.get("/hits")
@needs(Permission.SEE_REFERRALS)
def hits() -> str:
    site = current_site()
    page = request.args.get("page", "")
    number = max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
    rows = service.hits(site.db, number)
    return render_template(
        "watchlist/hits.html",
        rows=[row | {"why": _why(row)} for row in rows],
        editions=[service.current(site, name) for name in ("persons", "documents")],
        page=number,
        first=(number - 1) * service.PAGE_ROWS + 1,
        total=rows[0]["total"] if rows else 0,
    )


def _why(row: Row) -> str:
    """Return why they met, in words; a document meets by its number alone."""
    if row["kind"] == "document":
        return gettext("same number and issuing state")
    codes: list[str] = json.loads(row["reasons"])
    return ", ".join(gettext(sentences.REASONS.get(code, code)) for code in codes)
