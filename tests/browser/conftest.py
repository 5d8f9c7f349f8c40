"""An application with made-up travellers for the browser to look at."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from waitress.server import BaseWSGIServer, create_server

from tests.browser.gallery import Gallery


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


@pytest.fixture
def served() -> Iterator[Served]:
    served = serve(Gallery())
    yield served
    served.stop()
