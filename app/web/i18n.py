"""The words of the pages in the reader's language. English is the language of the source.

`gettext` and `ngettext` work in templates, in views and outside any request (the worker, paper), there in
English. Flask-Babel finds the catalogue once a request instead of once a string: a page has about fifty, and
that saves a third of its time. To take the strings out: `docs/pages.md`, "Languages".
"""

from collections.abc import Callable
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g, has_app_context
from flask_babel import Babel, get_translations

ENGLISH = NullTranslations()


def speak(app: Flask, choose_language: Callable[[], str | None]) -> None:
    """Attach Flask-Babel. choose_language: the reader's language such as "en", or None for English."""
    Babel(app, locale_selector=choose_language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, n: catalogue().ungettext(one, many, n),
        pgettext=lambda context, text: catalogue().upgettext(context, text),
        npgettext=lambda context, one, many, n: catalogue().unpgettext(context, one, many, n),
        newstyle=True,
    )


def catalogue() -> NullTranslations:
    """Return the catalogue of this request, English where there is none."""
    if not has_app_context():
        return ENGLISH
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue  # type: ignore[no-any-return]


def gettext(text: str, **facts: Any) -> str:
    """Return a whole sentence in the reader's language, its %(names)s filled in."""
    said: str = catalogue().ugettext(text)
    return said % facts if facts else said


def ngettext(one: str, many: str, n: int, **facts: Any) -> str:
    """Return the sentence that fits n; %(num)s is n."""
    said: str = catalogue().ungettext(one, many, n)
    return said % {"num": n, **facts}


def mark(text: str) -> str:
    """Mark a sentence for the catalogue and leave it as it is; `gettext` says it later."""
    return text
