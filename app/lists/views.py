"""The pages of published lists at headquarters: sources, their files and versions, what was wrong, whose columns are which."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from app.act import Act, acting
from app.lists import service
from app.web import words
from app.web.guard import current_site, current_who, needs
from app.web.i18n import gettext as _
from app.web.i18n import mark
from border.fields import FieldError, MissingField
from border.listing import Category, Response
from border.permissions import Permission
from db.database import Row

blueprint = Blueprint("lists", __name__)

STATUSES: Mapping[type[Exception], int] = {service.NoSuchSource: 404}
GIVE = "lists.give"

FORMATS: Mapping[str, str] = {
    "un": mark("UN Security Council consolidated list (XML)"),
    "ofac": mark("OFAC SDN list (XML)"),
    "ofac-advanced": mark("OFAC SDN list (advanced XML)"),
    "eu-xml": mark("EU financial sanctions (XML)"),
    "eu-csv": mark("EU financial sanctions (CSV)"),
    "ftm": mark("FollowTheMoney entities (JSON lines)"),
    "interpol": mark("INTERPOL notices (JSON)"),
    "stop-list": mark("National stop list (CSV)"),
    "stolen-documents": mark("Stolen and lost documents (CSV)"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "columns": ("caution", mark("Its columns have to be chosen")),
    "waiting": ("waiting", mark("Waits to be read")),
    "reading": ("waiting", mark("Is being read")),
    "done": ("well", mark("Imported")),
    "same": ("well", mark("Nothing has changed")),
    "held": ("caution", mark("Read; waits for a second person")),
    "overtaken": ("not-done", mark("Set aside")),
    "aside": ("not-done", mark("Put aside")),
    "refused": ("stop", mark("Refused")),
}
"""How a file stands: level and words."""
VERSIONS: Mapping[str, tuple[str, str]] = {
    "in-force": ("well", mark("In force")),
    "held": ("caution", mark("Waits for a second person")),
    "replaced": ("not-done", mark("Replaced")),
    "rejected": ("not-done", mark("Not used")),
}


COLUMNS: Mapping[str, str] = {
    "entry_id": mark("Number of the entry"),
    "surname": mark("Surname"),
    "given_names": mark("Given names"),
    "aliases": mark("Other names"),
    "weak_aliases": mark("Other names of low quality"),
    "date_of_birth": mark("Date of birth"),
    "sex": mark("Sex"),
    "nationality": mark("Nationality"),
    "document_number": mark("Document number"),
    "document_type": mark("Type of the document"),
    "issuing_state": mark("Issuing state"),
    "category": mark("Category"),
    "response": mark("What to do on a hit"),
    "reason": mark("Reason"),
    "shown": mark("What the officer sees"),
    "basis": mark("Legal basis"),
    "agency": mark("Agency that asks"),
    "handling": mark("Handling code"),
    "photo": mark("Photo"),
    "expires_on": mark("Expires on"),
    "review_on": mark("To be reviewed on"),
    "op": mark("Added or removed"),
    "number": mark("Document number"),
    "type": mark("Type of the document"),
    "issuing state": mark("Issuing state"),
    "date": mark("Reported on"),
}
"""Our columns, in words."""
STRAYS: Mapping[str, str] = {
    "no-folder": mark("lies beside the folders: move it into the folder of its source"),
    "no-source": mark("no source is called as this folder is"),
    "no-file": mark("is a link or a folder: only files are read"),
    "locked": mark("may not be read by this program: give it the right to"),
    "busy": mark("somebody still writes to it"),
}
"""Why a file in a watched folder is not taken."""


@blueprint.url_value_preprocessor
def let_lists_be_large(endpoint: str | None, _values: object) -> None:
    """Before anything looks into the form: where a file is given, it may be as large as the settings say."""
    if endpoint == GIVE:
        request.max_content_length = (current_site().settings.largest_list_mb + 1) << 20


@blueprint.get("/lists")
@needs(Permission.IMPORT_LISTS)
def sources() -> str:
    site = current_site()
    return render_template(
        "lists/sources.html",
        rows=service.sources(site.db),
        formats=FORMATS,
        strays=[(name, _(STRAYS[why])) for name, why in service.strays(site)],
        now=site.clock.now(),
    )


@blueprint.route("/lists/new", methods=["GET", "POST"])
@needs(Permission.IMPORT_LISTS)
def define() -> AnyResponse:
    if request.method != "POST":
        return _definition({}, {})
    name = request.form.get("name", "").strip()

    def new(act: Act) -> None:
        if service.is_defined(act.db, name):
            raise FieldError("name", "is that of another source")
        service.define(act, _source(name, {}))

    return _changed(
        new,
        _("The source is defined. Give it its first file."),
        lambda errors: _definition(request.form, errors),
        url_for("lists.source", name=name),
    )


@blueprint.route("/lists/<name>/definition", methods=["GET", "POST"])
@needs(Permission.IMPORT_LISTS)
def change(name: str) -> AnyResponse:
    row = service.source(current_site().db, name)
    if request.method != "POST":
        return _definition({**row, "name": name}, {}, is_new=False)
    return _changed(
        lambda act: service.define(act, _source(name, row["mapping"])),
        _("Kept. It holds from the next file on."),
        lambda errors: _definition({**request.form, "name": name}, errors, is_new=False),
        url_for("lists.source", name=name),
    )


@blueprint.get("/lists/<name>")
@needs(Permission.IMPORT_LISTS)
def source(name: str) -> AnyResponse:
    return _shown(name, {})


@blueprint.get("/lists/<name>/files")
@needs(Permission.IMPORT_LISTS, quiet=True)
def files(name: str) -> str:
    """The part of the page that changes by itself while a file is read."""
    return render_template("lists/_files.html", **_files(name))


@blueprint.post("/lists/<name>/files")
@needs(Permission.IMPORT_LISTS)
def give(name: str) -> AnyResponse:
    """Take a file in and let the worker read it; the request does not wait for that."""
    service.source(current_site().db, name)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _shown(name, {"file": words.field_error(MissingField("file"))})
    path, called = _kept(sent), sent.filename
    try:
        with acting(current_site(), current_who(), "list-page") as act:
            service.give(act, name, path, name=called, kind=request.form.get("kind", ""))
    except FieldError as error:
        path.unlink(missing_ok=True)
        return _shown(name, {error.field: words.field_error(error)})
    flash(_("The file is here and is read in its turn. You can leave this page."), "well")
    return redirect(url_for("lists.source", name=name), 303)


@blueprint.get("/lists/<name>/files/<job_id>")
@needs(Permission.IMPORT_LISTS)
def problems(name: str, job_id: str) -> str:
    site = current_site()
    given = request.args.get("page", "1")
    page = max(1, int(given)) if given.isascii() and given.isdecimal() and len(given) < 7 else 1
    return render_template(
        "lists/problems.html",
        source=service.source(site.db, name),
        job=service.job(site.db, name, job_id),
        rows=service.problems(site.db, job_id, page),
        page=page,
        first=(page - 1) * service.PROBLEMS_A_PAGE + 1,
        most=service.MOST_PROBLEMS,
    )


@blueprint.route("/lists/<name>/files/<job_id>/aside", methods=["GET", "POST"])
@needs(Permission.IMPORT_LISTS)
def put_aside(name: str, job_id: str) -> AnyResponse:
    job = service.job(current_site().db, name, job_id)
    onward = url_for("lists.source", name=name)
    try:
        if request.method == "POST":
            return _changed(
                lambda act: service.put_aside(act, name, job_id, request.form.get("reason", "")),
                _("The file is put aside. What waited behind it goes on."),
                lambda errors: _aside(name, job, errors),
                onward,
            )
        if job["state"] == "columns":
            return _aside(name, job, {})
    except service.NotWaiting:
        pass
    flash(_("This file does not wait for its columns any more. This is how it stands now."), "caution")
    return redirect(onward, 303)


@blueprint.route("/lists/<name>/columns", methods=["GET", "POST"])
@needs(Permission.IMPORT_LISTS)
def columns(name: str) -> AnyResponse:
    if request.method != "POST":
        return _columns(name, {})
    return _changed(
        lambda act: service.choose_columns(act, name, request.form),
        _("The columns are remembered with the source. Its files are read now."),
        lambda errors: _columns(name, errors),
        url_for("lists.source", name=name),
    )


@blueprint.post("/lists/<name>/versions/<int:number>/approval")
@needs(Permission.APPROVE_IMPORT)
def approve(name: str, number: int) -> AnyResponse:
    done = _("In force. It reaches the posts with the next edition.")
    return _decided(name, lambda act: service.approve(act, name, number), done)


@blueprint.post("/lists/<name>/versions/<int:number>/rejection")
@needs(Permission.APPROVE_IMPORT)
def reject(name: str, number: int) -> AnyResponse:
    done = _("Not used. The version before stays in force.")
    return _decided(name, lambda act: service.reject(act, name, number), done)


@blueprint.get("/lists/templates/<format>")
@needs(Permission.IMPORT_LISTS)
def template(format: str) -> AnyResponse:
    """A file with the columns of ours and one made-up row."""
    text = service.TEMPLATES.get(format)
    if text is None:
        raise service.NoSuchSource("no format of that name has columns of ours")
    answer = make_response("\ufeff" + text)
    answer.content_type = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{format}.csv"'
    return answer


def _kept(sent: FileStorage) -> Path:
    """Write what was sent into the folder where files wait."""
    with NamedTemporaryFile(dir=service.uploads(current_site()), delete=False) as file:
        sent.save(file)
    return Path(file.name)


def _source(name: str, mapping: Mapping[str, str]) -> service.Source:
    said = {field: request.form.get(field, "") for field in ("title", "format", "category", "response")}
    return service.Source(name, **said, mapping=mapping if said["format"] in service.FIELDS else {})


def _changed(
    change: Callable[[Act], None],
    done: str,
    again: Callable[[dict[str, str]], AnyResponse],
    onward: str,
) -> AnyResponse:
    """Do it and go on; else show the form again with what is wrong, and nothing typed is lost."""
    try:
        with acting(current_site(), current_who()) as act:
            change(act)
    except FieldError as error:
        return again({error.field: words.field_error(error)})
    flash(done, "well")
    return redirect(onward, 303)


def _decided(name: str, decide: Callable[[Act], None], done: str) -> AnyResponse:
    try:
        with acting(current_site(), current_who()) as act:
            decide(act)
    except service.OwnImport:
        flash(_("You imported this yourself. A second person decides on it."), "caution")
    except service.NothingHeld:
        flash(_("It has been decided or replaced meanwhile. This is how it stands now."), "caution")
    except service.BadSnapshot:
        flash(_("The file of this version is gone. Import the list again."), "stop")
    else:
        flash(done, "well")
    return redirect(url_for("lists.source", name=name), 303)


def _definition(sent: Mapping[str, Any], errors: Mapping[str, str], *, is_new: bool = True) -> AnyResponse:
    page = render_template(
        "lists/definition.html",
        sent=sent,
        errors=errors,
        is_new=is_new,
        formats=[(name, _(title)) for name, title in FORMATS.items()],
        categories=[(known.value, words.category(known)) for known in Category],
        responses=[(known.value, words.response(known)) for known in Response],
    )
    return make_response(page, 422 if errors else 200)


def _shown(name: str, errors: Mapping[str, str]) -> AnyResponse:
    site = current_site()
    page = render_template(
        "lists/source.html",
        errors=errors,
        me=current_who().account_id,
        before=service.in_force(site.db, name),
        versions=service.imports(site.db, name),
        said=VERSIONS,
        formats=FORMATS,
        largest=site.settings.largest_list_mb,
        kinds=[("full", _("The whole list")), ("delta", _("Only what has changed"))],
        **_files(name),
    )
    return make_response(page, 422 if errors else 200)


def _files(name: str) -> dict[str, Any]:
    db = current_site().db
    jobs, held = service.jobs(db, name), service.held(db, name)
    moves = {"reading"} if held else {"reading", "waiting"}
    return {
        "held": held,
        "source": service.source(db, name),
        "jobs": jobs,
        "busy": any(job["state"] in moves and not job["behind"] for job in jobs),
        "states": STATES,
    }


def _aside(name: str, job: Row, errors: Mapping[str, str]) -> AnyResponse:
    source = service.source(current_site().db, name)
    page = render_template(
        "lists/aside.html",
        source=source,
        job=job,
        sent=request.form,
        errors=errors,
        most=service.MOST_OF_REASON,
    )
    return make_response(page, 422 if errors else 200)


def _columns(name: str, errors: Mapping[str, str]) -> AnyResponse:
    db = current_site().db
    source = service.source(db, name)
    if source["format"] not in service.FIELDS:
        raise service.NoSuchSource("the columns of this source are always the same")
    sample = service.sample(db, name)
    page = render_template(
        "lists/columns.html",
        source=source,
        sample=sample,
        fields=[(ours, _(COLUMNS[ours])) for ours in service.FIELDS[source["format"]]],
        needed=service.NEEDED[source["format"]],
        chosen=request.form if errors else source["mapping"] or service.guessed(source["format"], sample),
        theirs=[(each, each) for each in (sample.columns if sample else source["mapping"].values())],
        orders=[
            ("", _("as 2026-11-24")),
            ("dmy", _("day first, 24/11/2026")),
            ("mdy", _("month first, 11/24/2026")),
        ],
        errors=errors,
    )
    return make_response(page, 422 if errors else 200)
