"""The pages of signing in, of one's own account, and of the accounts of a site."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from app.accounts import forms, service
from app.act import Act, acting
from app.web import cookie, rights
from app.web.guard import (
    current_session,
    current_site,
    current_who,
    needs,
    page_before,
    public,
    safe_next,
    session_or_none,
    signed_in,
)
from app.web.i18n import gettext
from border.errors import BorderError
from border.fields import FieldError, choice
from border.permissions import Permission, Role, may

blueprint = Blueprint("accounts", __name__)

LANGUAGES = (("en", "English"),)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    site, onward = current_site(), safe_next(request.values.get("next", ""))
    session = session_or_none()
    if request.method != "POST":
        if session and not session.locked:
            return _seen_off(onward)
        return _page("sign_in", next=onward, typed="", error=None)
    try:
        token = service.sign_in(
            site,
            request.form.get("username", ""),
            request.form.get("password", ""),
            place=_place(),
            before=cookie.token(site.settings),
        )
    except service.SignInRefused as refused:
        return _refused("sign_in", refused, next=onward, typed=request.form.get("username", "")[:80])
    answer = _seen_off(onward)
    cookie.give(answer, site.settings, token)
    return answer


@blueprint.route("/unlock", methods=["GET", "POST"])
@signed_in(locked=True, unchanged=True)
def unlock() -> Response:
    onward, session = safe_next(request.values.get("next", "")), current_session()
    if not session.locked:
        return _seen_off(onward)
    if request.method != "POST":
        return _page("unlock", session=session, next=onward, error=None)
    try:
        service.unlock(current_site(), session, request.form.get("secret", ""))
    except service.SignInRefused as refused:
        now = service.session_of(current_site(), cookie.token(current_site().settings)) or session
        return _refused("unlock", refused, session=now, next=onward)
    return _seen_off(onward)


@blueprint.post("/sign-out")
@signed_in(locked=True, unchanged=True)
def sign_out() -> Response:
    service.sign_out(current_site(), current_session())
    answer = _to(".sign_in")
    cookie.take_back(answer, current_site().settings)
    return answer


@blueprint.post("/lock")
@signed_in(unchanged=True)
def lock() -> Response:
    service.lock(current_site(), current_session())
    return _to(".unlock", next=page_before())


@blueprint.get("/session")
@signed_in(quiet=True)
def still_here() -> Response:
    """Answer a page that asks by itself; a locked one is sent to the lock before it comes here."""
    return Response(status=204)


@blueprint.get("/session/activity")
@signed_in()
def at_work() -> Response:
    """Answer a page on which somebody types or points: the guard has taken note."""
    return Response(status=204)


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in(unchanged=True)
def password() -> Response:
    session, onward = current_session(), safe_next(request.values.get("next", ""))
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            service.change_password(current_site(), session, *forms.new_password(request.form))
        except (FieldError, service.SignInRefused) as error:
            errors = _beside(error, "old")
        else:
            flash(
                gettext("The new password holds from now on. Other sessions of yours were signed out."),
                "well",
            )
            return _seen_off(onward)
    return _page("password", 422 if errors else 200, session=session, next=onward, errors=errors)


@blueprint.get("/profile")
@signed_in()
def profile() -> Response:
    return _profile({})


@blueprint.post("/profile/pin")
@signed_in()
def pin() -> Response:
    try:
        service.set_pin(
            current_site(), current_session(), request.form.get("password", ""), request.form.get("pin", "")
        )
    except (FieldError, service.SignInRefused) as error:
        return _profile(_beside(error, "password"))
    flash(gettext("The PIN unlocks your sessions from now on."), "well")
    return _to(".profile")


@blueprint.post("/profile/theme")
@signed_in(unchanged=True)
def theme() -> Response:
    chosen = choice(request.form.get("theme", ""), "theme", service.THEMES)
    with acting(current_site(), current_who()) as act:
        service.prefer(act, chosen, current_session().language)
    return _seen_off(page_before())


@blueprint.post("/profile/language")
@signed_in()
def language() -> Response:
    chosen = choice(request.form.get("language", ""), "language", dict(LANGUAGES))
    with acting(current_site(), current_who()) as act:
        service.prefer(act, current_session().theme, chosen)
    return _to(".profile")


@blueprint.post("/profile/sessions/<session_id>/end")
@signed_in()
def end_session(session_id: str) -> Response:
    service.sign_out_elsewhere(current_site(), current_session(), session_id)
    flash(gettext("That session was signed out."), "well")
    return _to(".profile")


@blueprint.get("/accounts")
@needs(Permission.MANAGE_POST_ACCOUNTS)
def listed() -> Response:
    site = current_site()
    state, sort, page = forms.wanted(request.args)
    found = service.accounts(site.db, site.name, state=state, sort=sort, page=page, size=forms.PAGE_SIZE)
    return _page(
        "listed",
        accounts=found,
        state=state,
        sort=sort,
        first=(page - 1) * forms.PAGE_SIZE + 1,
        total=service.how_many(site.db, site.name, state),
        page=page,
        may_open=_may(Permission.MANAGE_ACCOUNTS),
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_ACCOUNTS)
def new() -> Response:
    if request.method != "POST":
        return _page("new", typed={}, roles=_roles(), errors={})
    try:
        username, name, role = forms.new_account(request.form)
        with acting(current_site(), current_who()) as act:
            opened = service.open_account(act, username=username, name=name, role=role)
    except FieldError as error:
        return _page("new", 422, typed=request.form, roles=_roles(), errors=_beside(error))
    return _one_time(opened.account_id, opened.password)


@blueprint.get("/accounts/<account_id>")
@needs(Permission.MANAGE_POST_ACCOUNTS)
def shown(account_id: str) -> Response:
    return _account(account_id, {})


@blueprint.post("/accounts/<account_id>/unlock")
@needs(Permission.MANAGE_POST_ACCOUNTS)
def unlock_account(account_id: str) -> Response:
    return _changed(
        account_id,
        lambda act: service.unlock_account(act, account_id),
        gettext("Unlocked. The next try is taken at once."),
    )


@blueprint.post("/accounts/<account_id>/password")
@needs(Permission.MANAGE_POST_ACCOUNTS)
def set_password(account_id: str) -> Response:
    try:
        with acting(current_site(), current_who()) as act:
            fresh = service.set_password(act, account_id)
    except (service.AccountClosed, service.OwnAccount) as error:
        return _told(error, account_id)
    return _one_time(account_id, fresh)


@blueprint.post("/accounts/<account_id>/role")
@needs(Permission.MANAGE_ACCOUNTS)
def give_role(account_id: str) -> Response:
    return _changed(
        account_id,
        lambda act: service.give_role(
            act, account_id, forms.role(request.form), request.form.get("role_why", "")
        ),
        gettext("The role was changed. The person signs in anew."),
    )


@blueprint.post("/accounts/<account_id>/close")
@needs(Permission.MANAGE_ACCOUNTS)
def close(account_id: str) -> Response:
    return _changed(
        account_id,
        lambda act: service.close_account(act, account_id, request.form.get("why", "")),
        gettext("The account is closed, and every session of it was ended."),
    )


def _changed(account_id: str, change: Callable[[Act], None], done: str) -> Response:
    """Change an account and go back to it, with what was wrong beside its field, or told above."""
    try:
        with acting(current_site(), current_who()) as act:
            change(act)
    except FieldError as error:
        return _account(account_id, _beside(error))
    except (service.AccountClosed, service.LastAdministrator, service.OwnAccount) as error:
        return _told(error, account_id)
    flash(done, "well")
    return _to(".shown", account_id=account_id)


def _account(account_id: str, errors: Mapping[str, str]) -> Response:
    site = current_site()
    account = service.account(site.db, site.name, account_id)
    changes = account["state"] != "closed" and account_id != current_who().account_id
    return _page(
        "shown",
        422 if errors else 200,
        account=account,
        cared_for=changes and service.may_care_for(Role(current_who().role or ""), account),
        managed=changes and _may(Permission.MANAGE_ACCOUNTS),
        roles=_roles(),
        errors=errors,
    )


def _profile(errors: Mapping[str, str]) -> Response:
    session = current_session()
    return _page(
        "profile",
        422 if errors else 200,
        session=session,
        sessions=service.own_sessions(current_site(), session),
        languages=LANGUAGES,
        errors=errors,
    )


def _one_time(account_id: str, password: str) -> Response:
    """Show a password once, in the answer to the form itself: it is kept nowhere, and loading the page again asks first."""
    site = current_site()
    return _page("one_time", account=service.account(site.db, site.name, account_id), password=password)


def _refused(name: str, refused: service.SignInRefused, **values: Any) -> Response:
    wait_s = refused.wait_s if isinstance(refused, service.TooManyTries) else None
    answer = _page(name, 422 if wait_s is None else 429, error=forms.sentence(refused), **values)
    if wait_s is not None:
        answer.headers["Retry-After"] = str(wait_s)
    return answer


def _told(error: BorderError, account_id: str) -> Response:
    flash(forms.sentence(error), "caution")
    return _to(".shown", account_id=account_id)


def _beside(error: BorderError, otherwise: str = "") -> dict[str, str]:
    """Return the sentence under its field; one that belongs to no field goes to `otherwise`."""
    return {error.field if isinstance(error, FieldError) else otherwise: forms.sentence(error)}


def _page(name: str, status: int = 200, **values: Any) -> Response:
    return make_response(render_template(f"accounts/{name}.html", **values), status)


def _to(endpoint: str, **values: Any) -> Response:
    return _seen_off(url_for(endpoint, **values))


def _seen_off(path: str) -> Response:
    return make_response(redirect(path, 303))


def _may(permission: Permission) -> bool:
    role = current_who().role
    return role is not None and may(role, permission)


def _roles() -> list[tuple[str, str]]:
    return [(role.value, rights.role(role)) for role in Role]


def _place() -> str:
    """Say where a session was opened, so that its owner knows it again: address and browser."""
    return f"{request.remote_addr} {request.user_agent.string}"
