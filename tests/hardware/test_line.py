import os
import select
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.device import Device
from hardware.line import DeviceAbsent, Line, port_settings
from hardware.mrz.plug import Plug


@pytest.fixture
def plug(tmp_path: Path) -> Iterator[Plug]:
    plug = Plug(tmp_path / "busia-1-mrz")
    plug.push_in()
    yield plug
    plug.pull_out()


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device("busia-1", "mrz", "cr", str(tmp_path / "busia-1-mrz"))


def test_a_seven_bit_line_is_opened_with_the_same_ten_bits_of_8n1_for_us_alone() -> None:
    device = Device("busia-1", "mrz", "cr", "/dev/mpaka/busia-1-mrz", baud=19200, bytesize=7, parity="E")

    assert port_settings(device) == {
        "port": "/dev/mpaka/busia-1-mrz",
        "baudrate": 19200,
        "bytesize": 8,
        "parity": "N",
        "stopbits": 1,
        "timeout": 0,
        "write_timeout": 0.2,
        "exclusive": True,
    }


def test_a_second_opening_of_the_same_line_is_refused(plug: Plug, device: Device) -> None:
    line, second = Line(device), Line(device)
    line.open()

    with pytest.raises(DeviceAbsent, match="lock"):
        second.open()

    line.close()


def test_a_path_that_is_not_there_is_an_absent_device(tmp_path: Path) -> None:
    line = Line(Device("busia-1", "mrz", "cr", str(tmp_path / "nothing")))

    with pytest.raises(DeviceAbsent):
        line.open()


def test_a_file_that_is_no_port_is_an_absent_device(tmp_path: Path) -> None:
    (tmp_path / "busia-1-mrz").write_bytes(b"")
    line = Line(Device("busia-1", "mrz", "cr", str(tmp_path / "busia-1-mrz")))

    with pytest.raises(DeviceAbsent):
        line.open()


def test_pulling_the_plug_wakes_who_waits_and_every_call_says_absent(plug: Plug, device: Device) -> None:
    line = Line(device)
    line.open()

    plug.pull_out()

    assert select.select([line], [], [], 2)[0]
    with pytest.raises(DeviceAbsent):
        line.read()
    with pytest.raises(DeviceAbsent):
        line.write(b"x")
    line.close()
    with pytest.raises(DeviceAbsent):
        line.fileno()


def test_bytes_from_before_the_opening_are_thrown_away(plug: Plug, device: Device) -> None:
    line = Line(device)
    plug.send(b"half a fra")

    line.open()

    assert not select.select([line], [], [], 0)[0]
    plug.send(b"me")
    assert select.select([line], [], [], 2)[0]
    assert line.read() == b"me"
    line.close()


def test_what_is_written_to_a_seven_bit_line_carries_its_parity() -> None:
    master, slave = os.openpty()
    tty.setraw(slave)
    line = Line(Device("busia-1", "mrz", "cr", os.ttyname(slave), bytesize=7, parity="E"))
    line.open()

    line.write(b"AC\r")

    assert os.read(master, 10) == b"A\xc3\x8d"
    line.close()
    os.close(slave)
    os.close(master)
