"""A demo as a person starts it: it answers, a document goes through its reader, it ends whole, it goes on."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from app.crossings import service as crossings
from app.demo.browser import Browser
from app.demo.officer import Officer
from app.projections import PROJECTIONS
from app.site import open_site
from tests.house.tree import TOP
from tests.journeys.demo import Demo, mpaka, until

SPECIMEN = "UTO:passport:L898902C3"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Demo]]:
    """Start demos on one folder; whatever goes wrong, none of them outlives the test."""
    started: list[Demo] = []

    def begin() -> Demo:
        started.append(Demo(tmp_path, traffic=3600))
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
    who_waits_for_the_second_line_is_sent_back_there(demo)
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


def who_waits_for_the_second_line_is_sent_back_there(demo: Demo) -> None:
    officer = Officer(demo.url("busia"), demo.person("officer", "busia"), "busia-1", Random(1))
    officer.sit_down()

    assert demo.scan("busia-1", "listed").returncode == 0
    assert officer.decide_on_next("entry") == "refer"


def a_killed_process_comes_back_and_the_ready_file_names_it(demo: Demo) -> None:
    killed = demo.said["hq"]["process_ids"]["worker"]

    os.kill(killed, signal.SIGKILL)

    until(lambda: demo.reread()["hq"]["process_ids"].get("worker", killed) != killed)
