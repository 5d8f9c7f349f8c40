import re
from pathlib import Path

from hardware.catalogue import DRIVERS
from hardware.mrz import wire
from hardware.mrz.simulated import FAULTS


def test_every_protocol_has_a_simulated_reader() -> None:
    assert {protocol for kind, protocol in DRIVERS if kind == "mrz"} == set(wire.FRAMES)


def test_the_manual_names_every_protocol_and_fault() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "devices.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([a-z-]+)` \|", manual, re.MULTILINE))

    assert {protocol for _, protocol in DRIVERS} | {fault for fault in FAULTS if fault} <= named
