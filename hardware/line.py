"""A serial line that may be pulled out at any moment.

Reads go to the operating system itself: pyserial's own reads ask for each byte apart (0.55 ms against 0.009 ms
for a zone). What a gone device raises depends on where it is noticed: SerialException, a bare OSError (EIO),
termios.error, or a read that is ready and empty. All become DeviceAbsent.
"""

import os
import termios
from contextlib import suppress
from typing import Any

import serial

from hardware.device import Device
from hardware.parity import FROM_EIGHT_BITS, WITH_EVEN_PARITY

MOST_READ_BYTES = 4096
WRITE_TIMEOUT_S = 0.2


class DeviceAbsent(Exception):
    """The device is not there, is no longer there, or another program holds it."""


def port_settings(device: Device) -> dict[str, Any]:
    """Return what pyserial is asked for: always 8N1, for 7E1 has the same ten bits (see hardware.parity)."""
    return {
        "port": device.path,
        "baudrate": device.baud,
        "bytesize": serial.EIGHTBITS,
        "parity": serial.PARITY_NONE,
        "stopbits": serial.STOPBITS_ONE,
        "timeout": 0,
        "write_timeout": WRITE_TIMEOUT_S,
        "exclusive": True,
    }


class Line:
    """The port of one device, opened for us alone."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._port: serial.Serial | None = None
        self._sending = WITH_EVEN_PARITY if device.parity == "E" else FROM_EIGHT_BITS

    def open(self) -> None:
        """Open the port; what the device sent before is thrown away. Raises DeviceAbsent."""
        try:
            self._port = serial.Serial(**port_settings(self._device))
        except (OSError, termios.error) as error:
            raise DeviceAbsent(str(error)) from error

    def fileno(self) -> int:
        """Return the descriptor to wait on. Raises DeviceAbsent where the line is closed."""
        return int(self._open_port().fileno())

    def read(self) -> bytes:
        """Return the bytes that are there, once the descriptor is ready. Raises DeviceAbsent."""
        try:
            data = os.read(self.fileno(), MOST_READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise DeviceAbsent(str(error)) from error
        if not data:
            raise DeviceAbsent("the line is ready and has nothing: unplugged")
        return data

    def write(self, data: bytes) -> None:
        """Send seven-bit characters or, on 8N1, any bytes. Raises DeviceAbsent."""
        try:
            self._open_port().write(data.translate(self._sending))
        except (OSError, termios.error) as error:
            raise DeviceAbsent(str(error)) from error

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            with suppress(OSError, termios.error):  # a device that is gone cannot be closed in form
                port.close()

    def _open_port(self) -> serial.Serial:
        if self._port is None:
            raise DeviceAbsent("the line is closed")
        return self._port
