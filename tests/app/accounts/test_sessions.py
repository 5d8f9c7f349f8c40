import pytest

from app.accounts import service
from app.accounts.service import SignInRefused
from app.act import SYSTEM, acting
from tests import make

MINUTE, HOUR = 60, 3600


@pytest.fixture
def who(site):
    return make.person(site, username="amina")


@pytest.fixture
def token(site, who):
    return make.session(site, who)


def now(site, token):
    session = service.session_of(site, token)
    assert session is not None
    return session


def test_a_session_left_alone_for_five_minutes_is_locked(site, clock, token):
    clock.forward(5 * MINUTE - 1)
    assert not now(site, token).locked

    clock.forward(1)

    assert now(site, token).locked


def test_work_keeps_a_session_open_but_never_past_the_shift(site, clock, token):
    for _ in range(12 * 15 - 1):
        clock.forward(4 * MINUTE)
        service.seen(site, now(site, token))
    assert not now(site, token).locked

    clock.forward(4 * MINUTE)

    assert service.session_of(site, token) is None


def test_being_seen_is_written_now_and_then_only(site, clock, token):
    before = now(site, token).seen_at
    clock.forward(14)
    service.seen(site, now(site, token))
    assert now(site, token).seen_at == before

    clock.forward(1)
    service.seen(site, now(site, token))

    assert (now(site, token).seen_at - before).total_seconds() == 15


def test_a_session_can_be_locked_at_once(site, token):
    service.lock(site, now(site, token))

    assert now(site, token).locked


def test_the_password_unlocks(site, clock, token):
    clock.forward(HOUR)

    service.unlock(site, now(site, token), make.PASSWORD)

    assert not now(site, token).locked


def test_a_wrong_password_does_not_unlock_and_counts_as_a_try_to_sign_in(site, token):
    service.lock(site, now(site, token))

    with pytest.raises(SignInRefused):
        service.unlock(site, now(site, token), "wrong")

    assert now(site, token).locked
    assert site.db.value("select failures from sign_in_failures") == 1


def test_a_pin_unlocks_and_its_tries_begin_anew(site, token):
    service.set_pin(site, now(site, token), make.PASSWORD, "2580")
    service.lock(site, now(site, token))
    with pytest.raises(SignInRefused):
        service.unlock(site, now(site, token), "2581")

    service.unlock(site, now(site, token), "2580")

    assert not now(site, token).locked
    assert site.db.value("select pin_tries from sessions") == 0


def test_after_three_wrong_pins_only_the_password_unlocks(site, token):
    service.set_pin(site, now(site, token), make.PASSWORD, "2580")
    service.lock(site, now(site, token))
    for _ in range(3):
        assert now(site, token).takes_pin
        with pytest.raises(SignInRefused):
            service.unlock(site, now(site, token), "1111")

    with pytest.raises(SignInRefused):
        service.unlock(site, now(site, token), "2580")
    assert not now(site, token).takes_pin
    service.unlock(site, now(site, token), make.PASSWORD)

    assert not now(site, token).locked


def test_a_page_that_still_believes_in_the_pin_gets_no_fourth_try(site, token):
    service.set_pin(site, now(site, token), make.PASSWORD, "2580")
    service.lock(site, now(site, token))
    old = now(site, token)
    for _ in range(3):
        with pytest.raises(SignInRefused):
            service.unlock(site, old, "1111")

    with pytest.raises(SignInRefused):
        service.unlock(site, old, "2580")

    assert now(site, token).locked


def test_a_pin_without_the_password_cannot_be_set(site, token):
    with pytest.raises(SignInRefused):
        service.set_pin(site, now(site, token), "wrong", "2580")

    assert not now(site, token).takes_pin


def test_a_pin_goes_with_the_password_it_was_set_under(site, token, who):
    service.set_pin(site, now(site, token), make.PASSWORD, "2580")

    service.change_password(site, now(site, token), make.PASSWORD, "umbrella on the ferry")

    assert not now(site, token).takes_pin


def test_a_token_opens_nothing_after_the_sign_out(site, token):
    session = now(site, token)

    service.sign_out(site, session)

    assert service.session_of(site, token) is None
    assert not service.is_open(site, session.id)


def test_closing_an_account_ends_its_sessions_at_once(site, who, token):
    with acting(site, SYSTEM) as act:
        service.close_account(act, who.account_id, "left the service")

    assert service.session_of(site, token) is None


def test_another_session_of_ones_own_can_be_ended_and_nobody_elses(site, who, token):
    there = make.session(site, who)
    other = make.session(site, make.person(site, username="brian"))

    for victim in (there, other):
        service.sign_out_elsewhere(site, now(site, token), now(site, victim).id)

    assert service.session_of(site, there) is None
    assert service.session_of(site, other) is not None


def test_sessions_past_the_shift_are_cleared_away_at_the_next_sign_in(site, clock, token):
    clock.forward(13 * HOUR)

    service.sign_in(site, "amina", make.PASSWORD, place="")

    assert site.db.value("select count(*) from sessions") == 1
    assert site.db.value("select reason from journal where kind = 'session.closed'") == "shift-over"


def test_where_a_session_was_opened_is_kept_short(site, who):
    with acting(site, who) as act:
        token = service.open_session(act, "x" * 5000)

    assert len(service.own_sessions(site, now(site, token))[0]["place"]) == 120
