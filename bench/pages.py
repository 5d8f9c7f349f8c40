"""The desk's page for 16 officers at once, beside a bare Flask page served the same way.

Ours and the bare page are asked for in turns of two seconds, so that both meet the same machine. First every officer
asks again as soon as the page is there: that gives pages a second. Then each asks twice a second, far more often than
travellers need: that gives milliseconds and processor time a page as at work.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from app.demo.addresses import HOST, free_ports
from bench.bare import PAGE
from bench.crowd import today, zones
from bench.figures import percentiles
from bench.founding import Plan
from bench.kernel import cpu_s
from bench.load import load
from bench.officer import Officer
from bench.post import at_work, until_listening

OFFICERS = 16
TURNS, TURN_S, WARM_S = 5, 2.0, 1.0
A_PAGE_EVERY_S = 0.5
RATIO_TARGET = 10
SEED = 16


@dataclass(slots=True)
class Asked:
    """What came of asking in one way: milliseconds a page, and the server's processor seconds for all of them."""

    samples: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def figures(self) -> dict[str, Any]:
        pages = len(self.samples)
        return {
            **percentiles(self.samples),
            "cpu_ms": round(self.cpu * 1000 / pages, 2),
            "per_second": round(pages / (TURNS * TURN_S), 1),
        }


@dataclass(slots=True)
class Server:
    """Who is asked, with one request a caller."""

    port: int
    process_id: int
    requests: list[bytes]
    at_work: Asked = field(default_factory=Asked)
    without_pause: Asked = field(default_factory=Asked)

    def turn(self, asked: Asked, pause_s: float) -> None:
        before = cpu_s(self.process_id)
        asked.samples += load(self.port, self.requests, TURN_S, pause_s)
        asked.cpu += cpu_s(self.process_id) - before

    @property
    def figures(self) -> dict[str, Any]:
        return {**self.at_work.figures, "without_pause": self.without_pause.figures}


def run() -> dict[str, Any]:
    """Return milliseconds a page, processor time a page and pages a second; all against the peer."""
    with at_work(Plan(desks=OFFICERS, past=200)) as post, _bare() as peer:
        people = [Officer(post, desk).begin() for desk in post.desks]
        for person, zone in zip(people, islice(zones(SEED, today()), OFFICERS), strict=True):
            person.type_zone(zone)
        ours = Server(post.port, post.process_ids["web"], [each.request("/desk") for each in people])
        _measure(ours, peer)
        page_bytes = len(people[0].get("/desk").encode())
    ratio = _ratio(ours.figures, peer.figures)
    return {
        "unit": "ms",
        **ours.figures,
        "page_bytes": page_bytes,
        "target": f"under {RATIO_TARGET} times the processor time of a bare page, at work",
        "met": ratio["cpu_ms"] < RATIO_TARGET,
        "peer": {"name": f"bare Flask, {len(PAGE)} bytes", **peer.figures},
        "ratio": ratio,
    }


def _measure(*servers: Server) -> None:
    for server in servers:
        load(server.port, server.requests, WARM_S)
    for _ in range(TURNS):
        for server in servers:
            server.turn(server.without_pause, 0)
    for _ in range(TURNS):
        for server in servers:
            server.turn(server.at_work, A_PAGE_EVERY_S)


def _ratio(ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, float]:
    return {
        "p50": round(ours["p50"] / peer["p50"], 1),
        "p99": round(ours["p99"] / peer["p99"], 1),
        "cpu_ms": round(ours["cpu_ms"] / peer["cpu_ms"], 1),
        "per_second": round(ours["without_pause"]["per_second"] / peer["without_pause"]["per_second"], 3),
    }


@contextmanager
def _bare() -> Iterator[Server]:
    """Serve the bare page to as many callers."""
    (port,) = free_ports(0, 1)
    request = f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    with subprocess.Popen([sys.executable, "-m", "bench.bare", str(port)]) as process:
        try:
            until_listening(port)
            yield Server(port, process.pid, [request] * OFFICERS)
        finally:
            process.terminate()
