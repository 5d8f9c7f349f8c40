"""The web process of a site: waitress before the application. `python -m app.serve --data DIR`.

One thread a stream and sixteen besides, so that no open desk page can hold up another request. Plain HTTP; TLS stands
in front. A body is refused by its announced length, and one without a length as soon as it grows too long.
"""

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol

import waitress
from waitress.server import BaseWSGIServer, MultiSocketServer
from waitress.wasyncore import ExitNow

from app.factory import create_app
from app.projections import PROJECTIONS
from app.running import AlreadyRunning, only_one, settle
from app.site import Site, open_site
from app.web import page
from app.web.stream import SPARE_THREADS, check_threads
from appliance.identity import BadKey
from appliance.settings import BadSettings, Settings, load_settings
from db.database import DatabaseError
from sync.wire import MAX_BODY_BYTES

log = logging.getLogger(__name__)

PORT_FILE = "web.port"
FINISH_S = 1.0
"""What an end leaves to requests that are being answered; streams are cut."""


class Moving(Protocol):
    """What a site's application runs beside its requests."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="mpaka site run web")
    parser.add_argument("--data", type=Path, required=True, help="the site's folder")
    data = parser.parse_args(argv).data
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    try:
        with only_one(load_settings(data).run, "web"):
            serve(open_site(data, PROJECTIONS))
    except ExitNow:
        return 0
    except (AlreadyRunning, BadKey, BadSettings, DatabaseError, OSError) as error:
        print(f"mpaka: {error}", file=sys.stderr)  # noqa: T201 a command speaks
        return 1
    return 0


def serve(site: Site) -> None:
    """Serve until the process is told to end. Raises ExitNow then, OSError where the port is taken."""
    app = create_app(site)
    page.load_templates(app)
    server = listener(site, app)
    port = bound_port(server)
    (site.settings.run / PORT_FILE).write_text(f"{port}\n", encoding="ascii")
    log.info("%s is at http://%s:%d", site.name, site.settings.host, port)
    settle()
    live: Moving | None = app.extensions.get("live")
    if live:
        live.start()
    try:
        server.run()
    finally:
        server.task_dispatcher.shutdown(timeout=FINISH_S)
        if live:
            live.stop()
        (site.settings.run / PORT_FILE).unlink(missing_ok=True)


def listener(site: Site, app: Any) -> BaseWSGIServer | MultiSocketServer:
    """Return a server that listens, but does not answer yet. Raises OSError."""
    threads = SPARE_THREADS + site.settings.streams
    check_threads(threads, site.settings.streams)
    return waitress.create_server(
        app,
        host=site.settings.host,
        port=site.settings.port,
        threads=threads,
        channel_request_lookahead=1,  # else nobody notices that a browser has gone from its stream
        channel_timeout=300,
        max_request_body_size=most_of_a_body(site.settings),
        max_request_header_size=32 * 1024,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )


def most_of_a_body(settings: Settings) -> int:
    """Return the bytes of the longest request that is taken in: at headquarters a list, which waits on disk."""
    return max(2 * MAX_BODY_BYTES, (settings.largest_list_mb + 1) << 20 if settings.is_hq else 0)


def bound_port(server: BaseWSGIServer | MultiSocketServer) -> int:
    """Return the port that was taken, where 0 let the system choose."""
    if isinstance(server, MultiSocketServer):
        return int(server.effective_listen[0][1])
    return int(server.effective_port)


def _end(_signal: int, _frame: Any) -> NoReturn:
    """Leave waitress's loop by the one way that does not wait five seconds for open streams."""
    raise ExitNow


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
