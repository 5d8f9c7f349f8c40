"""Passwords and PINs: which are good enough, and how they are kept.

No rules of composition and no expiry: length, and not what everybody tries first. Kept as argon2id; every check, of
an account that does not exist as well, costs one run of it.
Source: NIST SP 800-63B-4, section 3.1.1; OWASP Password Storage Cheat Sheet; RFC 9106.
"""

import secrets
import threading
import unicodedata
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from border.fields import FieldError
from border.permissions import Role

HASHER = PasswordHasher(time_cost=2, memory_cost=65_536, parallelism=1)
"""64 MiB, two passes: about 0.1 s on a core of an appliance. A hash made with other numbers is renewed at sign-in."""

AT_ONCE = threading.BoundedSemaphore(2)
"""Hashes at a time: tries to sign in may take two cores and 128 MiB of the box, never all of it."""

SHORTEST = 12
SHORTEST_OF_POWERFUL = 15
LONGEST = 128
POWERFUL = frozenset({Role.ADMINISTRATOR, Role.WATCHLIST_EDITOR, Role.AUDITOR, Role.HQ_ANALYST})
"""Roles whose password opens more than one post's desk."""

PIN_SHORTEST = 4
PIN_LONGEST = 8

FEWEST_CHARACTERS = 5
"""Different characters that a password has at least: 'aaaaaaaaaaaa' and '121212121212' have fewer."""

COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789012345 1234567890qwerty qwertyuiop123 qwertyuiopasdf
    qwertyuiopasdfgh 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3 abcdefghijkl
    abcdefghijklmnop abcdef123456 abc123abc123 passwordpassword password1234 password12345 password123456
    passw0rd1234 mypassword123 changemenow123 changeme12345 letmein12345 welcome12345 welcome123456 iloveyou1234
    administrator administrator1 administrator123 adminadminadmin superadmin123 supervisor123 immigration
    immigration1 immigration123 immigrationkenya borderpolice bordercontrol bordercontrol1 bordercontrol123
    kenyakenyakenya kenyakenya123 harambee12345 harambeeharambee nairobi123456 mombasa123456 jambojambojambo
    hakunamatata hakunamatata1 hakunamatata123 passportpassport passport12345 mpakampakampaka
    """.split()
)
"""What is tried first, of those long enough to pass; compared as letters and digits only."""

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without 0 and o, 1, i and l: a password that is read out once must be typed in right."""


class WeakPassword(FieldError):
    """A new password or PIN that cannot be taken. facts: why, shortest, longest."""

    number = "C110"


def check_new_password(password: str, username: str, role: Role, field: str = "new") -> None:
    """Raise WeakPassword with why: short, long, name or common."""
    shortest = SHORTEST_OF_POWERFUL if role in POWERFUL else SHORTEST
    plain = "".join(filter(str.isalnum, _composed(password).casefold()))
    name = "".join(filter(str.isalnum, username.casefold()))
    if len(password) < shortest:
        why = "short"
    elif len(password) > LONGEST:
        why = "long"
    elif name in plain and len(plain) - len(name) < shortest // 2:
        why = "name"
    elif plain in COMMON or len(set(plain)) < FEWEST_CHARACTERS:
        why = "common"
    else:
        return
    raise WeakPassword(field, f"the password is too weak: {why}", why=why, shortest=shortest, longest=LONGEST)


def check_new_pin(pin: str, field: str = "pin") -> None:
    """Raise WeakPassword unless it is four to eight digits, not all one and not a row such as 4567."""
    if not looks_like_pin(pin):
        why = "no-pin"
    elif len({(int(b) - int(a)) % 10 for a, b in pairwise(pin)}) == 1:
        why = "pin-row"
    else:
        return
    raise WeakPassword(field, f"no PIN: {why}", why=why, shortest=PIN_SHORTEST, longest=PIN_LONGEST)


def looks_like_pin(secret: str) -> bool:
    """Whether it can only be a PIN; no password is that short."""
    return secret.isascii() and secret.isdigit() and PIN_SHORTEST <= len(secret) <= PIN_LONGEST


def hashed(secret: str) -> str:
    with AT_ONCE:
        return HASHER.hash(_composed(secret))


def matches(kept: str | None, secret: str) -> bool:
    """Whether the secret is the one kept; with nothing kept it takes the same work and says no."""
    if len(secret) > LONGEST:
        secret = ""  # whatever it is, it costs as much as any other wrong one
    if kept is None:
        hashed(secret)
        return False
    try:
        with AT_ONCE:
            return HASHER.verify(kept, _composed(secret))
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether it was hashed with other numbers than today's."""
    return HASHER.check_needs_rehash(kept)


def one_time() -> str:
    """Return a random password to be read out once: 16 characters of 31, 79 bits.

    It looks like k7mf-2hxq-9wtn-rc4d.
    """
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def _composed(secret: str) -> str:
    """Return the same bytes for the same characters, whatever keyboard they were typed on."""
    return unicodedata.normalize("NFKC", secret)
