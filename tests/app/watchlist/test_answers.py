"""Answering hits over HTTP: first by those who may not, then wrongly, then at the same moment, here and at headquarters."""

import threading

import pytest

from app.act import acting
from app.factory import create_app
from app.watchlist import hits, service
from border.hit import Met, Ruling, Verdict
from border.listing import Birth, Category, ListedName, Response, Subject, pack
from border.permissions import Permission, Role, may
from border.traveller import Sex, Traveller
from tests import make
from tests.app import facts
from tests.app.replication.conftest import Line, enrol, pusher

ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO")
WANTED = Met("persons", 1, "un:7", Category.WANTED, name="Eriksson, Anna", hash="h7", bits=31.5, margin=2.5)
TERRORIST = Met("persons", 1, "un:8", Category.TERRORISM, name="Eriksson, Anna", hash="h8")
SILENT = Met("persons", 1, "own:9", Category.WANTED, Response.SILENT, name="Eriksson, Anna", hash="h9")
NOT_SAME = {"verdict": "not-same", "reason": "another face, and a scar is missing"}
SAME = {"verdict": "same", "reason": ""}
NOBODY = "0" * 36


def meet(site, met=WANTED, occasion_id="i1"):
    with acting(site, facts.OFFICER) as act:
        occasion = service.Occasion(occasion_id, "busia-1", "UTO:passport:L898902C3", ANNA)
        return hits.keep(act, occasion, met)


@pytest.fixture
def window(app, site):
    """Opens the browser of somebody of a role."""
    return lambda role, name="": make.Browser(app, site, make.person(site, role, name))


def acknowledge(browser, hit_id):
    return browser.post(f"/hits/{hit_id}/acknowledgement")


def decide(browser, hit_id, form=NOT_SAME):
    return browser.post(f"/hits/{hit_id}/verdict", form)


def state(site, hit_id):
    return site.db.value("select state from hits where hit_id = :id", id=hit_id)


# --- who may not ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if not may(role, Permission.ACKNOWLEDGE_HIT)])
def test_who_sees_no_hit_acknowledges_none(window, site, role):
    hit_id = meet(site)

    assert acknowledge(window(role), hit_id).status_code == 403
    assert state(site, hit_id) == "open"


@pytest.mark.parametrize("role", [role for role in Role if not may(role, Permission.ADJUDICATE_HIT)])
def test_who_decides_on_no_hit_is_told_so_and_nothing_is_kept(window, site, role):
    hit_id = meet(site)

    assert decide(window(role), hit_id).status_code == 403
    assert state(site, hit_id) == "open"


@pytest.mark.parametrize("form", [NOT_SAME, {"verdict": "", "reason": "x"}], ids=["sound", "wrong"])
@pytest.mark.parametrize("answer", ["acknowledgement", "verdict"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.EXAMINER])
def test_a_silent_hit_answers_those_at_a_desk_as_one_that_never_was(window, site, role, answer, form):
    hit_id, browser = meet(site, SILENT), window(role)

    there, nowhere = (browser.post(f"/hits/{one}/{answer}", form).status_code for one in (hit_id, NOBODY))

    assert there == nowhere
    assert there == (403 if answer == "verdict" and role is Role.OFFICER else 404)
    assert state(site, hit_id) == "open"


# --- acknowledging ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EXAMINER, Role.SUPERVISOR])
def test_who_works_with_travellers_acknowledges_and_it_rises_no_more(window, site, clock, role):
    hit_id, browser = meet(site), window(role)

    answer = acknowledge(browser, hit_id)
    said = make.text_of(browser.get(f"/hits/{hit_id}"))
    clock.forward(3600)

    assert (answer.status_code, answer.location) == (303, f"/hits/{hit_id}")
    assert "You have the hit. It rises no further." in said
    assert hits.raise_unanswered(site) == 0


def test_whoever_acknowledges_second_does_not_have_the_hit_and_is_told(window, site):
    hit_id = meet(site)
    first, second = window(Role.OFFICER), window(Role.EXAMINER)
    acknowledge(first, hit_id)

    acknowledge(second, hit_id)
    said = make.text_of(second.get(f"/hits/{hit_id}"))

    assert "Somebody has answered already" in said
    assert "You have the hit" not in said


# --- wrong forms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"verdict": "maybe", "reason": "a scar <b>"}, "Choose one of the list."),
        ({"reason": "a scar <b>"}, "This is needed here."),
        (
            {"verdict": "not-same", "reason": "a scar <b>" * 40},
            "It is too long: 400 characters, 300 are kept.",
        ),
    ],
)
def test_a_wrong_verdict_keeps_what_was_typed(window, site, form, told):
    hit_id = meet(site)

    answer = decide(window(Role.SUPERVISOR), hit_id, form)

    assert answer.status_code == 422
    assert told in make.text_of(answer)
    assert ">a scar &lt;b&gt;" in answer.text
    assert state(site, hit_id) == "open"


def test_no_verdict_without_what_tells_it(window, site):
    hit_id = meet(site)

    answer = decide(window(Role.SUPERVISOR), hit_id, {"verdict": "not-same", "reason": " "})

    assert answer.status_code == 422
    assert 'value="not-same" checked' in " ".join(answer.text.split())


# --- two persons ------------------------------------------------------------------------------------------------------


def test_a_terrorism_hit_needs_a_second_person_who_says_so_too(window, site):
    hit_id = meet(site, TERRORIST)
    first, second = window(Role.SUPERVISOR), window(Role.EXAMINER)

    decide(first, hit_id)
    decide(first, hit_id)
    after_one = make.text_of(first.get(f"/hits/{hit_id}"))
    decide(second, hit_id)

    assert "A second person has to say so too before it counts." in after_one
    assert "not the same, says one of two" in after_one
    assert state(site, hit_id) == "not-same"


# --- the race ---------------------------------------------------------------------------------------------------------


def test_who_decides_on_a_decided_hit_is_told_what_was_decided_and_keeps_the_words(window, site):
    hit_id = meet(site)
    decide(window(Role.SUPERVISOR), hit_id, SAME)

    answer = decide(window(Role.EXAMINER), hit_id)
    said = make.text_of(answer)

    assert answer.status_code == 409
    assert "Decided meanwhile; yours was not kept: It is not the same person." in said
    assert "You wrote: another face, and a scar is missing" in said
    assert "same person" in said
    assert "Test supervisor" in said
    assert state(site, hit_id) == "same"


def test_of_two_who_decide_at_once_one_is_told_that_the_other_was_first(app, site):
    hit_id = meet(site)
    browsers = [make.Browser(app, site, make.person(site, role)) for role in (Role.SUPERVISOR, Role.EXAMINER)]
    gate, told = threading.Barrier(2), []

    def one(browser, form):
        gate.wait()
        told.append(decide(browser, hit_id, form).status_code)

    threads = [
        threading.Thread(target=one, args=pair) for pair in zip(browsers, (NOT_SAME, SAME), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == [303, 409]


# --- headquarters -----------------------------------------------------------------------------------------------------


@pytest.fixture
def above(tmp_path, site, clock):
    """Headquarters, with all that the post has recorded up to each push."""
    hq = make.site(tmp_path, "hq", clock, role="hq", kind="hq")
    enrol(hq, site)
    return hq


def push(site, hq):
    pusher(site, Line(create_app(hq).test_client())).push()


def at_headquarters(hq):
    return make.Browser(create_app(hq), hq, make.person(hq, Role.HQ_ANALYST))


def test_headquarters_decides_on_a_posts_hit(site, above):
    hit_id = meet(site)
    push(site, above)

    assert decide(at_headquarters(above), hit_id, SAME).status_code == 303
    assert state(above, hit_id) == "same"


def test_headquarters_and_the_post_that_decide_at_once_are_both_kept_and_the_later_word_stands(
    app, site, above, clock
):
    hit_id = meet(site)
    push(site, above)
    supervisor = make.Browser(app, site, make.person(site, Role.SUPERVISOR))
    analyst = at_headquarters(above)

    clock.forward(5)
    assert decide(supervisor, hit_id, NOT_SAME).status_code == 303
    clock.forward(5)
    assert decide(analyst, hit_id, SAME).status_code == 303
    push(site, above)

    said = make.text_of(analyst.get(f"/hits/{hit_id}"))
    assert state(above, hit_id) == "same"
    assert "It is not the same person" in said
    assert "It is the same person" in said
    assert above.db.value("select count(*) from cleared_meetings") == 0


def test_a_hit_of_another_post_is_told_as_such_and_not_as_a_race(window, site):
    hit_id = meet(site)
    with site.db.transaction():
        site.db.run("drop trigger hits_keep_what_was_found")
        site.db.run("update hits set node = 'jkia'")
    browser = window(Role.SUPERVISOR)

    assert f'action="/hits/{hit_id}/' not in browser.get(f"/hits/{hit_id}").text
    for answer in (acknowledge(browser, hit_id), decide(browser, hit_id)):
        assert answer.status_code == 409
        assert "This is a hit of another post" in make.text_of(answer)


# --- what rose --------------------------------------------------------------------------------------------------------


def test_a_hit_that_rose_is_said_in_words_to_the_supervisor_and_nothing_to_the_officer(window, site, clock):
    meet(site)
    supervisor, officer = window(Role.SUPERVISOR), window(Role.OFFICER)
    before = make.text_of(supervisor.get("/hits"))
    clock.forward(200)
    hits.raise_unanswered(site)

    assert "1 hit not decided" in before
    assert "nobody answered in time" not in before
    assert "1 hit rose: nobody answered in time" in make.text_of(supervisor.get("/hits"))
    assert "nobody answered in time" not in make.text_of(officer.get("/hits"))


def test_headquarters_sees_in_words_what_rose_to_it_and_not_what_the_supervisor_still_has(site, above, clock):
    meet(site)
    analyst = at_headquarters(above)
    told = []
    for seconds in (200, 200):
        clock.forward(seconds)
        hits.raise_unanswered(site)
        push(site, above)
        told.append("1 hit rose: nobody answered in time" in make.text_of(analyst.get("/hits")))

    assert told == [False, True]
    assert "raised to headquarters" in make.text_of(analyst.get("/hits"))


def test_whoever_answers_takes_a_hit_down_again(window, site, clock):
    hit_id, supervisor = meet(site), window(Role.SUPERVISOR)
    clock.forward(200)
    hits.raise_unanswered(site)

    acknowledge(supervisor, hit_id)

    assert "rose: nobody answered" not in make.text_of(supervisor.get("/hits"))


# --- the page ---------------------------------------------------------------------------------------------------------


def test_a_document_stands_first_in_the_waterfall_and_decides(window, site):
    reasons = (("document-same", None, "L898902C3", "L898902C3"), ("word-exact", 8.0, "ANNA", "ANNA"))
    met = Met("persons", 1, "un:9", Category.TERRORISM, name="Hussein, Anna", hash="h", reasons=reasons)
    hit_id = meet(site, met)

    said = make.text_of(window(Role.OFFICER).get(f"/hits/{hit_id}"))

    assert said.index("same document number") < said.index("same word in the name")
    assert "The document decides; no name outweighs it." in said


def test_a_child_at_risk_is_told_of_in_words_of_protection_and_never_of_arrest(window, site):
    child = Subject("own:4", (ListedName("ERIKSSON", "ANNA"),), category=Category.CHILD_AT_RISK, photo="K/17")
    met = Met("persons", 1, "own:4", child.category, child.response, name="Eriksson", said=pack(child))
    hit_id = meet(site, met)

    said = make.text_of(window(Role.OFFICER).get(f"/hits/{hit_id}"))

    assert "This person may need protection. Do not alert whoever travels along." in said
    assert "Refer the traveller" not in said
    assert "At headquarters, reference K/17" in said


def test_a_margin_that_is_tried_out_loses_no_meeting_by_document(site):
    reasons = (("document-same", None, "L898902C3", "L898902C3"),)
    met = Met("persons", 1, "un:9", Category.WANTED, name="Hussein", hash="h", reasons=reasons)
    hit_id = meet(site, met)
    with acting(site, facts.SUPERVISOR) as act:
        hits.adjudicate(act, hit_id, Ruling(Verdict.SAME))

    assert service.try_out(site, Category.WANTED, 20.0).lost_same == 0


def test_the_same_name_in_another_order_is_no_other_name_and_births_are_written_out(window, site):
    born = Birth("1990-05-17", "1990-05-17")
    subject = Subject("own:5", (ListedName("ERIKSSON", "ANNA"), ListedName("", "ANA E.")), (born,))
    met = Met("persons", 1, "own:5", Category.OTHER, name="ERIKSSON, ANNA", said=pack(subject))

    said = make.text_of(window(Role.OFFICER).get(f"/hits/{meet(site, met)}"))

    assert "Other names – ANA E. Born 12 Aug 1974 17 May 1990" in said
    assert "Document UTO L898902C3" in said
