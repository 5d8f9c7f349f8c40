"""The way down over real sockets: what headquarters says and relays is kept once, in order, with its rows, or not at all."""

from dataclasses import replace

import pytest

from app.act import SYSTEM, acting
from app.replay import replayed
from app.replication import service
from app.site import Site
from sync import journal
from sync.pull import Puller
from tests import make
from tests.app.replication.conftest import enrol, pusher
from tests.sync.wires import served

HIT = {
    "list": "persons",
    "edition": 1,
    "entry_id": "e",
    "category": "wanted",
    "kind": "person",
    "score": None,
    "reasons": ["same name"],
    "document_id": "UTO:passport:X",
    "desk": "jkia-1",
}


@pytest.fixture
def hq_port(hq_app):
    with served(hq_app) as port:
        yield port


@pytest.fixture
def listener(post, hq, hq_port):
    """Busia, as it is told where headquarters is and what its key is."""
    return knowing(post, hq, hq_port)


@pytest.fixture
def jkia(hq, tmp_path, clock):
    other = make.site(tmp_path, "jkia", clock, kind="air")
    enrol(hq, other)
    return other


def knowing(post: Site, hq: Site, port: int) -> Site:
    settings = replace(post.settings, hq_url=f"http://127.0.0.1:{port}", hq_key=hq.identity.public)
    return replace(post, settings=settings)


def puller(post: Site) -> Puller:
    found = service.puller_of(post)
    assert found is not None
    return found


def hit(site, number=1):
    with acting(site, SYSTEM) as act:
        act.record(
            "hit.found",
            {**HIT, "hit_id": f"{site.name}-{number}", "inspection_id": f"i-{site.name}-{number}"},
        )


def heard(post):
    """Return what the post has of others, in the order in which it came."""
    return [event for _, event in journal.as_written(post.db) if event.node != post.name]


def require_same_rows(post):
    assert replayed(post.db, post.settings.run, post.projections).differences == ()


def test_another_posts_event_for_everybody_arrives_with_its_rows(listener, hq, jkia, line):
    hit(jkia)
    pusher(jkia, line).push()

    pause = puller(listener).pull()

    assert pause is None
    assert [event.kind for event in heard(listener)] == ["post.enrolled", "post.enrolled", "hit.found"]
    assert heard(listener)[2] == journal.after(jkia.db, "jkia", 1, journal.head(jkia.db, "jkia").seq - 1)[0]
    assert [row["node"] for row in listener.db.rows("hits")] == ["jkia"]
    require_same_rows(listener)
