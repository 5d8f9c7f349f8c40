"""Receiving: whatever the order, overlap or repetition of batches, headquarters ends up with each event once, or refuses."""

import random
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from db.database import DatabaseUnusable
from sync import apply, journal, receive, status
from sync.apply import Meaning
from sync.journal import GENESIS, Head
from sync.receive import EventTaken, Fork, Gap, WrongEpoch
from tests.sync.nodes import (
    AT,
    LATER,
    MUCH_LATER,
    PROJECTIONS,
    append,
    batch,
    begin_epoch,
    desk_added,
    enrol,
    opened,
    record,
    state,
    take,
)


@pytest.fixture
def post(tmp_path: Path):
    db = opened(tmp_path, "busia")
    record(db, "busia", 10)
    return db


@pytest.fixture
def hq(tmp_path: Path):
    db = opened(tmp_path, "hq")
    enrol(db, "busia", "jkia")
    return db


def test_a_batch_is_kept_with_its_rows_and_the_receipt_says_where_the_chain_ends(post, hq):
    receipt = take(hq, batch(post, "busia", 1, 10))

    assert (receipt.kept, receipt.known, receipt.set_aside) == (10, 0, 0)
    assert receipt.head == journal.head(post, "busia") == journal.head(hq, "busia")
    assert list(journal.everything(hq, "busia", 1)) == list(journal.everything(post, "busia", 1))
    assert hq.value("select count(*) from desks") == 10


def test_the_same_batch_again_changes_nothing(post, hq):
    take(hq, batch(post, "busia", 1, 10))
    before = state(hq)

    receipt = take(hq, batch(post, "busia", 1, 10))

    assert (receipt.kept, receipt.known) == (0, 10)
    assert state(hq) == before


def test_an_overlap_that_is_equal_adds_only_what_is_new(post, hq):
    take(hq, batch(post, "busia", 1, 6))

    receipt = take(hq, batch(post, "busia", 3, 10))

    assert (receipt.kept, receipt.known) == (4, 4)
    assert journal.head(hq, "busia").seq == 10


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=some.lists(some.tuples(some.integers(1, 10), some.integers(1, 10)), max_size=8))
def test_any_split_merge_repeat_and_overlap_of_batches_gives_the_same_state(tmp_path_factory, cuts):
    folder = tmp_path_factory.mktemp("any")
    post, hq, whole = opened(folder, "busia"), opened(folder, "hq"), opened(folder, "whole")
    record(post, "busia", 10)
    for db in (hq, whole):
        enrol(db, "busia")
    take(whole, batch(post, "busia", 1, 10))

    for one, other in [*cuts, (1, 10)]:
        first, last = sorted((one, other))
        if first <= journal.head(hq, "busia").seq + 1:
            take(hq, batch(post, "busia", first, last))

    assert state(hq) == state(whole)


def test_a_gap_is_refused_with_what_is_there(post, hq):
    take(hq, batch(post, "busia", 1, 4))
    before = state(hq)

    with pytest.raises(Gap) as refused:
        take(hq, batch(post, "busia", 6, 10))

    assert refused.value.have == Head(1, 4, journal.hash_at(post, "busia", 1, 4) or "")
    assert state(hq) == before


def test_a_copy_of_the_post_that_goes_its_own_way_is_found_at_the_first_seq_that_differs(post, hq, tmp_path):
    post.copy_to(tmp_path / "clone.db")
    clone = opened(tmp_path, "clone")
    record(post, "busia", 2)
    record(clone, "busia", 3, at=LATER)
    take(hq, batch(post, "busia", 1, 12))
    before = state(hq)

    with pytest.raises(Fork) as refused:
        take(hq, batch(clone, "busia", 8, 13))

    assert refused.value.at == 11
    assert state(hq) == before


def test_a_history_that_differs_before_the_batch_is_refused(post, hq, tmp_path):
    post.copy_to(tmp_path / "clone.db")
    clone = opened(tmp_path, "clone")
    record(post, "busia", 2)
    record(clone, "busia", 3, at=LATER)
    take(hq, batch(post, "busia", 1, 12))

    with pytest.raises(Fork) as refused:
        take(hq, batch(clone, "busia", 13, 13))

    assert refused.value.at == 12


def test_an_event_whose_id_is_taken_elsewhere_refuses_the_whole_batch(post, hq, tmp_path):
    take(hq, batch(post, "busia", 1, 10))
    other = opened(tmp_path, "jkia")
    record(other, "jkia", 2)
    with other.transaction():
        journal.append(
            other, "jkia", id="event-busia-1-5", kind="desk.added", version=1, at=AT, actor="a", reason="",
            body=b"{}",
        )  # fmt: skip

    with pytest.raises(EventTaken):
        take(hq, batch(other, "jkia", 1, 3))

    assert journal.head(hq, "jkia").seq == 0


def test_two_posts_at_once_each_get_their_own_chain(post, hq, tmp_path):
    other = opened(tmp_path, "jkia")
    record(other, "jkia", 10)

    def bring(db, node):
        for seq in range(1, 11):
            take(hq, batch(db, node, seq, seq))

    threads = [threading.Thread(target=bring, args=args) for args in ((post, "busia"), (other, "jkia"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    for db, node in ((post, "busia"), (other, "jkia")):
        assert list(journal.everything(hq, node, 1)) == list(journal.everything(db, node, 1))
    assert hq.value("select count(*) from desks") == 20


# --- epochs -------------------------------------------------------------------------------------------------------


def test_a_restored_box_goes_on_in_the_next_epoch(post, hq):
    take(hq, batch(post, "busia", 1, 10))
    begin_epoch(post, "busia")
    record(post, "busia", 2)

    receipt = take(hq, batch(post, "busia", 1, 3, epoch=2))

    assert receipt.head == journal.head(post, "busia") == journal.head(hq, "busia")
    assert journal.nodes(hq) == [("busia", 1), ("busia", 2)]


def test_an_epoch_that_begins_otherwise_is_refused(post, hq):
    take(hq, batch(post, "busia", 1, 10))
    begin_epoch(post, "busia", kind="desk.added")

    with pytest.raises(WrongEpoch):
        take(hq, batch(post, "busia", 1, 1, epoch=2))


def test_an_epoch_that_is_not_the_next_is_a_gap(post, hq):
    take(hq, batch(post, "busia", 1, 10))
    begin_epoch(post, "busia")
    begin_epoch(post, "busia")

    with pytest.raises(Gap) as refused:
        take(hq, batch(post, "busia", 1, 1, epoch=3))

    assert refused.value.have.epoch == 1


def test_the_first_epoch_of_a_post_that_is_unknown_is_asked_for_first(post, hq):
    begin_epoch(post, "busia")

    with pytest.raises(Gap) as refused:
        take(hq, batch(post, "busia", 1, 1, epoch=2))

    assert refused.value.have == Head(1, 0, GENESIS)


def test_an_epoch_that_is_over_takes_nothing_new_but_bears_repetition(post, hq, tmp_path):
    post.copy_to(tmp_path / "old.db")
    old = opened(tmp_path, "old")
    record(old, "busia")
    take(hq, batch(post, "busia", 1, 10))
    begin_epoch(post, "busia")
    take(hq, batch(post, "busia", 1, 1, epoch=2))

    assert take(hq, batch(post, "busia", 1, 10)).known == 10
    with pytest.raises(WrongEpoch):
        take(hq, batch(old, "busia", 11, 11))


# --- what cannot be projected -------------------------------------------------------------------------------------


def broken(_db, event):
    raise KeyError(event.id)


@pytest.mark.parametrize(
    ("kind", "version", "why"),
    [
        ("visa.extended", 1, "unknown kind"),
        ("desk.added", 2, "unknown version"),
        ("post.enrolled", 1, "only headquarters says this"),
    ],
)
def test_what_is_not_understood_is_set_aside_and_the_stream_goes_on(post, hq, kind, version, why):
    with post.transaction():
        append(post, "busia", kind=kind, version=version)
    record(post, "busia")
    known = {**PROJECTIONS, "post.enrolled": (desk_added,)}

    receipt = take(hq, batch(post, "busia", 1, 12), projections=known)

    assert (receipt.kept, receipt.set_aside) == (12, 1)
    assert [(row["kind"], row["why"]) for row in apply.waiting(hq)] == [(kind, why)]
    assert hq.value("select count(*) from desks") == 11


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b'"text"',
        b"{}",
        b"[" * 200_000,
        b'{"name":{},"title":"t","direction":"entry"}',
        b'{"name":null,"title":NaN,"direction":"entry"}',
        b'{"name":123456789012345678901234567890,"title":"t","direction":"entry"}',
        b'{"name":"n","title":"t","direction":"sideways"}',
        b'{"name":"n","title":"\\ud800","direction":"entry"}',
    ],
)  # fmt: skip
def test_no_payload_stops_the_stream(post, hq, payload):
    with post.transaction():
        journal.append(
            post, "busia", id="poison", kind="desk.added", version=1, at=AT, actor="a", reason="",
            body=payload,
        )  # fmt: skip
    record(post, "busia")

    receipt = take(hq, batch(post, "busia", 1, 12))

    assert receipt.set_aside == 1
    assert journal.head(hq, "busia") == journal.head(post, "busia")


def test_half_of_a_failed_projection_is_not_kept(post, hq):
    known = {**PROJECTIONS, "desk.added": (desk_added, broken)}

    take(hq, batch(post, "busia", 1, 3), projections=known)

    assert hq.value("select count(*) from desks") == 0
    assert apply.set_aside(hq) == {"busia": 3}


def test_after_an_upgrade_what_was_set_aside_gets_its_rows(post, hq):
    take(hq, batch(post, "busia", 1, 3), projections={})

    with hq.transaction():
        done = apply.retry(hq, Meaning(PROJECTIONS))

    assert done == 3
    assert apply.waiting(hq) == []
    assert hq.value("select count(*) from desks") == 3


def test_what_is_still_not_understood_goes_on_waiting(post, hq):
    take(hq, batch(post, "busia", 1, 3), projections={})

    with hq.transaction():
        done = apply.retry(hq, Meaning({"desk.added": (broken,)}))

    assert done == 0
    assert apply.set_aside(hq) == {"busia": 3}


def test_a_full_disk_refuses_the_batch_whole_and_sets_nothing_aside(post, hq):
    take(hq, batch(post, "busia", 1, 2))
    record(post, "busia", 300)
    before = state(hq)
    hq.value(f"pragma max_page_count = {hq.value('pragma page_count') + 3}")

    with pytest.raises(DatabaseUnusable):
        take(hq, batch(post, "busia", 3, 310))

    assert state(hq) == before
    hq.value("pragma max_page_count = 1000000")
    assert take(hq, batch(post, "busia", 3, 310)).kept == 308


# --- the fold -----------------------------------------------------------------------------------------------------


def test_a_fold_repeats_the_order_in_which_events_were_projected_late_ones_included(post, hq, tmp_path):
    seen: list[str] = []
    known = {**PROJECTIONS, "desk.added": (lambda _db, event: seen.append(event.id),)}
    other = opened(tmp_path, "jkia")
    record(other, "jkia", 2)
    take(hq, batch(post, "busia", 1, 2), projections=known)
    take(hq, batch(other, "jkia", 1, 1), projections={})
    take(hq, batch(post, "busia", 3, 3), projections=known)
    with hq.transaction():
        apply.retry(hq, Meaning(known))
    take(hq, batch(other, "jkia", 2, 2), projections=known)

    lived, seen[:] = list(seen), []
    count = apply.fold(hq, opened(tmp_path, "fresh"), known)

    assert count == 5
    assert lived == [
        "event-busia-1-1",
        "event-busia-1-2",
        "event-busia-1-3",
        "event-jkia-1-1",
        "event-jkia-1-2",
    ]
    assert seen == lived


def test_a_fold_leaves_out_what_still_waits_and_what_retention_has_emptied(post, hq, tmp_path):
    take(hq, batch(post, "busia", 1, 3), projections={})
    take(hq, batch(post, "busia", 4, 5))
    emptied = journal.as_written(hq, 3, limit=1)[0][1].entry.digest
    with hq.transaction():
        hq.run("update journal_payloads set bytes = null where digest = :digest", digest=emptied)
    fresh = opened(tmp_path, "fresh")
    enrol(fresh, "busia")

    apply.fold(hq, fresh, PROJECTIONS)

    assert [row["name"] for row in fresh.rows("desks")] == ["busia-1-5"]


# --- contact ------------------------------------------------------------------------------------------------------


def test_the_data_is_as_old_as_the_last_event_until_the_post_has_no_more(post, hq):
    record(post, "busia", 1, at=LATER)
    take(hq, batch(post, "busia", 1, 10), at=MUCH_LATER)
    (behind, _) = status.contacts(hq)
    take(hq, batch(post, "busia", 11, 11, sent_at=LATER), at=MUCH_LATER)
    (whole, _) = status.contacts(hq)

    assert (behind.as_of, behind.behind) == (AT, 1)
    assert (whole.as_of, whole.behind) == (MUCH_LATER, 0)


def test_a_post_that_was_never_heard_of_has_no_age(hq):
    contact = status.contacts(hq)[1]

    assert (contact.node, contact.head, contact.heard_at, contact.as_of) == (
        "jkia",
        Head(1, 0, GENESIS),
        None,
        None,
    )


def test_a_batch_of_nothing_makes_the_data_young_and_a_recording_of_it_does_not(post, hq):
    take(hq, batch(post, "busia", 1, 10))
    nothing = batch(post, "busia", 11, 11, sent_at=LATER)
    take(hq, nothing, at=LATER)
    take(hq, nothing, at=MUCH_LATER)

    assert status.contacts(hq)[0].as_of == LATER


def test_a_clock_set_back_at_the_post_is_heard_again_with_its_next_event(post, hq):
    take(hq, batch(post, "busia", 1, 9, sent_at=MUCH_LATER))

    take(hq, batch(post, "busia", 10, 10, sent_at=AT), at=MUCH_LATER)

    assert status.contacts(hq)[0].heard_at == MUCH_LATER


def test_a_refusal_is_remembered_until_a_batch_is_taken(post, hq):
    take(hq, batch(post, "busia", 1, 5))
    receive.note_refusal(hq, "busia", "fork", LATER)
    refused = status.contacts(hq)[0]
    take(hq, batch(post, "busia", 6, 10))

    assert (refused.refusal, refused.refused_at) == ("fork", LATER)
    assert status.contacts(hq)[0].refusal is None


def test_numbers_a_post_makes_up_about_itself_do_no_harm(post, hq):
    sent = batch(post, "busia", 1, 10)
    take(hq, replace(sent, header=replace(sent.header, newest_epoch=1 << 40, newest_seq=1 << 50)))

    assert status.contacts(hq)[0].behind == 1 << 50


def test_batches_in_a_random_order_never_show_an_event_before_the_one_before_it(post, hq):
    order = list(range(1, 11)) * 2
    random.Random(7).shuffle(order)
    for seq in order:
        with suppress(Gap):
            take(hq, batch(post, "busia", seq, seq))
        events = list(journal.everything(hq, "busia", 1))
        assert [event.entry.seq for event in events] == list(range(1, len(events) + 1))
