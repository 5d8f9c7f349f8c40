"""From the last byte of a scan to all local checks answered, by the post's stream; lists of 100,000 rows.

Read without a browser: from the instant after the simulated reader's last write to the instant at which the stream's
event with the last answer is read. Agent, act, checks, second act and rendering are all in it, so the server's own time
is less. 16 streams are open. Half of the travellers were here before, and some bear the name of somebody listed.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any

from bench.crowd import Zone, number_in, today, zones
from bench.figures import percentiles
from bench.founding import PAST, Plan
from bench.officer import Officer, Stream
from bench.post import at_work
from hardware.mrz import simulator_client

DESKS, READERS = 16, 4
ENTRIES, NAMESAKES = 100_000, 500
BEFORE = 1_000
SCANS, ROUNDS, WARM = 200, 25, 8
SEED = 100
TARGET_MS = 100

Seat = tuple[Officer, Stream]


def run() -> dict[str, Any]:
    """Return milliseconds with one scan at a time; at_once: with four desks scanning in the same moment."""
    plan = Plan(DESKS, ("stx-etx",) * READERS, ENTRIES, NAMESAKES, BEFORE)
    with ExitStack() as stack:
        post = stack.enter_context(at_work(plan))
        people = [Officer(post, desk).begin() for desk in post.desks]
        seats = [(person, stack.enter_context(person.stream())) for person in people][:READERS]
        crowd = _half_known()
        singly = [
            took for _ in range((SCANS + WARM) // READERS) for seat in seats for took in _scan([seat], crowd)
        ]
        at_once = [took for _ in range(ROUNDS) for took in _scan(seats, crowd)]
    figures = percentiles(singly[WARM:])
    return {
        "unit": "ms",
        **figures,
        "target": f"p99 under {TARGET_MS} ms",
        "met": figures["p99"] < TARGET_MS,
        "at_once": {"desks": READERS, **percentiles(at_once)},
        "first_after_start": round(singly[0], 1),
    }


def _half_known() -> Iterator[Zone]:
    known = islice(zones(PAST, today()), BEFORE)
    return chain.from_iterable(zip(known, zones(SEED, today()), strict=False))


def _scan(seats: Sequence[Seat], crowd: Iterator[Zone]) -> list[float]:
    """Scan a document at each of some desks, wait for the answers, put all aside; return milliseconds."""
    shown = list(islice(crowd, len(seats)))
    sent = [
        simulator_client.send(person.desk.control, list(zone))
        for (person, _), zone in zip(seats, shown, strict=True)
    ]
    took = []
    for (person, stream), zone, last_byte_at in zip(seats, shown, sent, strict=True):
        event = stream.until(number_in(zone))
        took.append((event.at - last_byte_at) * 1000)
        person.see(event.html)
        person.decide("put-aside")
    return took
