import base64
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware import peer
from hardware.agent import MOST_CALLERS, AgentRunning, only_agent, socket_path
from hardware.caller import MOST_OWED_BYTES
from hardware.mrz import wire
from hardware.peer import Admitted
from hardware.shelf import MOST_KEPT
from tests.hardware.posts import Ear, Post
from tests.hardware.specimens import TD1, TD3

pytestmark = pytest.mark.slow

Start = Callable[..., Post]
Listen = Callable[[Post], Ear]


NOBODY = 65534


def what_a_stranger_hears(run: Path) -> bytes:
    """Return what the agent says to another user. A fork, not a program: a stranger may not reach our interpreter."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.chdir(run)
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect("agent.sock")
                os.write(write, connection.recv(1000))
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as heard:
        return heard.read()


def watch(ear: Ear, desks: int = 1) -> None:
    """Watch, and wait until every reader is ready."""
    ear.say(do="watch")
    waiting = {f"busia-{number}" for number in range(1, desks + 1)}
    while waiting:
        waiting.discard(ear.until(say="device", state="ready")["desk"])


def test_a_scan_becomes_one_reading(post: Start, ear: Listen) -> None:
    at = post()
    officer = ear(at)
    watch(officer)

    last_byte_at = at.readers[0].scan(TD3)

    reading = officer.hear()
    assert abs(reading.pop("last_byte_at") - last_byte_at) < 1
    assert reading == {
        "say": "reading",
        "id": "reading-1",
        "desk": "busia-1",
        "kind": "mrz",
        "at": "2026-11-24T02:00:00.000Z",
        "lines": TD3,
        "raw": base64.b64encode(b"\x02" + "\r".join(TD3).encode() + b"\x03").decode(),
        "fault": None,
    }
    assert officer.hears_nothing()


def test_a_doubled_frame_is_one_reading(post: Start, ear: Listen) -> None:
    at = post()
    officer = ear(at)
    watch(officer)

    at.readers[0].scan(TD3, "double")

    assert officer.hear()["lines"] == TD3
    at.readers[0].scan(TD1)
    assert officer.until(say="reading")["lines"] == TD1


def test_a_garbled_frame_is_a_fault_without_lines(post: Start, ear: Listen) -> None:
    at = post()
    officer = ear(at)
    watch(officer)

    at.readers[0].scan(TD3, "garbled")

    reading = officer.hear()
    assert (reading["fault"], reading["lines"]) == ("not-a-zone", [])
    assert reading["raw"]


def test_a_pause_within_a_frame_shows_as_reading_and_ends_as_a_zone(post: Start, ear: Listen) -> None:
    at = post()
    officer = ear(at)
    watch(officer)

    at.readers[0].scan(TD3, "pause")

    heard = [officer.hear(), officer.hear(), officer.hear()]
    assert [message.get("state") or message["lines"] for message in heard] == ["reading", TD3, "ready"]


def test_a_broken_frame_is_a_fault_and_the_next_scan_reads(post: Start, ear: Listen) -> None:
    at = post()
    officer = ear(at)
    watch(officer)

    at.readers[0].scan(TD3, "broken")

    assert officer.until(say="reading")["fault"] == "not-a-zone"
    at.readers[0].scan(TD3)
    assert officer.until(say="reading")["lines"] == TD3


@pytest.mark.parametrize("protocol", ["stx-etx", "count", "gap", "rte", "elyctis"])
def test_unplugged_within_a_frame_and_plugged_in_again_it_reads_on(
    protocol: str, post: Start, ear: Listen
) -> None:
    at = post(protocol=protocol)
    officer, reader = ear(at), at.readers[0]
    watch(officer)
    reader.hear()

    reader.scan(TD3, "unplug")

    officer.until(say="device", state="absent", within_s=2)
    reader.plug.push_in()
    officer.until(say="device", state="ready", within_s=3)
    reader.hear()
    reader.scan(TD1)
    assert officer.until(say="reading")["lines"] == TD1


def test_a_reader_that_is_plugged_in_later_is_found(post: Start, ear: Listen) -> None:
    at = post()
    officer, plug = ear(at), at.readers[0].plug
    watch(officer)
    plug.pull_out()
    officer.until(say="device", state="absent")

    newcomer = ear(at)
    newcomer.say(do="watch")

    assert newcomer.hear()["state"] == "absent"
    plug.push_in()
    assert newcomer.hear()["state"] == "ready"


def test_a_reading_nobody_took_is_handed_over_at_the_next_watch(post: Start, ear: Listen) -> None:
    at = post()
    before = ear(at)
    watch(before)
    at.readers[0].scan(TD3)
    assert before.hear()["id"] == "reading-1"
    before.close()

    after = ear(at)
    after.say(do="watch")

    assert after.hear()["say"] == "device"
    assert after.hear()["id"] == "reading-1"


def test_a_reading_that_was_taken_is_not_handed_over_again(post: Start, ear: Listen) -> None:
    at = post()
    officer = ear(at)
    watch(officer)
    at.readers[0].scan(TD3)
    officer.say(do="taken", id=officer.hear()["id"])
    assert officer.hears_nothing()

    officer.say(do="watch")

    assert officer.hear()["say"] == "device"
    assert officer.hears_nothing()


def test_all_who_watch_hear_a_reading_and_who_does_not_hears_nothing(post: Start, ear: Listen) -> None:
    at = post()
    first, second, idle = ear(at), ear(at), ear(at)
    watch(first)
    watch(second)

    at.readers[0].scan(TD3)

    assert first.hear()["lines"] == second.hear()["lines"] == TD3
    assert idle.hears_nothing()


def test_each_desk_has_its_own_readings(post: Start, ear: Listen) -> None:
    at = post(desks=3)
    officer = ear(at)
    watch(officer, desks=3)

    for number, lines in enumerate((TD3, TD1, TD3)):
        at.readers[number].scan(lines)

    heard = {
        message["desk"]: message["lines"] for message in (officer.hear(), officer.hear(), officer.hear())
    }
    assert heard == {"busia-1": TD3, "busia-2": TD1, "busia-3": TD3}


def test_read_document_answers_with_the_state_of_the_desks_devices(post: Start, ear: Listen) -> None:
    officer = ear(post(desks=2))
    watch(officer, desks=2)

    officer.say(do="read", desk="busia-2")

    assert officer.hear() == {
        "say": "device",
        "desk": "busia-2",
        "kind": "mrz",
        "state": "ready",
        "since": "2026-11-24T02:00:00.000Z",
    }


@pytest.mark.slow
def test_who_never_reads_is_dropped_and_blocks_nobody(post: Start, ear: Listen) -> None:
    at = post()
    slow, officer = ear(at), ear(at)
    watch(slow)
    watch(officer)
    lines = [f"{number:04}" + TD3[1][4:] for number in range(MOST_OWED_BYTES // 200)]

    for line in lines:
        at.readers[0].scan([TD3[0], line])
        assert officer.until(say="reading")["lines"][1] == line

    slow.connection.settimeout(5)
    while slow.connection.recv(1 << 20):
        pass  # what had been sent before the agent hung up
    assert officer.hears_nothing()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"watch\n", "not-json"),
        (b"[1]\n", "not-an-object"),
        (b"[" * 4000 + b"\n", "not-json"),
        (b"\xff\xfe\n", "not-json"),
        (b"x" * 5000, "line-too-long"),
        (b'{"do":"' + b"x" * 5000 + b'"}\n', "line-too-long"),
    ],
)
def test_who_does_not_keep_to_the_protocol_is_told_and_dropped(
    said: bytes, why: str, post: Start, ear: Listen
) -> None:
    stranger = ear(post())

    stranger.connection.sendall(said)

    assert stranger.hear() == {"say": "refused", "why": why}
    assert stranger.hear() == {}


def test_an_unknown_request_is_refused_and_the_caller_stays(post: Start, ear: Listen) -> None:
    officer = ear(post())

    officer.say(do="format-disc")

    assert officer.hear() == {"say": "refused", "why": "unknown-request"}
    assert officer.hears_nothing()


def test_no_more_callers_than_agreed_are_let_in(post: Start, ear: Listen) -> None:
    at = post()
    inside = [ear(at) for _ in range(MOST_CALLERS)]
    assert all(each.hears_nothing() for each in inside)

    assert ear(at).hear() == {"say": "refused", "why": "too-many-callers"}
    assert inside[-1].hears_nothing()


def test_the_socket_is_for_its_user_and_group_only(post: Start, ear: Listen) -> None:
    at = post()
    ear(at)

    assert stat.S_IMODE(socket_path(at.data).stat().st_mode) == 0o660


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_another_user_is_refused_and_told(post: Start, ear: Listen) -> None:
    at = post()
    assert ear(at).hears_nothing()
    (at.data / "run").chmod(0o755)
    socket_path(at.data).chmod(0o666)

    assert what_a_stranger_hears(at.data / "run") == b'{"say":"refused","why":"not-allowed"}\n'
    assert ear(at).hears_nothing()


def test_a_second_agent_on_the_same_data_is_refused_and_told_which_runs(tmp_path: Path) -> None:
    refused = pytest.raises(AgentRunning, match=f"process {os.getpid()} is the agent")

    with only_agent(tmp_path), refused, only_agent(tmp_path):
        pass

    with only_agent(tmp_path):
        pass  # the lock went with its holder


def test_a_socket_left_by_a_killed_agent_is_replaced(tmp_path: Path, post: Start, ear: Listen) -> None:
    (tmp_path / "run").mkdir()
    left = peer.listen(socket_path(tmp_path))
    left.close()
    with pytest.raises(ConnectionRefusedError):
        peer.connect(socket_path(tmp_path))

    assert ear(post(admitted=Admitted())).hears_nothing()


def test_a_babbling_reader_pushes_out_its_own_readings_only(post: Start, ear: Listen) -> None:
    at = post(desks=2)
    officer = ear(at)
    watch(officer, desks=2)
    at.readers[1].scan(TD1)
    officer.until(say="reading")

    for number in range(MOST_KEPT + 5):
        at.readers[0].raw(wire.frame("stx-etx", [TD3[0], f"{number:02}" + TD3[1][2:]]))
        officer.until(say="reading")

    officer.say(do="watch")
    kept = [officer.until(say="reading")["desk"] for _ in range(MOST_KEPT + 1)]
    assert kept == ["busia-2"] + ["busia-1"] * MOST_KEPT
