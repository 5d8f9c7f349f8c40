import pytest

from app.accounts import service
from app.accounts.service import (
    AccountClosed,
    AdministratorExists,
    BadUsername,
    LastAdministrator,
    NoSuchAccount,
    OwnAccount,
    UsernameTaken,
    WeakPassword,
)
from app.act import SYSTEM, NotAllowed, acting
from app.projections import PROJECTIONS
from border.fields import MissingField
from border.permissions import Role, permissions_of
from db.database import ConstraintViolated
from db.sqlite import open_sqlite
from migrations.migrate import migrate
from sync import journal
from tests import make


def do(site, who, change, *args, **kwargs):
    with acting(site, who, "test") as act:
        return change(act, *args, **kwargs)


def row(site, who):
    return service.account(site.db, site.name, who.account_id)


@pytest.fixture
def admin(site):
    return make.person(site, Role.ADMINISTRATOR)


@pytest.fixture
def supervisor(site):
    return make.person(site, Role.SUPERVISOR)


@pytest.fixture
def officer(site):
    return make.person(site, Role.OFFICER)


def test_an_administrator_opens_an_account_with_a_one_time_password(site, admin):
    opened = do(
        site, admin, service.open_account, username="Amina", name=" Amina  Otieno ", role=Role.OFFICER
    )

    account = service.account(site.db, site.name, opened.account_id)
    session = service.session_of(site, service.sign_in(site, "amina", opened.password, place=""))
    assert (account["username"], account["name"], account["state"]) == ("amina", "Amina Otieno", "open")
    assert session.must_change


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_opens_accounts(site, role):
    with pytest.raises(NotAllowed):
        do(
            site,
            make.person(site, role),
            service.open_account,
            username="amina",
            name="Amina",
            role=Role.OFFICER,
        )


@pytest.mark.parametrize(
    "username", ["", "am", "1amina", "amina otieno", "-amina", "amina-", "amína", "a" * 33, "a'--", "ami\nna"]
)
def test_a_user_name_that_is_none_is_refused(site, admin, username):
    with pytest.raises(BadUsername):
        do(site, admin, service.open_account, username=username, name="Amina", role=Role.OFFICER)


def test_a_user_name_is_never_given_twice_not_even_of_somebody_who_left(site, admin, officer):
    do(site, admin, service.close_account, officer.account_id, "left the service")

    with pytest.raises(UsernameTaken):
        do(site, admin, service.open_account, username="officer", name="Amina", role=Role.OFFICER)


def test_an_account_needs_a_name_and_a_good_password(site, admin):
    with pytest.raises(MissingField):
        do(site, admin, service.open_account, username="amina", name=" ", role=Role.OFFICER)
    with pytest.raises(WeakPassword):
        do(site, admin, service.open_account, username="amina", name="A", role=Role.OFFICER, password="short")

    assert service.how_many(site.db, site.name) == 1


def test_the_first_administrator_is_made_once(site):
    password = do(site, SYSTEM, service.first_administrator, "root", "Test Root")

    with pytest.raises(AdministratorExists):
        do(site, SYSTEM, service.first_administrator, "root2", "Test Root")
    assert service.session_of(site, service.sign_in(site, "root", password, place="")).must_change


def test_a_supervisor_gives_an_officer_a_new_password_that_ends_the_sessions(site, supervisor, officer):
    token = make.session(site, officer)

    password = do(site, supervisor, service.set_password, officer.account_id)

    assert service.session_of(site, token) is None
    assert service.session_of(site, service.sign_in(site, "officer", password, place="")).must_change


@pytest.mark.parametrize("role", [role for role in Role if role not in service.SUPERVISED])
@pytest.mark.parametrize("change", [service.set_password, service.unlock_account])
def test_a_supervisor_cannot_touch_other_roles(site, supervisor, role, change):
    other = make.person(site, role, "somebody")

    with pytest.raises(NotAllowed):
        do(site, supervisor, change, other.account_id)


def test_whoever_a_supervisor_can_sign_in_as_may_do_nothing_more_than_a_supervisor():
    for role in service.SUPERVISED:
        assert permissions_of(role) <= permissions_of(Role.SUPERVISOR)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.SUPERVISOR}])
@pytest.mark.parametrize("change", [service.set_password, service.unlock_account])
def test_nobody_else_unlocks_or_gives_passwords(site, role, change):
    victim = make.person(site, Role.OFFICER, "victim")

    with pytest.raises(NotAllowed):
        do(site, make.person(site, role), change, victim.account_id)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_closes_accounts_or_gives_roles(site, role):
    victim, who = make.person(site, Role.OFFICER, "victim"), make.person(site, role)

    with pytest.raises(NotAllowed):
        do(site, who, service.close_account, victim.account_id, "x")
    with pytest.raises(NotAllowed):
        do(site, who, service.give_role, victim.account_id, Role.ADMINISTRATOR, "x")


def test_a_role_is_given_with_a_reason_and_the_person_signs_in_anew(site, admin, officer):
    token = make.session(site, officer)

    do(site, admin, service.give_role, officer.account_id, Role.SUPERVISOR, "promoted")

    assert row(site, officer)["role"] == "supervisor"
    assert service.session_of(site, token) is None
    with pytest.raises(MissingField):
        do(site, admin, service.give_role, officer.account_id, Role.OFFICER, " ")


def test_a_closed_account_stays_closed(site, admin, officer):
    do(site, admin, service.close_account, officer.account_id, "left the service")

    for change in (service.set_password, service.unlock_account):
        with pytest.raises(AccountClosed):
            do(site, admin, change, officer.account_id)
    with pytest.raises(AccountClosed):
        do(site, admin, service.give_role, officer.account_id, Role.OFFICER, "x")
    assert (row(site, officer)["state"], row(site, officer)["closed_why"]) == ("closed", "left the service")


@pytest.mark.parametrize(
    "sql",
    [
        "delete from accounts",
        "update accounts set state = 'open', closed_at = null",
        "insert or replace into accounts select * from accounts",
    ],
)
def test_the_table_itself_keeps_leavers(site, admin, officer, sql):
    do(site, admin, service.close_account, officer.account_id, "left the service")

    with pytest.raises(ConstraintViolated), site.db.transaction():
        site.db.run(sql)


def test_nobody_changes_ones_own_account(site, admin):
    for change, more in (
        (service.close_account, ("x",)),
        (service.give_role, (Role.OFFICER, "x")),
        (service.set_password, ()),
        (service.unlock_account, ()),
    ):
        with pytest.raises(OwnAccount):
            do(site, admin, change, admin.account_id, *more)


def test_one_administrator_stays(site, admin):
    with pytest.raises(LastAdministrator):
        do(site, SYSTEM, service.close_account, admin.account_id, "x")
    with pytest.raises(LastAdministrator):
        do(site, SYSTEM, service.give_role, admin.account_id, Role.OFFICER, "x")


def test_an_account_of_nowhere_is_said_so(site, admin):
    with pytest.raises(NoSuchAccount):
        do(site, admin, service.set_password, "nothing")


def test_preferences_stay_with_the_person(site, officer):
    do(site, officer, service.prefer, "night", "en")

    assert row(site, officer)["theme"] == "night"


def test_accounts_are_listed_by_page_state_and_order(site, admin):
    for number in range(5):
        make.person(site, username=f"officer{number}")
    service.sign_in(site, "officer3", make.PASSWORD, place="")

    def names(**how):
        return [account["username"] for account in service.accounts(site.db, site.name, **how)]

    assert names(sort="username", size=2) == ["administrator", "officer0"]
    assert names(sort="username", size=2, page=2) == ["officer1", "officer2"]
    assert names(sort="signed_in_at")[0] == "officer3"
    assert names(sort="role")[0] == "administrator"
    assert names(state="closed") == []
    assert service.how_many(site.db, site.name, "open") == 6


def test_the_journal_folds_into_the_same_accounts(site, admin, supervisor, officer, tmp_path):
    do(site, admin, service.give_role, officer.account_id, Role.EXAMINER, "trained")
    do(site, officer, service.prefer, "night", "en")
    service.sign_in(site, "supervisor", make.PASSWORD, place="")
    do(site, admin, service.close_account, supervisor.account_id, "left the service")
    fold = open_sqlite(tmp_path / "fold.db")
    migrate(fold)

    with fold.transaction():
        for event in journal.everything(site.db, site.name, 1):
            for projection in PROJECTIONS[event.kind]:
                projection(fold, event)

    everything = "select * from accounts order by id"
    assert fold.all(everything) == site.db.all(everything)


def test_no_secret_enters_the_journal(site, admin, officer):
    password = do(site, admin, service.set_password, officer.account_id)
    session = service.session_of(site, service.sign_in(site, "officer", password, place=""))
    service.change_password(site, session, password, "umbrella on the ferry")
    service.set_pin(site, session, "umbrella on the ferry", "258013")

    written = b"".join(row["bytes"] for row in site.db.all("select bytes from journal_payloads"))

    for secret in (password, "umbrella", "258013", "argon2", make.PASSWORD):
        assert secret.encode() not in written
