"""The peer of our pages: Flask with one constant page, served as the post's web process is. `python -m bench.bare PORT`."""

import sys
from pathlib import Path

import waitress
from flask import Flask

from app.demo.addresses import HOST
from app.web.stream import SPARE_THREADS
from appliance.settings import Settings

PAGE = "<!doctype html><title>Bare</title>" + "<p>As long as a page of the desk.</p>" * 450
"""About 17 kB."""


def make_app() -> Flask:
    app = Flask("bare", static_folder=None)

    @app.get("/")
    def page() -> str:
        return PAGE

    return app


def main() -> None:
    threads = SPARE_THREADS + Settings(Path(), "bare", "Bare").streams
    waitress.serve(
        make_app(), host=HOST, port=int(sys.argv[1]), threads=threads, channel_request_lookahead=1, ident=None
    )


if __name__ == "__main__":
    main()
