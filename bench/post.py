"""A post for a bench: founded in a folder that is thrown away, run as the real processes, ended with the block.

What runs is what runs at a border: web under waitress, agent, worker; in place of devices there are simulated
readers on ptys. Nothing here measures.
"""

import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.demo.addresses import HOST, free_ports
from app.demo.children import Children, Program
from bench.founding import NAME, Desk, Plan, found, line_of
from db.sqlite import open_sqlite
from hardware.agent import socket_path
from hardware.client import AgentClient

READY_WITHIN_S = 30.0
LOOK_S = 0.05
LOGS_SHOWN = 2000


class NotReady(Exception):
    """A process of the post did not come up; the message has the end of its log."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post at work. process_ids: web, agent and worker."""

    folder: Path
    port: int
    desks: tuple[Desk, ...]
    process_ids: dict[str, int]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def crossings(self) -> int:
        """Return how many crossings its database holds."""
        db = open_sqlite(self.folder / "mpaka.db")
        try:
            return int(db.value("select count(*) from crossings"))
        finally:
            db.close()


@contextmanager
def at_work(plan: Plan) -> Iterator[Post]:
    """Found a post, start its processes, and end exactly those with the block. Raises NotReady, OSError."""
    with tempfile.TemporaryDirectory(prefix="mpaka-bench-") as folder:
        data = Path(folder) / NAME
        (port,) = free_ports(0, 1)
        desks = found(data, plan, port)
        children = Children(_programs(data, desks, plan.readers), _tell)
        try:
            children.start()
            _wait_until_ready(data, desks[: len(plan.readers)])
            yield Post(data, port, desks, children.process_ids(NAME))
        finally:
            children.end()


def _programs(data: Path, desks: tuple[Desk, ...], protocols: tuple[str, ...]) -> Iterator[Program]:
    for desk, protocol in zip(desks, protocols, strict=False):
        words = ("--link", str(line_of(data, desk)), "--control", str(desk.control), "--protocol", protocol)
        yield _program(data, "simulator", desk.name, "hardware.mrz.simulator", *words)
    for kind, module in (("web", "app.serve"), ("agent", "appliance.run_agent"), ("worker", "app.worker")):
        yield _program(data, kind, kind, module, "--data", str(data))


def _program(data: Path, kind: str, called: str, *command: str) -> Program:
    return Program(NAME, kind, called, command, data / "log" / f"{called}.log")


def _wait_until_ready(data: Path, read: tuple[Desk, ...]) -> None:
    """Wait until pages answer, every simulated reader is plugged in, and agent and worker hold their locks."""
    give_up_at = time.monotonic() + READY_WITHIN_S
    waiting = [data / "run" / name for name in ("web.port", "worker.pid", "agent.sock")]
    while waiting:
        if time.monotonic() > give_up_at:
            raise NotReady(f"{waiting[0].name} did not come: {_last_words(data / 'log')}")
        time.sleep(LOOK_S)
        waiting = [path for path in waiting if not path.exists()]
    _wait_for_readers(data, {desk.name for desk in read})


def _wait_for_readers(data: Path, desks: set[str]) -> None:
    """Listen to the agent until it has opened every line."""
    client, waiting = AgentClient(socket_path(data)), set(desks)
    patience = threading.Timer(READY_WITHIN_S, client.stop)
    patience.start()
    for message in client.messages():
        if message.get("say") == "device" and message["state"] == "ready":
            waiting.discard(message["desk"])
        if not waiting:
            break
    patience.cancel()
    if waiting:
        raise NotReady(f"readers not opened: {sorted(waiting)}; {_last_words(data / 'log')}")


def until_listening(port: int) -> None:
    """Wait until somebody listens on a port of this machine. Raises NotReady."""
    give_up_at = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            socket.create_connection((HOST, port), LOOK_S).close()
        except OSError:
            if time.monotonic() > give_up_at:
                raise NotReady(f"nobody listens on port {port}") from None
            time.sleep(LOOK_S)
        else:
            return


def _last_words(logs: Path) -> str:
    return "\n".join(path.read_text("utf-8")[-LOGS_SHOWN:] for path in sorted(logs.glob("*.log")))


def _tell(line: str) -> None:
    print(f"bench: {line}", file=sys.stderr)
