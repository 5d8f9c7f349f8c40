"""A day's backlog of one post (2,000 crossings) pushed to headquarters over loopback, real processes' code, one connection."""

import logging
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from app.act import SYSTEM, acting
from app.crossings import service as crossings
from app.factory import create_app
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.replication.service import pusher_of
from app.serve import bound_port, listener
from app.site import Site
from appliance.settings import Settings
from bench.commit import OFFICER, crossing
from sync import journal
from sync.link import Answer, Link
from sync.wire import CONTENT_TYPE

CROSSINGS = 2_000
TARGET_S = 10.0
PEER_REQUESTS = 20


def run() -> dict[str, Any]:
    """Return seconds until headquarters has the backlog, crossings a second, and bytes a crossing on the wire.

    Names and numbers are random letters: real ones repeat, and pack smaller.
    """
    logging.getLogger("app.replication.views").setLevel(logging.ERROR)  # the peer's requests are refused
    with tempfile.TemporaryDirectory(prefix="mpaka-bench-") as folder:
        hq = posts.found(Settings(Path(folder, "hq"), "hq", "HQ", "hq", "hq", port=0), PROJECTIONS)
        server = listener(hq, create_app(hq))
        threading.Thread(target=server.run, daemon=True).start()
        address = f"http://127.0.0.1:{bound_port(server)}"
        post = busy_post(Path(folder, "post"), address)
        with acting(hq, SYSTEM) as act:
            posts.enrol(
                act, name=post.name, title="Post", kind="land", neighbour="", public_key=post.identity.public
            )
        pusher, line = pusher_of(post), Counting(address)
        assert pusher is not None
        pusher._line = line  # noqa: SLF001 what goes over the wire is counted
        began = time.perf_counter()
        assert pusher.push() is None
        took = time.perf_counter() - began
        assert journal.head(hq.db, post.name) == journal.head(post.db, post.name)
        peer = bare_requests(address, line.sent // PEER_REQUESTS)
        server.task_dispatcher.shutdown(timeout=2)
    return {
        "unit": "s",
        "n": CROSSINGS,
        "took": round(took, 2),
        "crossings_per_second": round(CROSSINGS / took),
        "bytes_per_crossing": round(line.sent / CROSSINGS),
        "batches": line.batches,
        "target": f"under {TARGET_S:g} s",
        "met": took < TARGET_S,
        "peer": {"name": "the same bytes in requests that are refused unread", "took": round(peer, 3)},
    }


class Counting(Link):
    """A link that counts what it sends."""

    batches = sent = 0

    def post(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        self.batches += 1
        self.sent += len(body)
        return super().post(path, headers, body)


def busy_post(folder: Path, hq_url: str) -> Site:
    """Found a post and let travellers pass, many to an act: how long that takes is not measured here."""
    post = posts.found(Settings(folder, "post", "Post", hq_url=hq_url), PROJECTIONS)
    for first in range(0, CROSSINGS, 200):
        with acting(post, OFFICER) as act:
            for number in range(first, first + 200):
                crossings.record(act, crossing(number))
    return post


def bare_requests(address: str, size: int) -> float:
    """Return how long it takes to bring as many bytes to a headquarters that refuses them by their headers."""
    link = Link(address)
    began = time.perf_counter()
    for _ in range(PEER_REQUESTS):
        link.post("/sync/v1/sites/nobody/events", {"Content-Type": CONTENT_TYPE}, bytes(size))
    return time.perf_counter() - began
