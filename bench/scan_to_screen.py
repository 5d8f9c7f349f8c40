"""From the last byte on the reader's line to the filled-in form in the browser, 16 desks open.

How it is timed: the simulated reader tells the monotonic instant after its last write. In the page a MutationObserver
stamps the change with which the document's number stands on the desk (filled), the frame after it, and the change
with which every check has answered and the decision is open (decidable). The page's clock is laid on the machine's by
asking for it many times: it lies between the instants before and after each question, and all these bounds together
leave a millisecond or less (clock_within_ms).
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Page

from bench.browser import at_desk, chromium
from bench.crowd import Zone, number_in, today, zones
from bench.figures import percentiles
from bench.founding import Desk, Plan
from bench.officer import Officer
from bench.post import at_work
from hardware.device import Device
from hardware.mrz import simulator_client

PLAIN = 15
"""Desks with a stream read without a browser, beside the one with a page."""
SCANS, WARM = 60, 4
SEED = 60
SLOWER = 6
TARGET_MS, SLOW_TARGET_MS = 60, 200
GAP = Device("bench-2", "mrz", "gap", "/dev/null")
"""For its usual gap: 50 ms."""
ASKED_TIMES = 50
PATIENCE_MS = 10_000
STAMPS = ("filled", "next_frame", "decidable")

WATCH = """() => {
  if (window.scanning) return;
  window.scanning = true;
  const live = document.querySelector("#live");
  const look = () => {
    const now = performance.now(), scan = window.scan;
    if (!scan || scan.decidable || !live.textContent.includes(scan.number)) return;
    if (!scan.filled) {
      scan.filled = now;
      requestAnimationFrame(() => { scan.next_frame = performance.now(); });
    }
    if (!live.querySelector("[aria-disabled=true]")) scan.decidable = now;
  };
  new MutationObserver(look).observe(live, { subtree: true, childList: true, attributes: true });
}"""
EXPECT = "number => { window.scan = { number }; }"
STAMPED = """patience => new Promise((resolve, reject) => {
  const began = performance.now();
  const timer = setInterval(() => {
    if (scan.decidable && scan.next_frame) { clearInterval(timer); resolve(scan); }
    else if (performance.now() - began > patience) { clearInterval(timer); reject(new Error("nothing came")); }
  }, 20);
})"""


def run() -> dict[str, Any]:
    """Return milliseconds; slowed: the browser's processor to a sixth; gap: a reader known by its silence alone."""
    with ExitStack() as stack:
        post = stack.enter_context(at_work(Plan(desks=2 + PLAIN, readers=("stx-etx", "gap"), past=200)))
        for desk in post.desks[2:]:
            stack.enter_context(Officer(post, desk).begin().stream())
        browser, crowd = stack.enter_context(chromium()), zones(SEED, today())
        with at_desk(browser, post, post.desks[0]) as page:
            plain = _scanned(page, post.desks[0], crowd)
            slowed = _scanned(page, post.desks[0], crowd, slower=SLOWER)
        with at_desk(browser, post, post.desks[1]) as page:
            gap = _scanned(page, post.desks[1], crowd)
    gap_target_ms = GAP.gap_ms + TARGET_MS
    return {
        "unit": "ms",
        **plain,
        "target": f"p95 under {TARGET_MS} ms; slowed {SLOW_TARGET_MS} ms; gap {gap_target_ms} ms",
        "met": plain["p95"] < TARGET_MS and slowed["p95"] < SLOW_TARGET_MS and gap["p95"] < gap_target_ms,
        "slowed": slowed,
        "gap": gap,
    }


def _scanned(page: Page, desk: Desk, crowd: Iterator[Zone], slower: int = 1) -> dict[str, Any]:
    clock, within = _clock_of(page)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate(WATCH)
    took = [_scan(page, desk, next(crowd), clock) for _ in range(WARM + SCANS)][WARM:]
    figures = {name: percentiles([each[name] for each in took]) for name in STAMPS}
    return {**figures.pop("filled"), **figures, "clock_within_ms": round(within * 1000, 2)}


def _scan(page: Page, desk: Desk, zone: Zone, clock: float) -> dict[str, float]:
    """Scan one document, wait until it can be decided on, and put it aside; return milliseconds to each stamp."""
    page.evaluate(EXPECT, number_in(zone))
    last_byte_at = simulator_client.send(desk.control, list(zone))
    scan = page.evaluate(STAMPED, PATIENCE_MS)
    page.keyboard.press("F4")
    page.wait_for_selector("#waiting")
    return {name: scan[name] - (last_byte_at - clock) * 1000 for name in STAMPS}


def _clock_of(page: Page) -> tuple[float, float]:
    """Return the monotonic instant at which the page's clock began, and how far that may be off; seconds."""
    least, most = float("-inf"), float("inf")
    for _ in range(ASKED_TIMES):
        before = time.monotonic()
        said = page.evaluate("() => performance.now()") / 1000
        least, most = max(least, before - said), min(most, time.monotonic() - said)
    return (least + most) / 2, (most - least) / 2
