"""Debian's Chromium for the browser tests, and an application with made-up travellers for it to look at."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import BaseWSGIServer, create_server

from tests.browser.gallery import Gallery

CHROMIUM = Path("/usr/bin/chromium")


@dataclass(slots=True)
class Served:
    """A gallery on a port of the loopback."""

    gallery: Gallery
    server: BaseWSGIServer
    port: int

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self) -> None:
        """Stop answering, as a server that was killed does."""
        self.server.close()
        for channel in list(self.server._map.values()):
            channel.close()


def serve(gallery: Gallery, port: int = 0) -> Served:
    """Serve a gallery as the post's web process does: enough threads, gone pages noticed."""
    server = create_server(gallery.app, host="127.0.0.1", port=port, threads=24, channel_request_lookahead=1)
    threading.Thread(target=server.run, daemon=True).start()
    return Served(gallery, server, server.effective_port)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def served() -> Iterator[Served]:
    served = serve(Gallery())
    yield served
    served.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page at the size of a desk's screen; what its console complains of fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert complaints == []
