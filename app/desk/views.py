"""The desk's pages: taking a desk, the traveller in front, what is typed, what is decided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import service as accounts
from app.act import NotAllowed, Who, acting
from app.desk import decisions, forms, groups, service, standing, store, troubles
from app.desk.bar import NO_ATTEMPT, Attempt
from app.desk.live import Live
from app.desk.show import View, desk_screen, group_screen
from app.posts import service as posts
from app.site import Site
from app.web import errors, htmx, words
from app.web.guard import current_site, current_who, needs, still_allowed
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from app.web.stream import Streams, StreamSlots, stream
from border.crossing import Decision, Refusal
from border.document import WITHOUT_ZONE, DocumentType
from border.errors import BorderError
from border.fields import FieldError
from border.icao.mrz.zone import BadMrz
from border.permissions import Permission
from border.traveller import Sex
from db.database import Row

blueprint = Blueprint("desk", __name__)

SIGNED = ("admit", "put-aside")
"""What a supervisor may sign for."""

DRAWERS = {"refer": "refer", "refuse": "refuse", "put-aside": "aside"}
NOT_SIGNED = (accounts.SignInRefused, accounts.MustChangePassword)
"""Why the sign-in of a supervisor did not count."""


STATUSES: Mapping[type[Exception], int] = {
    service.DeskTaken: 409,
    **dict.fromkeys(troubles.TOLD, 409),
}
"""The desk's errors and the status of their page."""


def enliven(app: Flask, site: Site) -> None:
    """Put what moves by itself behind a post's desks; whoever serves the application starts and stops it."""
    running = app.extensions["live"] = Live(site)
    app.extensions["readers"] = running.readers
    app.extensions["streams"] = Streams(running.channels, StreamSlots(site.settings.streams))
    app.extensions["place"] = lambda who: standing.place(site, who)
    app.extensions["states"] = lambda who: standing.states(site, running.readers, who)


def tell(error: BorderError) -> AnyResponse:
    """Say what stands, who did it, and the way back."""
    return errors.show(409, error.number, troubles.trouble(error, _told(error)))


for _kind in troubles.TOLD:
    blueprint.register_error_handler(_kind, tell)


def live() -> Live:
    """Return what this process keeps running behind its desks."""
    running: Live = current_app.extensions["live"]
    return running


@blueprint.get("/desk")
@needs(Permission.WORK_DESK)
def show() -> AnyResponse | str:
    desk = _desk()
    if desk is None:
        return _choose()
    return render_template("desk/desk.html", screen=desk_screen(_view(desk)))


@blueprint.post("/desk/sitting")
@needs(Permission.WORK_DESK)
def sit() -> AnyResponse:
    before = _desk()
    try:
        with acting(current_site(), current_who(), "at-work") as act:
            service.take_desk(act, request.form.get("desk", ""), hand_over="hand_over" in request.form)
    except service.DeskTaken as taken:
        return Response(_choose(taken), 409)
    desk = _my_desk()
    for row in store.on_the_desk(current_site().db, desk["name"]):
        live().checker.begin(row["id"], desk["name"])  # what the last shift left may have been asked days ago
    for changed in filter(None, (before, desk)):
        live().channels.publish(changed["name"])
    return redirect("/desk", 303)


@blueprint.post("/desk/sitting/end")
@needs(Permission.WORK_DESK)
def stand_up() -> AnyResponse:
    with acting(current_site(), current_who(), "at-work") as act:
        left = service.leave_desk(act)
    if left:
        live().channels.publish(left)
    return redirect("/desk", 303)


@blueprint.get("/desk/stream")
@needs(Permission.WORK_DESK, quiet=True)
def live_stream() -> Response:
    """Send the desk whenever it changes, until it is left or taken over, or the session is locked or over."""
    desk = _desk()
    if desk is None:
        return errors.show(401)  # the page loads itself anew and finds the choice of desks
    return stream(
        current_app.extensions["streams"],
        desk["name"],
        lambda: render_template("desk/_live.html", screen=desk_screen(_view(desk))),
        lambda: still_allowed() and _desk() == desk,
    )


@blueprint.post("/desk/decision")
@needs(Permission.DECIDE)
def decide() -> AnyResponse:
    desk, inspection_id = _my_desk(), request.form.get("inspection_id", "")
    try:
        decision = forms.decision(request.form)
        if decision is None:
            _put_aside(inspection_id, _supervisor())
            return _shown(desk)
        row = _decided(inspection_id, decision)
    except (FieldError, decisions.SupervisorNeeded, *NOT_SIGNED) as error:
        return _again(desk, _attempt(error))
    if isinstance(decision, Refusal):
        live().channels.publish(desk["name"])
        return _leave_to(f"/crossings/{row['crossing_id']}/slip")
    return _shown(desk)


@blueprint.post("/desk/zone")
@needs(Permission.WORK_DESK)
def zone() -> AnyResponse:
    desk = _my_desk()
    try:
        with acting(current_site(), current_who(), "at-desk") as act:
            typed = "typed" if request.form.get("by") == "hand" else "wedge"
            inspection_id = service.type_zone(act, desk["name"], forms.zone(request.form), typed)
    except (BadMrz, FieldError) as error:
        if htmx.wants_fragment():
            return _again(desk, fault=_zone_said(error))
        return _manual(desk, {"zone": _zone_said(error)})
    return _checked(desk, inspection_id)


@blueprint.get("/desk/document")
@needs(Permission.WORK_DESK)
def manual() -> AnyResponse:
    desk = _desk()
    return _manual(desk, {}) if desk else redirect("/desk", 303)


@blueprint.post("/desk/document")
@needs(Permission.WORK_DESK)
def type_document() -> AnyResponse:
    desk, inspection_id = _my_desk(), request.form.get("inspection_id", "")
    try:
        document, traveller = forms.document(request.form), forms.traveller(request.form)
        with acting(current_site(), current_who(), "at-desk") as act:
            if inspection_id:
                service.correct_by_hand(act, inspection_id, document, traveller)
            else:
                inspection_id = service.type_document(act, desk["name"], document, traveller)
    except FieldError as error:
        return _manual(desk, _errors(error))
    return _checked(desk, inspection_id)


@blueprint.post("/desk/correction")
@needs(Permission.WORK_DESK)
def correction() -> AnyResponse:
    desk, inspection_id = _my_desk(), request.form.get("inspection_id", "")
    with acting(current_site(), current_who(), "at-desk") as act:
        service.accept_correction(act, inspection_id)
    return _checked(desk, inspection_id)


@blueprint.post("/desk/course")
@needs(Permission.WORK_DESK)
def course() -> AnyResponse:
    desk, inspection_id = _my_desk(), request.form.get("inspection_id", "")
    chosen = forms.course(request.form)
    with acting(current_site(), current_who(), "at-desk") as act:
        service.set_course(act, inspection_id, chosen.direction, chosen.capacity)
    return _checked(desk, inspection_id)


@blueprint.get("/desk/group")
@needs(Permission.WORK_DESK)
def group() -> AnyResponse:
    desk = _desk()
    return _group_page(desk, {}) if desk else redirect("/desk", 303)


@blueprint.post("/desk/group")
@needs(Permission.WORK_DESK)
def open_group() -> AnyResponse:
    desk = _my_desk()
    try:
        kind, vehicle = forms.group_kind(request.form), forms.vehicle(request.form)
        with acting(current_site(), current_who(), "at-desk") as act:
            groups.open_group(act, desk["name"], kind, vehicle)
    except FieldError as error:
        return _group_page(desk, _errors(error))
    return _shown(desk)


@blueprint.post("/desk/group/vehicle")
@needs(Permission.WORK_DESK)
def set_vehicle() -> AnyResponse:
    desk = _my_desk()
    try:
        with acting(current_site(), current_who(), "at-desk") as act:
            groups.set_vehicle(act, desk["name"], forms.vehicle(request.form))
    except FieldError as error:
        return _group_page(desk, _errors(error))
    return redirect("/desk/group", 303)


@blueprint.post("/desk/group/admission")
@needs(Permission.DECIDE)
def admit_group() -> AnyResponse:
    desk = _my_desk()
    try:
        admission, chosen = forms.admission(request.form), set(request.form.getlist("member"))
        with acting(current_site(), current_who(), "at-desk") as act:
            admitted = groups.admit_together(act, desk["name"], admission, chosen)
    except FieldError as error:
        return _group_page(desk, _errors(error))
    _tell_admitted(len(admitted), len(chosen) - len(admitted))
    return _shown(desk)


@blueprint.post("/desk/group/end")
@needs(Permission.WORK_DESK)
def end_group() -> AnyResponse:
    desk = _my_desk()
    with acting(current_site(), current_who(), "at-desk") as act:
        groups.close_group(act, desk["name"])
    return _shown(desk)


@blueprint.get("/referrals")
@needs(Permission.SEE_REFERRALS)
def referrals() -> str:
    site = current_site()
    titles = {desk["name"]: desk["title"] for desk in posts.desks(site.db, site.name)}
    waiting = store.open_referrals(site.db, site.name)
    return render_template(
        "desk/referrals.html",
        referrals=waiting,
        titles=titles,
        now=site.clock.now(),
        seated=_desk() is not None,
    )


@blueprint.post("/referrals/<referral_id>/resumption")
@needs(Permission.DECIDE_REFERRED)
def resume(referral_id: str) -> AnyResponse:
    desk = _my_desk()
    with acting(current_site(), current_who(), "second-line") as act:
        inspection_id = decisions.resume_referral(act, referral_id)
    return _checked(desk, inspection_id)


def _group_page(desk: Row, errors: dict[str, str]) -> AnyResponse:
    screen = (
        group_screen(_view(desk), request.form, request.form.getlist("member"))
        if errors
        else group_screen(_view(desk))
    )
    return Response(render_template("desk/group.html", screen=screen, errors=errors), 422 if errors else 200)


def _tell_admitted(admitted: int, left: int) -> None:
    said = ngettext("%(num)s traveller was admitted.", "%(num)s travellers were admitted.", admitted)
    flash(said, "well" if admitted else "note")
    if left:
        flash(
            ngettext(
                "%(num)s was not: something was found meanwhile. Look, and decide alone.",
                "%(num)s were not: something was found meanwhile. Look, and decide each alone.",
                left,
            ),
            "caution",
        )


def _desk() -> Row | None:
    site = current_site()
    name = service.desk_of(site.db, site.name, current_who().account_id)
    return posts.desk(site.db, site.name, name) if name else None


def _my_desk() -> Row:
    """Return the desk the person sits at. Raises NotAtDesk."""
    desk = _desk()
    if desk is None:
        raise service.NotAtDesk("no desk is taken")
    return desk


def _view(desk: Row) -> View:
    site = current_site()
    role = current_who().role
    assert role is not None, "only jobs have no role, and jobs look at no page"
    reader, unkept = live().readers.of(desk["name"]), live().unkept(desk["name"])
    return View(site, desk, reader, site.clock.now(), role, unkept)


def _choose(taken: service.DeskTaken | None = None) -> str:
    site = current_site()
    there = {row["desk"]: row for row in store.sittings(site.db, site.name)}
    return render_template(
        "desk/choose.html", desks=posts.desks(site.db, site.name), there=there, taken=taken, site=site
    )


def _decided(inspection_id: str, decision: Decision) -> Row:
    """Record the decision with what it was sent with. Raises what decisions.decide does, and SignInRefused."""
    supervisor, round_ = _supervisor(), forms.number(request.form, "round") or 0
    verdict = decisions.Verdict(decision, round_, request.form.get("reason", ""), supervisor)
    with acting(current_site(), current_who(), "at-desk") as act:
        return decisions.decide(act, inspection_id, verdict)


def _put_aside(inspection_id: str, supervisor: Who | None) -> None:
    with acting(current_site(), current_who(), "at-desk") as act:
        decisions.put_aside(act, inspection_id, request.form.get("reason", ""), supervisor)


def _told(error: BorderError) -> dict[str, Any]:
    """Return the facts of an error as an officer reads them: desks by their titles, moments by the desk's clock."""
    site, facts = current_site(), dict(error.facts)
    if "desk" in facts:
        facts["desk"] = posts.desk_title(site.db, site.name, str(facts["desk"]))
    if "at" in facts:
        facts["time"] = site.local(datetime.fromisoformat(str(facts["at"]))).strftime("%H:%M")
    return facts


def _checked(desk: Row, inspection_id: str) -> AnyResponse:
    """Ask the checks of what was typed before the page is shown, so that it needs no script."""
    live().checker.ask(inspection_id, desk["name"])
    return _shown(desk)


def _shown(desk: Row) -> AnyResponse:
    """Tell the desk's other pages, and answer this one with what lies there now."""
    live().channels.publish(desk["name"])
    if htmx.wants_fragment():
        return Response(render_template("desk/_live.html", screen=desk_screen(_view(desk))))
    return redirect("/desk", 303)


def _leave_to(url: str) -> AnyResponse:
    return htmx.leave_to(url) if htmx.wants_fragment() else redirect(url, 303)


def _again(desk: Row, attempt: Attempt = NO_ATTEMPT, fault: str = "") -> AnyResponse:
    page = "desk/_live.html" if htmx.wants_fragment() else "desk/desk.html"
    return Response(render_template(page, screen=desk_screen(_view(desk), attempt, fault)), 422)


def _attempt(error: BorderError) -> Attempt:
    sent = {name: value for name, value in request.form.items() if name != "password"}
    kind = sent.get("decision", "")
    errors = _errors(error)
    return Attempt(sent.get("inspection_id", ""), sent, errors, _drawer(kind, errors))


def _drawer(kind: str, errors: dict[str, str]) -> str:
    if kind in DRAWERS:
        return DRAWERS[kind]
    return "override" if errors.keys() & {"reason", "supervisor", "password"} else ""


def _errors(error: BorderError) -> dict[str, str]:
    if isinstance(error, FieldError):
        return {error.field: words.field_error(error)}
    if isinstance(error, decisions.SupervisorNeeded):
        return {"supervisor": _("A supervisor must sign in here.")}
    if isinstance(error, accounts.MustChangePassword):
        return {"password": _("This password was given out. Change it first, by signing in with it.")}
    return {"password": words.sign_in_refused(error)}


def _zone_said(error: BadMrz | FieldError) -> str:
    """Return what is wrong with a zone that was typed; a reader that types is told as another reader is."""
    if isinstance(error, FieldError):
        return words.reader_fault(service.NOTHING_TO_FIND)
    return words.reader_fault(service.NOT_A_ZONE) if htmx.wants_fragment() else words.bad_zone(error)


def _supervisor() -> Who | None:
    """Return the supervisor who signed in at this desk for this decision, None where nobody tried.

    Raises SupervisorNeeded where somebody else did, and NOT_SIGNED.
    """
    username = request.form.get("supervisor", "").strip()
    if not username or request.form.get("decision") not in SIGNED:
        return None
    try:
        return accounts.confirm_supervisor(current_site(), username, request.form.get("password", ""))
    except NotAllowed as error:
        raise decisions.SupervisorNeeded("whoever signed in is no supervisor") from error


def _manual(desk: Row, errors: dict[str, str]) -> AnyResponse:
    """Show the form for a document that is typed, or that is corrected by hand (F2)."""
    sent = dict(request.form.items())
    inspection_id = request.values.get("inspection_id", "")
    if inspection_id and not errors:
        row = _on_my_desk(desk, inspection_id)
        sent = {**row["facts"], "document_number": row["facts"]["number"]}
    page = render_template(
        "desk/document.html",
        desk=desk,
        sent=sent,
        errors=errors,
        inspection_id=inspection_id,
        types=[(kind.value, words.document_type(kind.value)) for kind in _types(inspection_id)],
        sexes=[(sex.value, words.sex(sex.value)) for sex in Sex],
    )
    return Response(page, 422 if errors else 200)


def _on_my_desk(desk: Row, inspection_id: str) -> Row:
    """Return an open inspection of this desk. Raises InspectionGone: nobody reads what lies at another."""
    for row in store.on_the_desk(current_site().db, desk["name"]):
        if row["id"] == inspection_id:
            return row
    raise service.InspectionGone("it does not lie on this desk", desk=desk["name"])


def _types(inspection_id: str) -> list[DocumentType]:
    """Return the kinds of document, those without a zone first where one is typed in."""
    first = [] if inspection_id else list(WITHOUT_ZONE)
    return first + [kind for kind in forms.TYPED if kind not in first]
