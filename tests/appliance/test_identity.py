"""A site's keys: made once, never replaced, readable by nobody else; and what a signature proves."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.identity import (
    KEY_FILE,
    SECRET_FILE,
    BadKey,
    load_identity,
    load_web_secret,
    make_identity,
    verified,
)

MESSAGE = b"busia:1:17"


def test_keys_are_made_once_and_never_replaced(tmp_path):
    first = make_identity(tmp_path / "keys").public

    assert make_identity(tmp_path / "keys").public == first


def test_nobody_else_on_the_machine_may_read_a_key(tmp_path):
    make_identity(tmp_path / "keys")

    modes = {name: (tmp_path / "keys" / name).stat().st_mode & 0o777 for name in (KEY_FILE, SECRET_FILE)}
    assert modes == {KEY_FILE: 0o600, SECRET_FILE: 0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_a_signature_is_believed_for_its_key_and_its_message_only(tmp_path):
    ours, theirs = make_identity(tmp_path / "ours"), make_identity(tmp_path / "theirs")
    signature = ours.sign(MESSAGE)

    assert verified(ours.public, signature, MESSAGE)
    assert not verified(theirs.public, signature, MESSAGE)
    assert not verified(ours.public, signature, MESSAGE + b"0")
    assert not verified(ours.public, b"", MESSAGE)


@pytest.mark.parametrize("text", ["", "short", "x" * 44, "é" * 43, "!" * 43])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(BadKey):
        verified(text, b"s" * 64, MESSAGE)


def test_a_missing_key_is_named(tmp_path):
    with pytest.raises(BadKey, match=KEY_FILE):
        load_identity(tmp_path)


def test_the_web_has_a_secret_of_its_own(tmp_path):
    make_identity(tmp_path)

    assert len(load_web_secret(tmp_path)) == 43


def test_no_public_key_reads_as_an_option_where_it_is_typed(tmp_path, monkeypatch):
    drawn = []

    def generate():
        drawn.append(Ed25519PrivateKey.from_private_bytes(bytes([len(drawn)]) * 32))
        return drawn[-1]

    monkeypatch.setattr(Ed25519PrivateKey, "generate", generate)
    made = [make_identity(tmp_path / str(number)).public for number in range(100)]

    assert len(drawn) > len(made)
    assert not [public for public in made if public.startswith("-")]
