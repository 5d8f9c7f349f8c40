"""The journal as pages: who did what, when and why; and whether its chain holds. No payload is shown: it may name people."""

from datetime import date

from flask import Blueprint, Response, make_response, render_template, request

from app.accounts import service as accounts
from app.audit import service
from app.audit.service import JournalFilter
from app.site import Site
from app.web import htmx
from app.web.guard import current_site, needs
from app.web.i18n import gettext as _
from border.permissions import Permission

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit", endpoint="journal")
@needs(Permission.READ_AUDIT)
def show_journal() -> Response:
    site = current_site()
    today = site.day_of(site.clock.now())
    errors: dict[str, str] = {}
    try:
        wanted = _wanted(today)
    except ValueError:
        wanted, errors = JournalFilter(today, today), {"first": _("Type days as 2026-12-31.")}
    given = request.args.get("page", "")
    page = max(1, int(given)) if given.isascii() and given.isdecimal() and len(given) < 7 else 1
    rows, older = service.journal_page(site, wanted, page)
    body = render_template(
        "audit/journal.html",
        wanted=wanted,
        errors=errors,
        rows=rows,
        people=_people(site),
        counts=service.counts(site, wanted),
        kinds=[(kind, kind) for kind in service.kinds(site)],
        chains=service.chains(site.db),
        page=page,
        older=older,
    )
    return make_response(body, 422 if errors else 200)


@blueprint.get("/audit/chain")
@needs(Permission.READ_AUDIT)
def chain() -> str:
    """Walk one chain a slice further; the answer goes on by itself until the end, or by its link without a script."""
    node = request.args.get("node", "")
    epoch, seq = (_whole(request.args.get(name, "")) for name in ("epoch", "seq"))
    verdict = service.verify(current_site().db, node, epoch or 1, seq)
    template = "audit/_chain.html" if htmx.wants_fragment() else "audit/chain.html"
    return render_template(template, verdict=verdict)


def _wanted(today: date) -> JournalFilter:
    given = request.args
    first = date.fromisoformat(given["first"]) if given.get("first") else today
    last = date.fromisoformat(given["last"]) if given.get("last") else max(first, today)
    if not (first.year > 1900 and last.year < 3000):
        raise ValueError("a day beyond any journal")
    return JournalFilter(first, last, given.get("kind", ""), given.get("actor", ""))


def _people(site: Site) -> dict[str, str]:
    """Return account -> name for the people of this site; of other sites the journal knows the ids only."""
    return {account["id"]: account["name"] for account in accounts.accounts(site.db, site.name, size=1000)}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
