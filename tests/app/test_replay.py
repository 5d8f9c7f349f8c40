"""The fold: a journal from nothing gives the same rows, and a row that came otherwise is found."""

import json

import pytest

from app.act import SYSTEM, acting
from app.crossings import service as crossings
from app.replay import main, replayed
from app.tables import PROJECTED
from sync.journal import JournalError
from tests import make
from tests.app import facts


@pytest.fixture
def worked(site):
    """A post where somebody signed in, travellers came and went, and one crossing was amended."""
    make.desk(site)
    make.person(site)
    with acting(site, facts.OFFICER) as act:
        crossings.record(act, facts.crossing("one"))
    site.clock.forward(3600)
    with acting(site, facts.OFFICER) as act:
        crossings.record(act, facts.exit_of("two"))
        crossings.record(act, facts.refused("three", **facts.document("X1", sex="X")))
    return site


def overwrite(site, sql):
    """Change rows behind the journal's back, as nobody but root could."""
    with site.db.transaction():
        site.db.run(sql)


def test_a_journal_folds_into_the_same_rows(worked):
    found = replayed(worked.db, worked.settings.run, worked.projections)

    assert found.differences == ()
    assert found.rows["crossings"] == 3
    assert found.rows["stays"] == 1
    assert set(found.rows) == {table for tables in PROJECTED.values() for table in tables}


def test_nothing_is_left_behind_and_the_site_itself_is_not_touched(worked):
    before = {table: list(worked.db.rows(table)) for tables in PROJECTED.values() for table in tables}

    replayed(worked.db, worked.settings.run, worked.projections)

    assert {table: list(worked.db.rows(table)) for tables in PROJECTED.values() for table in tables} == before
    assert [path.name for path in worked.settings.run.glob("replay-*")] == []


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("update desks set title = 'another'", "desks"),
        ("delete from stays", "stays"),
        (
            "insert into desks (name, site, title, direction, added_at) values ('x', 'busia', 'x', 'exit', 'y')",
            "desks",
        ),
    ],
)
def test_a_row_that_no_event_led_to_is_found(worked, sql, table):
    overwrite(worked, sql)

    found = replayed(worked.db, worked.settings.run, worked.projections)

    assert [difference.table for difference in found.differences] == [table]


def test_a_journal_that_was_rewritten_is_not_folded(worked):
    overwrite(worked, "drop trigger journal_never_updated")
    overwrite(worked, "update journal set actor = 'nobody' where seq = 2")

    with pytest.raises(JournalError, match="seq 2"):
        replayed(worked.db, worked.settings.run, worked.projections)


def test_the_command_ends_with_zero_when_all_is_equal(worked, capsys):
    code = main(["--data", str(worked.settings.data)])

    assert code == 0
    assert "fold into the same" in capsys.readouterr().out


def test_the_command_ends_with_one_and_shows_the_first_difference(worked, capsys):
    overwrite(worked, "update desks set title = 'another'")

    code = main(["--data", str(worked.settings.data), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert told["equal"] is False
    assert told["differences"][0]["kept"]["title"] == "another"
    assert told["differences"][0]["folded"]["title"] == "busia-1"


def test_the_shown_differences_are_few(worked, capsys):
    with acting(worked, SYSTEM) as act:
        for number in range(20):
            act.record("desk.added", {"name": f"d{number}", "title": "t", "direction": "exit"})
    overwrite(worked, "update desks set title = 'another'")

    assert main(["--data", str(worked.settings.data)]) == 1
    assert len(capsys.readouterr().out.splitlines()) <= 16
