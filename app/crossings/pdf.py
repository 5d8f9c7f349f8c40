"""A slip as PDF. Loads WeasyPrint, which is large: import this module only where a PDF is made."""

from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

STYLE = Path(__file__).parent.parent / "static" / "slip.css"


class NotFetched(ValueError):
    """A slip named something outside itself."""


class NoFetcher(URLFetcher):  # type: ignore[misc]
    """Fetches nothing, so that no name or remark that anybody typed can make the server open a file or an address."""

    def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 as the library calls it
        raise NotFetched(url[:40])


def pdf(html: str) -> bytes:
    """Return a page of ours as PDF/UA. It holds all it needs; what it names elsewhere is left out."""
    page = HTML(string=html, url_fetcher=NoFetcher())
    style = CSS(string=STYLE.read_text(encoding="utf-8"))
    return bytes(page.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1"))
