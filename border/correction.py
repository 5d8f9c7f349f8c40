"""Where what an officer typed differs from what a sound zone says: the page, the zone and the officer cannot all be right.

A zone has no room for marks and cuts long names, so names differ only where no spelling of one can be the other.
"""

from border import names
from border.days import compatible
from border.document import Document, bare
from border.traveller import Sex, Traveller

Differing = tuple[str, str, str]
"""A field of the zone, what the zone says, what was typed."""


def differences(zone: tuple[Document, Traveller], typed: tuple[Document, Traveller]) -> tuple[Differing, ...]:
    """Return the fields in which what was typed cannot be what the zone says; what the zone leaves open is no difference."""
    (document, bearer), (their_document, their_bearer) = zone, typed
    compared = (
        (
            "document_code",
            document.type.value,
            their_document.type.value,
            document.type is their_document.type,
        ),
        ("issuing_state", document.issuing_state, their_document.issuing_state, None),
        ("document_number", bare(document.number), bare(their_document.number), None),
        (
            "date_of_expiry",
            document.valid_until,
            their_document.valid_until,
            compatible(document.valid_until, their_document.valid_until),
        ),
        ("surname", bearer.surname, their_bearer.surname, _one_name(bearer, "surname", their_bearer)),
        (
            "given_names",
            bearer.given_names,
            their_bearer.given_names,
            _one_name(bearer, "given_names", their_bearer),
        ),
        (
            "date_of_birth",
            bearer.date_of_birth,
            their_bearer.date_of_birth,
            compatible(bearer.date_of_birth, their_bearer.date_of_birth),
        ),
        ("sex", bearer.sex.value, their_bearer.sex.value, bearer.sex is Sex.U or None),
        ("nationality", bearer.nationality, their_bearer.nationality, not bearer.nationality or None),
    )
    return tuple(
        (field, read, typed_)
        for field, read, typed_, fits in compared
        if not (read == typed_ if fits is None else fits)
    )


def _one_name(read: Traveller, field: str, typed: Traveller) -> bool:
    """Whether a name of a zone can be the typed one, written out or in full."""
    theirs = names.spellings(getattr(typed, field))
    if names.spellings(getattr(read, field)) & theirs:
        return True
    return read.names_truncated and any(names.begins(names.fold(getattr(read, field)), one) for one in theirs)
