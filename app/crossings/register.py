"""The day register of a post: its crossings of one day, counted, and taken out as CSV."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from app.act import Act
from app.audit import service as audit
from app.audit.service import Why
from app.crossings import store
from app.site import Site
from app.web.sheet import as_csv
from border.crossing import Direction, Outcome
from border.fields import FieldError, choice, line
from border.names import fold
from border.permissions import Permission
from border.traveller import MOST_OF_NAME, Sex
from db.database import Row

PAGE_ROWS = 50
SORTS = ("newest", "oldest", "name", "desk")
COLUMNS = (
    "happened_at",
    "direction",
    "decision",
    "desk",
    "officer_name",
    "capacity",
    "document_type",
    "issuing_state",
    "document_number",
    "surname",
    "given_names",
    "nationality",
    "sex",
    "born_on",
    "purpose",
    "days_granted",
    "until_on",
    "refusal_ground",
    "vehicle_plate",
    "carrier",
    "late_written_by",
    "amendments",
    "voided",
)
"""Of the CSV file, in this order."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a day's register is asked for; '' asks nothing. Raises FieldError."""

    day: date
    direction: str = ""
    decision: str = ""
    desk: str = ""
    name: str = ""
    sort: str = SORTS[0]
    page: int = 1

    @property
    def asked(self) -> dict[str, str]:
        """The filter as text, for addresses and for the event of an export."""
        said = asdict(self) | {"day": self.day.isoformat()}
        return {key: str(value) for key, value in said.items() if key != "page"}

    def terms(self, node: str) -> dict[str, str]:
        return self.asked | {"node": node, "name": " ".join(fold(self.name))}


@dataclass(frozen=True, slots=True)
class Total:
    """Crossings of one direction and decision, by sex as the documents have it."""

    direction: str
    decision: str
    by_sex: Mapping[str, int]

    @property
    def all(self) -> int:
        return sum(self.by_sex.values())


def wanted_of(given: Mapping[str, str], today: date) -> Wanted:
    """Return what a page's address asks for. Raises FieldError, naming the field."""
    page = given.get("page") or "1"
    return Wanted(
        day=_day(given.get("day", ""), today),
        direction=_one_of(given, "direction", [way.value for way in Direction]),
        decision=_one_of(given, "decision", [Outcome.ADMIT.value, Outcome.REFUSE.value]),
        desk=line(given.get("desk", ""), "desk", 40),
        name=line(given.get("name", ""), "name", MOST_OF_NAME),
        sort=_one_of(given, "sort", SORTS) or SORTS[0],
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 and int(page) else 1,
    )


def rows(site: Site, wanted: Wanted) -> list[Row]:
    """Return one page of the register; each row knows the `total` of all."""
    offset = (wanted.page - 1) * PAGE_ROWS
    return store.register(site.db, wanted.terms(site.name), PAGE_ROWS, offset)


def totals(site: Site, wanted: Wanted) -> list[Total]:
    """Return the counts of what is asked for, voided crossings left out. Sex is never folded."""
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for row in store.totals(site.db, wanted.terms(site.name)):
        by_sex = counted.setdefault((row["direction"], row["decision"]), {sex.value: 0 for sex in Sex})
        by_sex[row["sex"]] = row["crossings"]
    return [Total(*kind, by_sex) for kind, by_sex in counted.items()]


def export(act: Act, wanted: Wanted, why: Why) -> str:
    """Keep that the register leaves the system, and why; return it as CSV, all pages of it."""
    act.require(Permission.EXPORT_REGISTER)
    found = list(_all(act, wanted))
    audit.exported(act, wanted.asked, why, len(found))
    return as_csv(COLUMNS, ([row[column] for column in COLUMNS] for row in found))


def _all(act: Act, wanted: Wanted) -> Iterator[Row]:
    offset = 0
    while page := store.register(act.db, wanted.terms(act.site.name), 1000, offset):
        yield from page
        offset += len(page)


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as error:
        raise FieldError("day", f"{text!r} is no day", value=text) from error


def _one_of(given: Mapping[str, str], field: str, known: list[str] | tuple[str, ...]) -> str:
    value = given.get(field, "")
    return choice(value, field, known) if value else ""
