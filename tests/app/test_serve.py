"""The web process: where it listens, what it refuses, how it ends; and what waitress must be told for streams."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from app.act import acting
from app.desk import service as desk
from app.serve import bound_port, listener
from app.web import cookie
from appliance.clock import SystemClock
from tests import make
from tests.house.tree import TOP


class Echo:
    """Answers with the length of what it was sent; at /gone it tells whether it noticed that nobody listens any more."""

    def __init__(self) -> None:
        self.noticed = threading.Event()
        self.waiting = threading.Event()

    def __call__(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        if environ["PATH_INFO"] == "/gone":
            return self.quiet(environ["waitress.client_disconnected"])
        return [str(len(environ["wsgi.input"].read())).encode()]

    def quiet(self, gone):
        """Send nothing more: a write would notice by itself."""
        yield b"first\n"
        self.waiting.set()
        for _ in range(400):
            if gone():
                self.noticed.set()
                return
            threading.Event().wait(0.02)


@pytest.fixture
def served(tmp_path):
    """A server of a post's settings before an application of three lines: (port, application)."""
    site, app = make.site(tmp_path, port=0, streams=2), Echo()
    server, ended = listener(site, app), threading.Event()

    def run() -> None:
        while not ended.is_set():
            server.asyncore.loop(timeout=0.1, map=server._map, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    yield bound_port(server), app, server
    ended.set()
    thread.join(20)
    server.task_dispatcher.shutdown(timeout=2)
    server.close()


def request(port, method="POST", body=None, headers=None, path="/"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body=body, headers=headers or {})
    answer = connection.getresponse()
    return answer, answer.read()


def test_every_stream_has_a_thread_and_sixteen_are_left(served):
    _, _, server = served

    assert server.adj.threads == 18
    assert server.adj.channel_timeout == 300


def test_the_server_does_not_say_what_it_is(served):
    answer, _ = request(served[0], body=b"x")

    assert answer.getheader("Server") is None


def test_a_batch_of_the_largest_size_comes_through(served):
    assert request(served[0], body=bytes(1 << 20))[1] == b"1048576"


def test_a_body_that_announces_too_much_is_refused_before_it_is_read(served):
    with socket.create_connection(("127.0.0.1", served[0]), timeout=20) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
        said = line.recv(200)

    assert b" 413 " in said


def test_a_body_that_announces_nothing_and_goes_on_is_refused(served):
    with socket.create_connection(("127.0.0.1", served[0]), timeout=20) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
        said = b""
        try:
            for _ in range(64):
                line.sendall(chunk)
            said = line.recv(200)
        except ConnectionError:
            said = b" 413 "

    assert b" 413 " in said


def test_a_header_without_end_is_refused(served):
    with socket.create_connection(("127.0.0.1", served[0]), timeout=20) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000)
        said = line.recv(200)

    assert b" 431 " in said


def test_a_browser_that_goes_from_its_stream_is_noticed(served):
    """Without channel_request_lookahead waitress reads nothing while it answers, and never knows."""
    port, app, _ = served
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"GET /gone HTTP/1.1\r\nHost: x\r\n\r\n")
        assert app.waiting.wait(10)

    assert app.noticed.wait(10)


def start(site):
    """Start the web process of a site and wait until it has said where it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.serve", "--data", str(site.settings.data)],
        cwd=TOP,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "is at http" not in process.stderr.readline():
        assert process.poll() is None
    return process


@pytest.mark.slow
def test_the_process_tells_its_port_and_id_and_ends_cleanly(tmp_path):
    site = make.site(tmp_path, port=0)
    process = start(site)
    run = site.settings.run
    port, pid = int((run / "web.port").read_text()), int((run / "web.pid").read_text())
    answer, _ = request(port, "GET", path="/sign-in")
    os.kill(pid, signal.SIGTERM)
    rest = process.communicate(timeout=20)[1]

    assert (answer.status, pid, process.returncode) == (200, process.pid, 0)
    assert "Traceback" not in rest
    assert not (run / "web.port").exists()


@pytest.mark.slow
def test_an_open_stream_is_cut_at_the_end_and_the_end_is_clean(tmp_path):
    site = make.site(tmp_path, clock=SystemClock(), port=0)  # its process tells the time itself
    officer = make.person(site)
    make.desk(site)
    with acting(site, officer) as act:
        desk.take_desk(act, "busia-1")
    process = start(site)
    port = int((site.settings.run / "web.port").read_text())
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    token = make.session(site, officer)
    connection.request("GET", "/desk/stream", headers={"Cookie": f"{cookie.name(site.settings)}={token}"})
    stream = connection.getresponse()
    began = stream.read(5)
    process.send_signal(signal.SIGTERM)
    rest = process.communicate(timeout=20)[1]

    assert (began, process.returncode) == (b"data:", 0)
    assert "Traceback" not in rest


@pytest.mark.slow
def test_a_second_web_process_on_a_folder_is_refused(tmp_path):
    site = make.site(tmp_path, port=0)
    process = start(site)
    second = subprocess.run(
        [sys.executable, "-m", "app.serve", "--data", str(site.settings.data)],
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    process.kill()
    process.communicate(timeout=20)

    assert second.returncode == 1
    assert "a web already works on" in second.stderr
