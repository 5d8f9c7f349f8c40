"""The worker: one process a site that does what nobody waits for. `python -m app.worker --data DIR`.

It pushes the journal to headquarters by the timetable and at once after a hit, and hears what headquarters has to tell.
It may be killed at any instant.
"""

import argparse
import logging
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from app.projections import PROJECTIONS
from app.replication import jobs
from app.replication.service import pusher_of
from app.running import AlreadyRunning, only_one, settle
from app.schedule import scheduler, timetable
from app.site import Site, open_site
from appliance.identity import BadKey
from appliance.settings import BadSettings, load_settings
from db.database import DatabaseError
from sync.link import UnsafeAddress
from sync.push import Pusher

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
RECOVER_S = 10.0
END_S = 5.0


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="mpaka site run worker")
    parser.add_argument("--data", type=Path, required=True, help="the site's folder")
    data = parser.parse_args(argv).data
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with only_one(load_settings(data).run, "worker"):
            work(open_site(data, PROJECTIONS), stop)
    except (AlreadyRunning, BadKey, BadSettings, DatabaseError, UnsafeAddress) as error:
        print(f"mpaka: {error}", file=sys.stderr)  # noqa: T201 a command speaks
        return 1
    return 0


def work(site: Site, stop: threading.Event) -> None:
    """Do this site's work until told to stop. Raises UnsafeAddress."""
    ways = jobs.ways_down(site)
    pusher = pusher_of(site, answered=partial(jobs.headquarters_answers, ways))
    timed = scheduler()
    for job in timetable(site, pusher, ways):
        timed.add_job(partial(attempt, job.name, job.work), "interval", seconds=job.every_s, id=job.name)
    attempt("retry set aside", partial(jobs.retry_set_aside, site))
    settle()
    timed.start()
    log.info("the worker of %s is at work", site.name)
    threads = [keep_going(way.name, way.rounds.run, stop) for way in ways]
    if pusher is None:
        stop.wait()
    else:
        push(site, pusher, stop)
    for way, thread in zip(ways, threads, strict=True):
        way.rounds.end()
        thread.join(END_S)
    timed.shutdown(wait=False)
    log.info("the worker of %s has ended", site.name)


def push(site: Site, pusher: Pusher, stop: threading.Event) -> None:
    """Keep the pusher going in a thread of its own, and hurry it when a hit is committed."""
    thread = keep_going("push", pusher.run, stop)
    urgency = jobs.Urgency(site, pusher)
    while not stop.wait(LOOK_EVERY_S):
        attempt("look for hits", urgency.look)
    pusher.end()
    thread.join(END_S)


def keep_going(name: str, run: Callable[[], object], stop: threading.Event) -> threading.Thread:
    """Run something in a thread of its own until it ends well or the worker stops."""

    def again() -> None:
        while not (stop.is_set() or attempt(name, run)):
            stop.wait(RECOVER_S)

    thread = threading.Thread(target=again, name=name, daemon=True)
    thread.start()
    return thread


def attempt(name: str, work: Callable[[], object]) -> bool:
    """Do one piece of work and say whether it ended well: whatever goes wrong is logged under a number, and life goes on."""
    try:
        work()
    except Exception:
        log.exception("fault F-%s in %s", secrets.token_hex(4).upper(), name)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
