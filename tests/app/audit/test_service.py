from datetime import date

import pytest

from app.act import SYSTEM, acting
from app.audit import service
from app.audit.service import JournalFilter, Reason, Why
from border.fields import MissingField, TooLong, UnknownChoice
from db.database import ConstraintViolated
from tests import make


def search(site, found=0):
    with acting(site, SYSTEM, "at-desk") as act:
        return service.searched(act, "travellers", {"surname": "ERIKSSON"}, Why("at-desk"), found)


def test_a_reason_is_one_of_the_list_and_some_need_words():
    with pytest.raises(UnknownChoice):
        Why("curiosity")
    with pytest.raises(MissingField):
        Why("")
    with pytest.raises(MissingField):
        Why(Reason.OTHER, "  ")
    with pytest.raises(TooLong):
        Why(Reason.REVIEW, "x" * 301)

    assert Why(Reason.REVIEW, " a  b ").note == "a b"


def test_a_look_keeps_what_was_asked_apart_from_the_chain(site):
    look_id = search(site, 3)

    row = site.db.one("select subject, asked, found from looks where look_id = :id", id=look_id)

    assert row == {"subject": "travellers", "asked": '{"surname": "ERIKSSON"}', "found": 3}
    assert "ERIKSSON" not in str(site.db.all("select actor, reason, kind from journal"))


@pytest.mark.parametrize(
    "statement",
    ["update looks set reason = ''", "delete from looks", "insert or replace into looks select * from looks"],
)
def test_looks_only_grow(site, statement):
    search(site)

    with pytest.raises(ConstraintViolated, match="only grow"), site.db.transaction():
        site.db.run(statement)


def test_the_journal_is_read_by_the_sites_days(site, clock):
    clock.forward(14 * 3600 + 3599)  # one second before midnight in Nairobi
    search(site)
    clock.forward(1)
    search(site)

    today, tomorrow = (
        JournalFilter(day, day, "search.made") for day in (date(2026, 11, 24), date(2026, 11, 25))
    )

    assert [len(service.journal_page(site, wanted, 1)[0]) for wanted in (today, tomorrow)] == [1, 1]
    assert service.counts(site, today) == [{"kind": "search.made", "entries": 1}]


def test_a_long_journal_comes_in_pages(site):
    for _ in range(51):
        search(site)
    wanted = JournalFilter(date(2026, 11, 24), date(2026, 11, 24), "search.made")

    (first, older), (second, oldest) = (service.journal_page(site, wanted, page) for page in (1, 2))

    assert (len(first), older, len(second), oldest) == (50, True, 1, False)


def test_a_chain_is_verified_in_slices_and_its_break_is_found(site, monkeypatch):
    monkeypatch.setattr(service, "SLICE", 3)
    for _ in range(4):
        search(site)
    of = site.db.value("select max(seq) from journal")

    part = service.verify(site.db, "busia", 1, 0)
    whole = service.verify(site.db, "busia", 1, part.seq)

    assert (part.seq, part.done, part.fault) == (3, False, "")
    assert (whole.seq, whole.done) == (of, True)


def test_a_changed_entry_breaks_the_chain(site):
    search(site)
    with site.db.transaction():
        site.db.run("drop trigger journal_never_updated")
        site.db.run("update journal set actor = 'somebody' where kind = 'search.made'")

    verdict = service.verify(site.db, "busia", 1, 0)

    assert verdict.done
    assert "the hash does not follow" in verdict.fault


@pytest.mark.parametrize(("node", "seq"), [("nowhere", 0), ("busia", 999_999)])
def test_a_chain_that_is_none_has_nothing_to_verify(site, node, seq):
    verdict = service.verify(site.db, node, 1, seq)

    assert verdict.done


def test_an_auditors_page_names_no_traveller(app, site):
    search(site)
    browser = make.Browser(app, site, make.person(site, make.Role.AUDITOR))

    page = browser.get("/audit").text

    assert "search.made" in page
    assert "ERIKSSON" not in page
    assert browser.get("/audit?first=soon").status_code == 422
    assert "Nothing was recorded" in browser.get("/audit?kind=hit.found").text
    assert "The chain holds" in browser.get("/audit/chain?node=busia&epoch=1").text
    assert (
        browser.fragment("/audit/chain?node=busia&epoch=1")
        .text.lstrip()
        .startswith('<div id="chain-busia-1"')
    )
