from datetime import timedelta

import pytest

from app.act import acting
from app.crossings import service as crossings
from app.crossings.service import Amendment
from app.editions.service import Changes
from app.watchlist import hits, service
from app.watchlist.meeting import Occasion, said_of
from app.watchlist.rescreen import lately_crossed, rescreen, with_few
from app.watchlist.store import hit_found
from app.watchlist.thresholds import Floor
from appliance.clock import instant_text
from border.hit import Met, Ruling, Verdict, entry_hash
from border.listing import Birth, Category, ListedName, Paper, Response, Subject
from border.traveller import Sex, Traveller
from border.watchlist import ListedDocument
from sync import journal
from sync.journal import Entry, Event
from tests.app import facts

FLOOR = Floor(24.0, {Category.CUSTOMS: 99.0})
ANNA = Subject(
    "un:7",
    (ListedName("ERIKSON", "ANNA MARIA"),),
    (Birth("1974-08-12", "1974-08-12"),),
    category=Category.WANTED,
)
DAY = 86_400


@pytest.fixture
def crossed(site):
    return cross(site, "i1")


def cross(site, inspection_id, **changes):
    with acting(site, facts.OFFICER) as act:
        return crossings.record(act, facts.crossing(inspection_id, **changes))


def screen(site, *subjects, documents=(), rest=lambda seconds: None):
    changes = Changes(subjects, documents)
    meets = with_few(7, lambda sound: 10.0, FLOOR, site.day_of(site.clock.now()), changes)
    return rescreen(site, lately_crossed(site), meets, rest)


def opened(site):
    rows = site.db.rows("hits")
    return [
        (row["entry_id"], row["inspection_id"], row["occasion"], row["met_at"], row["desk"]) for row in rows
    ]


def test_whoever_crossed_and_is_listed_since_is_a_late_hit_with_where_and_when(site, crossed, clock):
    clock.forward(3 * DAY)

    assert screen(site, ANNA) == 1
    assert opened(site) == [("un:7", "i1", "late", crossed["happened_at"], "busia-1")]


def test_the_same_change_again_opens_no_second_hit(site, crossed):
    screen(site, ANNA)

    assert screen(site, ANNA) == 0
    assert len(opened(site)) == 1


def test_one_traveller_is_one_hit_at_the_newest_crossing(site, clock):
    for number in range(3):
        clock.forward(DAY)
        cross(site, f"i{number}")

    assert screen(site, ANNA) == 1
    assert [hit[1] for hit in opened(site)] == ["i2"]


def hear_of(site, met_at):
    """Let the site hear that Anna met the entry at another post, at an instant."""
    anna = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO")
    occasion = Occasion("j1", "jkia-1", "UTO:passport:L898902C3", anna, "late", met_at, "exit")
    met = Met("persons", 7, ANNA.entry, ANNA.category, hash=entry_hash(ANNA))
    body = journal.encode({"hit_id": "h1", **occasion.said(met_at), **said_of(met)})
    entry = Entry("jkia", 1, 1, "j1", "hit.found", 2, met_at, "system", "", journal.digest_of(body))
    with site.db.transaction():
        hit_found(site.db, Event(entry, entry.hash_after(journal.GENESIS), body))


@pytest.mark.parametrize(("days", "opens"), [(-2, 1), (1, 0)])
def test_that_somebody_was_met_at_another_post_hides_no_later_crossing_of_ours(
    site, crossed, clock, days, opens
):
    hear_of(site, instant_text(clock.now() + timedelta(days=days)))

    assert screen(site, ANNA) == opens


def test_a_crossing_of_long_ago_is_left_in_peace_but_not_whoever_is_in_the_country_still(site, clock):
    cross(site, "left")
    clock.forward(DAY)
    cross(site, "gone", direction="exit", purpose=None, days_granted=None)
    cross(site, "here", **facts.document("P2"))
    clock.forward(91 * DAY)

    assert screen(site, ANNA) == 1
    assert [hit[1] for hit in opened(site)] == ["here"]


def test_who_was_found_to_be_somebody_else_is_not_met_late_by_the_same_entry(site, crossed):
    screen(site, ANNA)
    (hit,) = site.db.rows("hits")
    with acting(site, facts.SUPERVISOR) as act:
        hits.adjudicate(act, hit["hit_id"], Ruling(Verdict.NOT_SAME, "another face"))
    cross(site, "i2")

    assert screen(site, ANNA) == 0


def test_a_voided_crossing_meets_nobody(site, crossed):
    with acting(site, facts.SUPERVISOR) as act:
        voided = Amendment(crossed["crossing_id"], {}, "wrong", voided=True, seen=0)
        crossings.amend(act, voided, service.ask_anew)

    assert screen(site, ANNA) == 0


@pytest.mark.parametrize(
    "subject",
    [
        Subject("un:8", (ListedName("SANCHEZ", "PEDRO"),), (Birth("1950-01-02", "1950-01-02"),)),
        Subject("un:9", ANNA.names, ANNA.births, expires_on="2026-11-23"),
    ],
)
def test_strangers_and_what_is_over_meet_nobody(site, crossed, subject):
    assert screen(site, subject) == 0


def test_a_document_that_is_listed_with_a_person_meets_whatever_the_name(site, crossed):
    subject = Subject("un:8", (ListedName("SANCHEZ", "PEDRO"),), papers=(Paper("L898902C3"),))

    assert screen(site, subject) == 1


def test_a_silent_entry_is_met_late_without_a_word(site, crossed):
    screen(site, Subject("own:1", ANNA.names, ANNA.births, response=Response.SILENT))

    assert site.db.value("select count(*) from journal where kind = 'hit.found'") == 0
    assert site.db.value("select count(*) from journal where kind = 'hit.found_silently'") == 1


def test_it_rests_between_two_slices(site, crossed):
    rests = []

    screen(site, ANNA, rest=rests.append)

    assert rests == [0.005]


def test_a_stolen_document_is_met_by_its_number_however_it_is_written(site, crossed):
    assert screen(site, documents=(ListedDocument("sltd:1", "UTO", "L898902C3"),)) == 1
    assert opened(site)[0][:3] == ("sltd:1", "i1", "late")


def test_a_category_that_asks_for_more_is_met_by_document_alone(site, crossed):
    customs = Subject("own:1", ANNA.names, ANNA.births, category=Category.CUSTOMS)
    by_document = Subject("own:2", ANNA.names, papers=(Paper("L898902C3"),), category=Category.CUSTOMS)

    assert screen(site, customs) == 0
    assert screen(site, by_document) == 1


def test_a_name_that_the_zone_cut_short_is_met_late_by_the_whole_one(site):
    cut = "P<UTOABDULRAHMAN<<CHAYAPA<SUPHACHAI<THONGCHA"
    person = {"surname": "ABDULRAHMAN", "given_names": "CHAYAPA SUPHACHAI THONGCHA"}
    zone = (cut, "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
    cross(site, "i1", zone=zone, **facts.document("L898902C3", **person))
    whole = Subject(
        "un:9",
        (ListedName("ABDULRAHMAN", "CHAYAPA SUPHACHAI THONGCHAROENKULPANICH"),),
        (Birth("1974-08-12", "1974-08-12"),),
    )

    assert screen(site, whole) == 1
    assert '"word-cut"' in site.db.value("select reasons from hits")
