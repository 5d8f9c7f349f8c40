"""Processes that are started again, and that never outlive the demo."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.demo.children import Child, Children, Program
from app.demo.plan import TOP

pytestmark = pytest.mark.slow

STAYS = ("http.server", "0", "--bind", "127.0.0.1")
ENDS = ("this",)
PARENT = """
import sys, time
from pathlib import Path
from app.demo.children import Child, Program
child = Child(Program("busia", "web", "the web of Busia", {command!r}, Path({log!r})))
child.start()
print(child.process_id, flush=True)
time.sleep(60)
"""


def program(tmp_path, command, kind="web"):
    return Program("busia", kind, f"the {kind} of Busia", command, tmp_path / "log" / f"{kind}.log")


def until(happened):
    """Wait for something that must happen; a test that waits for ever is ended with a stack."""
    while not happened():
        time.sleep(0.02)


def is_gone(process_id):
    """Tell whether a process has ended; one that nobody has asked for yet has ended as well."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def started(tmp_path):
    """Start programs and end them after the test."""
    made = []

    def start(*programs):
        told = []
        children = Children(programs, told.append)
        made.append(children)
        children.start()
        return children, told

    yield start
    for children in made:
        children.end()


def test_a_killed_process_is_told_and_started_again(started, tmp_path):
    children, told = started(program(tmp_path, STAYS))
    first = children.process_ids("busia")["web"]

    os.kill(first, signal.SIGKILL)
    until(children.tend)

    assert children.process_ids("busia")["web"] != first
    assert told == [
        f"the web of Busia was killed by signal 9; it is started again (see {tmp_path / 'log' / 'web.log'})"
    ]


def test_a_process_that_keeps_dying_waits_ever_longer(tmp_path):
    child, waits = Child(program(tmp_path, ENDS)), []

    for _ in range(3):
        child.start()
        until(lambda: child.died() is not None)
        waits.append(child.wait_s)

    assert waits == [0.5, 1.0, 2.0]


def test_what_a_process_says_goes_into_its_log(started, tmp_path, capfd):
    children, told = started(program(tmp_path, ENDS))

    until(lambda: children.tend() or told)

    assert "Beautiful is better than ugly." in (tmp_path / "log" / "web.log").read_text()
    assert capfd.readouterr().out == ""


def test_simulators_are_no_processes_of_a_site(started, tmp_path):
    children, _ = started(program(tmp_path, STAYS), program(tmp_path, STAYS, "simulator"))

    assert list(children.process_ids("busia")) == ["web"]


def test_at_the_end_nothing_is_left(started, tmp_path):
    children, _ = started(program(tmp_path, STAYS), program(tmp_path, STAYS, "worker"))
    running = list(children.process_ids("busia").values())

    children.end()

    assert [is_gone(process_id) for process_id in running] == [True, True]


def test_a_process_that_does_not_listen_is_killed_at_the_end(started, tmp_path, monkeypatch):
    monkeypatch.setattr("app.demo.children.END_S", 0.2)
    children, _ = started(program(tmp_path, STAYS))
    stopped = children.process_ids("busia")["web"]
    os.kill(stopped, signal.SIGSTOP)

    children.end()

    assert is_gone(stopped)


def test_a_demo_that_is_killed_leaves_nothing(tmp_path):
    script = PARENT.format(command=STAYS, log=str(tmp_path / "web.log"))
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(TOP)}
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    until(lambda: is_gone(child))
