"""Movements, counted: by post, hour and sex, refusals apart, and nobody's name among them."""

from datetime import date

import pytest

from app.act import acting
from app.crossings import service as crossings
from app.reports import service
from app.reports.service import Tally, Wanted, wanted_of
from app.watchlist import service as watchlist
from border.fields import FieldError
from db.database import Database
from tests import make
from tests.app import facts

DAY = date(2026, 11, 24)


@pytest.fixture
def worked(site, clock):
    """Three entries, an exit and a refusal at nine and ten in the morning; one of the entries is voided."""
    make.desk(site)
    for number, sex in enumerate("MFX"):
        with acting(site, facts.OFFICER) as act:
            row = crossings.record(
                act, facts.crossing(f"in-{number}", **facts.document(f"P{number}", sex=sex))
            )
    clock.forward(3600)
    with acting(site, facts.OFFICER) as act:
        crossings.record(act, facts.exit_of("out", **facts.document("P0", sex="M")))
        crossings.record(act, facts.refused("no", **facts.document("P9", sex="U")))
    with acting(site, facts.SUPERVISOR) as act:
        voided = crossings.Amendment(row["crossing_id"], {}, "entered twice", voided=True, seen=0)
        crossings.amend(act, voided, watchlist.ask_anew)
    return site


def test_counts_are_by_post_hour_and_sex_and_refusals_stand_apart(worked):
    found = service.movements(worked.db, Wanted(DAY))

    assert found.by_post == {"busia": Tally("Busia", 2, 1, 1)}
    assert [tally for tally in found.by_hour if tally.entries or tally.exits or tally.refused] == [
        Tally("09", 2, 0, 0),
        Tally("10", 0, 1, 1),
    ]
    assert found.by_sex == (
        Tally("M", 1, 1, 0),
        Tally("F", 1, 0, 0),
        Tally("X", 0, 0, 0),
        Tally("U", 0, 0, 1),
    )


def test_a_voided_crossing_is_shown_and_not_counted(worked):
    found = service.movements(worked.db, Wanted(DAY))

    assert found.total == 5
    assert [row["voided"] for row in found.rows].count(1) == 1


def test_the_newest_comes_first(worked):
    found = service.movements(worked.db, Wanted(DAY))

    moments = [row["happened_at"] for row in found.rows]
    assert moments == sorted(moments, reverse=True)


def test_no_name_and_no_number_of_a_document_is_among_what_reports_read(worked):
    (row, *_) = service.movements(worked.db, Wanted(DAY)).rows

    assert not {"surname", "given_names", "document_number", "traveller_id", "born_on"} & set(row)
    view: Database = worked.db
    columns = {column["name"] for column in view.all("pragma table_info(crossings_flat)")}
    assert (
        not {"surname", "given_names", "document_number", "traveller_id", "document_id", "born_on"} & columns
    )


@pytest.mark.parametrize(
    ("chosen", "total"),
    [
        ({"direction": "entry"}, 4),
        ({"direction": "exit"}, 1),
        ({"post": "busia"}, 5),
        ({"post": "jkia"}, 0),
    ],
)
def test_a_filter_leaves_out_the_rest(worked, chosen, total):
    assert service.movements(worked.db, Wanted(DAY, **chosen)).total == total


def test_another_day_is_empty(worked):
    found = service.movements(worked.db, Wanted(date(2026, 11, 25)))

    assert (found.rows, found.total) == ((), 0)
    assert found.by_post == {"busia": Tally("Busia", 0, 0, 0)}


def test_pages_do_not_overlap_and_leave_nothing_out(worked, monkeypatch):
    monkeypatch.setattr(service, "PAGE_ROWS", 2)

    seen = [
        row["crossing_id"]
        for page in (1, 2, 3)
        for row in service.movements(worked.db, Wanted(DAY, page=page)).rows
    ]

    assert len(seen) == len(set(seen)) == 5


def test_nothing_chosen_is_today_and_all_posts():
    assert wanted_of({}, DAY) == Wanted(DAY)
    assert wanted_of({"day": "", "post": "", "direction": "", "page": ""}, DAY) == Wanted(DAY)


@pytest.mark.parametrize(
    "given",
    [
        {"day": "yesterday"},
        {"day": "2026-02-30"},
        {"direction": "up"},
        {"page": "0"},
        {"page": "x"},
        {"page": "-1"},
    ],
)
def test_a_filter_that_cannot_be_is_refused(given):
    with pytest.raises(FieldError):
        wanted_of(given, DAY)


def test_crossings_are_counted_by_site(worked):
    assert service.crossings_by_node(worked.db) == {"busia": 5}
