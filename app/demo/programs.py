"""Which processes a demo consists of."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.demo.children import Program
from app.demo.plan import Desk, Place


def programs(data: Path, places: Sequence[Place], traffic: Sequence[str]) -> Iterator[Program]:
    """Yield every process, what others wait for first. traffic: words for the traffic, none for none."""
    for place in places:
        yield _of_site(place, "web", "app.serve")
    for place in places:
        yield from (_simulator(place, desk) for desk in place.desks)
        if not place.is_hq:
            yield _of_site(place, "agent", "appliance.run_agent")
    for place in places:
        yield _of_site(place, "worker", "app.worker")
    if traffic:
        command = ("app.demo.traffic", "--data", str(data), *traffic)
        yield Program("demo", "traffic", "the traffic", command, data / "log" / "traffic.log")


def _of_site(place: Place, kind: str, module: str) -> Program:
    command = (module, "--data", str(place.folder))
    return Program(place.name, kind, f"the {kind} of {place.title}", command, _log(place, kind))


def _simulator(place: Place, desk: Desk) -> Program:
    command = ("hardware.mrz.simulator", "--link", str(desk.reader), "--control", str(desk.control))
    called = f"the simulated reader of {desk.name}"
    return Program(place.name, "simulator", called, command, _log(place, f"reader-{desk.name}"))


def _log(place: Place, name: str) -> Path:
    return place.folder / "log" / f"{name}.log"
