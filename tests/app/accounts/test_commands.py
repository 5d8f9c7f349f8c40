import pytest

from app.accounts import commands, service
from app.accounts.service import AdministratorExists, NoSuchAccount
from tests import make


def password_in(note: str) -> str:
    return note.split("one-time password ")[1].splitlines()[0]


def test_the_first_administrator_signs_in_with_what_was_printed(site):
    note = commands.first_admin(site, "root.one", "Test Root")

    token = service.sign_in(site, "root.one", password_in(note), place="")

    assert service.session_of(site, token).must_change
    assert site.db.value("select reason from journal where kind = 'account.opened'") == "typed-on-the-box"


def test_a_second_first_administrator_is_refused(site):
    commands.first_admin(site, "root.one", "Test Root")

    with pytest.raises(AdministratorExists):
        commands.first_admin(site, "root.two", "Test Root")


def test_who_has_the_box_gets_a_locked_administrator_in_again(site, clock):
    commands.first_admin(site, "root.one", "Test Root")
    for _ in range(100):
        with pytest.raises(service.SignInRefused):
            service.sign_in(site, "root.one", "wrong", place="")
        clock.forward(900)

    note = commands.new_password(site, "root.one")

    assert service.sign_in(site, "root.one", password_in(note), place="")


def test_a_new_password_for_nobody_is_refused(site):
    make.person(site, username="amina")

    with pytest.raises(NoSuchAccount):
        commands.new_password(site, "brian")
