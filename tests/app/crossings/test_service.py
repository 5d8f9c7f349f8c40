import threading
from dataclasses import replace
from datetime import date

import pytest

from app.act import NotAllowed, acting
from app.crossings import service
from app.crossings.service import AmendedMeanwhile, Amendment, NothingToAmend, NotOurs
from app.site import Site
from app.travellers import service as travellers
from app.watchlist import service as watchlist
from border.days import BadDay
from border.fields import FieldError, MissingField, NotPossible
from db.database import ConstraintViolated
from tests.app import facts

ANNA = facts.DOCUMENT["id"]


def record(site: Site, said, who=facts.OFFICER):
    with acting(site, who) as act:
        return service.record(act, said)


def amend(
    site: Site,
    row,
    *,
    changes=None,
    voided=False,
    who=facts.OFFICER,
    seen=None,
    reason="typed wrongly",
    ask=watchlist.ask_anew,
):
    seen = row["amendments"] if seen is None else seen
    with acting(site, who) as act:
        return service.amend(act, Amendment(row["crossing_id"], changes or {}, reason, voided, seen), ask)


def events(site: Site, kind: str) -> int:
    return int(site.db.value("select count(*) from journal where kind = :kind", kind=kind))


def test_a_crossing_keeps_the_posts_day_hour_and_last_day(site):
    site.clock.forward(16 * 3600)  # 22:00 UTC is one in the morning of the next day in Nairobi

    row = record(site, facts.crossing("i1"))

    assert (row["day"], row["hour"], row["until_on"]) == ("2026-11-25", 1, "2026-12-25")
    assert (row["officer_id"], row["officer_name"], row["node"]) == ("id-amina", "Amina Otieno", "busia")


def test_the_same_inspection_sent_twice_is_one_crossing_and_the_same_answer(site):
    first = record(site, facts.crossing("i1"))

    second = record(site, facts.refused("i1"), facts.COLLEAGUE)

    assert second == first
    assert events(site, "crossing.recorded") == 1


def test_two_threads_racing_with_one_inspection_get_one_crossing(site):
    together = threading.Barrier(6)
    got: list[str] = []

    def send() -> None:
        together.wait()
        got.append(record(site, facts.crossing("i1"))["crossing_id"])
        site.db.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 6
    assert len(set(got)) == 1
    assert events(site, "crossing.recorded") == 1


def test_the_table_itself_refuses_a_second_crossing_of_an_inspection(site):
    row = record(site, facts.crossing("i1"))
    kept = site.db.one("select * from crossings") | {"crossing_id": "another"}

    with pytest.raises(ConstraintViolated), site.db.transaction():
        site.db.insert("crossings", kept)

    assert row["inspection_id"] == "i1"


@pytest.mark.parametrize(
    "statement",
    [
        "update crossings set purpose = 'work'",
        "delete from crossings",
        "insert or replace into crossings select * from crossings",
        "update crossing_amendments set reason = ''",
        "delete from crossing_amendments",
        "insert or replace into crossing_amendments select * from crossing_amendments",
        "update slip_prints set printed_by = ''",
        "delete from slip_prints",
        "insert or replace into slip_prints select * from slip_prints",
    ],
)
def test_what_was_recorded_only_grows(site, statement):
    row = amend(site, record(site, facts.crossing("i1")), changes={"purpose": "work"})
    with acting(site, facts.OFFICER) as act:
        act.record("slip.printed", {"crossing_id": row["crossing_id"], "copy": 0})

    with pytest.raises(ConstraintViolated, match="only grow"), site.db.transaction():
        site.db.run(statement)


def test_a_fact_that_no_crossing_has_is_a_fault_of_the_program(site):
    with pytest.raises(TypeError, match="colour"):
        record(site, facts.crossing("i1", colour="red"))


def test_an_auditor_decides_nothing(site):
    with pytest.raises(NotAllowed):
        record(site, facts.crossing("i1"), facts.AUDITOR)


def test_earlier_crossings_come_newest_first(site):
    first = record(site, facts.crossing("i1"))
    site.clock.forward(2 * 86_400)
    second = record(site, facts.exit_of("i2"))

    rows = service.earlier(site.db, ANNA, 10)

    assert [row["crossing_id"] for row in rows] == [second["crossing_id"], first["crossing_id"]]


def test_an_amendment_reads_from_then_on_and_the_crossing_stays_as_it_was(site):
    row = record(site, facts.crossing("i1"))

    now = amend(site, row, changes={"days_granted": 14, "surname": "ERIKSON"})

    assert (now["days_granted"], now["until_on"], now["surname"]) == (14, "2026-12-08", "ERIKSON")
    assert site.db.value("select days_granted from crossings") == 30
    assert service.amendments(site.db, row["crossing_id"])[0]["changes"] == {
        "days_granted": [30, 14],
        "until_on": ["2026-12-24", "2026-12-08"],
        "surname": ["ERIKSSON", "ERIKSON"],
    }
    assert travellers.open_stay(site.db, ANNA).granted_until == date(2026, 12, 8)


def test_a_second_amendment_keeps_what_the_first_changed(site):
    once = amend(site, record(site, facts.crossing("i1")), changes={"days_granted": 14})

    twice = amend(site, once, changes={"address": "Hotel Utopia"})

    assert (twice["days_granted"], twice["address"], twice["amendments"]) == (14, "Hotel Utopia", 2)


def test_an_entry_amended_to_an_exit_grants_nothing_any_more(site):
    now = amend(site, record(site, facts.crossing("i1")), changes={"direction": "exit"})

    assert (now["direction"], now["purpose"], now["days_granted"], now["until_on"]) == (
        "exit",
        None,
        None,
        None,
    )


def test_a_voided_crossing_is_marked_and_opens_no_stay(site):
    now = amend(site, record(site, facts.crossing("i1")), voided=True)

    assert now["voided"] == 1
    assert travellers.open_stay(site.db, ANNA) is None


def test_an_amendment_from_a_form_that_is_out_of_date_is_refused(site):
    row = record(site, facts.crossing("i1"))
    amend(site, row, changes={"days_granted": 14})

    with pytest.raises(AmendedMeanwhile):
        amend(site, row, changes={"days_granted": 7}, seen=0)


def test_an_amendment_needs_a_reason_and_a_change(site):
    row = record(site, facts.crossing("i1"))

    with pytest.raises(MissingField):
        amend(site, row, changes={"days_granted": 14}, reason=" ")
    with pytest.raises(NothingToAmend):
        amend(site, row, changes={"days_granted": 30})


@pytest.mark.parametrize(
    "changes",
    [
        {"direction": "sideways"},
        {"sex": "?"},
        {"days_granted": 366},
        {"born_on": "1974-13"},
        {"surname": "", "given_names": ""},
        {"purpose": "espionage"},
    ],
)
def test_an_amendment_to_what_cannot_be_is_refused(site, changes):
    row = record(site, facts.crossing("i1"))

    with pytest.raises(FieldError):
        amend(site, row, changes=changes)


def test_an_officer_amends_own_crossings_for_fifteen_minutes(site):
    row = record(site, facts.crossing("i1"))
    site.clock.forward(15 * 60)
    row = amend(site, row, changes={"days_granted": 14})
    site.clock.forward(0.001)

    with pytest.raises(NotAllowed):
        amend(site, row, changes={"days_granted": 7})


def test_a_colleague_amends_nothing_and_a_supervisor_anything(site):
    row = record(site, facts.crossing("i1"))
    site.clock.forward(3 * 86_400)

    with pytest.raises(NotAllowed):
        amend(site, row, changes={"days_granted": 7}, who=facts.COLLEAGUE)

    assert amend(site, row, changes={"days_granted": 7}, who=facts.SUPERVISOR)["days_granted"] == 7


def test_another_posts_crossing_is_not_ours_to_amend(site):
    row = record(site, facts.crossing("i1"))
    elsewhere = replace(site, settings=replace(site.settings, name="hq"))

    with pytest.raises(NotOurs):
        amend(elsewhere, row, changes={"days_granted": 7}, who=facts.SUPERVISOR)


def test_a_search_of_crossings_by_name_needs_days_within_a_year():
    with pytest.raises(NotPossible):
        service.Wanted(date(2025, 1, 1), date(2026, 11, 24), surname="ERIKSSON")

    assert service.Wanted(date(2025, 1, 1), date(2026, 11, 24), number="L898902C3").number == "L898902C3"


def test_an_amended_day_of_birth_that_is_none_names_its_field(site):
    row = record(site, facts.crossing("i1"))

    with pytest.raises(BadDay) as caught:
        amend(site, row, changes={"born_on": "soon"})

    assert caught.value.field == "date_of_birth"


CUT = ("P<UTOERIKSSON<<ANNA<MARIA<KATARIN<ELISABET<J", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
CUT_NAME = {"given_names": "ANNA MARIA KATARIN ELISABET J"}


@pytest.mark.parametrize(
    ("zone", "names", "cut"),
    [
        (CUT, CUT_NAME, True),
        (CUT, {"given_names": "ANNA MARIA KATARINA ELISABET JOHANNA"}, False),
        (("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", CUT[1]), {}, False),
        (("P<UTOERIKSSON<<ANNA",), {}, False),
        (None, {}, False),
    ],
)
def test_a_name_is_cut_short_where_the_zone_was_and_the_crossing_reads_so(site, zone, names, cut):
    row = record(site, facts.crossing("i1", zone=zone, **facts.document("L898902C3", **names)))
    (listed,) = next(service.since(site.db, site.name, date(2026, 11, 24)))

    assert (service.names_truncated(row), service.names_truncated(listed)) == (cut, cut)
