"""A demo as a person starts it: it answers, a document goes through its reader, it ends whole, it goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.crossings import service as crossings
from app.demo.browser import Browser
from app.demo.officer import Officer
from app.demo.people import Person
from app.projections import PROJECTIONS
from app.site import open_site
from tests.house.tree import TOP

WITHIN_S = 40.0
SPECIMEN = "UTO:passport:L898902C3"


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
    """A demo on free ports, in a folder that stays."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "demo"
        self._ready_file = folder / "ready.json"
        self._ready_file.unlink(missing_ok=True)
        words = ("--data", str(self.data), "--port", "0", "--ready-file", str(self._ready_file))
        self._log = (folder / "demo.log").open("a")
        self.process = subprocess.Popen(
            mpaka("demo", *words, "--traffic", "3600"), cwd=TOP, stdout=self._log, stderr=self._log
        )
        until(self._ready_file.exists)
        self.said = self.reread()

    def reread(self) -> dict[str, Any]:
        """Return the ready file as it reads now."""
        said: dict[str, Any] = json.loads(self._ready_file.read_text())
        return said

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


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Demo]]:
    """Start demos on one folder; whatever goes wrong, none of them outlives the test."""
    started: list[Demo] = []

    def begin() -> Demo:
        started.append(Demo(tmp_path))
        return started[-1]

    yield begin
    for demo in started:
        demo.process.kill()
        demo.process.wait()


def crossings_at(folder: str, document: str) -> int:
    site = open_site(Path(folder), PROJECTIONS)
    try:
        return len(crossings.earlier(site.db, document))
    finally:
        site.db.close()


def crossed(folder: str) -> int:
    """Return how many crossings a site knows."""
    asked = subprocess.run(
        mpaka("site", "status", "--json", "--data", folder),
        cwd=TOP,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(json.loads(asked.stdout)["crossings"])


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_demo_answers_reads_documents_ends_whole_and_goes_on(start: Callable[[], Demo]) -> None:
    demo = start()
    it_is_what_it_says(demo)
    a_document_reaches_headquarters_through_reader_and_pages(demo)
    travellers_arrive_by_themselves(demo)
    a_killed_process_comes_back_and_the_ready_file_names_it(demo)

    assert demo.end() == 0
    assert demo.process_ids() == set()
    assert demo.scan("busia-1", "specimen-td3").returncode == 1

    again = start()
    assert again.said["people"] == demo.said["people"]
    assert crossings_at(again.said["posts"][0]["data"], SPECIMEN) == 1

    again.process.kill()
    again.process.wait()
    until(lambda: again.process_ids() == set())


def it_is_what_it_says(demo: Demo) -> None:
    hq, posts = demo.said["hq"], demo.said["posts"]
    assert [post["name"] for post in posts] == ["busia", "jkia"]
    assert set(hq["process_ids"]) == {"web", "worker"}
    assert all(set(post["process_ids"]) == {"web", "agent", "worker"} for post in posts)
    assert all(Path(desk["reader"]).is_char_device() for post in posts for desk in post["desks"])
    assert Browser(hq["url"]).get("/").path == "/sign-in"


def a_document_reaches_headquarters_through_reader_and_pages(demo: Demo) -> None:
    hq, busia = demo.said["hq"], demo.said["posts"][0]
    officer = Officer(busia["url"], demo.person("officer", "busia"), "busia-1", Random(1))
    officer.sit_down()

    assert demo.scan("busia-1", "specimen-td3").returncode == 0
    assert officer.decide_on_next("entry") == "admit"
    assert crossings_at(busia["data"], SPECIMEN) == 1

    # a hit is sent up at once, and what happened before goes with it
    assert demo.scan("busia-1", "listed").returncode == 0
    assert officer.decide_on_next("entry") == "refer"
    until(lambda: crossings_at(hq["data"], SPECIMEN) == 1)

    unknown = demo.scan("busia-9", "specimen-td3")
    assert unknown.returncode == 1
    assert "there are busia-1, busia-2, jkia-1, jkia-2" in unknown.stderr


def travellers_arrive_by_themselves(demo: Demo) -> None:
    """Beside the overstayer's entry, which is there from the first, and the specimen's."""
    until(lambda: crossed(demo.said["posts"][0]["data"]) > 2)


def a_killed_process_comes_back_and_the_ready_file_names_it(demo: Demo) -> None:
    killed = demo.said["hq"]["process_ids"]["worker"]

    os.kill(killed, signal.SIGKILL)

    until(lambda: demo.reread()["hq"]["process_ids"].get("worker", killed) != killed)
