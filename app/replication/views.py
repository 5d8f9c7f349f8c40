"""Where posts bring their journals, and the page that tells how the links stand.

A batch is asked for by no browser: it carries no cookie, and its signature says who sent it.
"""

import logging
from collections.abc import Callable, Mapping

from flask import Blueprint, Flask, Response, jsonify, render_template, request

from app.replication import service, standing
from app.site import Site
from app.web.freshness import freshness
from app.web.guard import by_signature, current_site, needs
from border.permissions import Permission
from db.database import DatabaseUnusable
from sync import signed
from sync.downlink import NotThere
from sync.editions import NUMBERS
from sync.journal import Head
from sync.receive import BatchRefused
from sync.shelf import BadRange, FileChanged, NoSuchFile, Slice
from sync.signed import BadLines
from sync.wire import CONTENT_TYPE, BadBatch

log = logging.getLogger(__name__)

exchange = Blueprint("exchange", __name__, url_prefix="/sync/v1")
blueprint = Blueprint("replication", __name__)

RETRY_AFTER_S = 5
REFUSALS: Mapping[type[Exception], tuple[int, str]] = {
    service.UnknownSite: (401, "unknown-site"),
    service.BadSignature: (401, "bad-signature"),
    service.Stale: (401, "stale"),
    BadBatch: (400, "bad-batch"),
    BadLines: (400, "bad-request"),
    NotThere: (409, "gap"),
    NoSuchFile: (404, "no-such-file"),
    FileChanged: (412, "changed"),
    DatabaseUnusable: (503, "busy"),
}


@exchange.post("/sites/<name>/events")
@by_signature
def events(name: str) -> Response:
    """Take a batch of a post's journal; docs/operations/replication.md has the answers."""
    try:
        receipt = service.accept(current_site(), name, dict(request.headers), request.get_data(cache=False))
    except BatchRefused as error:
        return _refused(name, error, 409, error.code, have=_place(error.have), at=error.at)
    except tuple(REFUSALS) as error:
        return _refusal(name, error)
    return jsonify(_place(receipt.head) | {"kept": receipt.kept, "set_aside": receipt.set_aside})


@exchange.get("/sites/<name>/downlink")
@by_signature
def downlink(name: str) -> Response:
    """Tell a post what it is to hear; docs/operations/replication.md has the answers."""
    try:
        packet, signature = service.told(current_site(), name, dict(request.headers))
    except tuple(REFUSALS) as error:
        return _refusal(name, error)
    lines = {**signed.as_http(packet.header), signed.SIGNATURE: signature.hex()}
    return Response(packet.body, content_type=CONTENT_TYPE, headers=lines)


@exchange.get("/sites/<name>/editions/after/<int:number>")
@by_signature
def next_edition(name: str, number: int) -> Response:
    """Hand out the manifest of the edition that a post goes on with."""
    try:
        manifest = service.manifest(current_site(), name, request.path, number, dict(request.headers))
    except tuple(REFUSALS) as error:
        return _refusal(name, error)
    return Response(manifest, 200 if manifest else 204, content_type="application/json")


@exchange.get("/sites/<name>/editions/<file>")
@by_signature
def edition_slice(name: str, file: str) -> Response:
    """Hand out a part of a file of an edition."""
    return _slice(name, file, service.slice_of)


@exchange.get("/sites/<name>/numbers/after/<int:number>")
@by_signature
def next_numbers(name: str, number: int) -> Response:
    """Hand out the manifest of the newest filter of numbers."""
    try:
        manifest = service.numbers_manifest(current_site(), name, request.path, number, dict(request.headers))
    except tuple(REFUSALS) as error:
        return _refusal(name, error)
    return Response(manifest, 200 if manifest else 204, content_type="application/json")


@exchange.get("/sites/<name>/numbers/<file>")
@by_signature
def numbers_slice(name: str, file: str) -> Response:
    """Hand out a part of a filter of numbers."""
    return _slice(name, file, service.numbers_slice)


@exchange.get("/sites/<name>/numbers")
@by_signature
def confirmed(name: str) -> Response:
    """Say whether a number is listed; the answer is in header lines, under a signature."""
    try:
        answer, signature = service.confirmed(current_site(), name, dict(request.headers))
    except tuple(REFUSALS) as error:
        return _refusal(name, error)
    lines = {**signed.as_http(answer), signed.SIGNATURE: signature.hex(), "Cache-Control": "no-store"}
    return Response(None, 204, headers=lines)


def _slice(name: str, file: str, of: Callable[..., Slice]) -> Response:
    try:
        part = of(current_site(), name, request.path, file, dict(request.headers))
    except BadRange as error:
        answer = _refused(name, error, 416, "no-such-range")
        answer.headers["Content-Range"] = f"bytes */{error.total}"
        return answer
    except tuple(REFUSALS) as error:
        return _refusal(name, error)
    lines = {"ETag": part.etag, "Content-Range": part.range, "Accept-Ranges": "bytes"}
    return Response(part.octets, 206, content_type="application/zstd", headers=lines)


@blueprint.get("/links")
@needs(Permission.SEE_REPLICATION)
def links() -> str:
    """Tell how far headquarters has each post's journal, or how far this post has brought its own."""
    site = current_site()
    if site.settings.is_hq:
        posts = service.posts_by_age(site.db, site.clock.now())
        told = [(post, freshness(post.age_s, post.contact.refusal)) for post in posts]
        return render_template("replication/posts.html", posts=told, waiting=service.set_aside(site.db))
    fetching, here_percent = service.fetching(site.db, site.settings)
    numbers, numbers_percent = service.fetching(site.db, site.settings, NUMBERS)
    return render_template(
        "replication/link.html",
        numbers=numbers,
        numbers_percent=numbers_percent,
        backlog=service.backlog(site.db, site.name),
        hq_url=site.settings.hq_url,
        fault=service.push_fault(site.db, site.name),
        hearing=service.hearing(site.db, site.name),
        hq_key=site.settings.hq_key,
        fetching=fetching,
        here_percent=here_percent,
    )


def _refused(name: str, error: Exception, status: int, code: str, **facts: object) -> Response:
    log.warning("what %.64s sent or asked is refused: %s", name, code)
    log.debug("because: %s", error)
    answer = jsonify({"error": code} | facts)
    answer.status_code = status
    return answer


def _refusal(name: str, error: Exception) -> Response:
    status, code = REFUSALS[type(error)]
    answer = _refused(name, error, status, code)
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _place(head: Head) -> dict[str, str | int]:
    return {"epoch": head.epoch, "seq": head.seq, "head": head.hash}


def tell_states(app: Flask, site: Site) -> None:
    """Let headquarters' status line say what waits for it, and how the posts' data stand."""
    app.extensions["states"] = lambda who: standing.states(site, who)
