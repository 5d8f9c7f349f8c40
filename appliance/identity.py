"""Who a site is: an Ed25519 key made on the box, which never leaves it.

It signs what the site sends (batches of its journal, slips). Others know the public half by enrolment.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_FILE = "site.key"
SECRET_FILE = "web.secret"  # noqa: S105 the name of a file


class BadKey(Exception):
    """A key that is absent or is none."""

    number = "A102"


class Identity:
    """A site's private key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public(self) -> str:
        """The public key as text: 32 bytes in URL-safe base 64 without padding, 43 characters."""
        return _text(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self._key.sign(message)


def make_identity(keys: Path) -> Identity:
    """Make the site's keys where there are none yet; a key that exists is kept."""
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_once(keys / KEY_FILE, _text(_drawn().private_bytes_raw()))
    _write_once(keys / SECRET_FILE, secrets.token_urlsafe(32))
    return load_identity(keys)


def load_identity(keys: Path) -> Identity:
    """Read the site's key. Raises BadKey."""
    return Identity(Ed25519PrivateKey.from_private_bytes(_octets(_read(keys / KEY_FILE))))


def load_web_secret(keys: Path) -> str:
    """Return the secret that signs this site's cookies. Raises BadKey."""
    return _read(keys / SECRET_FILE)


def verified(public: str, signature: bytes, message: bytes) -> bool:
    """Say whether the holder of a public key signed a message. Raises BadKey for what is no key."""
    try:
        Ed25519PublicKey.from_public_bytes(_octets(public)).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def require_public_key(text: str) -> None:
    """Raise BadKey for what is no public key."""
    _octets(text)


def _drawn() -> Ed25519PrivateKey:
    """Return a new key whose public half does not begin as an option does: people type it on command lines."""
    while (key := Ed25519PrivateKey.generate()) and Identity(key).public.startswith("-"):
        pass
    return key


def _write_once(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise BadKey(f"{path} is missing or is no key") from error


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def _octets(text: str) -> bytes:
    try:
        octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadKey("a key is 43 characters of URL-safe base 64") from error
    if len(octets) != 32:
        raise BadKey("a key is 43 characters of URL-safe base 64")
    return octets
