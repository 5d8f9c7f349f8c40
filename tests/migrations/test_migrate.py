"""Schema steps: forward only, each from the version before, on rows, and safe when two processes start at once."""

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from db.database import ConstraintViolated, StatementRefused
from db.sqlite import SqliteDatabase, open_sqlite
from migrations.dump import FILE, newest_schema
from migrations.migrate import SchemaChanged, Step, migrate, schema_number, statements, steps
from sync import journal

NUMBERS = [step.number for step in steps()]


def open_up_to(path: Path, number: int) -> SqliteDatabase:
    db = open_sqlite(path)
    migrate(db, [step for step in steps() if step.number <= number])
    return db


def record(db: SqliteDatabase, count: int) -> None:
    with db.transaction():
        for number in range(count):
            journal.append(
                db,
                "busia",
                id=f"event-{number}",
                kind="site.founded",
                version=1,
                at="2026-11-24T02:00:00.000Z",
                actor="system",
                reason="",
                body=journal.encode({"number": number}),
            )


def start_at_once(path: Path, gate: "multiprocessing.synchronize.Barrier") -> None:
    db = open_sqlite(path)
    gate.wait(20)
    migrate(db)


def test_the_steps_are_numbered_without_a_repeat_in_order():
    assert sorted(set(NUMBERS)) == NUMBERS
    assert NUMBERS[0] == 1


@pytest.mark.parametrize("number", NUMBERS[1:])
def test_each_step_goes_up_from_the_one_before_and_keeps_its_rows(tmp_path, number):
    db = open_up_to(tmp_path / "site.db", NUMBERS[NUMBERS.index(number) - 1])
    record(db, 3)
    before = list(db.rows("journal"))

    applied = migrate(db, [step for step in steps() if step.number <= number])

    assert applied == [number]
    assert list(db.rows("journal")) == before
    assert schema_number(db) == number
    assert db.all("pragma foreign_key_check") == []
    assert db.value("pragma integrity_check") == "ok"


def test_a_second_start_finds_nothing_to_do(tmp_path):
    db = open_up_to(tmp_path / "site.db", NUMBERS[-1])

    assert migrate(db) == []


def test_two_processes_that_start_at_once_make_one_schema(tmp_path):
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(2)
    both = [context.Process(target=start_at_once, args=(tmp_path / "site.db", gate)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(40)

    assert [process.exitcode for process in both] == [0, 0]
    assert schema_number(open_sqlite(tmp_path / "site.db")) == NUMBERS[-1]


def test_a_step_that_was_edited_after_it_was_applied_is_refused(tmp_path):
    db = open_up_to(tmp_path / "site.db", NUMBERS[-1])
    edited = [replace(step, sql=step.sql + "\n-- changed") if step.number == 2 else step for step in steps()]

    with pytest.raises(SchemaChanged, match="step 2"):
        migrate(db, edited)


def test_a_database_of_a_newer_program_is_refused(tmp_path):
    db = open_up_to(tmp_path / "site.db", NUMBERS[-1])

    with pytest.raises(SchemaChanged):
        migrate(db, steps()[:-1])


def test_a_step_that_fails_leaves_no_part_of_itself(tmp_path):
    db = open_up_to(tmp_path / "site.db", NUMBERS[-1])
    broken = Step(9_999, "broken", "create table half (a text) strict;\ncreate tabel other (b text);\n")

    with pytest.raises(StatementRefused):
        migrate(db, [*steps(), broken])

    assert schema_number(db) == NUMBERS[-1]
    assert db.one("select name from sqlite_master where name = 'half'") is None


def test_a_database_with_no_schema_has_the_number_zero(tmp_path):
    assert schema_number(open_sqlite(tmp_path / "site.db")) == 0


def test_a_trigger_with_its_inner_semicolons_is_one_statement():
    sql = "create table a (b text);\ncreate trigger c before delete on a\nbegin\n    select 1;\nend;\n"

    assert [statement.split()[1] for statement in statements(sql)] == ["table", "trigger"]


def test_the_schema_that_is_kept_for_reading_is_the_one_the_steps_make():
    assert FILE.read_text(encoding="utf-8") == newest_schema(), "run: python -m migrations.dump"


def test_every_table_is_strict(tmp_path):
    db = open_up_to(tmp_path / "site.db", NUMBERS[-1])

    loose = [
        row["name"] for row in db.all("pragma table_list") if row["type"] == "table" and not row["strict"]
    ]

    assert [name for name in loose if not name.startswith("sqlite_")] == []


ONLY_GROW = ("journal", "journal_payloads", "crossings", "crossing_amendments", "slip_prints", "looks")


@pytest.mark.parametrize("table", ONLY_GROW)
def test_a_table_that_only_grows_has_its_triggers(tmp_path, table):
    db = open_up_to(tmp_path / "site.db", NUMBERS[-1])

    guards = db.all("select sql from sqlite_master where type = 'trigger' and tbl_name = :table", table=table)

    text = " ".join(row["sql"] for row in guards)
    assert "before update" in text
    assert "before delete" in text


@pytest.mark.parametrize(
    "sql",
    [
        "update journal set actor = 'nobody'",
        "delete from journal",
        "insert or replace into journal select * from journal",
        "insert or replace into journal (node, epoch, seq, event_id, kind, version, at, actor, reason, digest, hash, place)"
        " select node, epoch, seq, 'other', kind, version, at, actor, reason, digest, hash, place from journal",
        "update journal_payloads set bytes = x'00'",
        "update journal_payloads set digest = 'f' || substr(digest, 2)",
        "delete from journal_payloads",
        "insert or replace into journal_payloads select digest, x'00' from journal_payloads",
    ],
)
def test_the_journal_cannot_be_rewritten(tmp_path, sql):
    db = open_up_to(tmp_path / "site.db", NUMBERS[-1])
    record(db, 2)

    with pytest.raises(ConstraintViolated), db.transaction():
        db.run(sql)

    assert journal.verify(journal.everything(db, "busia", 1)).seq == 2


def test_a_payload_can_be_emptied_and_the_chain_still_holds(tmp_path):
    db = open_up_to(tmp_path / "site.db", NUMBERS[-1])
    record(db, 2)

    with db.transaction():
        db.run("update journal_payloads set bytes = null")

    assert journal.verify(journal.everything(db, "busia", 1)).seq == 2
