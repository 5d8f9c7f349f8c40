"""As much of a browser as a simulated officer needs: pages, cookies, and forms filled in as they came."""

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

ANSWER_S = 10.0
NO_VALUE = frozenset({"submit", "button", "image", "reset"})
CHOSEN = frozenset({"radio", "checkbox"})

Attributes = dict[str, str | None]
Unreachable = (OSError, http.client.HTTPException)
"""What a site that is not there, or goes away in the middle, is known by."""


@dataclass(slots=True)
class Form:
    """A form as it stands on a page. fields: what it would send; choices: field -> values to choose from.

    closed: its button says that it cannot be pressed now.
    """

    id: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: the status, the path it came from in the end, its forms in order, and the whole as it was sent."""

    status: int
    path: str
    forms: tuple[Form, ...]
    html: str = ""

    def form(self, beginning: str) -> Form | None:
        """Return the first form whose id, or action where it has none, begins so."""
        return next((form for form in self.forms if (form.id or form.action).startswith(beginning)), None)


class Browser:
    """One browser window at one site."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Page:
        """Return a page, wherever it was redirected to. Raises OSError, HTTPException."""
        return self._open(path, None)

    def send(self, form: Form, **changes: str) -> Page:
        """Send a form with some fields filled in. Raises OSError, HTTPException."""
        return self._open(form.action, urlencode({**form.fields, **changes}).encode())

    def _open(self, path: str, body: bytes | None) -> Page:
        try:
            answer = self._opener.open(urljoin(self._url, path), body, ANSWER_S)
        except HTTPError as refused:
            answer = refused  # a page as well, with its status
        with answer:
            reader = _Reader()
            html = answer.read().decode()
            reader.feed(html)
            return Page(answer.status, urlsplit(answer.url).path, tuple(reader.forms), html)


class _Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self._form = Form(said.get("id") or "", said.get("action") or "")
            self.forms.append(self._form)
        elif tag == "button":
            self._button(said)
        elif self._form is None:
            return
        elif tag == "input":
            self._input(self._form, said)
        elif tag == "select":
            self._select = said.get("name") or ""
            self._form.fields.setdefault(self._select, "")
        elif tag == "option" and self._select:
            self._offer(self._form, self._select, said.get("value") or "", "selected" in said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _input(self, form: Form, said: Attributes) -> None:
        name, kind, value = said.get("name") or "", said.get("type") or "text", said.get("value") or ""
        if not name or kind in NO_VALUE:
            return
        if kind in CHOSEN:
            self._offer(form, name, value, "checked" in said)
        else:
            form.fields[name] = value

    def _offer(self, form: Form, name: str, value: str, chosen: bool) -> None:
        form.choices.setdefault(name, []).append(value)
        if chosen:
            form.fields[name] = value

    def _button(self, said: Attributes) -> None:
        """A button may stand outside the form that it sends."""
        form = next((form for form in self.forms if form.id and form.id == said.get("form")), self._form)
        if form is not None and said.get("aria-disabled") == "true":
            form.closed = True
