"""One contract for all drivers, on a line that fails on anything unsent or unread."""

import select
import time
from collections.abc import Callable, Sequence

import pytest

from hardware import catalogue
from hardware.device import Device
from hardware.line import DeviceAbsent
from hardware.mrz import wire
from hardware.mrz.framing import Frame
from hardware.mrz.swipe import Swipe
from tests.hardware.scripts import PATIENCE_S, ScriptedLine, Step
from tests.hardware.specimens import ALL, TD1, TD3

pytestmark = pytest.mark.slow

Script = Callable[[Sequence[Step]], ScriptedLine]
ASK = b"C\x00\x01\x01"


def steps(protocol: str, *answers: bytes) -> list[Step]:
    """What passes between driver and reader from the opening of the line on."""
    if protocol != "elyctis":
        return [(None, answer) for answer in answers]
    return [*((ASK, ASK + answer) for answer in answers), (ASK, None)]


def frames_from(driver: Swipe) -> list[Frame]:
    """Read until frames come, or nothing comes any more."""
    give_up_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_at:
        wait_s = PATIENCE_S if driver.deadline is None else max(0.0, driver.deadline - time.monotonic())
        ready = select.select([driver], [], [], wait_s)[0]
        frames = driver.read(time.monotonic()) if ready else driver.idle(time.monotonic())
        if frames:
            return frames
    return []


@pytest.mark.parametrize("protocol", catalogue.protocols("mrz"))
def test_every_driver_hands_over_what_its_reader_sends(protocol: str, scripted_line: Script) -> None:
    line = scripted_line(steps(protocol, *(wire.frame(protocol, lines) for lines in ALL)))
    driver = catalogue.driver(Device("busia-1", "mrz", protocol, line.path))
    driver.open()

    read = []
    for _ in ALL:
        line.play(1)
        read += [list(frame.lines) for frame in frames_from(driver)]

    assert read == ALL
    line.play(1)
    driver.close()


@pytest.mark.parametrize("protocol", catalogue.protocols("mrz"))
def test_every_driver_makes_a_fault_of_garbage_and_reads_on(protocol: str, scripted_line: Script) -> None:
    sent = wire.frame(protocol, TD3)
    garbled = sent.replace(b"ERIKSSON", b"ER?K#SON")
    line = scripted_line(steps(protocol, garbled, wire.frame(protocol, TD1)))
    driver = catalogue.driver(Device("busia-1", "mrz", protocol, line.path))
    driver.open()

    line.play(1)
    first = frames_from(driver)
    line.play(1)
    second = frames_from(driver)

    assert [frame.fault for frame in first] == ["not-a-zone"]
    assert [list(frame.lines) for frame in second] == [TD1]
    line.play(1)
    driver.close()


def test_a_frame_begun_before_the_plug_was_pulled_is_not_continued_after(scripted_line: Script) -> None:
    sent = wire.frame("count", TD3)
    line = scripted_line([(None, sent[:60]), (None, sent[60:])])
    driver = catalogue.driver(Device("busia-1", "mrz", "count", line.path))
    driver.open()
    line.play(1)
    assert select.select([driver], [], [], PATIENCE_S)[0]
    assert driver.read(time.monotonic()) == []
    assert driver.reading

    driver.close()
    driver.open()
    line.play(1)

    assert [frame.fault for frame in frames_from(driver)] == ["not-a-zone"]
    driver.close()


def test_seven_bits_with_even_parity_are_read_from_an_eight_bit_line(scripted_line: Script) -> None:
    with_parity = bytes(byte | 0x80 if byte.bit_count() % 2 else byte for byte in wire.frame("cr", TD3))
    line = scripted_line([(None, with_parity)])
    driver = catalogue.driver(Device("busia-1", "mrz", "cr", line.path, bytesize=7, parity="E"))
    driver.open()

    line.play(1)

    assert [list(frame.lines) for frame in frames_from(driver)] == [TD3]
    driver.close()


def test_a_driver_whose_line_is_closed_says_that_the_device_is_absent() -> None:
    driver = catalogue.driver(Device("busia-1", "mrz", "cr", "/nowhere/at-all"))

    with pytest.raises(DeviceAbsent):
        driver.open()
    with pytest.raises(DeviceAbsent):
        driver.read(0.0)
