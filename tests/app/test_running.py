"""What a process does once it has started, and that it does not outlive whoever started it for their work."""

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.running import settle
from tests.house.tree import TOP

PARENT = """
import os, time
from app.running import die_with

parent = os.getpid()
child = os.fork()
if child == 0:
    die_with(parent)
else:
    print(child, flush=True)
time.sleep(60)
"""


@pytest.fixture
def collector_as_it_was():
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("collector_as_it_was")
def test_a_settled_process_passes_over_what_its_start_has_made():
    settle()

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] >= 50_000


def is_at_work(process: int) -> bool:
    """Whether a process is there and no mere entry that nobody has collected."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(") ")[2][0] != "Z"


def test_whoever_is_tied_to_a_process_ends_when_it_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=TOP, stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)

    give_up_at = time.monotonic() + 10
    while is_at_work(child) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert not is_at_work(child)
