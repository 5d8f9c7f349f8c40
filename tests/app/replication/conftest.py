"""A headquarters with its application, a post enrolled there, and a line between them that goes through the pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.act import SYSTEM, acting
from app.factory import create_app
from app.posts import service as posts
from app.site import Site
from appliance.clock import instant_text
from sync.link import Answer, LinkDown
from sync.push import Pusher
from tests import make
from tests.sync.wires import served


@dataclass
class Line:
    """Sends through headquarters' application as the network would; up or down as the test says."""

    client: FlaskClient
    up: bool = True
    seen: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def post(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if not self.up:
            raise LinkDown("down")
        self.seen.append((headers, body))
        answer = self.client.post(path, headers=headers, data=body)
        return Answer(answer.status_code, answer.get_json(silent=True) or {}, 0.1)

    def answers(self) -> bool:
        return self.up


def enrol(hq: Site, post: Site) -> None:
    with acting(hq, SYSTEM) as act:
        posts.enrol(
            act, name=post.name, title=post.name, kind="land", neighbour="", public_key=post.identity.public
        )


def pusher(post: Site, line: Line) -> Pusher:
    return Pusher(
        post.db,
        post.name,
        line,
        sign=post.identity.sign,
        now=lambda: instant_text(post.clock.now()),
        chance=lambda: 0.5,
    )


@pytest.fixture
def hq(tmp_path: Path, clock: make.HandClock) -> Site:
    return make.site(tmp_path, "hq", clock, role="hq", kind="hq")


@pytest.fixture
def hq_app(hq: Site) -> Flask:
    return create_app(hq)


@pytest.fixture
def post(site: Site, hq: Site) -> Site:
    """Busia, with a desk, enrolled at headquarters."""
    make.desk(site)
    enrol(hq, site)
    return site


@pytest.fixture
def line(hq_app: Flask) -> Line:
    return Line(hq_app.test_client())


@pytest.fixture
def hq_port(hq_app: Flask) -> Iterator[int]:
    with served(hq_app) as port:
        yield port


@pytest.fixture
def listener(post: Site, hq: Site, hq_port: int) -> Site:
    """Busia, as it is told where headquarters is and what its key is."""
    return knowing(post, hq, hq_port)


def knowing(post: Site, hq: Site, port: int) -> Site:
    settings = replace(post.settings, hq_url=f"http://127.0.0.1:{port}", hq_key=hq.identity.public)
    return replace(post, settings=settings)
