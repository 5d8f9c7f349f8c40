"""Any process killed at any instant, fifty times, with traffic: nothing confirmed is lost, nothing is doubled, the chain holds."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import pytest

from app.accounts import service as accounts
from app.act import SYSTEM, acting
from app.demo.addresses import free_ports, url
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.replay import replayed
from app.site import Site
from appliance.clock import SystemClock
from appliance.settings import Settings
from bench.crowd import today, zones
from border.crossing import Direction
from border.permissions import Role
from db.database import Row
from hardware.mrz import simulator_client
from sync import journal
from sync.push import progress
from tests.house.tree import TOP
from tests.journeys.steady_officer import Account, SteadyOfficer

KILLS = 50
DESKS = 3
SEED = 20261124
SPACING_S = 0.3, 1.2
DECIDES_WITHIN_S = 2.0
DECISION_S, LOOK_S = 0.04, 0.001
BEGUN_S, ALL_THERE_S = 30.0, 60.0
WEB, WORKER, AGENT = (
    ("app.serve", "web.pid"),
    ("app.worker", "worker.pid"),
    ("appliance.run_agent", "agent.lock"),
)
"""A module, and the file that holds its process id while it is up."""


class Fleet:
    """The processes of a headquarters and a post, each started again as soon as it is killed."""

    def __init__(self, hq: Site, post: Site, log: Path) -> None:
        at = {
            "hq web": (hq, *WEB),
            "hq worker": (hq, *WORKER),
            "post web": (post, *WEB),
            "post worker": (post, *WORKER),
            "post agent": (post, *AGENT),
        }
        self.commands = {
            name: [sys.executable, "-m", module, "--data", str(site.settings.data)]
            for name, (site, module, _) in at.items()
        }
        self.locks = {name: site.settings.run / lock for name, (site, _, lock) in at.items()}
        self.log = log.open("ab")
        self.running = {name: self.started(command) for name, command in self.commands.items()}

    def started(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=TOP, stdout=self.log, stderr=self.log)

    def kill(self, name: str) -> None:
        self.running[name].kill()
        self.running[name].wait(20)
        self.running[name] = self.started(self.commands[name])

    def is_up(self) -> bool:
        """Whether every process holds its lock: only then does it know what to do when it is told to end."""
        return all(
            self.locks[name].read_text("ascii").strip() == str(process.pid)
            for name, process in self.running.items()
        )

    def end(self) -> dict[str, int]:
        """Tell all to end and return how they did."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(30) for name, process in self.running.items()}

    def destroy(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait(20)
        self.log.close()


def found(folder: Path, name: str, **settings: object) -> Site:
    known = Settings(data=folder / name, name=name, title=name.title(), **settings)  # type: ignore[arg-type]
    return posts.found(known, PROJECTIONS, SystemClock())


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Site, Site]:
    hq_port, port = free_ports(0, 2)
    hq = found(tmp_path, "hq", role="hq", kind="hq", port=hq_port)
    post = found(tmp_path, "busia", port=port, hq_url=url(hq_port), push_every_s=1)
    (post.settings.data / "devices.toml").write_text(
        f'[[device]]\ndesk = "busia-1"\nkind = "mrz"\nprotocol = "stx-etx"\npath = "{tmp_path / "line"}"\n'
    )
    with acting(hq, SYSTEM) as act:
        posts.enrol(
            act, name="busia", title="Busia", kind="land", neighbour="", public_key=post.identity.public
        )
    return hq, post


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Path]:
    """The control socket of a simulated reader, which is a device and is not killed."""
    words = ["--link", str(tmp_path / "line"), "--control", str(tmp_path / "reader.sock")]
    simulator = subprocess.Popen([sys.executable, "-m", "hardware.mrz.simulator", *words], cwd=TOP)
    simulator_client.wait_until_ready(tmp_path / "reader.sock")
    yield tmp_path / "reader.sock"
    simulator.terminate()
    simulator.wait(20)


@pytest.fixture
def officers(sites: tuple[Site, Site], reader: Path) -> list[SteadyOfficer]:
    """The first has a reader; the others type. No document comes to two of them."""
    return [
        SteadyOfficer(
            url(sites[1].settings.port),
            open_desk(sites[1], f"busia-{place + 1}", reader if place == 0 else None),
            islice(zones(SEED, today()), place, None, DESKS),
        )
        for place in range(DESKS)
    ]


def open_desk(post: Site, name: str, reader: Path | None) -> Account:
    with acting(post, SYSTEM) as act:
        posts.add_desk(act, name=name, title=name, direction=Direction.ENTRY)
        opened = accounts.open_account(
            act, username=f"officer.{name}", name=name, role=Role.OFFICER, must_change=False
        )
    return Account(f"officer.{name}", opened.password, name, reader)


@pytest.fixture
def fleet(sites: tuple[Site, Site], reader: Path, tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(*sites, tmp_path / "log")
    yield fleet
    fleet.destroy()


@contextmanager
def at_work(officers: list[SteadyOfficer]) -> Iterator[None]:
    """Let officers work through a block, and afterwards until the last traveller has an answer."""
    ended = threading.Event()
    with ThreadPoolExecutor(len(officers)) as threads:
        working = [threads.submit(officer.work, ended) for officer in officers]
        try:
            yield
        finally:
            ended.set()
            for work in working:
                work.result()


def storm(fleet: Fleet, post: Site, officers: list[SteadyOfficer], chance: random.Random) -> None:
    """Kill whatever the lot falls on; the post's web in turn while a decision is on its way, and when one is kept."""
    aims: Iterator[Callable[[], None]] = cycle(
        (partial(just_kept, post), partial(on_its_way, officers, chance))
    )
    for _ in range(KILLS):
        time.sleep(chance.uniform(*SPACING_S))
        victim = chance.choice(list(fleet.commands))
        if victim == "post web":
            next(aims)()
        fleet.kill(victim)


def on_its_way(officers: list[SteadyOfficer], chance: random.Random) -> None:
    deciding = chance.choice(officers).deciding
    deciding.clear()
    deciding.wait(DECIDES_WITHIN_S)
    time.sleep(chance.uniform(0, DECISION_S))


def just_kept(post: Site) -> None:
    """Return when the journal has grown, and the answer is most likely still to come."""
    before, give_up_at = journal.head(post.db, "busia"), time.monotonic() + DECIDES_WITHIN_S
    while journal.head(post.db, "busia") == before and time.monotonic() < give_up_at:
        time.sleep(LOOK_S)


def wait_for(question: Callable[[], bool], wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while not question():
        assert time.monotonic() < until, "not in time"
        time.sleep(0.1)


@pytest.mark.timeout(180)
def test_fifty_kills_lose_nothing_that_was_confirmed_and_double_nothing(sites, fleet, officers, tmp_path):
    hq, post = sites

    with at_work(officers):
        wait_for(lambda: all(officer.confirmed for officer in officers), BEGUN_S)
        storm(fleet, post, officers, random.Random(SEED))
    wait_for(lambda: journal.head(hq.db, "busia") == journal.head(post.db, "busia"), ALL_THERE_S)
    wait_for(fleet.is_up, ALL_THERE_S)
    codes = fleet.end()

    kept = list(post.db.rows("crossings"))
    confirmed = [one for officer in officers for one in officer.confirmed]
    assert len(confirmed) > KILLS
    assert sorted(row["document_number"] for row in kept) == sorted(one.document_number for one in confirmed)
    assert sorted(row["inspection_id"] for row in kept) == sorted(one.inspection_id for one in confirmed)
    assert sorted(row["crossing_id"] for row in kept) == sorted(one.crossing_id for one in confirmed)
    assert kept_without_an_answer(kept, officers) > 0
    assert list(hq.db.rows("crossings")) == kept
    ours, theirs = (list(journal.everything(site.db, "busia", 1)) for site in (post, hq))
    assert journal.verify(ours) == journal.verify(theirs) == journal.head(post.db, "busia")
    assert ours == theirs
    assert progress(post.db, "busia").fault is None
    for site in sites:
        assert replayed(site.db, site.settings.run, PROJECTIONS).differences == ()
        assert site.db.value("pragma integrity_check") == "ok"
    assert set(codes.values()) == {0}, (tmp_path / "log").read_text()[-3000:]


def kept_without_an_answer(kept: list[Row], officers: list[SteadyOfficer]) -> int:
    """Count crossings that were kept although the officer had no answer, and so sent the decision again."""
    kept_at = {row["inspection_id"]: datetime.fromisoformat(row["happened_at"]) for row in kept}
    return sum(kept_at[one] < at for officer in officers for one, at in officer.unanswered.items())
