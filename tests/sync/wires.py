"""Headquarters behind a real socket on loopback, and a line in between that can be cut, bent and counted."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

HOST = "127.0.0.1"


@contextmanager
def served(app: Flask | Callable[..., Any], port: int = 0) -> Iterator[int]:
    """Serve an application and yield its port."""
    server = make_server(HOST, port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


class Cutter:
    """A line to a port. cuts: after how many bytes of answers, over all connections, it is cut, each once."""

    def __init__(self, to: int, cuts: tuple[int, ...] = ()) -> None:
        self.to = to
        self.cuts = list(cuts)
        self.carried = 0
        """Bytes of answers."""
        self._listening = socket.create_server((HOST, 0))
        self._ended = False
        self._thread = threading.Thread(target=self._run)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._listening.getsockname()[1]}"

    def __enter__(self) -> "Cutter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        with suppress(OSError):
            socket.create_connection(self._listening.getsockname(), timeout=5).close()
        self._thread.join(20)
        self._listening.close()

    def _run(self) -> None:
        while not self._ended:
            near, _ = self._listening.accept()
            if not self._ended:
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with suppress(OSError), near, socket.create_connection((HOST, self.to), timeout=20) as far:
            threading.Thread(target=_pour, args=(near, far), daemon=True).start()
            while octets := far.recv(4096):
                left = min(len(octets), self.cuts[0] - self.carried) if self.cuts else len(octets)
                near.sendall(octets[:left])
                self.carried += left
                if self.cuts and self.carried >= self.cuts[0]:
                    self.cuts.pop(0)
                    break
            near.shutdown(socket.SHUT_RDWR)


def _pour(near: socket.socket, far: socket.socket) -> None:
    with suppress(OSError):
        while octets := near.recv(4096):
            far.sendall(octets)
        far.shutdown(socket.SHUT_WR)
