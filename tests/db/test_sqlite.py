"""The engine: what it promises on every connection, and what of sqlite-utils and SQLite it keeps away from us."""

import sqlite3 as library  # noqa: TID251 only to see that it is not the one in use
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from db import sqlite
from db.database import (
    AlreadyInTransaction,
    ConstraintViolated,
    DatabaseUnusable,
    EngineTooOld,
    NotInTransaction,
    StatementRefused,
)
from db.sqlite import SqliteDatabase, open_sqlite

TABLES = (
    "create table desks (name text primary key, seats integer not null) strict",
    "create table officers (name text primary key, desk text not null references desks (name)) strict",
)


class Cut(Exception):
    """What goes wrong in the middle of a transaction."""


@pytest.fixture(autouse=True)
def _as_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every commit waits for the disk, as it does everywhere but in tests."""
    monkeypatch.setattr(sqlite, "PRAGMAS", sqlite.PRAGMAS[:-1])


@pytest.fixture
def db(tmp_path: Path) -> SqliteDatabase:
    database = open_sqlite(tmp_path / "site.db")
    with database.transaction():
        for statement in TABLES:
            database.run(statement)
    return database


def insert_and_fail(db: SqliteDatabase, name: str, then: Callable[[], object] = lambda: None) -> None:
    db.insert("desks", {"name": name, "seats": 1})
    then()
    raise Cut


def fill(db: SqliteDatabase) -> None:
    """Insert until the disk is full, each row in a savepoint, as received events are."""
    for number in range(10_000):
        with db.savepoint():
            db.insert("desks", {"name": f"desk-{number:06}" + "x" * 500, "seats": 1})


def in_a_thread(work: Callable[[], object]) -> object:
    """Run work in a thread of its own and return what it returned, or the error it raised."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:  # noqa: BLE001 handed over to the test
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    return found[0]


def settings_of(db: SqliteDatabase) -> dict[str, object]:
    names = (
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "recursive_triggers",
        "busy_timeout",
        "trusted_schema",
        "cell_size_check",
        "mmap_size",
        "query_only",
    )
    return {name: db.value(f"pragma {name}") for name in names}


SAFE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "busy_timeout": 30000,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "query_only": 1,
}


def test_every_connection_is_set_up_as_safely_as_the_first(db):
    assert settings_of(db) == SAFE
    assert in_a_thread(lambda: settings_of(db)) == SAFE


def test_one_sqlite_library_is_used_and_it_has_no_wal_reset_fault(db):
    assert sqlite.sqlite3 is not library
    assert sqlite.sqlite3.sqlite_version_info >= (3, 51, 3)


def test_an_engine_with_the_wal_reset_fault_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "OLDEST_SOUND", (99, 0, 0))

    with pytest.raises(EngineTooOld):
        open_sqlite(tmp_path / "site.db")


def test_a_file_that_must_exist_is_not_made(tmp_path):
    with pytest.raises(DatabaseUnusable):
        open_sqlite(tmp_path / "absent.db", must_exist=True)

    assert list(tmp_path.iterdir()) == []


def test_each_thread_has_a_connection_of_its_own(db):
    ours = db._connection()

    assert in_a_thread(db._connection) is not ours
    assert db._connection() is ours


def test_what_fails_in_a_transaction_leaves_nothing(db):
    with pytest.raises(Cut), db.transaction():
        insert_and_fail(db, "busia-1")

    assert db.all("select name from desks order by name") == []


def test_another_threads_rows_are_not_rolled_back_with_mine(db):
    """One shared connection loses them: a failed request took the neighbour's confirmed row along."""
    began, done = threading.Event(), threading.Event()

    def neighbour() -> None:
        began.wait(5)
        with db.transaction():
            db.insert("desks", {"name": "busia-2", "seats": 1})
        done.set()

    thread = threading.Thread(target=neighbour)
    thread.start()
    with pytest.raises(Cut), db.transaction():
        insert_and_fail(db, "busia-1", then=began.set)
    thread.join(20)

    assert done.is_set()
    assert [row["name"] for row in db.all("select name from desks order by name")] == ["busia-2"]


def test_a_transaction_in_a_transaction_is_refused_and_the_outer_one_goes_on(db):
    with db.transaction():
        db.insert("desks", {"name": "busia-1", "seats": 1})
        with pytest.raises(AlreadyInTransaction), db.transaction():
            pass

    assert db.value("select count(*) from desks") == 1


def test_a_transaction_can_write_after_it_has_read_while_others_commit(db):
    """A deferred BEGIN fails here with SQLITE_BUSY_SNAPSHOT at once, however long it may wait."""
    others = threading.Thread(target=lambda: insert(db, "busia-2"))
    with db.transaction():
        db.value("select count(*) from desks")
        others.start()
        db.insert("desks", {"name": "busia-1", "seats": 1})
    others.join(20)

    assert db.value("select count(*) from desks") == 2


def insert(db: SqliteDatabase, name: str) -> None:
    with db.transaction():
        db.insert("desks", {"name": name, "seats": 1})


def test_writing_outside_a_transaction_is_refused(db):
    with pytest.raises(NotInTransaction):
        db.run("delete from desks")
    with pytest.raises(NotInTransaction):
        db.insert("desks", {"name": "busia-1", "seats": 1})


def test_a_query_that_writes_is_refused_too_and_leaves_no_transaction_open(db):
    """INSERT ... RETURNING through a query would commit by itself, or leave its transaction open for ever."""
    with pytest.raises(DatabaseUnusable):
        db.all("insert into desks (name, seats) values ('busia-1', 1) returning name")

    assert not db._connection().in_transaction
    assert db.value("select count(*) from desks") == 0


def test_returning_works_inside_a_transaction(db):
    with db.transaction():
        row = db.one("insert into desks (name, seats) values ('busia-1', 1) returning name")

    assert row == {"name": "busia-1"}
    assert db.value("select count(*) from desks") == 1


def test_the_write_methods_of_sqlite_utils_cannot_commit_by_themselves(db):
    desks = db.tools().table("desks")

    with pytest.raises(sqlite.sqlite3.OperationalError, match="readonly"):
        desks.insert({"name": "busia-1", "seats": 1})
    with pytest.raises(sqlite.sqlite3.OperationalError, match="readonly"):
        desks.insert_all({"name": f"busia-{number}", "seats": 1} for number in range(300))

    assert db.value("select count(*) from desks") == 0


def test_the_write_methods_of_sqlite_utils_go_down_with_the_transaction_they_are_in(db):
    """insert_all commits batch by batch on its own: 200 of 250 rows stayed after the generator failed."""

    def rows():
        yield from ({"name": f"busia-{number}", "seats": 1} for number in range(250))
        raise Cut

    with pytest.raises(Cut), db.transaction():
        db.tools().table("desks").insert_all(rows(), batch_size=100)

    assert db.value("select count(*) from desks") == 0


def test_a_savepoint_takes_back_its_own_part_only(db):
    with db.transaction():
        db.insert("desks", {"name": "busia-1", "seats": 1})
        with pytest.raises(Cut), db.savepoint():
            insert_and_fail(db, "busia-2")
        with db.savepoint(), db.savepoint():
            db.insert("desks", {"name": "busia-3", "seats": 1})

    assert [row["name"] for row in db.all("select name from desks order by name")] == ["busia-1", "busia-3"]


def test_a_savepoint_outside_a_transaction_is_refused(db):
    with pytest.raises(NotInTransaction), db.savepoint():
        pass


def test_a_snapshot_sees_one_state_while_others_commit(db):
    with db.snapshot():
        before = db.value("select count(*) from desks")
        in_a_thread(lambda: insert(db, "busia-1"))
        after = db.value("select count(*) from desks")

    assert (before, after) == (0, 0)
    assert db.value("select count(*) from desks") == 1


def test_changes_tells_of_others_commits_and_not_of_nothing(db):
    first = db.changes()
    same = db.changes()
    in_a_thread(lambda: insert(db, "busia-1"))

    assert same == first
    assert db.changes() != first


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({"name": "busia-1", "seats": "many"}, ConstraintViolated),  # strict; else the text is kept
        ({"name": "busia-1", "seats": None}, ConstraintViolated),
        ({"name": "busia-1", "seats": {}}, StatementRefused),
        ({"name": "busia-1", "seats": 1 << 64}, StatementRefused),
        ({"name": "busia-1", "stools": 1}, StatementRefused),
    ],
)
def test_what_a_table_cannot_take_is_told_in_our_own_errors(db, row, error):
    with pytest.raises(error), db.transaction():
        db.insert("desks", row)


def test_a_row_that_points_nowhere_is_refused(db):
    with pytest.raises(ConstraintViolated), db.transaction():
        db.insert("officers", {"name": "amina", "desk": "nowhere"})


def test_a_table_or_column_with_another_name_than_a_word_is_refused(db):
    with pytest.raises(ValueError, match="no table or column names"), db.transaction():
        db.insert("desks; drop table desks", {"name": "busia-1"})


def test_rows_come_in_the_order_of_the_key(db):
    with db.transaction():
        for name in ("c", "a", "b"):
            db.insert("desks", {"name": name, "seats": 1})

    assert [row["name"] for row in db.rows("desks")] == ["a", "b", "c"]


def test_a_copy_has_what_was_committed_and_nothing_of_an_open_transaction(db, tmp_path):
    insert(db, "busia-1")
    with db.transaction():
        db.insert("desks", {"name": "busia-2", "seats": 1})
        in_a_thread(lambda: db.copy_to(tmp_path / "copy.db"))

    assert [row["name"] for row in open_sqlite(tmp_path / "copy.db").rows("desks")] == ["busia-1"]


def test_a_full_disk_refuses_the_transaction_and_harms_nothing(db):
    insert(db, "busia-1")
    db.value(f"pragma max_page_count = {db.value('pragma page_count') + 2}")

    with pytest.raises(DatabaseUnusable, match="full"), db.transaction():
        fill(db)

    assert [row["name"] for row in db.rows("desks")] == ["busia-1"]
    db.value("pragma max_page_count = 1000000")
    insert(db, "busia-2")
    assert db.value("pragma integrity_check") == "ok"


def test_a_damaged_file_is_told_as_unusable(tmp_path):
    path = tmp_path / "site.db"
    path.write_bytes(b"no database at all " * 400)

    with pytest.raises(DatabaseUnusable):
        open_sqlite(path)


def test_eight_threads_that_write_at_once_all_get_their_turn(db):
    def writer(thread: int) -> None:
        for number in range(25):
            insert(db, f"{thread}-{number}")

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert db.value("select count(*) from desks") == 200
