"""A line that follows a script, as a reader's paper writes it down: what the driver sends, what the reader answers."""

import os
import select
import tty
from collections.abc import Sequence

PATIENCE_S = 5.0
Step = tuple[bytes | None, bytes | None]
"""What the driver must send, what the device then answers."""


class ScriptedLine:
    """The far end of a line. Fails on anything that the driver did not send, or that nobody expected."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)

    def play(self, steps: int) -> None:
        """Go through the next steps of the script."""
        playing, self._steps = self._steps[:steps], self._steps[steps:]
        for wanted, answer in playing:
            if wanted is not None:
                assert self._heard(len(wanted), PATIENCE_S) == wanted
            os.write(self._master, answer or b"")

    def close(self) -> None:
        left, more = self._steps, self._heard(1, 0)
        os.close(self._slave)
        os.close(self._master)
        assert (list(left), more) == ([], b"")

    def _heard(self, size: int, patience_s: float) -> bytes:
        data = b""
        while len(data) < size and select.select([self._master], [], [], patience_s)[0]:
            data += os.read(self._master, size - len(data))
        return data
