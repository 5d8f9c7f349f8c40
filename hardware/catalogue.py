"""Which class speaks with which device: kind and protocol to class, in one table."""

from collections.abc import Mapping

from hardware.device import Device
from hardware.mrz.swipe import Count, Cr, CrLf, Documented, Elyctis, Gap, StxEtx, Swipe

DRIVERS: Mapping[tuple[str, str], type[Swipe]] = {
    ("mrz", "stx-etx"): StxEtx,
    ("mrz", "cr"): Cr,
    ("mrz", "crlf"): CrLf,
    ("mrz", "count"): Count,
    ("mrz", "gap"): Gap,
    ("mrz", "rte"): Documented,
    ("mrz", "desko"): Documented,
    ("mrz", "elyctis"): Elyctis,
    ("mrz", "honeywell"): Documented,
    ("mrz", "code"): Documented,
    ("mrz", "cdc"): Documented,
}


def kinds() -> list[str]:
    return sorted({kind for kind, _ in DRIVERS})


def protocols(kind: str) -> list[str]:
    return sorted(protocol for of_kind, protocol in DRIVERS if of_kind == kind)


def driver(device: Device) -> Swipe:
    """Return the driver of a device from a devices file, which has been checked against this table."""
    return DRIVERS[device.kind, device.protocol](device)
