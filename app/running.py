"""One process of a kind a site, and one at a time at a piece of work: locks that end with the process, however it ends.

And what a process that stays does once it has started, so that none of its answers waits for housekeeping.
"""

import ctypes
import fcntl
import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Another process of this kind works on the same folder."""

    number = "A103"


@contextmanager
def only_one(run: Path, kind: str) -> Iterator[None]:
    """Hold `<run>/<kind>.pid`, with our process id in it. Raises AlreadyRunning.

    The file is empty after a clean end. After a kill it names a process that is gone, and the lock is free.
    """
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (run / f"{kind}.pid").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise AlreadyRunning(
                f"a {kind} already works on {run.parent} (process {file.read().strip()}); stop it first"
            ) from error
        _write(file.fileno(), f"{os.getpid()}\n")
        try:
            yield
        finally:
            _write(file.fileno(), "")


@contextmanager
def alone(run: Path, work: str) -> Iterator[int]:
    """Wait until nobody else, in whatever process, is at a work, and hold `<run>/<work>.lock`; hand over its descriptor.

    A process that is killed leaves it free. A child that is handed the descriptor keeps it until it has ended, too.
    """
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(run / f"{work}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def die_with(parent: int) -> None:
    """Let the kernel kill this process once the thread that started it is gone. parent: its process; it may be gone already."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


PR_SET_PDEATHSIG = 1
"""Linux, prctl(2)."""
_libc = ctypes.CDLL(None, use_errno=True)


def settle() -> None:
    """Let the garbage collector pass over what the start has made, and come by less often.

    It walks through every module, template and route each time it looks at everything, some fifty milliseconds in the
    middle of somebody's screening; and screening makes thousands of small things that are gone at its end without it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


COLLECT_AFTER = (50_000, 20, 1_000)
"""New things until the youngest are looked through; such rounds until the middling are, and the old."""


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode("ascii"), 0)
