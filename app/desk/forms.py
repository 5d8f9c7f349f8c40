"""What the desk's forms send, made into the values of the rules. Every error names its field."""

from collections.abc import Mapping
from dataclasses import dataclass

from border.crossing import Admission, Decision, Direction, Referral, Refusal
from border.days import span
from border.document import Document, DocumentType
from border.fields import NotANumber, choice
from border.group import GroupKind
from border.traveller import BadTraveller, Sex, Traveller
from border.vehicle import Vehicle
from border.visa_rules import Capacity

Form = Mapping[str, str]
WIDTHS = {90: 30, 72: 36, 88: 44}
"""Characters of a whole zone -> of one of its lines."""

TYPED = tuple(kind for kind in DocumentType if kind is not DocumentType.VISA)
"""What may be typed in as a travel document."""

DECISIONS = ("admit", "refer", "refuse", "put-aside")


@dataclass(frozen=True, slots=True)
class Course:
    """Which way somebody goes, and as what."""

    direction: Direction
    capacity: Capacity


def decision(form: Form) -> Decision | None:
    """Return the decision, None for a traveller put aside. Raises FieldError."""
    kind = choice(form.get("decision", ""), "decision", DECISIONS)
    if kind == "admit":
        return admission(form)
    if kind == "refer":
        return Referral(form.get("reason", ""), form.get("note", ""))
    if kind == "refuse":
        return Refusal(form.get("ground", ""), form.get("note", ""))
    return None


def admission(form: Form) -> Admission:
    """Return an admission; a purpose beside the nine with a digit comes in a field of its own."""
    return Admission(
        form.get("purpose_other") or form.get("purpose", ""),
        number(form, "days_granted"),
        form.get("address", ""),
        form.get("authority", ""),
    )


def number(form: Form, field: str) -> int | None:
    """Return a whole number of at most nine digits, None where the field is empty. Raises NotANumber."""
    text = form.get(field, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise NotANumber(field, text, 1)
    return int(text)


def document(form: Form) -> Document:
    """Return the document as typed. Raises FieldError."""
    kind = choice(form.get("type", ""), "type", {known.value for known in TYPED})
    return Document(
        DocumentType(kind),
        form.get("issuing_state", ""),
        form.get("document_number", ""),
        form.get("valid_until", "").strip(),
    )


def traveller(form: Form) -> Traveller:
    """Return the traveller as typed. Raises FieldError."""
    for field in ("surname", "given_names"):
        if (name := form.get(field, "").strip()) and not any(letter.isalpha() for letter in name):
            raise BadTraveller(field, f"{name!r} has no letter", value=name)
    sex = choice(form.get("sex", ""), "sex", {known.value for known in Sex})
    born = form.get("date_of_birth", "").strip()
    span(born, "date_of_birth")
    return Traveller(
        form.get("surname", ""), form.get("given_names", ""), born, Sex(sex), form.get("nationality", "")
    )


def zone(form: Form) -> list[str]:
    """Return the typed lines of a zone, spaces taken away and letters made capitals.

    A reader that types without line ends sends one line: it is cut where the format of that length ends its lines.
    """
    lines = form.get("zone", "").upper().splitlines()
    lines = [line for line in ("".join(line.split()) for line in lines) if line]
    width = WIDTHS.get(len(lines[0])) if len(lines) == 1 else None
    return [lines[0][at : at + width] for at in range(0, len(lines[0]), width)] if width else lines


def course(form: Form) -> Course:
    """Return direction and capacity. Raises FieldError."""
    return Course(
        Direction(choice(form.get("direction", ""), "direction", {way.value for way in Direction})),
        Capacity(choice(form.get("capacity", ""), "capacity", {known.value for known in Capacity})),
    )


def vehicle(form: Form) -> Vehicle:
    return Vehicle(form.get("vehicle_plate", ""), carrier=form.get("carrier", ""))


def group_kind(form: Form) -> GroupKind:
    return GroupKind(choice(form.get("kind", ""), "kind", {known.value for known in GroupKind}))
