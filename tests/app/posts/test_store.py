"""Desks belong to their post: two posts may call theirs the same."""

from app.posts import store
from app.projections import PROJECTIONS
from sync import journal
from tests import make


def test_two_posts_may_call_a_desk_the_same(site):
    make.desk(site, "desk-1")
    with site.db.transaction():
        founded = store.site(site.db, "busia")
        for kind, payload in (
            ("site.founded", {**founded, "name": "jkia", "title": "JKIA", "public_key": "k" * 43}),
            ("desk.added", {"name": "desk-1", "title": "Counter 1", "direction": "exit"}),
        ):
            event = journal.append(
                site.db,
                "jkia",
                id=f"jkia-{kind}",
                kind=kind,
                version=1,
                at="2026-11-24T02:00:00.000Z",
                actor="system",
                reason="",
                body=journal.encode(payload),
            )
            for projection in PROJECTIONS[kind]:
                projection(site.db, event)

    desks = {node: store.desk(site.db, node, "desk-1") for node in ("busia", "jkia")}

    assert desks["busia"]["direction"] == "entry"
    assert desks["jkia"]["title"] == "Counter 1"
