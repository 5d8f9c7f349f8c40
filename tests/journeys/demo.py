"""A demo as a person starts it, for journeys: its own folder, free ports, ended whole."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.demo import folder as demo_folder
from app.demo import founding, plan
from app.demo.people import Person
from appliance.clock import SystemClock
from appliance.settings import load_settings, write_settings
from tests.house.tree import TOP

WITHIN_S = 40.0


def mpaka(*words: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", *words]


def ahead(days: int) -> dict[str, str]:
    """Return what the environment of a process says whose clock shall be some days ahead; its waits are as long as ever.

    The program `faketime` would do as much, but stands between us and the process that signals are for.
    """
    faked = {"LD_PRELOAD": "/usr/$LIB/faketime/libfaketime.so.1", "FAKETIME": f"+{days}d"}
    return faked | {"FAKETIME_DONT_FAKE_MONOTONIC": "1"} if days else {}


def until(happened: Callable[[], Any], look_s: float = 0.1) -> Any:
    """Return what happened, once it has. Raises AssertionError where it does not in time."""
    give_up_at = time.monotonic() + WITHIN_S
    while not (found := happened()):
        assert time.monotonic() < give_up_at, "it did not happen"
        time.sleep(look_s)
    return found


HASTE = {"push_every_s": 1, "pull_every_s": 1, "editions_every_s": 1}
"""A post that asks and tells every second, so that nobody waits for what takes a minute in service."""


def founded(folder: Path, posts: int = 1, **settings: Any) -> None:
    """Make the sites of a demo before it is started, with settings of their own.

    settings: more of appliance.settings.Settings.
    """
    data = folder / "demo"
    demo_folder.claim(data)
    places = plan.places(data, posts)
    founding.found_missing(data, places, SystemClock())
    for place in places:
        write_settings(replace(load_settings(place.folder), **settings))


@contextmanager
def stopped(pids: list[int]) -> Iterator[None]:
    """Hold processes still, as a headquarters that does not answer."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


class Demo:
    """A demo on free ports, in a folder that stays.

    traffic: travellers an hour who come by themselves; days_on: days by which its clocks are ahead of ours.
    """

    def __init__(self, folder: Path, traffic: int = 0, days_on: int = 0) -> None:
        self.data = folder / "demo"
        self._ready_file = folder / "ready.json"
        self._ready_file.unlink(missing_ok=True)
        words = ["--data", str(self.data), "--port", "0", "--ready-file", str(self._ready_file)]
        self._log = (folder / "demo.log").open("a")
        self.process = subprocess.Popen(
            mpaka("demo", *words, *(["--traffic", str(traffic)] if traffic else [])),
            cwd=TOP,
            env=os.environ | ahead(days_on),
            stdout=self._log,
            stderr=self._log,
        )
        until(lambda: self._ready_file.exists() or self.process.poll() is not None)
        assert self._ready_file.exists(), (folder / "demo.log").read_text()
        self.said = self.reread()

    def reread(self) -> dict[str, Any]:
        """Return the ready file as it reads now."""
        said: dict[str, Any] = json.loads(self._ready_file.read_text())
        return said

    def place(self, name: str) -> dict[str, Any]:
        """Return what the ready file says of a site."""
        found: dict[str, Any] = next(
            place for place in (self.said["hq"], *self.said["posts"]) if place["name"] == name
        )
        return found

    def url(self, name: str) -> str:
        return str(self.place(name)["url"])

    def pids(self, name: str) -> list[int]:
        return list(self.place(name)["process_ids"].values())

    def restart(self, name: str, kind: str) -> None:
        """Kill a process of a site, and wait until the demo has started it again."""
        killed = self.place(name)["process_ids"][kind]
        os.kill(killed, signal.SIGKILL)

        def is_back() -> bool:
            self.said = self.reread()
            return bool(self.place(name)["process_ids"].get(kind, killed) != killed)

        until(is_back)

    def scan(self, desk: str, document: str) -> subprocess.CompletedProcess[str]:
        words = mpaka("scan", desk, "--document", document, "--data", str(self.data))
        return subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=False)

    def person(self, role: str, post: str) -> Person:
        return self.people(role, post)[0]

    def people(self, role: str, post: str) -> list[Person]:
        known = [Person(**each) for each in self.said["people"]]
        return [person for person in known if (person.role, person.post) == (role, post)]

    def process_ids(self) -> set[int]:
        """Return all processes that work on the demo's folder, the demo's own among them."""
        wanted = os.fsencode(self.data)
        lines = {path.parent.name: path for path in Path("/proc").glob("[0-9]*/cmdline")}
        return {int(name) for name, path in lines.items() if wanted in _bytes(path)}

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(WITHIN_S)
        self._log.close()
        return code


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
