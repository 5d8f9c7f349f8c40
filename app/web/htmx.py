"""Whether a fragment or a page is wanted, and where a fragment goes. The only importer of htmx_flask.

htmx_flask 0.1.0 is no longer kept up: its list of swap styles lacks a comma (two of them raise, a nonsense one
passes) and it knows none of htmx 4's styles, so styles are set here by hand; its `trigger`, `trigger_name`
and `target` describe htmx 1 and are never read. A URL that answers both ways must say `Vary: HX-Request`.
"""

from typing import cast

from flask import Flask, Response
from htmx_flask import Htmx, make_response, request

__all__ = ["attach", "leave_to", "put_into", "wants_fragment"]


def attach(app: Flask) -> None:
    """Let the application's requests know of htmx; every page says that its answer depends on it."""
    Htmx(app)

    @app.after_request
    def vary(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.vary.add("HX-Request")
        return response


def wants_fragment() -> bool:
    """Return whether htmx asks and will swap the answer into a part of the page."""
    return bool(request.htmx) and not request.htmx.boosted


def put_into(selector: str, html: str, style: str = "outerMorph") -> Response:
    """Return a fragment for another place than the one that asked. style: any of htmx 4's."""
    response = cast(Response, make_response(html, retarget=selector))
    response.headers["HX-Reswap"] = style
    return response


def leave_to(url: str) -> Response:
    """Return the answer that makes htmx load another page; the like of a redirect."""
    return cast(Response, make_response("", redirect=url))
