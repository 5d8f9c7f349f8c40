"""Bytes on the wire: a browser's first load up to the desk, and what the stream sends into it, packed.

The first load is all that Chromium received with nothing kept: sign-in, choice of the desk, the desk, and the static
files of all three, headers included. Pages are not packed by us (a TLS front does that); static files are. A swap is
one event of the stream, packed with gzip at level 6 as a front does it.
"""

import gzip
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from random import Random
from typing import Any

from playwright.sync_api import Browser

from app.demo.documents import samples
from app.web.stream import as_event
from bench.browser import chromium, fresh_page, sit_down
from bench.crowd import number_in, today
from bench.figures import percentiles
from bench.founding import Plan
from bench.officer import Officer, Stream
from bench.post import Post, at_work

LOAD_TARGET, SWAP_TARGET = 120_000, 4_000
PACKING = 6
NO_PASSPORT = {"td1"}
"""Samples whose zone has its number elsewhere."""


def run() -> dict[str, Any]:
    """Return bytes a swap as percentiles, with the documents of the demo; and bytes of the first load."""
    with ExitStack() as stack:
        post = stack.enter_context(at_work(Plan(desks=2)))
        first_load = _first_load(stack.enter_context(chromium()), post)
        person = Officer(post, post.desks[1]).begin()
        swaps = list(_swaps(person, stack.enter_context(person.stream())))
    most, whole = max(swaps), sum(first_load.values())
    return {
        "unit": "bytes",
        **percentiles(swaps),
        "most": most,
        "first_load": {"all": whole, **first_load},
        "target": f"every swap under {SWAP_TARGET}, the first load under {LOAD_TARGET}",
        "met": most < SWAP_TARGET and whole < LOAD_TARGET,
    }


def _first_load(browser: Browser, post: Post) -> dict[str, int]:
    """Return the bytes received, by kind of resource; the stream, which does not end, is left out."""
    kinds: dict[str, str] = {}
    received: Counter[str] = Counter()
    with fresh_page(browser) as page:
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["type"]}))
        network.on(
            "Network.loadingFinished",
            lambda said: received.update(
                {kinds.get(said["requestId"], "Other"): int(said["encodedDataLength"])}
            ),
        )
        sit_down(page, post, post.desks[0])
        page.wait_for_load_state()
    return dict(received)


def _swaps(person: Officer, stream: Stream) -> Iterator[int]:
    """Yield the size of each event, while every document of the demo is looked at and sent on."""
    for name, shown in samples(today(), Random(0)).items():
        if shown.fault or name in NO_PASSPORT:
            continue
        person.type_zone(shown.lines)
        while True:
            event = stream.next()
            yield len(gzip.compress(as_event(event.html).encode(), PACKING, mtime=0))
            if event.shows(number_in(shown.lines)) and event.is_checked:
                break
        person.decide("refer", reason="document")  # an alarm is put aside by a supervisor only
