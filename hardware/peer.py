"""The agent's socket: where it lies, and who is at the other end of it.

A socket's path may have 107 bytes only; a data folder may lie deeper. So the folder is opened and the socket
reached through it.
"""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SO_PEERGROUPS = 59
"""Linux 4.13, asm-generic/socket.h; Python has no name for it."""
_MOST_GROUPS = 256
"""As many as Python asks for; a process in more is not let in (ERANGE)."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The process at the other end, as the kernel knows it."""

    pid: int
    uid: int
    gids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who may connect besides the agent's own user."""

    uids: frozenset[int] = frozenset()
    gid: int | None = None


def may_connect(peer: Peer, own_uid: int, admitted: Admitted) -> bool:
    """Nobody is let in for being root: what reads travellers' documents is named, or is the agent's own user."""
    return peer.uid == own_uid or peer.uid in admitted.uids or admitted.gid in peer.gids


def peer_of(connection: socket.socket) -> Peer:
    """Return who connected. Source: unix(7), SO_PEERCRED; socket(7), SO_PEERGROUPS."""
    size = struct.calcsize("iII")
    pid, uid, gid = struct.unpack("iII", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    groups = connection.getsockopt(socket.SOL_SOCKET, _SO_PEERGROUPS, 4 * _MOST_GROUPS)
    more = struct.unpack(f"{len(groups) // 4}I", groups)
    return Peer(pid, uid, frozenset({gid, *more}))


def listen(path: Path, group: int | None = None) -> socket.socket:
    """Return a listening socket at path, mode 0660, in place of any that a killed process left."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o117)
    try:
        with _reachable(path) as short:
            listener.bind(short)
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(mask)
    if group is not None:
        os.chown(path, -1, group)
    listener.listen()
    return listener


def connect(path: Path) -> socket.socket:
    """Return a socket connected to the one at path. Raises OSError where nobody listens."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _reachable(path) as short:
            connection.connect(short)
    except OSError:
        connection.close()
        raise
    return connection


@contextmanager
def _reachable(path: Path) -> Iterator[str]:
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
