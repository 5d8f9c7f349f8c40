import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.load import BadAnswer, answer_size, load


class Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"x" * 100_000
        self.send_response(200 if self.path == "/" else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_an_answers_size_is_known_once_its_headers_are_there() -> None:
    assert answer_size(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n") is None
    assert answer_size(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab") == 43


def test_an_answer_other_than_well_stops_the_measuring(port: int) -> None:
    with pytest.raises(BadAnswer, match="503"):
        load(port, [b"GET /busy HTTP/1.1\r\nHost: x\r\n\r\n"], 0.2)


def test_every_answer_is_counted_when_it_is_whole(port: int) -> None:
    samples = load(port, [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"] * 3, 0.2)

    assert len(samples) >= 3
    assert min(samples) > 0


@pytest.mark.slow
def test_callers_that_pause_ask_no_more_than_they_should(port: int) -> None:
    samples = load(port, [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"] * 4, 0.3, pause_s=10)

    assert len(samples) == 1
