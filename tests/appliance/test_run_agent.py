"""The agent as a process of its own: how it starts, what stops it, what is left."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware import peer
from hardware.agent import socket_path
from hardware.mrz.plug import Plug
from hardware.mrz.simulated import SimulatedReader
from tests.hardware.specimens import TD3

PATIENCE_S = 10.0
Start = Callable[[], subprocess.Popen[str]]

DEVICES = """
[[device]]
desk = "busia-1"
kind = "mrz"
protocol = "count"
path = "{path}"
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts an agent; the test ends it, or we do."""
    running: list[subprocess.Popen[str]] = []

    def one() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "appliance.run_agent", "--data", str(tmp_path)]
        running.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return running[-1]

    yield one
    for each in running:
        each.kill()
        each.communicate()


def first_message(data: Path) -> dict[str, object]:
    """Return what the agent says first to one who watches, once it is there."""
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            with peer.connect(socket_path(data)) as connection, connection.makefile("rb") as lines:
                connection.sendall(b'{"do":"watch"}\n')
                message: dict[str, object] = json.loads(lines.readline())
                return message
        except OSError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[SimulatedReader]:
    plug = Plug(tmp_path / "busia-1-mrz")
    plug.push_in()
    yield SimulatedReader(plug, "count")
    plug.pull_out()


@pytest.fixture
def data(tmp_path: Path, reader: SimulatedReader) -> Path:
    (tmp_path / "devices.toml").write_text(DEVICES.format(path=tmp_path / "busia-1-mrz"))
    return tmp_path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_end_and_takes_its_socket_away(
    number: int, data: Path, start: Start
) -> None:
    agent = start()
    assert first_message(data)["desk"] == "busia-1"

    agent.send_signal(number)

    assert agent.wait(PATIENCE_S) == 0
    assert not socket_path(data).exists()


def test_after_a_kill_the_next_one_starts_at_once(data: Path, start: Start) -> None:
    killed = start()
    first_message(data)
    killed.kill()
    killed.wait(PATIENCE_S)
    assert socket_path(data).exists()

    start()

    assert first_message(data)["desk"] == "busia-1"


def test_a_second_agent_does_not_start_and_says_who_runs(data: Path, start: Start) -> None:
    first = start()
    first_message(data)

    second = start()
    _, said = second.communicate(timeout=PATIENCE_S)

    assert second.returncode == 3
    assert f"Another agent is running: process {first.pid} is the agent of" in said
    assert first_message(data)["desk"] == "busia-1"


def test_a_misspelt_key_stops_the_start_and_is_named(data: Path, start: Start) -> None:
    with (data / "devices.toml").open("a") as file:
        file.write("buad = 9600\n")

    agent = start()
    _, said = agent.communicate(timeout=PATIENCE_S)

    assert agent.returncode == 2
    assert f"{data / 'devices.toml'}: device 1 (busia-1): 'buad' is no key; did you mean 'baud'?" in said


def test_a_missing_devices_file_stops_the_start_and_is_named(tmp_path: Path, start: Start) -> None:
    agent = start()
    _, said = agent.communicate(timeout=PATIENCE_S)

    assert agent.returncode == 2
    assert str(tmp_path / "devices.toml") in said


def test_it_loads_neither_flask_nor_a_database() -> None:
    code = "import sys, appliance.run_agent; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"flask", "app", "db", "sqlite_utils"}.isdisjoint(loaded.stdout.split())


def test_it_writes_nothing_of_a_document_to_disc_or_log(
    data: Path, reader: SimulatedReader, start: Start
) -> None:
    agent = start()
    while first_message(data)["state"] != "ready":
        time.sleep(0.02)
    with peer.connect(socket_path(data)) as connection, connection.makefile("rb") as lines:
        connection.sendall(b'{"do":"watch"}\n')
        lines.readline()
        reader.scan(TD3)
        assert json.loads(lines.readline())["lines"] == TD3

    agent.terminate()
    _, said = agent.communicate(timeout=PATIENCE_S)

    kept = [path.read_text() for path in data.rglob("*") if path.is_file()]
    assert "reading" in said
    assert not any("ERIKSSON" in text for text in (said, *kept))
