"""At a post: whatever headquarters says or relays, the rows of what the post said of itself stay as they are."""

import json

import pytest

from app.act import SYSTEM, acting
from app.replay import replayed
from app.replication import service
from app.tables import PROJECTED
from sync import apply, journal
from sync.journal import Entry, Event
from tests.app.test_blast_radius import ABOUT_OTHERS, AT, MORE_ABOUT_OTHERS, OF_ITS_OWN, SITE, WORK_OF_BUSIA

MAY_BE_DECIDED_THERE = {
    "hit.acknowledged",
    "hit.acknowledged_silently",
    "hit.adjudicated",
    "hit.adjudicated_silently",
    "hit.closed",
}
"""A hit of a post may be answered at headquarters; how it stands then is worked out of both."""

EVERYTHING = [*ABOUT_OTHERS.items(), *MORE_ABOUT_OTHERS, *OF_ITS_OWN.items()]


@pytest.fixture
def worked(site):
    """Busia, where something was done of each kind, and which has heard that Jkia is a post."""
    with acting(site, SYSTEM) as act:
        for kind, payload in WORK_OF_BUSIA:
            act.record(kind, payload)
    hear(site, "hq", "post.enrolled", {**SITE, "name": "jkia", "public_key": "j" * 43}, seq=3)
    return site


def hear(post, node, kind, payload, seq):
    """Let a post hear what headquarters says or relays, behind a hole in its chain."""
    body = json.dumps(payload).encode()
    entry = Entry(node, 1, seq, f"{node}-{seq}", kind, 1, AT, "hq-account", "", journal.digest_of(body))
    event = Event(entry, entry.hash_after("a" * 64), body)
    with post.db.transaction():
        journal.keep_relayed(post.db, event, "a" * 64)
        apply.apply_kept(post.db, event, service.meaning(post, "hq"), AT)


def own_rows(post):
    """Return every row that says it is of Busia."""
    return {
        table: [
            row
            for row in post.db.rows(table)
            if "busia" in (row.get("node"), row.get("site"), row.get("name"))
        ]
        for tables in PROJECTED.values()
        for table in tables
    }


def changed(post, node, said):
    """Return the kinds of what a site says that changed a row of Busia."""
    before, found = own_rows(post), []
    for seq, (kind, payload) in enumerate(said, start=10):
        hear(post, node, kind, payload, 2 * seq)
        if own_rows(post) != before:
            before = own_rows(post)
            found.append(kind)
    return found


def test_another_post_changes_nothing_of_what_a_post_says_of_itself(worked):
    assert changed(worked, "jkia", EVERYTHING) == []
    assert replayed(worked.db, worked.settings.run, worked.projections).differences == ()


def test_headquarters_changes_nothing_of_what_a_post_says_of_itself(worked):
    said = [one for one in EVERYTHING if one[0] not in MAY_BE_DECIDED_THERE]

    assert changed(worked, "hq", said) == []
    assert replayed(worked.db, worked.settings.run, worked.projections).differences == ()
