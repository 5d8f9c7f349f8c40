"""A travel document as a thing that can be found again: its type, who issued it, its number.

A traveller is known by a document. Its key must come out the same whether a machine read it or an officer typed it.
"""

from dataclasses import dataclass
from enum import StrEnum

from border.days import span
from border.fields import BadCharacter, FieldError, MissingField, line

MOST_OF_NUMBER = 30
BETWEEN = " -/."
"""What may part the letters and digits of a number, as it is written on paper."""


class DocumentType(StrEnum):
    """What kind of document it is; with and without a machine-readable zone."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity-card"
    VISA = "visa"
    CREW_CERTIFICATE = "crew-certificate"
    INTERSTATE_PASS = "interstate-pass"  # noqa: S105 (a paper, no password)
    BORDER_PASS = "border-pass"  # noqa: S105 (a paper, no password)
    TEMPORARY_PERMIT = "temporary-permit"
    EMERGENCY_CERTIFICATE = "emergency-certificate"
    CONVENTION_DOCUMENT = "convention-document"
    LAISSEZ_PASSER = "laissez-passer"
    OTHER = "other"


WITHOUT_ZONE = (
    DocumentType.INTERSTATE_PASS,
    DocumentType.BORDER_PASS,
    DocumentType.TEMPORARY_PERMIT,
    DocumentType.EMERGENCY_CERTIFICATE,
    DocumentType.OTHER,
)
"""The types offered first where an officer types a document in."""

_BY_FIRST_LETTER = {
    "P": DocumentType.PASSPORT,
    "V": DocumentType.VISA,
    "I": DocumentType.IDENTITY_CARD,
    "A": DocumentType.IDENTITY_CARD,
    "C": DocumentType.IDENTITY_CARD,
}


class BadDocument(FieldError):
    """A document that could not be found again: no number, or an issuing state that is no code."""

    number = "B160"


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its number and issuing state in one spelling.

    issuing_state: one to three letters as Doc 9303-3 section 5 writes them (`D`, `KEN`, `XXA`); a misread digit among
    them is let through, as an unknown code is a finding and no error.
    number: capitals, no fillers. valid_until: a partial date, '' where the document says none.
    code: the document code of the zone (`P`, `PD`, `IR`), '' where it was typed.
    Raises MissingField, TooLong, BadCharacter, BadDocument, BadDay.
    """

    type: DocumentType
    issuing_state: str
    number: str
    valid_until: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "issuing_state", _state(self.issuing_state))
        object.__setattr__(self, "number", _number(self.number))
        span(self.valid_until, "valid_until")

    @property
    def key(self) -> str:
        """The one spelling by which the document is found: `KEN:passport:A1234567`."""
        return f"{self.issuing_state}:{self.type}:{bare(self.number)}"


def type_of(code: str) -> DocumentType:
    """Return the type that a zone's document code stands for; OTHER where the code says nothing known.

    Only the first letter decides, as the second was each state's own until 2026; `AC` is the crew certificate.
    Source: Doc 9303-4 section 4.2.2, Doc 9303-5 section 4.2.2, Doc 9303-7 section 4.2.2.
    """
    if code == "AC":
        return DocumentType.CREW_CERTIFICATE
    return _BY_FIRST_LETTER.get(code[:1], DocumentType.OTHER)


def bare(number: str) -> str:
    """Return a document number without the spaces, strokes and fillers that are written now one way, now another.

    >>> bare("ab 12/345-6<<")
    'AB123456'
    """
    return "".join(character for character in number.upper() if character.isalnum())


def _state(text: str) -> str:
    state = text.strip().strip("<").upper()
    if not state:
        raise MissingField("issuing_state")
    if not (state.isascii() and state.isalnum() and len(state) <= 3):
        raise BadDocument("issuing_state", f"{text!r} is no code of a state", value=text)
    return state


def _number(text: str) -> str:
    number = line(text.replace("<", " "), "document_number", MOST_OF_NUMBER).upper()
    if not bare(number):
        raise MissingField("document_number")
    for character in number:
        if not (character.isascii() and (character.isalnum() or character in BETWEEN)):
            raise BadCharacter("document_number", ord(character))
    return number
