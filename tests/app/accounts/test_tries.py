import threading
from contextlib import ExitStack

import pytest

from app.accounts import service, tries
from app.accounts.service import SignInRefused, TooManyTries
from app.act import SYSTEM, acting
from tests import make


def fail(site, username="amina", times=1):
    for _ in range(times):
        with pytest.raises(SignInRefused) as refused:
            service.sign_in(site, username, "wrong", place="")
    return refused.value


def failed(site):
    return site.db.value("select failures from sign_in_failures")


@pytest.mark.parametrize(
    ("failures", "wait_s"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900), (99, 900)],
)
def test_waits_double_up_to_a_quarter_of_an_hour(failures, wait_s):
    assert tries.wait_after(failures) == wait_s


@pytest.mark.parametrize("username", ["amina", "nobody"])
def test_after_five_wrong_tries_the_next_waits_whether_there_is_such_an_account_or_not(site, clock, username):
    make.person(site, username="amina")
    fail(site, username, times=5)

    clock.forward(10)
    early = fail(site, username)
    clock.forward(20)
    late = fail(site, username)
    again = fail(site, username)

    assert isinstance(early, TooManyTries)
    assert early.wait_s == 20
    assert not isinstance(late, TooManyTries)
    assert isinstance(again, TooManyTries)
    assert again.wait_s == 60


def test_the_right_password_waits_as_well(site, clock):
    make.person(site, username="amina")
    fail(site, times=5)

    with pytest.raises(TooManyTries):
        service.sign_in(site, "amina", make.PASSWORD, place="")
    clock.forward(30)

    assert service.sign_in(site, "amina", make.PASSWORD, place="")


def test_the_right_password_forgives_what_was_wrong_before(site):
    make.person(site, username="amina")
    fail(site, times=4)

    service.sign_in(site, "amina", make.PASSWORD, place="")

    assert failed(site) is None


def test_a_try_that_had_to_wait_is_not_counted(site):
    fail(site, times=9)

    assert failed(site) == 5


def test_two_wrong_tries_at_the_same_time_both_count(site):
    make.person(site, username="amina")
    ready = threading.Barrier(2)

    def wrong():
        ready.wait()
        fail(site)
        site.db.close()

    threads = [threading.Thread(target=wrong) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed(site) == 2


def test_many_tries_at_the_same_time_are_not_looked_at_more_often_than_five_times(site):
    make.person(site, username="amina")
    ready, answers = threading.Barrier(12), []

    def wrong():
        ready.wait()
        answers.append(type(fail(site)).__name__)
        site.db.close()

    threads = [threading.Thread(target=wrong) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["SignInRefused"] * 5 + ["TooManyTries"] * 7


def test_after_a_hundred_the_account_is_locked_for_good_and_nothing_is_looked_at(site, clock):
    who = make.person(site, username="amina")
    for _ in range(100):
        fail(site)
        clock.forward(900)

    refused = fail(site)

    assert isinstance(refused, TooManyTries)
    assert refused.wait_s is None
    assert service.account(site.db, site.name, who.account_id)["state"] == "locked"
    assert failed(site) == 100


def test_a_name_that_nobody_has_is_told_the_same_after_a_hundred(site, clock):
    for _ in range(100):
        fail(site, "nobody")
        clock.forward(900)

    assert fail(site, "nobody").facts == {"wait_s": None}


def test_a_supervisor_lets_a_locked_officer_in_again(site, clock):
    who = make.person(site, username="amina")
    boss = make.person(site, make.Role.SUPERVISOR)
    for _ in range(100):
        fail(site)
        clock.forward(900)

    with acting(site, boss) as act:
        service.unlock_account(act, who.account_id)

    assert service.sign_in(site, "amina", make.PASSWORD, place="")


def test_a_clock_that_was_set_back_keeps_nobody_waiting(site, clock):
    make.person(site, username="amina")
    fail(site, times=5)

    clock.forward(-86_400 * 365)

    assert service.sign_in(site, "amina", make.PASSWORD, place="")


def test_a_flood_of_tries_is_turned_away_at_once_and_uncounted(site):
    make.person(site, username="amina")
    with ExitStack() as places:
        for _ in range(12):
            places.enter_context(tries.at_the_door())

        refused = fail(site)

    assert refused.facts == {"wait_s": 5}
    assert failed(site) is None
    assert service.sign_in(site, "amina", make.PASSWORD, place="")


def test_names_that_were_tried_are_not_kept_readable_and_go_after_a_month(site, clock):
    fail(site, "my secret password")
    clock.forward(31 * 86_400)
    fail(site, "nobody")

    rows = site.db.all("select name_digest from sign_in_failures")

    assert [row["name_digest"] for row in rows] == [tries.digest_of("nobody")]
    with acting(site, SYSTEM) as act:
        assert "my secret password" not in str(act.db.all("select bytes from journal_payloads"))
