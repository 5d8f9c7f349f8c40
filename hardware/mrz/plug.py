"""A socket that a simulated reader can be plugged into: a pty made anew at every plug, behind a stable link."""

import os
import tty
from pathlib import Path


class Unplugged(Exception):
    """The simulated reader is not plugged in."""


class Plug:
    """link: the path that a devices file names. It is there only while the reader is plugged in."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._master = -1
        self._slave = -1

    @property
    def is_in(self) -> bool:
        return self._master >= 0

    def fileno(self) -> int:
        """Return the reader's own end. Raises Unplugged."""
        if not self.is_in:
            raise Unplugged
        return self._master

    def push_in(self) -> None:
        """Plug in; a reader that is in is pulled out first.

        The slave stays open here, or the reader would fail with EIO while nobody listens; and it is set raw, or
        the line discipline would turn CR into LF and echo.
        """
        self.pull_out()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._link.parent.mkdir(parents=True, exist_ok=True)
        new = self._link.with_name(self._link.name + ".new")
        new.unlink(missing_ok=True)
        new.symlink_to(os.ttyname(self._slave))
        new.replace(self._link)

    def pull_out(self) -> None:
        """Unplug: whoever has the line open sees it go at once."""
        if self.is_in:
            self._link.unlink(missing_ok=True)
            os.close(self._slave)
            os.close(self._master)
            self._master = self._slave = -1

    def send(self, data: bytes) -> None:
        """Put bytes on the line. Raises Unplugged; BlockingIOError where nobody has read for 4 kB."""
        while data:
            data = data[os.write(self.fileno(), data) :]

    def heard(self) -> bytes:
        """Return what was sent to the reader, or nothing. Raises Unplugged."""
        try:
            return os.read(self.fileno(), 4096)
        except BlockingIOError:
            return b""
