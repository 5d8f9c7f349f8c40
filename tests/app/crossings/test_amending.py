"""An amendment holds to the rules of admission and meets the lists, as a decision at the desk does."""

import pytest

from app.act import acting
from app.crossings import service
from app.crossings.service import Amendment
from app.site import Site
from app.watchlist import hits
from app.watchlist import service as watchlist
from app.watchlist.meeting import Occasion
from border.fields import FieldError, MissingField, NotPossible, OutOfRange
from border.hit import Met, Ruling, Verdict
from border.listing import Category, Response
from tests import make
from tests.app import facts
from tests.app.desk.at_desk import JANE_LISTED, load

UGANDAN = facts.document(
    "B1234567", surname="OKELLO", given_names="JUNE", nationality="UGA", born_on="1990-05-17"
)
KENYAN = facts.document("A1", nationality="KEN")


def record(site: Site, said):
    with acting(site, facts.OFFICER) as act:
        return service.record(act, said)


def amend(site: Site, row, *, voided=False, who=facts.OFFICER, **changes):
    amendment = Amendment(row["crossing_id"], changes, "typed wrongly", voided, row["amendments"])
    with acting(site, who) as act:
        return service.amend(act, amendment, watchlist.ask_anew)


def found(site: Site) -> list[tuple[str, str, str]]:
    rows = site.db.all("select entry_id, occasion, given_names from hits order by hit_id")
    return [(row["entry_id"], row["occasion"], row["given_names"]) for row in rows]


def test_no_more_days_are_granted_by_an_amendment_than_at_the_desk(site):
    row = record(site, facts.crossing("i1", **UGANDAN) | {"days_granted": 3})

    with pytest.raises(OutOfRange) as caught:
        amend(site, row, days_granted=365)

    assert (caught.value.field, caught.value.facts["most"]) == ("days_granted", 180)
    assert amend(site, row, days_granted=180)["days_granted"] == 180


@pytest.mark.parametrize(("field", "value"), [("purpose", ""), ("days_granted", None)])
def test_what_an_admission_needs_is_not_amended_away(site, field, value):
    row = record(site, facts.crossing("i1", **facts.document("P1")))

    with pytest.raises(MissingField) as caught:
        amend(site, row, **{field: value})

    assert caught.value.field == field


def test_the_rules_of_the_day_it_happened_hold_and_not_todays(site, clock):
    row = record(site, facts.crossing("i1", **UGANDAN))
    clock.forward(400 * 86_400)

    assert amend(site, row, who=facts.SUPERVISOR, days_granted=180)["until_on"] == "2027-05-23"


def test_a_traveller_amended_to_a_citizen_has_no_terms_any_more_and_back_again_needs_them(site):
    row = amend(site, record(site, facts.crossing("i1", **UGANDAN)), nationality="KEN")

    assert (row["purpose"], row["days_granted"], row["until_on"]) == (None, None, None)
    with pytest.raises(MissingField):
        amend(site, row, nationality="UGA")


def test_nobody_refused_is_amended_to_a_citizen_who_was_refused_entry(site):
    row = record(site, facts.refused("i1", **UGANDAN))

    with pytest.raises(NotPossible) as caught:
        amend(site, row, nationality="KEN")

    assert caught.value.field == "nationality"


def test_a_misspelt_name_is_put_right_whatever_the_terms_were(site):
    row = record(site, facts.crossing("i1", **UGANDAN) | {"days_granted": 300})

    assert amend(site, row, given_names="JOAN")["given_names"] == "JOAN"


def test_what_was_granted_beyond_the_rules_can_be_voided_and_is_held_to_them_if_it_counts_again(site):
    row = record(site, facts.crossing("i1", **UGANDAN) | {"days_granted": 300})

    voided = amend(site, row, voided=True)

    assert voided["voided"] == 1
    with pytest.raises(OutOfRange):
        amend(site, voided)


def test_a_name_amended_to_that_of_a_listed_person_is_a_late_hit(site):
    load(site, JANE_LISTED)
    row = record(site, facts.crossing("i1", **UGANDAN))

    amend(site, row, given_names="JANE")

    assert found(site) == [("P1", "late", "JANE")]


def test_an_amended_traveller_with_a_stolen_document_meets_it(site):
    load(
        site,
        "entry_id,document_number,type,issuing_state,category,reason,reported_on\nD1,P1,passport,UTO,stolen,,\n",
        "documents",
    )
    row = record(site, facts.crossing("i1", **facts.document("P1")))

    amend(site, row, sex="M")

    assert found(site) == [("D1", "late", "ANNA MARIA")]


def test_a_plate_that_is_amended_asks_no_list(site):
    load(site, JANE_LISTED)
    row = record(site, facts.crossing("i1", **facts.document("B1", surname="OKELLO", given_names="JANE")))

    amend(site, row, vehicle_plate="KBX 114C")

    assert found(site) == []


def test_an_entry_that_this_traveller_met_or_was_cleared_of_is_met_no_second_time(site):
    load(site, JANE_LISTED)
    row = amend(site, record(site, facts.crossing("i1", **UGANDAN)), given_names="JANE")
    (hit,) = site.db.rows("hits")
    row = amend(site, amend(site, row, given_names="JUNE"), given_names="JANE")
    with acting(site, facts.SUPERVISOR) as act:
        hits.adjudicate(act, hit["hit_id"], Ruling(Verdict.NOT_SAME, "another face"))

    amend(site, amend(site, row, given_names="JUNE"), given_names="JANE")

    assert len(found(site)) == 1


def test_a_name_amended_while_the_crossing_was_void_is_asked_about_when_it_counts_again(site):
    load(site, JANE_LISTED)
    row = amend(site, record(site, facts.crossing("i1", **UGANDAN)), voided=True, given_names="JANE")
    assert found(site) == []

    amend(site, row)

    assert found(site) == [("P1", "late", "JANE")]


def test_an_amendment_that_is_not_kept_leaves_no_hit(site):
    load(site, JANE_LISTED)
    row = record(site, facts.crossing("i1", **UGANDAN))

    with pytest.raises(FieldError):
        amend(site, row, given_names="JANE", days_granted=365)

    assert found(site) == []


def test_the_page_says_that_an_amended_traveller_met_a_list(site, app):
    load(site, JANE_LISTED)
    supervisor = make.person(site, make.Role.SUPERVISOR)
    row = amend(site, record(site, facts.crossing("i1", **UGANDAN)), given_names="JANE")

    page = make.Browser(app, site, supervisor).get(f"/crossings/{row['crossing_id']}")

    assert "This traveller met a list" in page.text
    (hit,) = site.db.rows("hits")
    assert f"/hits/{hit['hit_id']}" in page.text


def test_of_a_silent_hit_the_page_of_a_crossing_knows_nothing(site, app):
    supervisor = make.person(site, make.Role.SUPERVISOR)
    row = amend(site, record(site, facts.crossing("i1", **UGANDAN)), given_names="JANE")
    (amendment,) = service.amendments(site.db, row["crossing_id"])
    traveller = service.traveller_of(row)
    with acting(site, facts.OFFICER) as act:
        silent = Met("persons", 1, "own:1", Category.WANTED, Response.SILENT)
        hits.keep(
            act, Occasion(amendment["amendment_id"], "busia-1", row["document_id"], traveller, "late"), silent
        )

    page = make.Browser(app, site, supervisor).get(f"/crossings/{row['crossing_id']}")

    assert "met a list" not in page.text
