from contextlib import suppress

import pytest
from argon2 import PasswordHasher

from app.accounts import passwords, service
from app.accounts.service import MustChangePassword, SignInRefused, WeakPassword
from app.act import SYSTEM, NotAllowed, acting
from border.permissions import Permission, Role
from tests import make


class CountingHasher(PasswordHasher):
    """Counts the runs of argon2, whichever way they are asked for."""

    runs = 0

    def hash(self, *args, **kwargs):
        self.runs += 1
        return super().hash(*args, **kwargs)

    def verify(self, *args, **kwargs):
        self.runs += 1
        return super().verify(*args, **kwargs)


@pytest.fixture
def hasher(monkeypatch):
    counting = CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", counting)
    return counting


def kinds(site, kind):
    return site.db.all(
        "select j.actor, j.reason, p.bytes from journal j join journal_payloads p on p.digest = j.digest"
        " where j.kind = :kind order by j.seq",
        kind=kind,
    )


def sign_in(site, username="amina", password=make.PASSWORD, **more):
    return service.session_of(site, service.sign_in(site, username, password, place="here", **more))


def test_name_and_password_open_a_session(site):
    who = make.person(site, username="amina")

    session = sign_in(site, "  Amina ")

    assert session.who == who
    assert not session.locked
    assert not session.must_change
    assert [row["actor"] for row in kinds(site, "session.opened")] == [who.account_id]


@pytest.mark.parametrize(("username", "password"), [("amina", "wrong"), ("nobody", make.PASSWORD), ("", "")])
def test_wrong_name_and_wrong_password_are_told_apart_by_nobody(site, username, password):
    make.person(site, username="amina")

    with pytest.raises(SignInRefused) as refused:
        sign_in(site, username, password)

    assert str(refused.value) == "the name or the password is not right"
    assert refused.value.facts == {}


def test_whether_there_is_such_an_account_costs_the_same_work(site, hasher):
    make.person(site, username="amina")
    gone = make.person(site, username="brian")
    with acting(site, SYSTEM) as act:
        service.close_account(act, gone.account_id, "left the service")
    counts = {}
    for username, password in [
        ("amina", "wrong"),
        ("amina", make.PASSWORD),
        ("nobody", "wrong"),
        ("brian", "wrong"),
        ("brian", make.PASSWORD),
    ]:
        before = hasher.runs

        with suppress(SignInRefused):
            sign_in(site, username, password)
        counts[username, password] = hasher.runs - before

    assert set(counts.values()) == {1}


def test_a_closed_account_signs_in_no_more_and_is_told_like_any_wrong_one(site):
    who = make.person(site, username="amina")
    with acting(site, SYSTEM) as act:
        service.close_account(act, who.account_id, "left the service")

    with pytest.raises(SignInRefused, match="the name or the password is not right"):
        sign_in(site)

    assert [row["reason"] for row in kinds(site, "session.refused")] == ["not-open"]


def test_a_refused_try_is_an_event_that_names_no_unknown_person(site):
    make.person(site, username="amina")
    for username in ("amina", "someone's password"):
        with pytest.raises(SignInRefused):
            sign_in(site, username, "wrong")

    first, second = kinds(site, "session.refused")

    assert b"account_id" in first["bytes"]
    assert second["bytes"] == b'{"account_id":null}'


def test_signing_in_ends_the_session_this_browser_had(site):
    make.person(site, username="amina")
    make.person(site, username="brian")
    first = service.sign_in(site, "amina", make.PASSWORD, place="")

    second = service.sign_in(site, "brian", make.PASSWORD, place="", before=first)

    assert service.session_of(site, first) is None
    assert service.session_of(site, second).who.username == "brian"


def test_a_token_planted_before_the_sign_in_opens_nothing_after_it(site):
    make.person(site, username="amina")

    service.sign_in(site, "amina", make.PASSWORD, place="", before="planted")

    assert service.session_of(site, "planted") is None


def test_no_token_lies_in_the_database(site):
    make.person(site, username="amina")

    token = service.sign_in(site, "amina", make.PASSWORD, place="")

    assert token not in str(site.db.all("select token_digest, place, notices from sessions"))
    assert len(token) == 43


def test_a_hash_of_other_numbers_is_renewed_at_the_sign_in(site, monkeypatch):
    make.person(site, username="amina")
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", dearer)

    sign_in(site)

    assert "m=16,t=2" in site.db.value("select password_hash from credentials")
    assert sign_in(site)


def test_changing_the_password_ends_the_other_sessions_and_the_old_password(site):
    make.person(site, username="amina")
    here, there = sign_in(site), sign_in(site)

    service.change_password(site, here, make.PASSWORD, "umbrella on the ferry")

    assert [row["id"] for row in service.own_sessions(site, here)] == [here.id]
    assert there.id != here.id
    assert sign_in(site, password="umbrella on the ferry")
    with pytest.raises(SignInRefused):
        sign_in(site)


def test_changing_the_password_needs_the_old_one_and_the_try_counts(site):
    make.person(site, username="amina")
    session = sign_in(site)

    with pytest.raises(SignInRefused):
        service.change_password(site, session, "not the old one", "umbrella on the ferry")

    assert site.db.value("select failures from sign_in_failures") == 1
    assert sign_in(site)


@pytest.mark.parametrize(("new", "why"), [(make.PASSWORD, "same"), ("short", "short")])
def test_a_new_password_that_is_none_changes_nothing_and_counts_no_try(site, new, why):
    make.person(site, username="amina")
    session = sign_in(site)

    with pytest.raises(WeakPassword) as refused:
        service.change_password(site, session, make.PASSWORD, new)

    assert refused.value.facts["why"] == why
    assert site.db.value("select failures from sign_in_failures") is None


def test_a_one_time_password_signs_in_to_be_changed(site):
    make.person(site, username="amina", must_change=True)
    session = sign_in(site)
    assert session.must_change

    service.change_password(site, session, make.PASSWORD, "umbrella on the ferry")

    assert not sign_in(site, password="umbrella on the ferry").must_change


def test_a_supervisor_confirms_at_somebody_elses_desk_and_opens_no_session(site):
    boss = make.person(site, Role.SUPERVISOR, "grace")

    who = service.confirm_supervisor(site, "grace", make.PASSWORD)

    assert who == boss
    assert service.own_sessions(site, sign_in(site, "grace"))[1:] == []


def test_an_officer_cannot_confirm_and_the_right_password_costs_no_try(site):
    make.person(site, username="amina")

    with pytest.raises(NotAllowed) as refused:
        service.confirm_supervisor(site, "amina", make.PASSWORD)

    assert refused.value.permission is Permission.OVERRIDE_LISTED
    assert site.db.value("select failures from sign_in_failures") is None


def test_a_supervisor_with_a_password_somebody_else_knows_cannot_confirm(site):
    make.person(site, Role.SUPERVISOR, "grace", must_change=True)

    with pytest.raises(MustChangePassword):
        service.confirm_supervisor(site, "grace", make.PASSWORD)


def test_wrong_confirmations_wait_like_wrong_sign_ins(site):
    make.person(site, Role.SUPERVISOR, "grace")
    for _ in range(5):
        with pytest.raises(SignInRefused):
            service.confirm_supervisor(site, "grace", "wrong")

    with pytest.raises(service.TooManyTries):
        service.sign_in(site, "grace", make.PASSWORD, place="")
