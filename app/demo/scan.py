"""`./mpaka scan DESK --document NAME`: hold a document under a simulated reader of the demo that runs."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from app.demo.documents import Sample, samples
from app.demo.folder import DemoRefused, last_started
from app.demo.plan import MOST_POSTS, Desk, places
from appliance.clock import SystemClock
from hardware.mrz import simulator_client
from hardware.mrz.simulator_client import SimulatorRefused


def main(argv: Sequence[str]) -> int:
    known = samples(SystemClock().now().date(), Random())
    given = _parser(known).parse_args(argv)
    try:
        send(_folder(given.data), given.desk, given.document, known)
    except DemoRefused as error:
        print(f"mpaka: {error}", file=sys.stderr)
        return 1
    return 0


def send(data: Path, desk_name: str, document: str, known: dict[str, Sample]) -> None:
    """Let the reader of a desk send a document down its line. Raises DemoRefused."""
    if document not in known:
        raise DemoRefused(f"no document is called {document}; there are {', '.join(known)}")
    desks = {desk.name: desk for desk in _desks(data)}
    if not desks:
        raise DemoRefused(
            f"no demo runs in {data}; start one with ./mpaka demo, or name its folder with --data"
        )
    if desk_name not in desks:
        raise DemoRefused(f"no desk is called {desk_name}; there are {', '.join(desks)}")
    sample = known[document]
    try:
        simulator_client.send(desks[desk_name].control, list(sample.lines), sample.fault)
    except (OSError, SimulatorRefused) as error:
        raise DemoRefused(f"the reader of {desk_name} did not take it: {error}") from error
    print(f"{desk_name}: {document}, {sample.shows}")


def _desks(data: Path) -> list[Desk]:
    """Return the desks whose readers run."""
    return [desk for place in places(data, MOST_POSTS) for desk in place.desks if _answers(desk)]


def _answers(desk: Desk) -> bool:
    try:
        simulator_client.ask(desk.control, {"do": "state"})
    except (OSError, SimulatorRefused):
        return False
    return True


def _folder(given: Path | None) -> Path:
    return given.expanduser().absolute() if given else last_started()


def _parser(known: dict[str, Sample]) -> argparse.ArgumentParser:
    width = max(map(len, known))
    parser = argparse.ArgumentParser(
        prog="mpaka scan",
        description="Hold a document under a simulated reader of the demo.",
        epilog="documents:\n"
        + "\n".join(f"  {name:<{width}}  {sample.shows}" for name, sample in known.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("desk", help="such as busia-1")
    parser.add_argument("--document", required=True, metavar="NAME", help="one of those below")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the demo's folder (the last one started)")
    return parser
