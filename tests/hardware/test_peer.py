import os
import socket
from pathlib import Path

import pytest

from hardware import peer
from hardware.peer import Admitted, Peer, may_connect

AGENT_UID = 990


@pytest.mark.parametrize(
    ("who", "admitted", "answer"),
    [
        (Peer(1, 990, frozenset({990})), Admitted(), True),
        (Peer(1, 991, frozenset({991})), Admitted(), False),
        (Peer(1, 0, frozenset({0})), Admitted(), False),
        (Peer(1, 991, frozenset({991})), Admitted(uids=frozenset({991})), True),
        (Peer(1, 991, frozenset({991, 500})), Admitted(gid=500), True),
        (Peer(1, 991, frozenset({991, 990})), Admitted(gid=500), False),
        (Peer(1, 0, frozenset({0})), Admitted(gid=0), True),
    ],
)
def test_only_the_same_user_or_one_who_is_named_may_connect(
    who: Peer, admitted: Admitted, answer: bool
) -> None:
    assert may_connect(who, AGENT_UID, admitted) is answer


def test_the_kernel_says_who_is_at_the_other_end() -> None:
    mine, theirs = socket.socketpair()

    with mine, theirs:
        who = peer.peer_of(mine)

    assert (who.pid, who.uid) == (os.getpid(), os.getuid())
    assert {os.getgid(), *os.getgroups()} == who.gids


def test_a_path_longer_than_a_socket_address_is_reached(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)

    with peer.listen(deep / "agent.sock") as listener, peer.connect(deep / "agent.sock") as caller:
        caller.sendall(b"hello")
        heard, _ = listener.accept()
        with heard:
            assert heard.recv(10) == b"hello"


def test_nobody_listening_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        peer.connect(tmp_path / "agent.sock")
    with pytest.raises(OSError):
        peer.connect(tmp_path / "no-such-folder" / "agent.sock")
