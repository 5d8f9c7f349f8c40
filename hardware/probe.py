"""For the technician: what is plugged in, and which protocol a reader speaks.

    python -m hardware.probe
    python -m hardware.probe --listen /dev/serial/by-id/... [--baud 115200]    then swipe a document

The second needs the port for itself: stop the agent first. It shows names of protocols, never the document.
Vendor numbers: usb.ids of 2025-07-26.
"""

import argparse
import os
import select
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from hardware.catalogue import DRIVERS
from hardware.device import Device
from hardware.line import DeviceAbsent, Line
from hardware.mrz.framing import SILENCE_S, Framer
from hardware.mrz.swipe import Gap

VENDORS = {
    0x0536: "Hand Held",
    0x05E0: "Symbol or Zebra",
    0x080C: "Datalogic",
    0x08E6: "Gemalto",
    0x0C2E: "Metrologic or Honeywell",
    0x0DB5: "Access IS",
    0x1B52: "ARH",
    0x1EAB: "Newland",
}
_PATIENCE_S = 20.0


def protocols_of(raw: bytes) -> list[str]:
    """Return the protocols by which these bytes, sent for one document, are one zone and nothing else."""
    return sorted(
        protocol
        for (kind, protocol), driver in DRIVERS.items()
        if kind == "mrz" and driver is not Gap and _is_one_zone(Framer(driver.framing), raw)
    )


def _is_one_zone(framer: Framer, raw: bytes) -> bool:
    frames = framer.feed(raw, at=0.0) + framer.idle(at=2 * SILENCE_S)
    return [bool(frame.lines) for frame in frames] == [True]


def described(ports: Iterable[ListPortInfo]) -> Iterator[str]:
    """Yield a line for each port: the name to put into the devices file, and whose it is."""
    names = {os.path.realpath(name): str(name) for name in Path("/dev/serial/by-id").glob("*")}
    for port in ports:
        vendor = VENDORS.get(port.vid, f"vendor {port.vid:04x}") if port.vid else "no USB device"
        yield f"{names.get(port.device, port.device)}: {vendor}, {port.product or 'no product name'}\n"


def heard(device: Device) -> bytes:
    """Return what a reader sends until it has been silent for a while. Raises DeviceAbsent."""
    line, data, patience_s = Line(device), b"", _PATIENCE_S
    line.open()
    give_up_at = time.monotonic() + 2 * _PATIENCE_S
    while time.monotonic() < give_up_at and select.select([line], [], [], patience_s)[0]:
        data += line.read()
        patience_s = 2 * SILENCE_S
    line.close()
    return data


def main() -> int:
    words = argparse.ArgumentParser(description="Shows readers that are plugged in, and what they speak.")
    words.add_argument("--listen", metavar="PATH", help="wait for one document on this port")
    words.add_argument("--baud", type=int, default=9600)
    given = words.parse_args()
    if given.listen is None:
        sys.stdout.writelines(list(described(list_ports.comports())) or ["No serial port is plugged in.\n"])
        return 0
    try:
        raw = heard(Device("probe", "mrz", "count", given.listen, baud=given.baud))
    except DeviceAbsent as absent:
        sys.stderr.write(f"{given.listen}: {absent}\n")
        return 1
    sys.stdout.write(f"{len(raw)} bytes; protocols: {', '.join(protocols_of(raw)) or 'none'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
