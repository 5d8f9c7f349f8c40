"""`./mpaka demo`: headquarters and some posts on this machine, with simulated readers, until Ctrl-C."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.demo import addresses, folder, founding, people, plan, ready
from app.demo.children import Children
from app.demo.documents import samples
from app.demo.folder import DemoRefused
from app.demo.plan import Place
from app.demo.programs import programs
from app.running import AlreadyRunning, only_one
from appliance.clock import SystemClock
from migrations.migrate import SchemaChanged

ENDS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
HEARD = {*ENDS, signal.SIGCHLD}
"""Blocked, and taken by sigtimedwait alone: none of them interrupts anything."""
LOOK_S, LOOK_OFTEN_S = 0.5, 0.05
READY_WITHIN_S = 60.0
MOST_AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is at work. ports: one a place, in the same order."""

    data: Path
    places: tuple[Place, ...]
    ports: tuple[int, ...]
    people: tuple[people.Person, ...]
    children: Children
    ready_file: Path | None

    def write_ready_file(self) -> None:
        """Say for programs where everything is; again when a process has become another."""
        if self.ready_file:
            said = ready.facts(self.places, self.ports, self.people, self.children.process_ids)
            ready.write(self.ready_file, said)


def main(argv: Sequence[str]) -> int:
    given = _parser().parse_args(argv)
    data = given.data.expanduser().absolute()
    try:
        folder.claim(data)
        with only_one(data / folder.RUN, "demo"):
            return run(data, given)
    except (DemoRefused, AlreadyRunning) as error:
        print(f"mpaka: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("mpaka: ended before the demo was ready", file=sys.stderr)
        return 130


def run(data: Path, given: argparse.Namespace) -> int:
    """Make what is missing, start all, and stay until told to end. Raises DemoRefused, OSError."""
    began = time.monotonic()
    if given.ready_file:
        given.ready_file.unlink(missing_ok=True)
    if given.fresh:
        folder.empty(data)
    demo = _prepared(data, given)
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    demo.children.start()
    try:
        if _until_ready(demo):
            demo.write_ready_file()
            _tell_ready(demo, time.monotonic() - began, "" if folder.remember(data) else f" --data {data}")
            _stay(demo)
    finally:
        tell("ending ...")
        demo.children.end()
        folder.forget(data)
    return 0


def tell(line: str) -> None:
    with suppress(OSError):  # a terminal that is gone is no reason to leave processes behind
        print(f"mpaka: {line}", file=sys.stderr, flush=True)


def _prepared(data: Path, given: argparse.Namespace) -> Demo:
    """Return a demo whose sites are all there, with nothing running. Raises DemoRefused, OSError."""
    places = plan.places(data, given.posts or _posts_made(data))
    try:
        staff = founding.found_missing(data, places, SystemClock())
    except SchemaChanged as error:
        raise DemoRefused(f"{data} was made by another version of Mpaka; start anew with --fresh") from error
    ports = tuple(addresses.free_ports(given.port, len(places)))
    addresses.settle(places, ports)
    children = Children(programs(data, places, _traffic(given, len(places) - 1)), tell)
    return Demo(data, places, ports, staff, children, given.ready_file)


def _stay(demo: Demo) -> None:
    """Look after the processes until told to end."""
    while not _told_to_end(LOOK_S):
        if demo.children.tend():
            demo.write_ready_file()


def _until_ready(demo: Demo) -> bool:
    """Wait until every site answers; return False where the demo is told to end before. Raises DemoRefused."""
    waiting = list(zip(demo.places, demo.ports, strict=True))
    give_up_at = time.monotonic() + READY_WITHIN_S
    while waiting:
        if _told_to_end(LOOK_OFTEN_S):
            return False
        demo.children.tend()
        if time.monotonic() > give_up_at:
            place, _ = waiting[0]
            raise DemoRefused(f"{place.title} does not answer; {place.folder / 'log'} may say why")
        waiting = [
            (place, port)
            for place, port in waiting
            if not ready.answers(place, port, demo.children.process_ids(place.name))
        ]
    return True


def _told_to_end(look_s: float) -> bool:
    """Wait for a signal, a moment at most, and tell whether it is one to end by."""
    heard = signal.sigtimedwait(HEARD, look_s)
    return heard is not None and heard.si_signo in ENDS


def _posts_made(data: Path) -> int:
    """Return how many posts the folder holds already, two where it holds none."""
    made = {person.post for person in people.load(data)} - {"hq"}
    return len(made) or plan.FEWEST_POSTS


def _traffic(given: argparse.Namespace, posts: int) -> tuple[str, ...]:
    """Return the words for the traffic, none where none was asked for."""
    if not given.traffic:
        return ()
    seed = () if given.seed is None else ("--seed", str(given.seed))
    return ("--an-hour", str(given.traffic), "--posts", str(posts), *seed)


def _tell_ready(demo: Demo, seconds: float, where: str) -> None:
    """where: what scan must be told besides, to find the demo."""
    print(f"Mpaka demo, ready in {seconds:.1f} s; its data is in {demo.data}\n")
    desk, names = demo.places[1].desks[0].name, samples(SystemClock().now().date(), Random())
    print(ready.page(demo.places, demo.ports, demo.people))
    print("\nHold a document under a reader, from another terminal:")
    print(f"  ./mpaka scan {desk} --document specimen-td3{where}")
    print(f"  documents: {', '.join(names)}")
    print("Ctrl-C ends the demo; the next start goes on with its data.", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mpaka demo", description="Start headquarters and posts on this machine, with simulated readers."
    )
    parser.add_argument(
        "--data", type=Path, default=plan.DEFAULT_FOLDER, metavar="DIR", help="the demo's folder (.demo)"
    )
    parser.add_argument("--posts", type=_number(1, plan.MOST_POSTS), help="how many posts, 1 to 5 (2)")
    parser.add_argument(
        "--traffic", type=_number(0, MOST_AN_HOUR), default=0, metavar="N", help="travellers an hour"
    )
    parser.add_argument("--seed", type=int, help="of the traffic: the same travellers in the same order")
    parser.add_argument("--fresh", action="store_true", help="throw away what an earlier demo left")
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="written once all answers, as JSON")
    parser.add_argument(
        "--port",
        type=_number(0, 60_000),
        default=plan.FIRST_PORT,
        help="the first to try (8100); 0 takes any free ones",
    )
    return parser


def _number(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number within bounds."""

    def number(text: str) -> int:
        if not (text.isdecimal() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{text} is no whole number from {least} to {most}")
        return int(text)

    return number
