import pytest
from argon2 import PasswordHasher

from app.accounts import passwords
from app.accounts.passwords import WeakPassword, check_new_password, check_new_pin
from border.permissions import Role


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven char", "short"),
        ("x" * 129, "long"),
        ("amina.otieno", "name"),
        ("Amina.Otieno2026", "name"),
        ("aaaaaaaaaaaa", "common"),
        ("121212121212", "common"),
        ("Password 1234", "common"),
        ("Hakuna-Matata-1", "common"),
    ],
)
def test_a_weak_password_is_refused_and_says_why(password, why):
    with pytest.raises(WeakPassword) as refused:
        check_new_password(password, "amina.otieno", Role.OFFICER)

    assert refused.value.facts["why"] == why
    assert refused.value.field == "new"


@pytest.mark.parametrize(
    "password",
    ["kettle green bus", "twelve chars", "né à Kisumu 1987", "日本語の長いパスワードです", "x y z 1 2 3 4 5"],
)
def test_length_is_enough_whatever_the_characters(password):
    check_new_password(password, "amina.otieno", Role.OFFICER)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.WATCHLIST_EDITOR, Role.AUDITOR, Role.HQ_ANALYST])
def test_the_powerful_need_fifteen_characters(role):
    check_new_password("kettle green bu", "amina", role)

    with pytest.raises(WeakPassword):
        check_new_password("kettle green b", "amina", role)


@pytest.mark.parametrize(
    "pin", ["", "123", "123456789", "12a4", "٤٥٦٧", "1234", "9876", "7777", "8901", "-123"]
)
def test_a_pin_that_is_guessed_first_is_refused(pin):
    with pytest.raises(WeakPassword):
        check_new_pin(pin)


@pytest.mark.parametrize("pin", ["2580", "90210", "13579246"])
def test_a_pin_of_four_to_eight_digits_is_taken(pin):
    check_new_pin(pin)


def test_a_password_matches_itself_alone():
    kept = passwords.hashed("kettle green bus")

    assert passwords.matches(kept, "kettle green bus")
    assert not passwords.matches(kept, "kettle green Bus")
    assert not passwords.matches(kept, "")
    assert not passwords.matches(None, "kettle green bus")
    assert not passwords.matches("not a hash at all", "kettle green bus")


def test_the_same_characters_match_from_any_keyboard():
    composed, decomposed = "cafe\u0301 au lait sucre", "caf\u00e9 au lait sucre"

    assert passwords.matches(passwords.hashed(composed), decomposed)


def test_a_megabyte_of_password_costs_no_more_than_a_wrong_one():
    assert not passwords.matches(passwords.hashed("kettle green bus"), "x" * 1_000_000)


def test_the_kept_form_is_argon2id_with_64_mib(monkeypatch):
    monkeypatch.undo()

    assert passwords.hashed("kettle green bus").startswith("$argon2id$v=19$m=65536,t=2,p=1$")


def test_a_hash_of_other_numbers_is_dated():
    assert passwords.is_dated(PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash("x"))
    assert not passwords.is_dated(passwords.hashed("x"))


def test_a_one_time_password_is_good_enough_for_anybody_and_never_twice_the_same():
    made = {passwords.one_time() for _ in range(50)}

    assert len(made) == 50
    for password in made:
        check_new_password(password, "amina", Role.ADMINISTRATOR)
        assert not set(password) & set("01ilo")
