"""Memory of all processes of a post at work, 16 streams open: anonymous, private and shared; mapped files apart.

Taken from the kernel (smaps_rollup) after every desk has signed in, scanned and decided. The simulated readers are no
part of a post and are left out.
"""

from contextlib import ExitStack
from typing import Any

from bench.crowd import Zone, number_in, today, zones
from bench.founding import Plan
from bench.kernel import memory
from bench.officer import Officer, Stream
from bench.post import at_work
from hardware.mrz import simulator_client

DESKS, EACH = 16, 6
ENTRIES = 20_000
SEED = 300
TARGET_MB = 300


def run() -> dict[str, Any]:
    """Return MB by process and kind; the target holds for what is not backed by files, over all processes."""
    with ExitStack() as stack:
        post = stack.enter_context(at_work(Plan(DESKS, ("stx-etx",) * DESKS, ENTRIES)))
        people = [Officer(post, desk).begin() for desk in post.desks]
        seats = [(person, stack.enter_context(person.stream())) for person in people]
        for (person, stream), zone in zip(seats * EACH, zones(SEED, today()), strict=False):
            _admit(person, stream, zone)
        processes = {kind: memory(process_id) for kind, process_id in post.process_ids.items()}
    anonymous = sum(each["anonymous"] for each in processes.values())
    shared = sum(each["shared"] for each in processes.values())
    return {
        "unit": "MB",
        "n": len(processes),
        "anonymous": round(anonymous + shared, 1),
        "files": round(sum(each["files"] for each in processes.values()), 1),
        **processes,
        "target": f"private and shared anonymous under {TARGET_MB} MB",
        "met": anonymous + shared < TARGET_MB,
    }


def _admit(person: Officer, stream: Stream, zone: Zone) -> None:
    simulator_client.send(person.desk.control, list(zone))
    person.see(stream.until(number_in(zone)).html)
    person.decide("admit", purpose="holiday", days_granted="30")
