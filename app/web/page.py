"""Dresses a Flask application with everything its pages need: one call in the factory."""

from collections.abc import Callable, Mapping
from functools import partial
from zoneinfo import ZoneInfo

from flask import Flask, g, get_flashed_messages
from jinja2 import StrictUndefined

from app.web import addresses, assets, errors, formats, headers, htmx, i18n, words
from app.web.frame import Frame


def furnish(
    app: Flask,
    frame: Callable[[], Frame],
    zone: ZoneInfo,
    kinds: Mapping[type[Exception], int],
    language: Callable[[], str | None] = lambda: None,
) -> None:
    """Attach bounds of addresses, headers, static files, languages, formats, words, frame and error pages.

    frame: the frame of the current request, asked once a request and only when a page is rendered.
    zone: the site's. kinds: errors of ours and the status each is shown with. language: the reader's, asked
    while the frame is put into words, so it must not ask for the frame; None for English.
    The templates also call `csrf_token()`, which the accounts bring.
    """
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    addresses.bound(app)
    headers.guard(app)
    htmx.attach(app)
    i18n.speak(app, lambda: g.frame.language if "frame" in g else language())
    assets.serve_from(app, assets.build())
    errors.answer_errors(app, kinds)
    app.jinja_env.globals.update(notices=partial(get_flashed_messages, with_categories=True))
    app.jinja_env.globals.update(words=words)
    app.jinja_env.filters.update(day=formats.day, age=formats.age, moment=partial(formats.moment, zone=zone))
    app.context_processor(lambda: {"frame": _framed(frame)})


def load_templates(app: Flask) -> None:
    """Compile every template now: the first traveller of the day should not wait for it, and no fault may hide."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)


def _framed(frame: Callable[[], Frame]) -> Frame:
    if "frame" not in g:
        g.frame = frame()
    return g.frame  # type: ignore[no-any-return]
