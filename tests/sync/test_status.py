"""How replication stands: what waits at a post, counted without reading it."""

import pytest

from sync import push, status
from sync.audiences import AUDIENCES, SILENT_KINDS
from tests.sync.nodes import AT, LATER, Headquarters, begin_epoch, enrol, opened, pusher, record


@pytest.fixture
def post(tmp_path):
    return opened(tmp_path, "busia")


@pytest.fixture
def hq(tmp_path):
    db = opened(tmp_path, "hq")
    enrol(db, "busia")
    return Headquarters(db)


def test_a_post_with_nothing_has_no_backlog(post):
    assert status.backlog(post, "busia") == status.Backlog(0, 0, None, None, None, None, False)


def test_crossings_are_told_apart_from_other_events_and_the_oldest_of_them_counts(post):
    record(post, "busia", 2, at=AT)
    record(post, "busia", 3, kind="crossing.recorded", at=LATER)

    waiting = status.backlog(post, "busia")

    assert (waiting.crossings, waiting.events, waiting.oldest_at) == (3, 5, LATER)


def test_where_no_crossing_waits_the_oldest_event_counts(post):
    record(post, "busia", 2, at=AT)

    assert status.backlog(post, "busia").oldest_at == AT


def test_what_a_desk_may_notice_is_what_it_would_be_without_silent_events(post):
    record(post, "busia", 2, kind="hit.found_silently", at=AT)
    alone = status.backlog(post, "busia")
    record(post, "busia", at=LATER)

    assert (alone.events, alone.oldest_at, alone.told_at) == (2, AT, None)
    assert status.backlog(post, "busia").told_at == LATER


def test_every_kind_of_event_but_the_silent_ones_may_be_noticed(post):
    silent = {kind for kind in AUDIENCES if kind.endswith("silently")}
    for kind in sorted(AUDIENCES):
        record(post, "busia", kind=kind)

    told = post.all("select kind from journal where kind not like :silent", silent=SILENT_KINDS)

    assert {row["kind"] for row in told} == AUDIENCES.keys() - silent


def test_what_has_arrived_waits_no_more_over_epochs_too(post, hq):
    record(post, "busia", 4)
    pusher(post, "busia", hq).push()
    record(post, "busia", 2)
    begin_epoch(post, "busia")
    record(post, "busia", 3)

    before = status.backlog(post, "busia").events
    pusher(post, "busia", hq).push()

    assert (before, status.backlog(post, "busia").events) == (6, 0)


def test_a_fault_is_told_with_the_backlog(post, hq):
    record(post, "busia")
    hq.cut = lambda header: "before"
    pusher(post, "busia", hq).push()

    assert status.backlog(post, "busia").fault == "no-answer"


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (status.UNSENT_CROSSINGS, "USING COVERING INDEX journal_of_crossings"),
        (push.URGENT, "USING COVERING INDEX journal_of_hits"),
        (status.NEXT_AT, "USING INDEX sqlite_autoindex_journal"),
        (status.NEXT_TOLD_AT, "USING INDEX sqlite_autoindex_journal"),
    ],
)
def test_what_every_page_asks_reads_no_journal(post, statement, index):
    plan = post.all("explain query plan " + statement, node="busia", epoch=1, seq=0, silent=SILENT_KINDS)

    assert index in plan[0]["detail"]
