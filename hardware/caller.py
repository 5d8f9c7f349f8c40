"""One program that is connected to the agent: lines in, lines out, and bounds on both."""

import socket

from hardware.messages import LONGEST_LINE_BYTES

MOST_OWED_BYTES = 1_000_000
"""Who lets so much lie unread is dropped; on its next watch it gets what it has not taken."""
_READ_BYTES = 4096


class CallerGone(Exception):
    """The other end has left, or is to be dropped; `why` is what to tell it first, if anything."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


class Caller:
    """Never waits for the other end."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.watching = False
        self._heard = bytearray()
        self._owed = bytearray()

    def fileno(self) -> int:
        return self.connection.fileno()

    @property
    def is_owed(self) -> bool:
        return bool(self._owed)

    def hear(self) -> list[bytes]:
        """Return the whole lines that have come in. Raises CallerGone."""
        try:
            data = self.connection.recv(_READ_BYTES)
        except BlockingIOError:
            return []
        except OSError as error:
            raise CallerGone from error
        if not data:
            raise CallerGone
        *lines, rest = (bytes(self._heard) + data).split(b"\n")
        if any(len(line) > LONGEST_LINE_BYTES for line in (*lines, rest)):
            raise CallerGone("line-too-long")
        self._heard[:] = rest
        return lines

    def say(self, line: bytes) -> None:
        """Send a line, or as much as the other end takes now. Raises CallerGone."""
        self._owed += line
        self.flush()
        if len(self._owed) > MOST_OWED_BYTES:
            raise CallerGone

    def flush(self) -> None:
        """Send what is owed, as far as the other end takes it. Raises CallerGone."""
        try:
            while self._owed:
                del self._owed[: self.connection.send(self._owed)]
        except BlockingIOError:
            pass
        except OSError as error:
            raise CallerGone from error

    def close(self) -> None:
        self.connection.close()
