"""What the forms of crossings send, made into values. Every error names its field."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from app.crossings.paper import PaperEntry
from app.crossings.service import Amendment, Wanted
from app.web import words
from app.web.i18n import gettext
from app.web.i18n import mark as _
from border.crossing import Admission, Direction, Outcome, Refusal
from border.document import Document, DocumentType
from border.fields import FieldError, MissingField, NotPossible, choice, within
from border.traveller import Sex, Traveller
from border.vehicle import Vehicle
from border.visa_rules import Capacity

Form = Mapping[str, str]

SAID: Mapping[tuple[str, str], str] = {
    ("B156", "happened_at"): _("This lies ahead. Look at the day and the hour."),
    ("B156", "nationality"): _(
        "A citizen may always enter, and was not refused like that. Void this crossing and enter the right one."
    ),
    ("X106", "happened_on"): _("More than %(days)s days ago: a supervisor has to enter this."),
    ("X107", "happened_on"): _(
        "Nothing is entered from more than %(days)s days ago, or from before the post was founded."
    ),
    ("B156", "first"): _(
        "With a name only, at most a year can be searched. With a document number, any days."
    ),
    ("B156", "last"): _("The last day lies before the first."),
    ("B156", "ground"): _("A citizen may always enter. Who doubts the citizenship sends to the second line."),
    ("B151", "surname"): _("At least two letters of the name are needed, or the number of a document."),
}
"""Where the words for any field would say too little."""


def sentence(error: FieldError) -> str:
    """Return what is wrong with an entry, as it stands beside its field."""
    said = SAID.get((error.number, error.field))
    return gettext(said, **error.facts) if said else words.field_error(error)


def paper_entry(form: Form, zone: ZoneInfo) -> PaperEntry:
    """Return a crossing of the paper log as typed; its instant is on the wall clock of a zone. Raises FieldError."""
    return PaperEntry(
        entry_id=_uuid(form.get("entry_id", "")),
        happened_at=_instant(form, zone),
        written_by=form.get("written_by", ""),
        why=form.get("why", ""),
        desk=form.get("desk", ""),
        direction=Direction(choice(form.get("direction", ""), "direction", [way.value for way in Direction])),
        document=_document(form),
        traveller=_traveller(form),
        decision=_decision(form),
        capacity=Capacity(choice(form.get("capacity", ""), "capacity", [known.value for known in Capacity])),
        vehicle=Vehicle(form.get("vehicle_plate", ""), carrier=form.get("carrier", "")),
    )


def amendment(form: Form, crossing_id: str) -> Amendment:
    """Return what somebody wants to read differently. Raises FieldError."""
    texts = (
        "direction",
        "purpose",
        "address",
        "surname",
        "given_names",
        "nationality",
        "sex",
        "vehicle_plate",
        "carrier",
    )
    changes: dict[str, str | int | None] = {field: form[field].strip() for field in texts if field in form}
    if "date_of_birth" in form:
        changes["born_on"] = form["date_of_birth"].strip()
    if "days_granted" in form:
        changes["days_granted"] = _number(form, "days_granted")
    seen = _number(form, "seen")
    if seen is None:
        raise MissingField("seen")
    return Amendment(crossing_id, changes, form.get("reason", ""), "voided" in form, seen)


def wanted(form: Form, today: date) -> Wanted:
    """Return which crossings are looked for. Raises FieldError."""
    return Wanted(
        _day(form, "first") or today,
        _day(form, "last") or today,
        form.get("surname", ""),
        form.get("given_names", ""),
        form.get("number", ""),
    )


def page_of(arguments: Form) -> int:
    """Return the number of a page, 1 for anything that is none."""
    page = arguments.get("page", "")
    return max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1


def _document(form: Form) -> Document:
    kind = choice(form.get("type", ""), "type", [known.value for known in DocumentType])
    number, until = form.get("document_number", ""), form.get("valid_until", "").strip()
    return Document(DocumentType(kind), form.get("issuing_state", ""), number, until)


def _traveller(form: Form) -> Traveller:
    sex = choice(form.get("sex", ""), "sex", [known.value for known in Sex])
    born = form.get("date_of_birth", "").strip()
    return Traveller(
        form.get("surname", ""), form.get("given_names", ""), born, Sex(sex), form.get("nationality", "")
    )


def _decision(form: Form) -> Admission | Refusal:
    known = (Outcome.ADMIT.value, Outcome.REFUSE.value)
    if choice(form.get("decision", ""), "decision", known) == Outcome.REFUSE:
        return Refusal(form.get("ground", ""), form.get("note", ""))
    return Admission(
        form.get("purpose", ""),
        _number(form, "days_granted"),
        form.get("address", ""),
        form.get("authority", ""),
    )


def _instant(form: Form, zone: ZoneInfo) -> datetime:
    day = _day(form, "happened_on")
    if day is None:
        raise MissingField("happened_on")
    try:
        clock = time.fromisoformat(form.get("happened_at", "").strip())
    except ValueError as error:
        raise FieldError("happened_at", "is no time of day") from error
    if clock.tzinfo:
        raise FieldError("happened_at", "is a time with a zone")
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _day(form: Form, field: str) -> date | None:
    text = form.get(field, "").strip()
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError as error:
        raise FieldError(field, f"{text!r} is no day") from error
    if day is not None:
        within(day.year, field, 1900, 2999)
    return day


def _number(form: Form, field: str) -> int | None:
    text = form.get(field, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise NotPossible(field, "is no whole number")
    return int(text)


def _uuid(text: str) -> str:
    try:
        known = str(UUID(text))
    except ValueError as error:
        raise FieldError("entry_id", "is no id") from error
    if known != text:
        raise FieldError("entry_id", "is not in its plain spelling")
    return text
