"""The processes of a demo: started together, started again when one dies, ended together.

The demo itself has one thread and looks at its children when a signal says so. Each child is tied to it by the kernel:
however the demo ends, nothing of it goes on.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.demo.plan import TOP
from app.running import die_with

END_S = 8.0
LOOK_S = 0.1
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
SETTLED_S = 30.0
"""A process that lived so long before it died waits the shortest time again."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process to run. site: its name in the demo; kind: web, worker, agent, simulator or traffic."""

    site: str
    kind: str
    called: str
    command: tuple[str, ...]
    log: Path


class Child:
    """A program while it runs, and while it waits to be started again."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._due = 0.0
        self.wait_s = 0.0
        """How long it waits, or waited last, before it is started again."""

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        self.program.log.parent.mkdir(parents=True, exist_ok=True)
        parent = os.getpid()
        with self.program.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self.program.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(TOP), "PYTHONSAFEPATH": "1"},
                process_group=0,  # Ctrl-C is for the demo alone, which ends its children in order
                preexec_fn=lambda: _tie_to(parent),  # noqa: PLW1509 the demo has one thread
            )
        self._began = time.monotonic()

    def died(self) -> int | None:
        """Return the exit code of a process that has ended since it was last asked, else None."""
        code = self._process.poll() if self._process else None
        if code is not None:
            self._process = None
            now = time.monotonic()
            before_s = 0.0 if now - self._began > SETTLED_S else self.wait_s
            self.wait_s = min(max(FIRST_WAIT_S, 2 * before_s), LONGEST_WAIT_S)
            self._due = now + self.wait_s
        return code

    def is_due(self) -> bool:
        """Tell whether it is time to start it again."""
        return self._process is None and time.monotonic() >= self._due

    def ask_to_end(self) -> None:
        if self._process:
            self._process.terminate()

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


class Children:
    """All processes of a demo. tell: hears one line about each that died."""

    def __init__(self, programs: Iterable[Program], tell: Callable[[str], None]) -> None:
        self._children = [Child(program) for program in programs]
        self._tell = tell

    def start(self) -> None:
        for child in self._children:
            child.start()

    def process_ids(self, site: str) -> dict[str, int]:
        """Return kind -> process id of what runs for a site; simulators are known by their desks, not here."""
        return {
            child.program.kind: child.process_id
            for child in self._children
            if child.program.site == site and child.program.kind != "simulator" and child.process_id
        }

    def tend(self) -> bool:
        """Start again what died and has waited long enough; return whether anything was started."""
        started = False
        for child in self._children:
            code = child.died()
            if code is not None:
                self._tell(
                    f"{child.program.called} {_how(code)}; it is started again (see {child.program.log})"
                )
            elif child.is_due():
                child.start()
                started = True
        return started

    def end(self) -> None:
        """End all, gently first; a process that takes too long, or a second Ctrl-C, is the end of gentleness."""
        for child in self._children:
            child.ask_to_end()
        give_up_at = time.monotonic() + END_S
        while not all(child.has_ended() for child in self._children):
            if time.monotonic() > give_up_at or signal.sigtimedwait({signal.SIGINT}, LOOK_S):
                break
        for child in self._children:
            child.kill()


def _how(code: int) -> str:
    return f"was killed by signal {-code}" if code < 0 else f"ended with {code}"


def _tie_to(parent: int) -> None:
    """Let the kernel kill this new process when the demo dies, and let it hear signals again."""
    die_with(parent)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
