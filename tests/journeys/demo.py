"""A demo as a person starts it, for journeys: its own folder, free ports, ended whole."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.demo.people import Person
from tests.house.tree import TOP

WITHIN_S = 40.0


def mpaka(*words: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", *words]


def until(happened: Callable[[], Any]) -> Any:
    """Return what happened, once it has. Raises AssertionError where it does not in time."""
    give_up_at = time.monotonic() + WITHIN_S
    while not (found := happened()):
        assert time.monotonic() < give_up_at, "it did not happen"
        time.sleep(0.1)
    return found


class Demo:
    """A demo on free ports, in a folder that stays. traffic: travellers an hour who come by themselves."""

    def __init__(self, folder: Path, traffic: int = 0) -> None:
        self.data = folder / "demo"
        self._ready_file = folder / "ready.json"
        self._ready_file.unlink(missing_ok=True)
        words = ["--data", str(self.data), "--port", "0", "--ready-file", str(self._ready_file)]
        self._log = (folder / "demo.log").open("a")
        self.process = subprocess.Popen(
            mpaka("demo", *words, *(["--traffic", str(traffic)] if traffic else [])),
            cwd=TOP,
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

    def scan(self, desk: str, document: str) -> subprocess.CompletedProcess[str]:
        words = mpaka("scan", desk, "--document", document, "--data", str(self.data))
        return subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=False)

    def person(self, role: str, post: str) -> Person:
        return next(
            Person(**each) for each in self.said["people"] if (each["role"], each["post"]) == (role, post)
        )

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
