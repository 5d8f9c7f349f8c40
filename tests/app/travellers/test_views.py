from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.act import acting
from app.crossings import service as crossings
from app.site import Site
from border.permissions import Role
from tests import make
from tests.app import facts

WHY = {"reason": "other-agency", "note": "police, letter 7"}


@pytest.fixture
def browser(app: Flask, site: Site) -> make.Browser:
    make.desk(site)
    return make.Browser(app, site, make.person(site))


@pytest.fixture
def record(site: Site) -> Callable[..., None]:
    def recorded(number: int, **changes: Any) -> None:
        said = facts.crossing(f"i{number}", **facts.document(f"A{number:03}", **changes))
        with acting(site, make.SYSTEM) as act:
            crossings.record(act, said)

    return recorded


def looks(site: Site) -> list[tuple[str, str, str, int]]:
    return [
        tuple(row.values())
        for row in site.db.all("select kind, reason, note, found from looks order by look_id")
    ]


def test_a_search_without_a_reason_shows_nothing_and_is_told(browser, site, record):
    record(1)

    answer = browser.post("/travellers", {"surname": "ERIK"})

    assert answer.status_code == 422
    assert "reason-error" in answer.text
    assert looks(site) == []


@pytest.mark.parametrize("reason", ["other", "other-agency"])
def test_some_reasons_need_words(browser, reason):
    answer = browser.post("/travellers", {"surname": "ERIK", "reason": reason, "note": " "})

    assert answer.status_code == 422
    assert "note-error" in answer.text


def test_a_search_is_kept_with_its_reason_before_it_answers(browser, site, record):
    record(1)

    found = browser.post("/travellers", {"surname": "erik", **WHY})

    assert looks(site) == [("search.made", "other-agency", "police, letter 7", 1)]
    said = make.text_of(browser.get(found.location))
    assert "1 traveller found" in said
    assert "ERIKSSON, ANNA MARIA" in said
    assert len(looks(site)) == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"surname": "Eriksson", "given_names": "Anna"}, True),
        ({"surname": "ERIKS", "given_names": "Anna"}, False),
        ({"number": "a-001"}, True),
        ({"number": "a001", "surname": "Sanchez"}, False),
        ({"surname": "ERI", "born_on": "1974-08-12"}, True),
        ({"surname": "ERI", "born_on": "1975-08-12"}, False),
        ({"surname": "ERI", "nationality": "uto"}, True),
        ({"surname": "ERI", "nationality": "KEN"}, False),
        ({"surname": "%%"}, None),
        ({"surname": "E"}, None),
        ({}, None),
        ({"surname": "ERI", "born_on": "soon"}, None),
    ],
)
def test_travellers_are_found_by_name_or_number_and_narrowed(browser, record, asked, found):
    record(1)

    answer = browser.post("/travellers", {**asked, **WHY})

    if found is None:
        assert answer.status_code == 422
    else:
        assert ("ERIKSSON" in browser.get(answer.location).text) == found


def test_nobody_found_says_what_to_try(browser):
    answer = browser.post("/travellers", {"surname": "NOBODY", **WHY})

    assert "try fewer letters" in make.text_of(browser.get(answer.location))


def test_many_found_come_in_pages(browser, record):
    for number in range(51):
        record(number)

    found = browser.post("/travellers", {"surname": "ERIK", **WHY}).location

    assert "1 to 50 of 51" in make.text_of(browser.get(found))
    assert "51 to 51 of 51" in make.text_of(browser.get(f"{found}?page=2"))


def test_opening_a_traveller_is_kept_and_shows_documents_stays_and_crossings(browser, site, record):
    record(1)

    opened = browser.post("/travellers/viewed", {"traveller_id": "UTO:passport:A001", **WHY})

    assert looks(site) == [("traveller.viewed", "other-agency", "police, letter 7", 1)]
    assert "A001" not in opened.location
    said = make.text_of(browser.get(opened.location))
    assert "Documents" in said
    assert "24 Dec 2026" in said
    assert "busia" in said


def test_a_traveller_that_is_none_is_not_found_and_nothing_is_kept(browser, site):
    answer = browser.post("/travellers/viewed", {"traveller_id": "UTO:passport:NONE", **WHY})

    assert answer.status_code == 404
    assert looks(site) == []


def test_a_look_is_its_makers_and_lasts_an_hour(browser, app, site, record, clock):
    record(1)
    opened = browser.post("/travellers/viewed", {"traveller_id": "UTO:passport:A001", **WHY}).location
    other = make.Browser(app, site, make.person(site, Role.SUPERVISOR))

    assert other.get(opened).location == "/travellers"
    assert browser.get("/travellers/viewed/none").location == "/travellers"
    clock.forward(3599)
    kept = make.Browser(app, site)
    kept.token = make.session(
        site,
        make.Who(
            *site.db.one("select id, username, name from accounts where role = 'officer'").values(),
            Role.OFFICER,
        ),
    )
    assert kept.get(opened).status_code == 200
    clock.forward(1)
    assert kept.get(opened).location == "/travellers"
