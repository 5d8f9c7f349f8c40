"""Pushing: under any cut, loss and restore everything arrives once and in order, or the way up stops and says why."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from sync import journal, push, status
from sync.journal import GENESIS
from sync.link import Answer, Link, LinkDown, UnsafeAddress, require_safe
from sync.push import Pusher, progress
from tests.sync.nodes import (
    LATER,
    Headquarters,
    begin_epoch,
    enrol,
    opened,
    pusher,
    record,
    state,
)


@pytest.fixture
def post(tmp_path: Path):
    return opened(tmp_path, "busia")


@pytest.fixture
def hq(tmp_path: Path):
    db = opened(tmp_path, "hq")
    enrol(db, "busia", "jkia")
    return Headquarters(db)


def same(post, hq, node="busia"):
    """Say whether headquarters has a post's journal, entry by entry and byte by byte."""
    ours = [event for place, event in journal.as_written(post, limit=100_000) if event.node == node]
    theirs = [event for place, event in journal.as_written(hq.db, limit=100_000) if event.node == node]
    return ours == theirs


def test_everything_is_sent_in_order_and_the_post_knows_it(post, hq):
    record(post, "busia", 50)

    pause = pusher(post, "busia", hq, at=LATER).push()

    assert pause is None
    assert same(post, hq)
    assert progress(post, "busia") == push.Progress(epoch=1, seq=50, heard_at=LATER)
    assert status.backlog(post, "busia").events == 0


def test_with_nothing_new_an_empty_batch_says_so(post, hq):
    record(post, "busia", 3)
    pusher(post, "busia", hq).push()

    pusher(post, "busia", hq, at=LATER).push()

    assert [header.count for header in hq.seen] == [3, 0]


def test_a_long_backlog_goes_in_batches_that_grow_while_the_link_is_quick(post, hq, monkeypatch):
    monkeypatch.setattr(push, "FIRST_BATCH", 8 * 1024)
    record(post, "busia", 600)

    pusher(post, "busia", hq).push()

    counts = [header.count for header in hq.seen]
    assert same(post, hq)
    assert len(counts) > 2
    assert counts[0] < counts[1]


def test_batches_shrink_when_no_answer_comes(post, hq, monkeypatch):
    monkeypatch.setattr(push, "FIRST_BATCH", 64 * 1024)
    record(post, "busia", 400)
    hq.cut = lambda header: "before"
    sender = pusher(post, "busia", hq)

    for _ in range(4):
        sender.push()

    counts = [header.count for header in hq.seen]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] < counts[0]


def test_one_event_larger_than_a_batch_still_goes(post, hq):
    with post.transaction():
        for number in range(3):
            journal.append(
                post, "busia", id=f"big-{number}", kind="hit.found", version=1, at=LATER, actor="a", reason="",
                body=journal.encode({"image": "x" * 900_000}),
            )  # fmt: skip

    pusher(post, "busia", hq).push()

    assert same(post, hq)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=some.lists(some.sampled_from(["before", "after", None]), max_size=12), seed=some.integers(0, 99))
def test_any_finite_run_of_cuts_drains_and_leaves_each_event_once(tmp_path_factory, cuts, seed):
    folder = tmp_path_factory.mktemp("cuts")
    post, hq = opened(folder, "busia"), Headquarters(opened(folder, "hq"))
    enrol(hq.db, "busia")
    left = list(cuts)
    hq.cut = lambda header: left.pop() if left else None

    for number in range(len(cuts) + 1):
        record(post, "busia", 1 + (seed + number) % 3)
        pusher(post, "busia", hq).push()

    assert same(post, hq)
    assert progress(post, "busia").fault is None


def test_what_is_not_committed_is_not_sent(post, hq):
    record(post, "busia", 2)
    inside, over = threading.Event(), threading.Event()

    def slow_act() -> None:
        with post.transaction():
            journal.append(
                post,
                "busia",
                id="open",
                kind="hit.found",
                version=1,
                at=LATER,
                actor="a",
                reason="",
                body=b"{}",
            )
            inside.set()
            over.wait(20)

    thread = threading.Thread(target=slow_act)
    thread.start()
    inside.wait(20)
    batch = pusher(post, "busia", hq)._next(push.Progress())
    over.set()
    thread.join(20)

    assert batch.header.last == 2


# --- headquarters restored, the post restored ---------------------------------------------------------------------


def test_a_headquarters_restored_from_an_older_copy_gets_again_what_it_lost(post, hq, tmp_path):
    record(post, "busia", 5)
    pusher(post, "busia", hq).push()
    hq.db.copy_to(tmp_path / "backup.db")
    record(post, "busia", 5)
    pusher(post, "busia", hq).push()
    restored = Headquarters(opened(tmp_path, "backup"))

    pusher(post, "busia", restored).push()

    assert same(post, restored)
    assert state(restored.db) == state(hq.db)


def test_a_new_headquarters_gets_everything(post, hq, tmp_path):
    record(post, "busia", 5)
    pusher(post, "busia", hq).push()
    new = Headquarters(opened(tmp_path, "new"))
    enrol(new.db, "busia")

    pusher(post, "busia", new).push()

    assert same(post, new)


def test_a_post_restored_from_an_older_copy_stops_before_it_sends_anything_wrong(post, hq, tmp_path):
    record(post, "busia", 5)
    post.copy_to(tmp_path / "backup.db")
    record(post, "busia", 5)
    pusher(post, "busia", hq).push()
    restored = opened(tmp_path, "backup")
    record(restored, "busia", 2, at=LATER)

    pusher(restored, "busia", hq).push()

    assert progress(restored, "busia").stopped
    assert progress(restored, "busia").fault == "fork"
    assert same(post, hq)


def test_a_post_restored_and_still_silent_learns_that_headquarters_has_more(post, hq, tmp_path):
    record(post, "busia", 5)
    post.copy_to(tmp_path / "backup.db")
    record(post, "busia", 5)
    pusher(post, "busia", hq).push()
    restored = opened(tmp_path, "backup")

    pusher(restored, "busia", hq).push()

    assert (progress(restored, "busia").stopped, progress(restored, "busia").fault) == (True, "ahead")


def test_a_restored_post_that_began_a_new_epoch_goes_on(post, hq, tmp_path):
    record(post, "busia", 5)
    post.copy_to(tmp_path / "backup.db")
    record(post, "busia", 5)
    pusher(post, "busia", hq).push()
    restored = opened(tmp_path, "backup")
    begin_epoch(restored, "busia")
    record(restored, "busia", 3)

    pause = pusher(restored, "busia", hq).push()

    assert pause is None
    assert (progress(restored, "busia").epoch, progress(restored, "busia").seq) == (2, 4)
    assert journal.epoch_head(hq.db, "busia", 1).seq == 10
    assert journal.head(hq.db, "busia") == journal.head(restored, "busia")


def test_a_new_headquarters_gets_all_epochs(post, hq, tmp_path):
    record(post, "busia", 5)
    begin_epoch(post, "busia")
    record(post, "busia", 2)
    begin_epoch(post, "busia")

    pusher(post, "busia", hq).push()

    assert same(post, hq)
    assert journal.nodes(hq.db) == [("busia", 1), ("busia", 2), ("busia", 3)]


# --- answers ------------------------------------------------------------------------------------------------------


def answered(post, hq, *answers):
    """Push once for each answer and return the state after the last."""
    sender = pusher(post, "busia", hq)
    for answer in answers:
        hq.answer = answer
        sender.push()
    return progress(post, "busia")


@pytest.mark.parametrize(
    ("status_code", "code"),
    [(409, "fork"), (409, "epoch"), (409, "taken"), (400, "bad-batch"), (401, "bad-signature")],
)
def test_what_sending_again_would_not_mend_stops_the_way_up_and_says_why(post, hq, status_code, code):
    record(post, "busia", 2)

    at = answered(post, hq, Answer(status_code, {"error": code}, 0.1))

    assert (at.stopped, at.fault, at.seq) == (True, code, 0)
    assert at.why


def test_a_receipt_with_another_hash_than_ours_stops_the_way_up(post, hq):
    record(post, "busia", 2)

    at = answered(post, hq, Answer(200, {"epoch": 1, "seq": 2, "head": "f" * 64}, 0.1))

    assert (at.stopped, at.fault, at.seq) == (True, "fork", 0)


def test_a_gap_with_another_hash_than_ours_stops_the_way_up(post, hq):
    record(post, "busia", 5)

    at = answered(
        post, hq, Answer(409, {"error": "gap", "have": {"epoch": 1, "seq": 2, "head": "f" * 64}}, 0.1)
    )

    assert (at.stopped, at.fault) == (True, "fork")


def test_a_headquarters_that_asks_for_the_same_again_and_again_is_left_alone(post, hq):
    record(post, "busia", 5)

    at = answered(
        post, hq, Answer(409, {"error": "gap", "have": {"epoch": 1, "seq": 0, "head": GENESIS}}, 0.1)
    )

    assert (at.stopped, at.fault) == (False, "rewound")
    assert len(hq.seen) == push.REWINDS + 1


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(401, {"error": "unknown-site"}, 0.1), "unknown-site"),
        (Answer(503, {}, 0.1), "busy"),
        (Answer(429, {}, 0.1), "busy"),
        (Answer(500, {}, 0.1), "not-understood"),
        (Answer(404, {}, 0.1), "not-understood"),
        (Answer(302, {}, 0.1), "not-understood"),
        (Answer(200, {}, 0.1), "not-understood"),
        (Answer(200, {"epoch": 1, "seq": 1, "head": 5}, 0.1), "not-understood"),
        (Answer(200, {"epoch": 1, "seq": "1", "head": ""}, 0.1), "not-understood"),
        (Answer(200, {"epoch": 1, "seq": 0, "head": GENESIS}, 0.1), "not-understood"),
        (Answer(409, {"error": "gap"}, 0.1), "not-understood"),
    ],
)
def test_what_may_pass_is_tried_again_and_nothing_is_believed_to_have_arrived(post, hq, answer, fault):
    record(post, "busia", 2)

    at = answered(post, hq, answer)
    after = answered(post, hq, None)

    assert (at.stopped, at.fault, at.seq, at.failures) == (False, fault, 0, 1)
    assert (after.fault, after.seq, after.failures) == (None, 2, 0)
    assert same(post, hq)


def test_a_batch_that_is_too_large_is_sent_in_halves(post, hq):
    record(post, "busia", 300)
    sender = pusher(post, "busia", hq)
    hq.answer = Answer(413, {}, 0.1)
    sender.push()
    hq.answer = None
    sender.push()

    assert hq.seen[1].count < hq.seen[0].count
    assert same(post, hq)


def test_one_event_that_is_too_large_stops_the_way_up(post, hq):
    record(post, "busia")

    assert answered(post, hq, Answer(413, {}, 0.1)).fault == "too-large"


# --- pauses -------------------------------------------------------------------------------------------------------


def test_pauses_grow_to_five_minutes_with_full_jitter_and_fall_back_after_success(post, hq):
    hq.cut = lambda header: "before"
    longest = pusher(post, "busia", hq, chance=0.999)
    pauses = [longest.push() or 0.0 for _ in range(10)]
    shortest = pusher(post, "busia", hq, chance=0.0).push()
    hq.cut = lambda header: None
    longest.push()
    hq.cut = lambda header: "before"
    after = longest.push()

    assert [round(pause) for pause in pauses] == [4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert shortest == 2.0
    assert round(after or 0) == 4


def test_headquarters_may_ask_for_a_longer_pause(post, hq):
    hq.answer = Answer(503, {}, 0.1, wait_s=120.0)

    assert pusher(post, "busia", hq).push() == 120.0


def test_a_pause_that_was_asked_for_has_an_end(post, hq):
    hq.answer = Answer(503, {}, 0.1, wait_s=1e9)

    assert pusher(post, "busia", hq).push() == 300.0


# --- the thread ---------------------------------------------------------------------------------------------------


class Waiting(Headquarters):
    """Tells a test when a batch has come."""

    def __init__(self, db) -> None:
        super().__init__(db)
        self.came = threading.Semaphore(0)

    def post(self, path, headers, body):
        try:
            return super().post(path, headers, body)
        finally:
            self.came.release()


@pytest.fixture
def running(post, hq):
    """A pusher in its thread, which ends with the test."""
    line = Waiting(hq.db)
    sender: Pusher = pusher(post, "busia", line)
    thread = threading.Thread(target=sender.run)
    yield sender, line, thread
    sender.end()
    thread.join(20)
    assert not thread.is_alive()


def test_it_sends_at_start_and_at_every_nudge(post, hq, running):
    sender, line, thread = running
    record(post, "busia", 2)
    thread.start()
    assert line.came.acquire(timeout=20)
    record(post, "busia", 2)
    while journal.head(hq.db, "busia").seq < 4:
        sender.nudge()
        assert line.came.acquire(timeout=20)

    assert same(post, hq)


def test_a_pause_is_not_cut_short_by_a_nudge_but_by_a_hurry(post, hq, running):
    sender, line, thread = running
    line.answer = Answer(503, {}, 0.1, wait_s=300.0)
    thread.start()
    assert line.came.acquire(timeout=20)
    while sender._pause_s is None:
        threading.Event().wait(0.01)
    sender.nudge()
    assert not line.came.acquire(timeout=0.3)
    sender.hurry()

    assert line.came.acquire(timeout=20)


def test_where_nobody_answered_it_looks_until_somebody_does(post, hq, running, monkeypatch):
    monkeypatch.setattr(push, "LOOK_S", 0.05)
    sender, line, thread = running
    down = threading.Event()
    monkeypatch.setattr(line, "answers", down.is_set)
    monkeypatch.setattr(sender, "_chance", lambda: 0.999)
    record(post, "busia", 2)

    def refused(header):
        if not down.is_set():
            raise LinkDown("refused")

    line.cut = refused
    thread.start()
    assert line.came.acquire(timeout=20)
    down.set()

    assert line.came.acquire(timeout=3)  # the pause alone would be four seconds


def test_after_a_stop_the_thread_ends_and_a_new_start_tries_once_more(post, hq):
    record(post, "busia", 2)
    hq.answer = Answer(409, {"error": "fork"}, 0.1)
    pusher(post, "busia", hq).run()
    stopped = progress(post, "busia")
    pusher(post, "busia", hq).run()
    hq.answer = None
    sender = pusher(post, "busia", hq)
    sender.push()

    assert stopped.stopped
    assert len(hq.seen) == 3
    assert progress(post, "busia") == replace(progress(post, "busia"), stopped=False, fault=None, seq=2)


# --- the address --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://hq.example",
        "https://hq.example:8443/",
        "http://127.0.0.1:8100",
        "http://[::1]:8100",
        "http://localhost:1",
    ],
)
def test_tls_or_this_machine_is_a_safe_address(url):
    require_safe(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://hq.example",
        "http://10.0.0.1:8100",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://127.0.0.1@hq.example",
        "ftp://127.0.0.1",
        "127.0.0.1:8100",
        "https://",
        "",
    ],
)
def test_an_address_that_would_carry_data_in_the_clear_is_refused_before_anything_is_sent(url):
    with pytest.raises(UnsafeAddress):
        Link(url)
