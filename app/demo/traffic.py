"""Travellers who arrive by themselves: each is held under the reader of a post's second desk, and decided on there by a
simulated officer through the pages. Ends with the demo. `python -m app.demo.traffic --data DIR --an-hour N --posts N`.
"""

import argparse
import logging
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from app.demo import addresses, people, plan
from app.demo.browser import Unreachable
from app.demo.documents import samples
from app.demo.officer import CannotWork, Officer
from app.demo.plan import TRAFFIC, Place
from app.demo.travellers import traveller
from appliance.clock import SystemClock
from appliance.settings import load_settings
from border.crossing import Direction
from border.icao.mrz.compose import compose
from hardware.mrz import simulator_client
from hardware.mrz.simulator_client import SimulatorRefused

log = logging.getLogger(__name__)

FIRST_AFTER_S = 3.0
MOST_BEHIND_S = 10.0
FEWEST_INSIDE, MOST_INSIDE = 3, 40
"""Nobody leaves at once: a document that comes twice in a moment is a reader's stutter, and is heard once."""
LEAVING, SUSPECT = 0.45, 0.1
"""How many of all leave again, of those who came in; how many have something against them."""
SUSPECTS = ("bad-check-digit", "expired", "listed", "minor", "stolen")


@dataclass(frozen=True, slots=True)
class Gate:
    """Where travellers arrive: a desk, its officer, and who came in here and has not left."""

    place: Place
    officer: Officer
    inside: deque[tuple[str, ...]] = field(default_factory=lambda: deque(maxlen=MOST_INSIDE))


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody with a zone, who goes a way."""

    lines: tuple[str, ...]
    direction: Direction


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m app.demo.traffic")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--an-hour", type=int, required=True)
    parser.add_argument("--posts", type=int, required=True)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    chance = Random(given.seed)
    gates = [gate(given.data, place, chance) for place in plan.places(given.data, given.posts)[1:]]
    due = time.monotonic() + FIRST_AFTER_S
    while True:
        time.sleep(max(0.0, due - time.monotonic()))
        pass_one(chance.choice(gates), chance)
        due = max(due + chance.expovariate(given.an_hour / 3600), time.monotonic() - MOST_BEHIND_S)


def gate(data: Path, place: Place, chance: Random) -> Gate:
    """Return where travellers of a post arrive."""
    person = next(
        each for each in people.load(data) if (each.post, each.name) == (place.name, TRAFFIC.username)
    )
    url = addresses.url(load_settings(place.folder).port)
    return Gate(place, Officer(url, person, place.desks[1].name, chance))


def pass_one(gate: Gate, chance: Random) -> None:
    """Let one traveller arrive and be decided on; what goes wrong is written down, and the next one comes."""
    who, desk = arrival(gate, chance), gate.place.desks[1]
    try:
        gate.officer.sit_down()
        simulator_client.send(desk.control, list(who.lines))
        decided = gate.officer.decide_on_next(who.direction.value)
    except (CannotWork, SimulatorRefused, *Unreachable) as error:
        log.warning("%s: %s", desk.name, error)
        return
    log.info("%s: %s, %s", desk.name, who.direction.value, decided)
    if decided == "admit" and who.direction is Direction.ENTRY:
        gate.inside.append(who.lines)


def arrival(gate: Gate, chance: Random) -> Arrival:
    """Return who comes next: mostly somebody with nothing against them."""
    day = SystemClock().now().date()
    if len(gate.inside) > FEWEST_INSIDE and chance.random() < LEAVING:
        return Arrival(gate.inside.popleft(), Direction.EXIT)
    if chance.random() < SUSPECT:
        return Arrival(samples(day, chance)[chance.choice(SUSPECTS)].lines, Direction.ENTRY)
    return Arrival(tuple(compose(traveller(chance, day))), Direction.ENTRY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
