"""Under a hit: the row of the list as published, at headquarters with its version; and that entries were withdrawn."""

import pytest

from app.act import SYSTEM, acting
from app.factory import create_app
from app.lists import importing
from app.watchlist import hits, late, service
from border.hit import Met, Ruling, Verdict
from border.listing import Category, ListedName, Response, pack
from border.permissions import Role
from border.traveller import Sex, Traveller
from tests import make
from tests.app import facts
from tests.app.editions.listed import person
from tests.app.lists.conftest import Lists

ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO")
HOSTILE = '1 <script>alert("1")</script>'


@pytest.fixture
def hq(tmp_path, clock):
    return make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")


@pytest.fixture
def ruth(hq):
    return make.Browser(create_app(hq), hq, make.person(hq, Role.HQ_ANALYST, "ruth"))


@pytest.fixture
def lists(hq, tmp_path):
    return Lists(hq, tmp_path)


def keep(site, entry="un:1", response=Response.REFER, row="", occasion_id="i1"):
    said = pack(person(1, names=(ListedName("ERIKSSON", "ANNA"),), row=row))
    met = Met("persons", 1, entry, Category.WANTED, response, name="Eriksson", hash="h", said=said)
    with acting(site, facts.OFFICER) as act:
        return hits.keep(act, service.Occasion(occasion_id, "busia-1", "UTO:passport:L898902C3", ANNA), met)


def said_of(browser, hit_id):
    return make.text_of(browser.get(f"/hits/{hit_id}"))


def test_headquarters_shows_the_row_as_text_with_its_source_and_version(hq, lists, ruth):
    lists.define("un", title="UN list")
    lists.read(f"{HOSTILE}\n")

    page = ruth.get(f"/hits/{keep(hq)}").text

    assert "<script>alert" not in page
    assert "1 &lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;" in page
    assert "UN list, version 1, imported 24 Nov 2026 09:00" in page
    assert "At headquarters." not in page


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("un:9", "The version in force does not list this entry."),
        ("eu:1", "No version of this list is in force at headquarters."),
        ("own:1", "None: the entry was made by hand."),
        ("post:1", "None: the entry was made by hand."),
    ],
)
def test_where_there_is_no_row_headquarters_says_why(hq, lists, ruth, entry, said):
    lists.read("1 ANNA\n")

    assert said in said_of(ruth, keep(hq, entry))


def test_a_damaged_version_is_told_and_the_page_stands(hq, lists, ruth):
    lists.read("1 ANNA\n")
    importing.path_of(hq, "un", 1).write_bytes(b"damaged" * 1000)

    assert "gone or damaged" in said_of(ruth, keep(hq))


def test_a_post_shows_the_row_that_came_with_the_edition_or_where_it_is(app, site):
    grace = make.Browser(app, site, make.person(site, Role.SUPERVISOR))

    assert "<Entity>7</Entity>" in said_of(grace, keep(site, row="<Entity>7</Entity>")).replace(
        "&lt;", "<"
    ).replace("&gt;", ">")
    assert "At headquarters." in said_of(grace, keep(site, occasion_id="i2"))


def test_who_may_not_see_the_whole_entry_sees_no_row(app, site):
    amina = make.Browser(app, site, make.person(site))

    assert "The row as published" not in said_of(amina, keep(site, row="<Entity>7</Entity>"))


# --- withdrawn --------------------------------------------------------------------------------------------------------


def withdraw(site, *entries):
    with acting(site, SYSTEM) as act:
        hits.close_withdrawn(act, entries)


def test_the_page_of_hits_says_how_many_were_closed_and_leads_to_them(app, site):
    grace = make.Browser(app, site, make.person(site, Role.SUPERVISOR))
    before = make.text_of(grace.get("/hits"))
    keep(site)
    keep(site, "own:2", occasion_id="i2")
    withdraw(site, "un:1", "own:2")

    said = make.text_of(grace.get("/hits"))
    assert "were closed" not in before
    assert "2 hits were closed in the last seven days: their entries were withdrawn" in said
    assert "closed: the entry was withdrawn Wanted ERIKSSON, ANNA MARIA" in make.text_of(
        grace.get("/hits?state=closed")
    )


def test_after_seven_days_it_is_told_no_more(site, clock):
    keep(site)
    withdraw(site, "un:1")
    counts = [late.withdrawn_lately(site, Role.SUPERVISOR)]
    clock.forward(7 * 86_400 + 1)
    counts.append(late.withdrawn_lately(site, Role.SUPERVISOR))

    assert counts == [1, 0]


def test_that_a_silent_hit_was_closed_is_told_to_no_officer(site):
    keep(site, response=Response.SILENT)
    withdraw(site, "un:1")

    assert [late.withdrawn_lately(site, role) for role in (Role.SUPERVISOR, Role.OFFICER, Role.EXAMINER)] == [
        1,
        0,
        0,
    ]


def test_what_somebody_decided_is_not_counted_as_closed(site):
    hit_id = keep(site)
    with acting(site, facts.SUPERVISOR) as act:
        hits.adjudicate(act, hit_id, Ruling(Verdict.SAME))
    withdraw(site, "un:1")

    assert late.withdrawn_lately(site, Role.SUPERVISOR) == 0
