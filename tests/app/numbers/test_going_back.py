"""Going back to the filter before, and holding to one: somebody's act, which no job undoes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.act import SYSTEM, NotAllowed, acting
from app.factory import create_app
from app.numbers import service, taking
from app.numbers.service import Held
from border.errors import BorderError
from border.permissions import Role
from tests import make
from tests.app.numbers.conftest import events


@pytest.fixture
def two(between):
    """A post that uses filter 2, and has filter 1 beside it."""
    for number in ("A1", "A2"):
        between.load(number)
        between.offer()
    return between


def go_back(site, note="stops everybody", who=SYSTEM):
    with acting(site, who) as act:
        service.go_back(act, note)


def test_going_back_uses_the_one_before_and_holds_to_it(two):
    go_back(two.post, who=make.person(two.post, Role.FIELD_IT))

    assert service.current(two.post).number == 1
    assert (two.may_hold("A1"), two.may_hold("A2")) == (True, False)
    assert events(two.post, "numbers.gone_back") == [{"number": 1, "left": 2, "note": "stops everybody"}]
    assert two.offer() is None
    with pytest.raises(Held):
        service.take_up(two.post, two.file("2.json").read_bytes(), two.file("2.filter"))
    assert service.refusal(two.post) is None


def test_whoever_goes_back_while_the_next_filter_is_taken_up_is_obeyed(two, monkeypatch):
    two.load("A3")
    signed = two.file("3.json").read_bytes()
    require = taking._require

    def slowly(*told):
        require(*told)
        go_back(two.post)

    monkeypatch.setattr(taking, "_require", slowly)

    with pytest.raises(Held):
        service.take_up(two.post, signed, two.file("3.filter"))
    assert service.current(two.post).number == 1
    assert two.may_hold("A1")


def test_what_was_left_is_taken_up_again_once_the_hold_is_lifted(two):
    go_back(two.post)
    with acting(two.post, SYSTEM) as act:
        service.let_go(act)

    assert two.offer() == 2
    assert two.may_hold("A2")


def test_a_filter_can_be_held_to_without_going_back(two):
    with acting(two.post, SYSTEM) as act:
        service.hold(act, "the inspection is today")
    two.load("A3")

    assert two.offer() is None
    assert service.hold_note(two.post) == "the inspection is today"


def test_there_is_no_going_back_twice_nor_without_a_reason_nor_to_a_file_that_is_gone(two):
    with pytest.raises(BorderError):
        go_back(two.post, " ")
    kept = two.post.settings.lists / "numbers-1.filter"
    octets = kept.read_bytes()
    kept.unlink()
    with pytest.raises(service.NoneBefore):
        go_back(two.post)
    kept.write_bytes(octets)
    go_back(two.post)
    with pytest.raises(service.NoneBefore):
        go_back(two.post)


def test_an_officer_does_not_go_back(two):
    with pytest.raises(NotAllowed):
        go_back(two.post, who=make.person(two.post, Role.OFFICER))


def test_whoever_asks_while_one_goes_back_and_forth_gets_an_answer_of_one_filter_or_the_other(two):
    ended = threading.Event()

    def ask():
        answers = set()
        while not ended.is_set():
            used, numbers = service.in_use(two.post)
            answers.add((used.number, numbers.may_hold("KEN:A1"), numbers.may_hold("KEN:A2")))
        return answers

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        for _ in range(5):
            go_back(two.post)
            with acting(two.post, SYSTEM) as act:
                service.let_go(act)
            two.offer()
        ended.set()
        answers = set().union(*(each.result(20) for each in asking))

    assert answers <= {(1, True, False), (2, False, True)}


def test_field_it_goes_back_on_the_page_with_a_reason_and_lifts_the_hold(two):
    browser = make.Browser(create_app(two.post), two.post, make.person(two.post, Role.FIELD_IT))

    without = browser.post("/numbers/before", {"back_note": " "})
    done = browser.post("/numbers/before", {"back_note": "stops everybody"})

    assert (without.status_code, done.status_code) == (422, 303)
    said = make.text_of(browser.get("/numbers"))
    assert "This site keeps to the filter it uses" in said
    assert "stops everybody" in said
    browser.post("/numbers/hold/end")
    assert service.hold_note(two.post) == ""
    browser.post("/numbers/before", {"back_note": "once more"})
    assert "There is no filter to go back to" in make.text_of(browser.get("/numbers"))


def test_holding_on_the_page_needs_a_reason(two):
    browser = make.Browser(create_app(two.post), two.post, make.person(two.post, Role.SUPERVISOR))

    assert browser.post("/numbers/hold", {"hold_note": ""}).status_code == 422
    assert browser.post("/numbers/hold", {"hold_note": "today"}).status_code == 303
    assert service.hold_note(two.post) == "today"
