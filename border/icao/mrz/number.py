"""The document number, which is longer than its field on some cards.

A TD1 or TD2 number of more than nine characters leaves a filler where its check digit belongs and runs on in the
optional data: the rest, the digit over all of it, a filler. Sources: Doc 9303-5 and -6, note j of section 4.2.2.
"""

from dataclasses import dataclass

from border.icao.mrz.checkdigit import check_digit
from border.icao.mrz.formats import Layout


@dataclass(frozen=True, slots=True)
class Number:
    """A document number as it was read: the characters its digit covers, the digit, what is left of the optional data."""

    characters: str
    digit: str
    optional: str

    @property
    def expected_digit(self) -> str:
        """The digit there should be."""
        return check_digit(self.characters)


def read_number(text: str, layout: Layout) -> Number:
    """Return the whole document number of a zone's joined lines."""
    characters, digit = text[layout.fields["document_number"]], text[layout.number_digit]
    optional = text[layout.optional[0]]
    if layout.long_numbers and digit == "<":
        rest, _, optional_after = optional.partition("<")
        if len(rest) > 1 and rest[-1].isdigit():
            return Number(characters + rest[:-1], rest[-1], optional_after)
    return Number(characters, digit, optional)


def written_number(characters: str, layout: Layout) -> tuple[str, str, str]:
    """Return a document number as the field, the digit behind it, and what comes first in the optional data.

    characters: A-Z, 0-9 and '<'; longer than nine only where the layout takes it.
    """
    field, rest = characters[:9].ljust(9, "<"), characters[9:]
    if rest and layout.long_numbers:
        return field, "<", f"{rest}{check_digit(characters)}<"
    return field, check_digit(field), rest
