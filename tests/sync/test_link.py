"""The line down: what is not all there is no answer, and what goes on and on is none either."""

import pytest

from sync.link import Link, LinkDown
from tests.sync.wires import Cutter, served


def saying(octets, *, length=None, times=1):
    def app(_environ, start_response):
        start_response("200 OK", [("Content-Length", str(length))] if length else [])
        return (octets for _ in range(times))

    return app


def whole(port, most):
    with Link(f"http://127.0.0.1:{port}").get("/", {}) as answer:
        return answer.whole(most)


def test_an_answer_comes_whole():
    with served(saying(b"x" * 1000, length=1000)) as port:
        assert whole(port, 1000) == b"x" * 1000


def test_an_answer_that_goes_on_and_on_is_read_no_further_than_it_may_be():
    with served(saying(b"x" * 65_536, times=100_000)) as port, pytest.raises(LinkDown, match="longer"):
        whole(port, 100_000)


def test_an_answer_that_is_cut_is_none():
    with (
        served(saying(b"x" * 100_000, length=100_000)) as port,
        Cutter(port, cuts=(50_000,)) as line,
        pytest.raises(LinkDown),
    ):
        whole(int(line.url.rpartition(":")[2]), 1 << 20)


def test_what_was_not_read_is_not_taken_for_the_next_answer():
    with served(saying(b"x" * 1000, length=1000)) as port:
        link = Link(f"http://127.0.0.1:{port}")
        with link.get("/", {}) as answer:
            first = next(iter(answer.pieces(10)))
        with link.get("/", {}) as answer:
            second = answer.whole(1000)

    assert first
    assert second == b"x" * 1000


def test_nobody_there_is_told():
    with served(saying(b"")) as port:
        pass

    with pytest.raises(LinkDown, match="reached"):
        whole(port, 1)
