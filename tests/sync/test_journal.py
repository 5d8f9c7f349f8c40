"""The journal: gapless, chained, and nothing in it can be altered unseen."""

import threading
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from db.database import ConstraintViolated, Database
from sync import journal
from sync.journal import GENESIS, Entry, Event, Head, JournalError
from tests.sync.nodes import AT, opened, record

A_DIGEST = "a" * 64
TEXT = some.text(max_size=20).filter(lambda text: "\x00" not in text and text.isprintable())
ENTRIES = some.builds(
    Entry,
    node=TEXT,
    epoch=some.integers(1, 5),
    seq=some.integers(1, 10**9),
    id=TEXT,
    kind=TEXT,
    version=some.integers(1, 9),
    at=TEXT,
    actor=TEXT,
    reason=TEXT,
    digest=some.just(A_DIGEST),
)


def chain(count: int) -> list[Event]:
    events: list[Event] = []
    previous = GENESIS
    for seq in range(1, count + 1):
        body = journal.encode({"number": seq})
        entry = Entry("busia", 1, seq, f"id-{seq}", "desk.added", 1, AT, "a", "r", journal.digest_of(body))
        events.append(Event(entry, entry.hash_after(previous), body))
        previous = events[-1].hash
    return events


def append_the_same_twice(db: Database) -> None:
    for _ in range(2):
        journal.append(db, "busia", id="x", kind="k", version=1, at=AT, actor="a", reason="", body=b"{}")


def test_the_hash_of_the_first_entry_is_what_it_has_always_been():
    """Written out: a journal of today must verify with any later program."""
    entry = Entry("busia", 1, 1, "id", "desk.added", 1, AT, "system", "why", A_DIGEST)

    assert entry.hash_after(GENESIS) == "b85a52a5ac07b45296165d6b30ae5936b9d452e1c11c3f288350097f9e84ab73"


def test_an_empty_journal_ends_before_its_first_entry(tmp_path):
    db = opened(tmp_path, "busia")

    assert journal.head(db, "busia") == Head(1, 0, GENESIS)
    assert journal.hash_at(db, "busia", 1, 0) == GENESIS
    assert journal.hash_at(db, "busia", 1, 1) is None


def test_eight_threads_that_append_at_once_leave_no_gap_and_no_double(tmp_path):
    db = opened(tmp_path, "busia")
    threads = [threading.Thread(target=lambda: [record(db, "busia") for _ in range(25)]) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    events = list(journal.everything(db, "busia", 1))
    assert [event.entry.seq for event in events] == list(range(1, 201))
    assert journal.verify(events) == journal.head(db, "busia")


def test_what_a_failed_act_recorded_leaves_no_number_behind(tmp_path):
    db = opened(tmp_path, "busia")
    record(db, "busia", 2)

    with pytest.raises(ConstraintViolated), db.transaction():
        append_the_same_twice(db)
    record(db, "busia")

    assert [event.entry.seq for event in journal.everything(db, "busia", 1)] == [1, 2, 3]


def test_the_order_of_arrival_is_kept_over_all_nodes(tmp_path):
    db = opened(tmp_path, "hq")
    for node in ("busia", "jkia", "busia"):
        record(db, node)

    written = journal.as_written(db)

    assert [(place, event.node, event.entry.seq) for place, event in written] == [
        (1, "busia", 1),
        (2, "jkia", 1),
        (3, "busia", 2),
    ]
    assert [place for place, _ in journal.as_written(db, place=1, limit=1)] == [2]


def test_a_payload_is_kept_as_the_bytes_that_were_hashed(tmp_path):
    db = opened(tmp_path, "busia")
    body = '{"b": 1.10, "a":"\\u0000 名"}'.encode()
    with db.transaction():
        journal.append(db, "busia", id="x", kind="k", version=1, at=AT, actor="a", reason="", body=body)

    (event,) = journal.everything(db, "busia", 1)

    assert event.body == body
    assert event.payload == {"b": 1.1, "a": "\x00 名"}


def test_numbers_that_are_none_cannot_be_recorded():
    with pytest.raises(ValueError, match="Out of range"):
        journal.encode({"score": float("nan")})


@pytest.mark.parametrize("field", [field.name for field in fields(Entry)])
def test_a_change_of_any_field_is_found_at_its_place(field):
    events = chain(4)
    entry = events[2].entry
    value = getattr(entry, field)
    changed = {"seq": 9, "digest": "b" * 64}.get(field, value + 1 if isinstance(value, int) else value + "x")
    events[2] = replace(events[2], entry=replace(entry, **{field: changed}))

    with pytest.raises(JournalError, match=r"seq (3|9)\b"):
        journal.verify(events)


@pytest.mark.parametrize("position", range(len(chain(3)[1].body or b"")))
def test_a_change_of_any_byte_of_a_payload_is_found(position):
    events = chain(3)
    body = bytearray(events[1].body or b"")
    body[position] ^= 1
    events[1] = replace(events[1], body=bytes(body))

    with pytest.raises(JournalError, match="seq 2: the payload"):
        journal.verify(events)


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_an_entry_that_is_missing_is_found(lost):
    events = chain(4)
    del events[lost]

    with pytest.raises(JournalError, match=f"seq {lost + 1} was expected"):
        journal.verify(events)


def test_entries_that_changed_places_are_found():
    events = chain(4)
    events[1], events[2] = events[2], events[1]

    with pytest.raises(JournalError):
        journal.verify(events)


def test_an_emptied_payload_cannot_be_read_and_says_so():
    event = replace(chain(1)[0], body=None)

    with pytest.raises(JournalError, match="emptied by retention"):
        _ = event.payload


@pytest.mark.slow
@given(one=ENTRIES, other=ENTRIES)
def test_two_different_entries_never_hash_alike(one, other):
    assert (one.hash_after(GENESIS) == other.hash_after(GENESIS)) == (one == other)


@given(entry=ENTRIES, moved=some.integers(1, 10))
def test_a_character_that_moves_into_the_next_field_changes_the_hash(entry, moved):
    """Without lengths before the fields, 'ab' + 'c' and 'a' + 'bc' would be one."""
    cut = replace(entry, actor=entry.actor + entry.reason[:moved], reason=entry.reason[moved:])

    assert (cut.hash_after(GENESIS) == entry.hash_after(GENESIS)) == (cut == entry)


# --- chains with holes --------------------------------------------------------------------------------------------


def relayed(source, into, *seqs):
    """Keep some of a node's events at another site, as they are relayed."""
    for seq in seqs:
        (event,) = journal.after(source, "jkia", 1, seq - 1, limit=1)
        with into.transaction():
            journal.keep_relayed(into, event, journal.hash_at(source, "jkia", 1, seq - 1) or "")


@pytest.fixture
def between(tmp_path):
    """A chain of ten at its origin, and a site that knows nothing of it."""
    origin, post = opened(tmp_path, "jkia"), opened(tmp_path, "busia")
    record(origin, "jkia", 10)
    return origin, post


def walked(post):
    return journal.verify(journal.everything(post, "jkia", 1), holes=journal.holes(post, "jkia", 1))


def test_a_chain_with_holes_keeps_the_hashes_of_its_origin_and_holds(between):
    origin, post = between
    relayed(origin, post, 1, 2, 5, 6, 9)

    assert walked(post) == Head(1, 9, journal.hash_at(origin, "jkia", 1, 9) or "")
    assert list(journal.holes(post, "jkia", 1)) == [5, 9]


def test_a_hole_that_is_filled_later_leaves_the_chain_sound(between):
    origin, post = between
    relayed(origin, post, 2, 5, 3, 4, 1)

    assert walked(post).seq == 5


def test_an_entry_left_out_of_a_stretch_is_found(between):
    origin, post = between
    relayed(origin, post, 4, 5, 6)

    with pytest.raises(JournalError, match="seq 5 was expected"):
        journal.verify(
            [event for event in journal.everything(post, "jkia", 1) if event.entry.seq != 5],
            holes=journal.holes(post, "jkia", 1),
        )


def test_an_entry_behind_a_hole_that_was_changed_is_found(between):
    origin, post = between
    relayed(origin, post, 4, 5)
    first, *rest = journal.everything(post, "jkia", 1)
    bent = replace(first, entry=replace(first.entry, actor="somebody else"))

    with pytest.raises(JournalError, match="seq 4"):
        journal.verify([bent, *rest], holes=journal.holes(post, "jkia", 1))


def test_what_is_known_of_a_hole_is_neither_changed_nor_forgotten(between):
    origin, post = between
    relayed(origin, post, 4)

    for statement in ("update journal_holes set before = before", "delete from journal_holes"):
        with pytest.raises(ConstraintViolated), post.transaction():
            post.run(statement)
