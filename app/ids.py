"""Ids: UUIDv7 text. They sort by the time they were made at and are unique over all posts.

Source: RFC 9562, section 5.7.
"""

import uuid


def uuid7(unix_ms: int, random: bytes) -> str:
    """Return a UUIDv7 of an instant in milliseconds and ten random bytes.

    >>> uuid7(0x017F22E279B0, bytes.fromhex("0cc318c4dc0c0c07398f"))
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f'
    """
    number = (unix_ms << 80) | int.from_bytes(random, "big")
    number &= ~(0xF << 76) & ~(0x3 << 62)
    return str(uuid.UUID(int=number | 7 << 76 | 2 << 62))
