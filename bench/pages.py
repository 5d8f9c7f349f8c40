"""The desk's page for 16 officers at once, beside a bare Flask page served the same way."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from app.demo.addresses import HOST, free_ports
from bench.bare import PAGE
from bench.crowd import today, zones
from bench.founding import Plan
from bench.kernel import cpu_s
from bench.load import load
from bench.officer import Officer
from bench.post import at_work, until_listening

OFFICERS = 16
SECONDS = 8.0
WARM_S = 1.0
A_PAGE_EVERY_S = 0.5
"""Of one officer, when pages are asked for as at work: still far more often than travellers need."""
CPU_TARGET_MS = 5.0
SEED = 16


def run() -> dict[str, Any]:
    """Return milliseconds a page: of 16 officers at work, and of 16 who ask without a pause; both against the peer."""
    with at_work(Plan(desks=OFFICERS, past=200)) as post, _bare() as bare:
        people = [Officer(post, desk).begin() for desk in post.desks]
        for person, zone in zip(people, islice(zones(SEED, today()), OFFICERS), strict=True):
            person.type_zone(zone)
        size = len(people[0].get("/desk"))
        ours = _measured(post.port, post.process_ids["web"], [each.request("/desk") for each in people])
        peer = _measured(bare[0], bare[1], [f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()] * OFFICERS)
    return {
        "unit": "ms",
        **ours,
        "page_bytes": size,
        "target": f"{CPU_TARGET_MS:g} ms of processor time a page",
        "met": ours["cpu_ms"] <= CPU_TARGET_MS,
        "peer": {"name": f"bare Flask, {len(PAGE)} bytes", **peer},
        "ratio": {
            "p50": round(ours["p50"] / peer["p50"], 1),
            "cpu_ms": round(ours["cpu_ms"] / peer["cpu_ms"], 1),
            "per_second": round(ours["without_pause"]["per_second"] / peer["without_pause"]["per_second"], 3),
        },
    }


def _measured(port: int, process_id: int, requests: Sequence[bytes]) -> dict[str, Any]:
    load(port, requests, WARM_S)
    before = cpu_s(process_id)
    without_pause = load(port, requests, SECONDS)
    cpu_ms = (cpu_s(process_id) - before) * 1000 / without_pause["n"]
    at_work_ms = load(port, requests, SECONDS, A_PAGE_EVERY_S)
    return {**at_work_ms, "cpu_ms": round(cpu_ms, 2), "without_pause": without_pause}


@contextmanager
def _bare() -> Iterator[tuple[int, int]]:
    """Serve the bare page; gives port and process id."""
    (port,) = free_ports(0, 1)
    with subprocess.Popen([sys.executable, "-m", "bench.bare", str(port)]) as process:
        try:
            until_listening(port)
            yield port, process.pid
        finally:
            process.terminate()
