"""Any process killed at any instant, fifty times, with traffic: nothing confirmed is lost, nothing is doubled, the chain holds."""

import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.act import SYSTEM, acting
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.replay import replayed
from app.site import Site
from appliance.clock import SystemClock
from appliance.settings import Settings
from border.crossing import Direction
from sync import journal
from sync.push import progress
from tests.house.tree import TOP

KILLS = 50
SEED = 20261124
ALL_THERE_S = 60.0


class Fleet:
    """The processes of a headquarters and a post, each started again as soon as it is killed."""

    def __init__(self, hq: Site, post: Site, log: Path) -> None:
        run = [sys.executable, "-m"]
        at_hq, at_post = str(hq.settings.data), str(post.settings.data)
        self.commands = {
            "hq web": [*run, "app.serve", "--data", at_hq],
            "hq worker": [*run, "app.worker", "--data", at_hq],
            "post web": [*run, "app.serve", "--data", at_post],
            "post worker": [*run, "app.worker", "--data", at_post],
        }
        self.log = log.open("ab")
        self.running = {name: self.started(command) for name, command in self.commands.items()}

    def started(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=TOP, stdout=self.log, stderr=self.log)

    def kill(self, name: str) -> None:
        self.running[name].kill()
        self.running[name].wait(20)
        self.running[name] = self.started(self.commands[name])

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


class Officer:
    """Works at a desk as fast as it confirms; when the desk dies in the middle, sends the same once more."""

    def __init__(self, data: Path, log: Path) -> None:
        self.confirmed: list[str] = []
        self.desk: subprocess.Popen[str] | None = None
        self._data = data
        self._log = log.open("ab")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join(60)
        self.kill()
        self._log.close()

    def kill(self) -> None:
        if self.desk is not None:
            self.desk.kill()

    def _work(self) -> None:
        number = 0
        while not self._ended.is_set():
            self.desk = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.desk_hand", str(self._data)],
                cwd=TOP,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
            )
            for inspection in self._decided(self.desk, number):
                self.confirmed.append(inspection)
                number += 1
            self.desk.kill()
            self.desk.communicate()

    def _decided(self, desk: subprocess.Popen[str], number: int) -> Iterator[str]:
        assert desk.stdin is not None
        assert desk.stdout is not None
        while not self._ended.is_set():
            try:
                desk.stdin.write(f"{number}\n")
                desk.stdin.flush()
            except BrokenPipeError:
                return
            said = desk.stdout.readline()
            if not said.endswith("\n"):
                return
            yield said.strip()
            number += 1
            time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def found(folder: Path, name: str, **settings: object) -> Site:
    known = Settings(data=folder / name, name=name, title=name.title(), **settings)  # type: ignore[arg-type]
    return posts.found(known, PROJECTIONS, SystemClock())


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Site, Site]:
    port = free_port()
    hq = found(tmp_path, "hq", role="hq", kind="hq", port=port)
    post = found(tmp_path, "busia", port=0, hq_url=f"http://127.0.0.1:{port}", push_every_s=1)
    with acting(post, SYSTEM) as act:
        posts.add_desk(act, name="busia-1", title="1", direction=Direction.ENTRY)
    with acting(hq, SYSTEM) as act:
        posts.enrol(
            act, name="busia", title="Busia", kind="land", neighbour="", public_key=post.identity.public
        )
    return hq, post


@pytest.fixture
def fleet(sites: tuple[Site, Site], tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(*sites, tmp_path / "log")
    yield fleet
    fleet.destroy()


@pytest.fixture
def officer(sites: tuple[Site, Site], tmp_path: Path) -> Iterator[Officer]:
    officer = Officer(sites[1].settings.data, tmp_path / "log")
    yield officer
    officer.end()


def wait_for(question: Callable[[], bool], wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while not question():
        assert time.monotonic() < until, "not in time"
        time.sleep(0.1)


@pytest.mark.timeout(180)
def test_fifty_kills_lose_nothing_that_was_confirmed_and_double_nothing(sites, fleet, officer, tmp_path):
    hq, post = sites
    chance = random.Random(SEED)
    officer.begin()
    wait_for(lambda: journal.head(hq.db, "busia").seq > 0, 30)

    for _ in range(KILLS):
        time.sleep(chance.uniform(0.1, 0.7))
        victim = chance.choice([*fleet.commands, "desk"])
        officer.kill() if victim == "desk" else fleet.kill(victim)
    officer.end()
    wait_for(lambda: journal.head(hq.db, "busia") == journal.head(post.db, "busia"), ALL_THERE_S)
    codes = fleet.end()

    kept = [row["inspection_id"] for row in post.db.rows("crossings")]
    assert len(officer.confirmed) > KILLS
    assert len(kept) == len(set(kept))
    assert set(officer.confirmed) <= set(kept)
    assert list(hq.db.rows("crossings")) == list(post.db.rows("crossings"))
    ours, theirs = (list(journal.everything(site.db, "busia", 1)) for site in (post, hq))
    assert journal.verify(ours) == journal.verify(theirs) == journal.head(post.db, "busia")
    assert ours == theirs
    assert progress(post.db, "busia").fault is None
    for site in sites:
        assert replayed(site.db, site.settings.run, PROJECTIONS).differences == ()
        assert site.db.value("pragma integrity_check") == "ok"
    assert set(codes.values()) == {0}, (tmp_path / "log").read_text()[-3000:]
