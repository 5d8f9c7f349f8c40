"""One device at one desk, as the devices file names it. A Device that exists is a sound one."""

import re
from dataclasses import dataclass
from pathlib import Path

BAUDS = (9600, 19200, 38400, 57600, 115200)
_DESK = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class BadDevice(Exception):
    """A key of a device has a value that it may not have."""

    def __init__(self, key: str, value: object, wanted: str) -> None:
        super().__init__(f"{key} is {value!r}, but must be {wanted}")
        self.key = key


@dataclass(frozen=True, slots=True)
class Device:
    """path: a name that stays the same at every plug; gap_ms: silence that ends a frame (protocol gap)."""

    desk: str
    kind: str
    protocol: str
    path: str
    baud: int = 9600
    bytesize: int = 8
    parity: str = "N"
    gap_ms: int = 50

    def __post_init__(self) -> None:
        if not _DESK.fullmatch(self.desk):
            raise BadDevice("desk", self.desk, "letters a-z, digits and hyphens")
        if not Path(self.path).is_absolute():
            raise BadDevice("path", self.path, "a whole path, from / on")
        if self.baud not in BAUDS:
            raise BadDevice("baud", self.baud, f"one of {', '.join(map(str, BAUDS))}")
        if (self.bytesize, self.parity) not in {(8, "N"), (7, "E")}:
            raise BadDevice("bytesize and parity", f"{self.bytesize}{self.parity}", '8 and "N", or 7 and "E"')
        if not 10 <= self.gap_ms <= 1000:
            raise BadDevice("gap_ms", self.gap_ms, "10 to 1000")

    @property
    def name(self) -> str:
        return f"{self.desk} {self.kind}"
