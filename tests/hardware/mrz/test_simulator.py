"""The simulator as a process of its own, as the demo starts it."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.mrz import simulator_client, wire
from hardware.mrz.simulator_client import SimulatorRefused
from tests.hardware.specimens import TD1, TD3

PATIENCE_S = 10.0
Start = Callable[..., "Simulated"]


class Simulated:
    """A simulator, and the far end of its line."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.link, self.control = folder / "busia-1-mrz", folder / "control.sock"
        command = [sys.executable, "-m", "hardware.mrz.simulator"]
        self.process = subprocess.Popen(
            [*command, "--link", str(self.link), "--control", str(self.control), *words]
        )
        simulator_client.wait_until_ready(self.control, PATIENCE_S)
        self.line = os.open(self.link, os.O_RDWR | os.O_NOCTTY)

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size and select.select([self.line], [], [], PATIENCE_S)[0]:
            data += os.read(self.line, size - len(data))
        return data

    def is_silent(self) -> bool:
        return not select.select([self.line], [], [], 0)[0]

    def stop(self) -> int:
        os.close(self.line)
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[Start]:
    running: list[Simulated] = []

    def start(*words: str) -> Simulated:
        running.append(Simulated(tmp_path, *words))
        return running[-1]

    yield start
    assert [each.stop() for each in running] == [0] * len(running)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("protocol", ["stx-etx", "rte"])
def test_a_scan_puts_the_protocols_bytes_on_the_line(protocol: str, simulated: Start) -> None:
    reader = simulated("--protocol", protocol)

    simulator_client.send(reader.control, TD3)

    sent = wire.frame(protocol, TD3)
    assert reader.read(len(sent)) == sent
    assert reader.is_silent()


def test_a_paced_line_carries_the_same_bytes(simulated: Start) -> None:
    reader = simulated("--protocol", "crlf", "--baud", "115200", "--parity", "E")

    simulator_client.send(reader.control, TD1)

    sent = wire.frame("crlf", TD1)
    assert bytes(byte & 0x7F for byte in reader.read(len(sent))) == sent


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("pause", wire.frame("cr", TD3)),
        ("double", wire.frame("cr", TD3) * 2),
        ("broken", wire.frame("cr", TD3)[:45]),
    ],
)
def test_faults_on_demand(fault: str, expected: bytes, simulated: Start) -> None:
    reader = simulated("--protocol", "cr")

    simulator_client.send(reader.control, TD3, fault)

    assert reader.read(len(expected)) == expected
    assert reader.is_silent()


def test_noise_goes_before_the_frame_and_garbling_into_it(simulated: Start) -> None:
    reader = simulated("--protocol", "cr")
    sent = wire.frame("cr", TD3)

    simulator_client.send(reader.control, TD3, "noise")
    assert reader.read(12 + len(sent))[12:] == sent

    simulator_client.send(reader.control, TD3, "garbled")
    garbled = reader.read(len(sent))
    assert sum(left != right for left, right in zip(garbled, sent, strict=True)) == 6


def test_raw_bytes_go_out_as_they_are(simulated: Start) -> None:
    reader = simulated()

    simulator_client.send_raw(reader.control, bytes(range(256)))

    assert reader.read(256) == bytes(range(256))


def test_every_plug_makes_a_new_line_behind_the_same_link(simulated: Start) -> None:
    reader = simulated()

    simulator_client.unplug(reader.control)

    assert not reader.link.is_symlink()
    with pytest.raises(SimulatorRefused, match="unplugged"):
        simulator_client.send(reader.control, TD3)
    simulator_client.plug(reader.control)
    os.close(reader.line)
    reader.line = os.open(reader.link, os.O_RDWR | os.O_NOCTTY)
    simulator_client.send_raw(reader.control, b"again")
    assert reader.read(5) == b"again"


def test_an_elyctis_is_silent_until_it_is_asked_and_after_each_document(simulated: Start) -> None:
    reader = simulated("--protocol", "elyctis")
    with pytest.raises(SimulatorRefused, match="nobody has asked"):
        simulator_client.send(reader.control, TD3)

    os.write(reader.line, b"C\x00\x01\x01")
    assert reader.read(4) == b"C\x00\x01\x01"
    simulator_client.send(reader.control, TD3)

    assert reader.read(93) == wire.frame("elyctis", TD3)
    with pytest.raises(SimulatorRefused, match="nobody has asked"):
        simulator_client.send(reader.control, TD3)


@pytest.mark.parametrize(
    ("request_made", "why"),
    [
        ({"do": "send", "lines": TD3, "fault": "fire"}, "fault 'fire' is none of"),
        ({"do": "send", "lines": ["P<ÄÖÜ"]}, "ASCII"),
        ({"do": "raw", "hex": "zz"}, "hexadecimal"),
        ({"do": "dance"}, "unknown request"),
    ],
)
def test_what_it_cannot_do_it_says(request_made: dict[str, object], why: str, simulated: Start) -> None:
    reader = simulated()

    with pytest.raises(SimulatorRefused, match=why):
        simulator_client.ask(reader.control, request_made)
