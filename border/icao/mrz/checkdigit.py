"""Check digits of a machine-readable zone. Source: Doc 9303-3, section 4.9."""

_VALUES = bytes(
    point - 48 if 48 <= point <= 57 else point - 55 if 65 <= point <= 90 else 0 for point in range(256)
)
"""The value of each character: 0 to 9, A is 10, Z is 35, and the filler is 0."""


def check_digit(field: str) -> str:
    """Return the check digit of a field, '0' to '9'; weights 7, 3, 1 run from the left.

    field: characters of A-Z, 0-9 and '<' only (parse lets no others through).

    >>> check_digit("520727")
    '3'
    """
    values = field.encode("ascii").translate(_VALUES)
    return "0123456789"[(7 * sum(values[::3]) + 3 * sum(values[1::3]) + sum(values[2::3])) % 10]
