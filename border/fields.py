"""What a person typed into one field, and the ways in which it can be wrong.

Every error carries the field's name, so that a form can say it where it belongs.
"""

import unicodedata
from collections.abc import Iterable

from border.errors import BorderError, Fact

_UNTYPED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls, marks that turn the direction of writing, halves of pairs, line ends: they can make a page lie."""

_JOINERS = {"\u200c", "\u200d"}
"""The two of these that names in Arabic and Indic scripts are written with."""


class FieldError(BorderError):
    """One field of a form that cannot be taken as it is."""

    number = "B150"

    def __init__(self, field: str, message: str, **facts: Fact) -> None:
        super().__init__(f"{field}: {message}", field=field, **facts)
        self.field = field


class MissingField(FieldError):
    """A field that this decision needs was left empty."""

    number = "B151"

    def __init__(self, field: str) -> None:
        super().__init__(field, "is needed here")


class UnknownChoice(FieldError):
    """A value that is not one of those the field knows."""

    number = "B152"

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, f"{value!r} is not known", value=value)


class OutOfRange(FieldError):
    """A number or day beyond what may be."""

    number = "B153"

    def __init__(self, field: str, value: str | int, least: str | int, most: str | int) -> None:
        super().__init__(
            field, f"{value} is not within {least} to {most}", value=value, least=least, most=most
        )


class TooLong(FieldError):
    """More characters than the field keeps."""

    number = "B154"

    def __init__(self, field: str, length: int, most: int) -> None:
        super().__init__(field, f"{length} characters, {most} are kept", length=length, most=most)


class BadCharacter(FieldError):
    """A character that no officer types: a control, a line break, half of a pair."""

    number = "B155"

    def __init__(self, field: str, code_point: int) -> None:
        super().__init__(field, f"holds the character U+{code_point:04X}", code_point=code_point)


class NotPossible(FieldError):
    """A choice that exists, but not here: a citizen refused entry, a crossing that lies ahead."""

    number = "B156"


class NotANumber(FieldError):
    """Text that is no whole number, or a number below the least that has a meaning."""

    number = "B158"

    def __init__(self, field: str, value: str, least: int) -> None:
        super().__init__(field, f"{value!r} is no whole number from {least}", value=value, least=least)


def line(value: str, field: str, most: int) -> str:
    """Return one line of text: spaces trimmed and made single, composed (NFC); '' stays ''.

    most: the longest text kept, in characters. Raises BadCharacter, TooLong.
    """
    text = " ".join(part for part in unicodedata.normalize("NFC", value).split(" ") if part)
    for character in text:
        if unicodedata.category(character) in _UNTYPED and character not in _JOINERS:
            raise BadCharacter(field, ord(character))
    if len(text) > most:
        raise TooLong(field, len(text), most)
    return text


def needed(value: str, field: str, most: int) -> str:
    """Return one line of text that may not be empty. Raises MissingField, BadCharacter, TooLong."""
    text = line(value, field, most)
    if not text:
        raise MissingField(field)
    return text


def choice(value: str, field: str, known: Iterable[str]) -> str:
    """Return the value if it is one of the known ones. Raises MissingField, UnknownChoice."""
    if not value:
        raise MissingField(field)
    if value not in known:
        raise UnknownChoice(field, value)
    return value


def within(value: int, field: str, least: int, most: int) -> int:
    """Return the number if it lies within both ends. Raises OutOfRange."""
    if not least <= value <= most:
        raise OutOfRange(field, value, least, most)
    return value
