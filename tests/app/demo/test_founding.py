"""The sites of a demo, made with all that an officer meets there."""

import stat
from datetime import date

import pytest

from app.accounts import service as accounts
from app.demo import addresses, documents, founding, people
from app.demo.plan import places
from app.desk.service import from_zone
from app.editions import service as editions
from app.numbers import service as numbers
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import open_site
from app.travellers import service as travellers
from app.watchlist import service as watchlist
from border.icao.mrz.parse import parse
from border.stay import days_over
from tests.make import HandClock

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 24)


def opened(data, name="busia"):
    return open_site(data / name, PROJECTIONS, HandClock())


def presented(details):
    return from_zone(parse(documents.zone(details, DAY), DAY), "mrz", None)


@pytest.fixture
def data(tmp_path):
    founding.found_missing(tmp_path, places(tmp_path, 2), HandClock())
    return tmp_path


def test_everybody_has_a_password_of_their_own_in_a_file_for_the_owner_only(data):
    staff = people.load(data)

    assert len({person.password for person in staff}) == len(staff) == 15
    assert stat.S_IMODE((data / "people.json").stat().st_mode) == 0o600


def test_an_officer_signs_in_with_the_password_that_was_printed(data):
    site = opened(data)
    officer = next(each for each in people.load(data) if (each.post, each.role) == ("busia", "officer"))

    token = accounts.sign_in(site, officer.name, officer.password, place="a test")

    session = accounts.session_of(site, token)
    assert session is not None
    assert (session.who.username, session.must_change) == ("amina", False)


def test_a_second_start_makes_nothing_anew(data):
    before = people.load(data), opened(data).identity.public

    again = founding.found_missing(data, places(data, 2), HandClock())

    assert (again, opened(data).identity.public) == before


def test_a_site_that_was_cut_short_is_made_anew(tmp_path):
    (tmp_path / "busia").mkdir()
    (tmp_path / "busia" / "site.toml").write_text("half a fi")

    staff = founding.found_missing(tmp_path, places(tmp_path, 1), HandClock())

    assert {person.post for person in staff} == {"hq", "busia"}
    assert opened(tmp_path).settings.title == "Busia"


def test_a_demo_grows_by_posts_and_keeps_those_it_has(data):
    before = opened(data).identity.public

    staff = founding.found_missing(data, places(data, 3), HandClock())

    assert {person.post for person in staff} == {"hq", "busia", "jkia", "mombasa"}
    assert opened(data).identity.public == before
    assert posts.signer(opened(data).db, "busia", "mombasa")


def test_headquarters_knows_every_post_and_posts_believe_each_other(data):
    hq, busia, jkia = (opened(data, name) for name in ("hq", "busia", "jkia"))

    enrolled = {row["name"]: row["public_key"] for row in posts.sites(hq.db) if row["role"] == "post"}
    believed = posts.signer(busia.db, "busia", "jkia")

    assert enrolled == {"busia": busia.identity.public, "jkia": jkia.identity.public}
    assert believed is not None
    assert believed["public_key"] == jkia.identity.public


def test_posts_know_where_headquarters_is_and_by_which_key_it_speaks(data):
    addresses.settle(places(data, 2), [8100, 8101, 8102])

    hq, jkia = opened(data, "hq"), opened(data, "jkia")

    assert (jkia.settings.hq_url, jkia.settings.hq_key) == ("http://127.0.0.1:8100", hq.identity.public)
    assert (hq.settings.hq_url, hq.settings.hq_key) == ("", "")


def test_the_overstayer_should_have_left_seventy_days_ago(data):
    stay = travellers.open_stay(opened(data).db, presented(documents.OVERSTAYER).document.key)

    assert stay is not None
    assert days_over(stay, DAY) == 70


def met(site, details):
    shown = presented(details)
    person = watchlist.screen_person(site, shown.document, shown.traveller)
    return [one.entry for one in (*person.met, *watchlist.screen_document(site, shown.document).met)]


def test_the_listed_and_the_stolen_are_met_from_the_first_second_and_once(data):
    site = opened(data, "jkia")

    assert met(site, documents.LISTED) == ["demo-persons:P-0001"]
    assert met(site, documents.STOLEN) == ["demo-documents:UTO-passport-US5519362"]
    assert editions.current(site).number == 1


def test_nobody_else_is_on_the_lists(data):
    site = opened(data)

    for details in (documents.SPECIMEN, documents.KENYAN, documents.EXPIRED, documents.OVERSTAYER):
        assert met(site, details) == []


def test_headquarters_has_a_newer_edition_and_a_long_list_for_the_posts_to_fetch(data):
    hq, post = opened(data, "hq"), opened(data)

    assert [row["number"] for row in editions.published(hq)] == [2, 1]
    assert editions.current(hq).number == 2
    assert numbers.listed_at(hq, "UTO:UN3306127") == (1, True)
    assert numbers.current(post) is None


def test_a_second_start_publishes_nothing_anew(data):
    founding.found_missing(data, places(data, 2), HandClock())

    assert len(editions.published(opened(data, "hq"))) == 2
