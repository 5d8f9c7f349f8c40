import pytest

from border.permissions import TABLE, Permission, Role, may, permissions_of

TRAVELLERS = {
    Permission.WORK_DESK,
    Permission.DECIDE,
    Permission.SEARCH,
    Permission.SEE_REGISTER,
    Permission.SEE_REFERRALS,
    Permission.EXPORT_REGISTER,
}


def test_every_permission_stands_in_the_table():
    assert set(TABLE) == set(Permission)


def test_every_permission_is_somebodys():
    assert all(TABLE.values())


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.FIELD_IT, Role.WATCHLIST_EDITOR])
def test_who_looks_after_the_system_sees_no_traveller(role):
    assert not permissions_of(role) & TRAVELLERS


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SUPERVISOR}))
def test_only_a_supervisor_lets_a_listed_person_pass(role):
    assert not may(role, Permission.OVERRIDE_LISTED)


def test_an_auditor_changes_nothing():
    assert permissions_of(Role.AUDITOR) == {Permission.READ_AUDIT, Permission.SEE_REPLICATION}


def test_who_decides_on_travellers_loads_no_list():
    assert all(not (may(r, Permission.DECIDE) and may(r, Permission.LOAD_LISTS)) for r in Role)


def test_an_officer_has_what_a_desk_needs_and_no_more():
    assert permissions_of(Role.OFFICER) == {
        Permission.WORK_DESK,
        Permission.HAND_OVER_DESK,
        Permission.DECIDE,
        Permission.ENTER_FROM_PAPER,
        Permission.AMEND_OWN_CROSSING,
        Permission.PRINT_SLIP,
        Permission.VERIFY_SLIP,
        Permission.SEE_REGISTER,
        Permission.SEARCH,
        Permission.SEE_HITS,
        Permission.ACKNOWLEDGE_HIT,
    }


def test_a_supervisor_has_all_that_an_officer_has():
    assert permissions_of(Role.OFFICER) < permissions_of(Role.SUPERVISOR)
