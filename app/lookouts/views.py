"""The pages of entries by hand and of the posts' lookouts at headquarters, and of lookouts at a post."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.act import Act, acting
from app.audit import service as audit
from app.audit.service import Reason, Why
from app.lookouts import forms, service
from app.posts import service as posts
from app.web import formats, words
from app.web.guard import current_site, current_who, needs
from app.web.i18n import gettext as _
from app.web.i18n import mark
from border.errors import BorderError
from border.fields import FieldError
from border.listing import Category, Response
from border.lookout import Unfit
from border.permissions import Permission
from border.traveller import Sex
from db.database import Row

entries = Blueprint("entries", __name__)
"""At headquarters."""

lookouts = Blueprint("lookouts", __name__)
"""At a post."""

STATUSES: Mapping[type[Exception], int] = {
    service.NoSuchEntry: 404,
    service.LookoutOver: 404,
    service.OwnProposal: 409,
    service.NothingProposed: 409,
    service.ChangedMeanwhile: 409,
}
"""The errors of entries and lookouts and the status of their page."""

TOLD: Mapping[str, str] = {
    "B183": mark("It cannot be approved as it is: its days have passed. Send it back."),
    "L133": mark("You proposed this yourself. A second person decides on it."),
    "L134": mark("It has been decided meanwhile. This is how it stands now."),
    "L135": mark("Something was proposed or decided meanwhile. Look at the entry, then send this again."),
    "L136": mark(
        "This post looked out for the same within the last seven days. A lookout is for one day: ask headquarters to make an entry of it, or to let you open it again."
    ),
    "L137": mark("This lookout is not in force any more."),
    "L139": mark("This post opened a hundred lookouts in a day; no more are taken."),
}
"""What is told above the page, by the error's number."""

BY_EDITOR = Why(Reason.REVIEW)
"""Whoever proposes or decides looks at the entry as its editor."""


@entries.get("/entries")
@needs(Permission.SEE_ENTRIES)
def listed() -> str:
    wanted, page = forms.wanted(request.args), forms.page_of(request.args)
    rows = service.entries(current_site(), wanted, page)
    return render_template(
        "lookouts/entries.html",
        rows=rows,
        wanted=wanted,
        page=page,
        first=(page - 1) * service.PAGE_ROWS + 1,
        total=rows[0]["total"] if rows else 0,
        today=_today().isoformat(),
        waiting=service.waiting(current_site(), current_who()),
        states=[(state, words.entry_state(state)) for state in service.STATES],
        categories=_categories(),
    )


@entries.post("/entries/viewed")
@needs(Permission.SEE_ENTRIES)
def view() -> AnyResponse:
    """Open one entry's page, which is an event of its own."""
    try:
        why = Why(request.form.get("reason", ""), request.form.get("note", ""))
    except FieldError:
        return _to("entries.listed")
    with acting(current_site(), current_who(), why.reason) as act:
        look_id = service.view(act, request.form.get("entry_id", ""), why)
    return _to("entries.show", look_id=look_id)


@entries.get("/entries/viewed/<look_id>")
@needs(Permission.SEE_ENTRIES)
def show(look_id: str) -> AnyResponse:
    return _shown(look_id, {})


@entries.route("/entries/new", methods=["GET", "POST"])
@needs(Permission.PROPOSE_ENTRY)
def new() -> AnyResponse:
    """Propose an entry; with `lookout`, one that carries a post's lookout on."""
    lookout_id = request.values.get("lookout", "")
    row = service.lookout(current_site().db, lookout_id) if lookout_id else None
    here = url_for("entries.new", lookout=lookout_id or None)
    if request.method != "POST":
        return _form(here, forms.typed(service.subject_of(row)) if row else {}, row=row)

    def propose(act: Act) -> str:
        subject = forms.entry(request.form, act.day)
        entry_id = service.propose(act, subject, request.form.get("why", ""), lookout_id or None)
        return service.view(act, entry_id, BY_EDITOR)

    return _proposed(propose, lambda errors: _form(here, request.form, errors, row=row))


@entries.route("/entries/viewed/<look_id>/change", methods=["GET", "POST"])
@needs(Permission.PROPOSE_ENTRY)
def change(look_id: str) -> AnyResponse:
    entry_id = _entry_of(look_id)
    if entry_id is None:
        return _ask_again()
    db = current_site().db
    newest = service.proposals(db, entry_id)[0]
    here = url_for("entries.change", look_id=look_id)
    if request.method != "POST":
        row = service.entry(db, entry_id)
        said = forms.typed(service.subject_of(newest if row["state"] == "returned" else row))
        return _form(here, said, seen=newest["proposal_id"], back=look_id)

    def propose(act: Act) -> str:
        subject = forms.entry(request.form, act.day)
        why, seen = request.form.get("why", ""), request.form.get("seen", "")
        service.propose_change(act, entry_id, subject, why, seen)
        return service.view(act, entry_id, BY_EDITOR)

    return _proposed(
        propose,
        lambda errors: _form(here, request.form, errors, seen=newest["proposal_id"], back=look_id),
    )


@entries.post("/entries/viewed/<look_id>/withdrawal")
@needs(Permission.PROPOSE_ENTRY)
def withdraw(look_id: str) -> AnyResponse:
    return _decided(
        look_id,
        lambda act, entry_id: service.propose_withdrawal(
            act, entry_id, request.form.get("why", ""), request.form.get("seen", "")
        ),
        _("The withdrawal is proposed. The entry stays in force until a second person approves it."),
    )


@entries.post("/entries/viewed/<look_id>/approval")
@needs(Permission.APPROVE_ENTRY)
def approve(look_id: str) -> AnyResponse:
    return _decided(
        look_id,
        lambda act, entry_id: service.approve(act, _proposal_of(act, entry_id)),
        _("Approved. It reaches the posts with the next edition."),
    )


@entries.post("/entries/viewed/<look_id>/return")
@needs(Permission.APPROVE_ENTRY)
def send_back(look_id: str) -> AnyResponse:
    return _decided(
        look_id,
        lambda act, entry_id: service.send_back(
            act, _proposal_of(act, entry_id), request.form.get("remark", "")
        ),
        _("Sent back, with your reason."),
    )


@entries.get("/lookouts/review", endpoint="lookouts")
@needs(Permission.REVIEW_LOOKOUT)
def to_review() -> AnyResponse:
    return _lookouts("lookouts/review.html", {})


@entries.post("/lookouts/<lookout_id>/review")
@needs(Permission.REVIEW_LOOKOUT)
def review(lookout_id: str) -> AnyResponse:
    def review_it(act: Act) -> str:
        verdict, why = request.form.get("verdict", ""), request.form.get("why", "")
        service.review_lookout(act, lookout_id, verdict, why)
        return _("Kept. The post hears of it as soon as there is a link.")

    return _changed(
        review_it,
        "entries.lookouts",
        lambda errors: _lookouts("lookouts/review.html", _of(lookout_id, errors)),
    )


@lookouts.get("/lookouts", endpoint="listed")
@needs(Permission.SEE_LOOKOUTS)
def in_force() -> AnyResponse:
    return _lookouts("lookouts/lookouts.html", {})


@lookouts.route("/lookouts/new", methods=["GET", "POST"])
@needs(Permission.OPEN_LOOKOUT)
def open_one() -> AnyResponse:
    if request.method != "POST":
        return _lookout_form({}, {})

    def open_it(act: Act) -> str:
        lookout = service.lookout(act.db, service.open_lookout(act, forms.lookout(request.form)))
        return _(
            "In force until %(until)s: every traveller here is compared, and elsewhere as soon as there is a link.",
            until=formats.moment(lookout["until_at"], act.site.zone),
        )

    return _changed(open_it, "lookouts.listed", lambda errors: _lookout_form(request.form, errors))


@lookouts.post("/lookouts/<lookout_id>/end")
@needs(Permission.OPEN_LOOKOUT)
def end(lookout_id: str) -> AnyResponse:
    def end_it(act: Act) -> str:
        service.end_lookout(act, lookout_id, request.form.get("why", ""))
        return _("The lookout is ended.")

    return _changed(
        end_it,
        "lookouts.listed",
        lambda errors: _lookouts("lookouts/lookouts.html", _of(lookout_id, errors)),
    )


def _changed(
    change: Callable[[Act], str],
    endpoint: str,
    again: Callable[[dict[str, str]], AnyResponse],
) -> AnyResponse:
    """Do it, tell what it returns and go on; else show the form again with what is wrong, and nothing typed is lost."""
    try:
        with acting(current_site(), current_who()) as act:
            done = change(act)
    except (FieldError, Unfit) as error:
        return again(forms.sentences(error))
    except (service.OpenedBefore, service.TooManyLookouts, service.LookoutOver) as error:
        _tell(error)
        return again({})
    flash(done, "well")
    return _to(endpoint)


def _proposed(propose: Callable[[Act], str], again: Callable[[dict[str, str]], AnyResponse]) -> AnyResponse:
    """Propose and show the entry; else show the form again with what is wrong."""
    try:
        with acting(current_site(), current_who(), BY_EDITOR.reason) as act:
            look_id = propose(act)
    except (FieldError, Unfit) as error:
        return again(forms.sentences(error))
    except service.ChangedMeanwhile as error:
        _tell(error)
        return again({})
    flash(_("Proposed. It comes into force when a second person approves it."), "well")
    return _to("entries.show", look_id=look_id)


def _decided(look_id: str, decide: Callable[[Act, str], object], done: str) -> AnyResponse:
    """Decide something of the entry that somebody is looking at, and show how it stands then."""
    entry_id = _entry_of(look_id)
    if entry_id is None:
        return _ask_again()
    try:
        with acting(current_site(), current_who(), BY_EDITOR.reason) as act:
            decide(act, entry_id)
    except FieldError as error:
        return _shown(look_id, forms.sentences(error))
    except (Unfit, service.OwnProposal, service.NothingProposed, service.ChangedMeanwhile) as error:
        _tell(error)
    else:
        flash(done, "well")
    return _to("entries.show", look_id=look_id)


def _shown(look_id: str, errors: dict[str, str]) -> AnyResponse:
    """Show the entry that a look is about; the address names the look, so that no history names an entry."""
    entry_id = _entry_of(look_id)
    if entry_id is None:
        return _ask_again()
    site = current_site()
    row, proposals = service.entry(site.db, entry_id), service.proposals(site.db, entry_id)
    waits = proposals[0] if proposals[0]["state"] == "open" else None
    page = render_template(
        "lookouts/entry.html",
        look_id=look_id,
        row=row,
        subject=service.subject_of(row),
        said=forms.typed(service.subject_of(row)),
        waits=waits,
        changed=_differences(row, waits) if waits and waits["kind"] == "change" else [],
        proposals=proposals,
        own=bool(waits) and proposals[0]["proposed_by"] == current_who().account_id,
        expired=not service.subject_of(row).in_force(_today()),
        birth_text=forms.birth_text,
        errors=errors,
        sent=request.form,
    )
    return make_response(page, 422 if errors else 200)


def _differences(row: Row, waits: Row) -> list[tuple[str, str, str]]:
    """Return (field, before, after) of what a change would make different."""
    before, after = (forms.typed(service.subject_of(each)) for each in (row, waits))
    return [(field, before[field], after[field]) for field in before if before[field] != after[field]]


def _form(
    action: str,
    sent: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    row: Row | None = None,
    seen: str = "",
    back: str = "",
) -> AnyResponse:
    page = render_template(
        "lookouts/propose.html",
        action=action,
        sent=sent,
        errors=errors or {},
        lookout=row,
        seen=seen,
        back=url_for("entries.show", look_id=back) if back else url_for("entries.listed"),
        is_change=bool(back),
        **_choices(),
    )
    return make_response(page, 200 if errors is None else 422)


def _lookout_form(sent: Mapping[str, str], errors: Mapping[str, str]) -> AnyResponse:
    page = render_template("lookouts/open.html", sent=sent, errors=errors, **_choices())
    return make_response(page, 422 if request.method == "POST" else 200)


def _lookouts(template: str, errors: dict[str, str]) -> AnyResponse:
    site = current_site()
    number, now = forms.page_of(request.args), site.clock.now()
    rows = service.lookouts(site, number)
    page = render_template(
        template,
        current=[
            row | {"subject": service.subject_of(row)}
            for row in service.lookouts_now(site.db, now, site.name)
        ],
        rows=[row | {"subject": service.subject_of(row)} for row in rows],
        titles={known["name"]: known["title"] for known in posts.sites(site.db)},
        here=site.name,
        page=number,
        first=(number - 1) * service.PAGE_ROWS + 1,
        total=rows[0]["total"] if rows else 0,
        verdicts=[(verdict, words.lookout_verdict(verdict)) for verdict in service.VERDICTS],
        errors=errors,
        sent=request.form,
    )
    return make_response(page, 422 if request.method == "POST" else 200)


def _choices() -> dict[str, Any]:
    return {
        "categories": _categories(),
        "responses": [(known.value, words.response(known)) for known in Response],
        "sexes": [(sex.value, words.sex(sex)) for sex in Sex],
    }


def _categories() -> list[tuple[str, str]]:
    return [(known.value, words.category(known)) for known in Category]


def _of(lookout_id: str, errors: dict[str, str]) -> dict[str, str]:
    """Return errors of one lookout's form among many: its fields bear its id."""
    return {f"{field}-{lookout_id}": sentence for field, sentence in errors.items()}


def _entry_of(look_id: str) -> str | None:
    """Return the entry that this person opened within the last hour, by its look."""
    look = audit.look_of(current_site(), current_who(), look_id, "entry.viewed")
    return str(look["subject"]) if look else None


def _proposal_of(act: Act, entry_id: str) -> str:
    """Return the proposal that is decided on, of the entry that was opened and of no other. Raises NothingProposed."""
    sent = request.form.get("proposal_id", "")
    if sent not in {row["proposal_id"] for row in service.proposals(act.db, entry_id)}:
        raise service.NothingProposed("it is no proposal of the entry that was opened")
    return sent


def _ask_again() -> AnyResponse:
    flash(_("An entry can be read for an hour by whoever opened it. Open it again."), "note")
    return _to("entries.listed")


def _tell(error: BorderError) -> None:
    flash(_(TOLD[error.number]), "caution")


def _today() -> date:
    site = current_site()
    return site.day_of(site.clock.now())


def _to(endpoint: str, **values: Any) -> AnyResponse:
    return redirect(url_for(endpoint, **values), 303)
