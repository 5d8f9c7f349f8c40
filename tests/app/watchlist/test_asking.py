"""What a post is told about a traveller: by lookouts where no edition is in use, and by document whatever the name."""

import pytest

from app.act import SYSTEM, acting
from app.crossings import service as crossings
from app.editions import service as editions
from app.lookouts import service as lookouts
from app.watchlist import late, service
from app.watchlist.asking import about_person
from border.checks import Answer
from border.crossing import Direction
from border.document import Document, DocumentType
from border.listing import Birth, Category, ListedName, Paper
from border.listing import Response as Instructed
from border.permissions import Role
from border.traveller import Sex, Traveller
from tests import make
from tests.app import facts
from tests.app.editions.conftest import Between
from tests.app.editions.listed import person

ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO")
PASSPORT = Document(DocumentType.PASSPORT, "UTO", "L898902C3")
BORN = (Birth("1974-08-12", "1974-08-12"),)
OTHER_PERSON = {
    "names": (ListedName("HUSSEIN", "ANNA ABDI"),),
    "births": (Birth("1955-01-02", "1955-01-02"),),
    "sex": Sex.M,
    "nationalities": ("SOM",),
    "papers": (Paper("L898902C3", DocumentType.PASSPORT, "UTO"),),
    "response": Instructed.DETAIN,
}
"""Shares one word of the name with the traveller, and the passport; all else speaks against."""


@pytest.fixture
def between(tmp_path, clock):
    hq = make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")
    post = make.site(tmp_path, "busia", clock=clock, hq_key=hq.identity.public)
    nobody = person(40, names=(ListedName("OTHER", "SOMEBODY"),), births=())
    return Between(hq, post, {40: nobody}, {})


def look_out(site, response=Instructed.DETAIN, **changes):
    said = {
        "names": (ListedName("ERIKSSON", "ANNA MARIA"),),
        "births": BORN,
        "reason": "left the scene",
        "shown": "Hold her.",
        "response": response,
    }
    with acting(site, make.person(site, Role.SUPERVISOR)) as act:
        return lookouts.open_lookout(act, person(1, **{**said, **changes}))


def screen(site, direction=Direction.ENTRY):
    return service.screen_person(site, PASSPORT, ANNA, direction)


# --- lookouts ---------------------------------------------------------------------------------------------------------


def test_a_lookout_stops_at_a_post_that_has_no_edition(site):
    look_out(site)

    screened = screen(site)

    assert (screened.check.answer, screened.check.why) == (Answer.ALARM, "no-list")
    assert [(met.name, met.firm, met.edition) for met in screened.met] == [("ERIKSSON, ANNA MARIA", True, 0)]


def test_without_an_edition_whom_no_lookout_means_is_not_clear(site):
    look_out(site, names=(ListedName("HUSSEIN", "ABDI OMAR"),))

    screened = screen(site)

    assert (screened.check.answer, screened.check.why, screened.met) == (Answer.NOT_DONE, "no-list", ())


def test_a_silent_lookout_without_an_edition_changes_nothing_of_the_check(site):
    before = screen(site).check
    look_out(site, Instructed.SILENT)

    screened = screen(site)

    assert screened.check == before
    assert len(screened.met) == 1


def test_a_lookout_stops_where_the_editions_file_is_damaged(between, monkeypatch):
    between.publish()
    between.offer()
    look_out(between.post)
    path = editions.current(between.post).path
    path.chmod(0o600)
    path.write_bytes(b"rubbish")

    screened = screen(between.post)

    assert (screened.check.answer, screened.check.why) == (Answer.ALARM, "failed")


def test_a_document_that_cannot_be_asked_for_is_told_and_stops_no_paper_entry(between):
    between.publish()
    between.offer()
    path = editions.current(between.post).path
    path.chmod(0o600)
    path.write_bytes(b"rubbish")

    screened = service.screen_document(between.post, PASSPORT)

    assert (screened.check.answer, screened.check.why) == (Answer.NOT_DONE, "failed")


def test_a_lookout_is_asked_beside_a_list_that_was_loaded_from_a_file(site, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "entry_id,surname,given_names,date_of_birth,sex,nationality,category,action,reason\n"
        "P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n"
    )
    service.load_list(site, SYSTEM, path, list_name="persons", tell=print)
    look_out(site)

    screened = screen(site)

    assert screened.check.edition == "1"
    assert screened.check.why == ""
    assert {met.entry.partition(":")[0] for met in screened.met} == {"P1", "post"}


def test_a_lookout_is_laid_beside_who_crossed_before_where_no_edition_is_in_use(site):
    late.catch_up(site)
    with acting(site, facts.OFFICER) as act:
        crossings.record(act, facts.crossing("i1"))
    look_out(site)

    assert late.catch_up(site) == 1
    assert late.catch_up(site) == 0


def test_who_was_checked_before_a_lookout_and_decided_after_it_is_met_late(site):
    look_out(site)
    late.catch_up(site)
    with acting(site, facts.OFFICER) as act:
        crossings.record(act, facts.crossing("i1"))

    assert late.catch_up(site) == 1


def test_an_edition_that_comes_first_is_laid_beside_who_crossed_under_lookouts_alone(between):
    with acting(between.post, facts.OFFICER) as act:
        crossings.record(act, facts.crossing("i1"))
    late.catch_up(between.post)
    between.persons[7] = person(7, names=(ListedName("ERIKSSON", "ANNA MARIA"),))
    between.publish()
    between.offer()

    assert late.catch_up(between.post) == 1


# --- a document number ------------------------------------------------------------------------------------------------


@pytest.fixture
def by_document(between):
    between.persons[7] = person(7, Category.TERRORISM, **OTHER_PERSON)
    between.persons[8] = person(
        8, Category.TERRORISM, names=(ListedName("ERIKSSON", "ANNA MARIA"),), births=BORN
    )
    between.publish()
    between.offer()
    return between.post


def test_a_document_under_a_different_name_leads_its_category_and_weighs_no_name(by_document):
    first, second = about_person(by_document, PASSPORT, ANNA).met

    assert (first.entry, second.entry) == ("own:7", "own:8")
    assert first.reasons[0] == ("document-same", None, "L898902C3", "L898902C3")
    assert "word-exact" in [reason[0] for reason in first.reasons]
    assert (first.bits, first.margin, first.firm) == (None, None, True)


def test_a_document_under_a_different_name_is_the_desks_first_alarm(by_document):
    check = screen(by_document).check

    assert [(one.code, one.facts["entry"]) for one in check.findings] == [
        ("person-listed-by-document", "own:7"),
        ("person-listed", "own:8"),
    ]
