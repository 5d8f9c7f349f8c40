"""What hits were worth: how many were false alarms, what became of an agency's entries, whom an entry stopped.

Counts name nobody. What is handed over to an agency names whom its own entries name and no traveller; where and which
way somebody went is told only of the listed person. Whom an entry stopped is shown to whoever has opened that entry,
which is an event of its own.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.act import Act
from app.audit import service as audit
from app.audit.service import Reason, Why
from app.figures import store
from app.site import Site
from app.web.sheet import as_csv
from appliance.clock import instant_of, instant_text
from border.fields import FieldError, NotPossible, OutOfRange, choice, line
from border.hit import State, share
from border.permissions import Permission
from db.database import Row

PAGE_ROWS = 50
PERIOD = timedelta(days=30)
MOST_DAYS = 3_660
YEARS = range(2000, 2200)
MOST_GROUPS = 1_000_000
MOST_OF_SOURCE, MOST_OF_AGENCY = 40, 100
SORTS = ("list", "hits", "somebody-else", "nationality")
COLUMNS = ("list", "nationality", "sex", "hits", "confirmed", "somebody_else", "open", "withdrawn", "share")
HANDED_OVER = ("entry", "name_as_listed", "category", "day", "outcome", "decided_on", "post", "direction")
"""Of the CSV file for an agency. post, direction: of the listed person alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which hits are counted: found from the first to the last day; '' asks nothing. Raises FieldError."""

    first: date
    last: date
    source: str = ""
    agency: str = ""
    sort: str = SORTS[0]
    page: int = 1

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise NotPossible("last", "is before the first day")
        if (self.last - self.first).days > MOST_DAYS:
            raise OutOfRange("last", self.last.isoformat(), self.first.isoformat(), "ten years later")

    @property
    def asked(self) -> dict[str, str]:
        """The filter as text, for addresses and for the event of an export."""
        said = asdict(self) | {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return {key: str(value) for key, value in said.items() if key != "page"}

    def terms(self, site: Site) -> dict[str, str]:
        return {
            "from_at": _midnight(site, self.first),
            "until_at": _midnight(site, self.last + timedelta(days=1)),
            "source": self.source,
            "agency": self.agency,
        }


def wanted_of(given: Mapping[str, str], today: date) -> Wanted:
    """Return what a page's address asks for. Raises FieldError, naming the field."""
    page = given.get("page") or "1"
    last = _day(given, "last", today)
    return Wanted(
        first=_day(given, "first", last - PERIOD),
        last=last,
        source=line(given.get("source", ""), "source", MOST_OF_SOURCE),
        agency=line(given.get("agency", ""), "agency", MOST_OF_AGENCY),
        sort=choice(given.get("sort") or SORTS[0], "sort", SORTS),
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 and int(page) else 1,
    )


def groups(site: Site, wanted: Wanted) -> list[Row]:
    """Return one page of counts by list, nationality and sex, each with the share that was somebody else."""
    rows = store.groups(site.db, wanted.terms(site), wanted.sort, PAGE_ROWS, (wanted.page - 1) * PAGE_ROWS)
    return [_with_share(row) for row in rows]


def by_list(site: Site, wanted: Wanted) -> list[Row]:
    return [_with_share(row) for row in store.by_list(site.db, wanted.terms(site))]


def by_agency(site: Site, wanted: Wanted) -> list[Row]:
    """Return counts by the agency that asked for the entry; hits of entries that name none are left out."""
    terms = {key: value for key, value in wanted.terms(site).items() if key != "agency"}
    return [_with_share(row) for row in store.by_agency(site.db, terms)]


def counts_as_csv(site: Site, wanted: Wanted) -> str:
    """Return all counts by list, nationality and sex."""
    rows = [
        _with_share(row) for row in store.groups(site.db, wanted.terms(site), wanted.sort, MOST_GROUPS, 0)
    ]
    return as_csv(COLUMNS, ([row[name] for name in _COUNTED] for row in rows))


_COUNTED = ("source", "nationality", "sex", "hits", "same", "not_same", "waiting", "closed", "share")


def hand_over(act: Act, wanted: Wanted) -> str:
    """Keep that an agency is told what became of its entries, and return it as CSV. Raises MissingField, NotAllowed."""
    act.require(Permission.SEE_HIT_FIGURES)
    why = Why(Reason.OTHER_AGENCY, wanted.agency)
    found = store.outcomes(act.db, wanted.terms(act.site))
    audit.exported(act, {"export": "outcomes", **wanted.asked}, why, len(found))
    return as_csv(HANDED_OVER, (_handed_over(act.site, row) for row in found))


def stopped(site: Site, entry_id: str, page: int) -> list[Row]:
    """Return one page (from 1) of whom an entry stopped, newest first; each row knows the total."""
    return store.stopped(site.db, entry_id, PAGE_ROWS, (page - 1) * PAGE_ROWS)


def _handed_over(site: Site, row: Row) -> tuple[str, ...]:
    state = State(row["state"])
    is_listed = state is State.SAME
    return (
        row["entry_id"],
        row["entry_name"],
        row["category"],
        _day_of(site, row["met_at"]),
        "open" if state.waits else state.value,
        _day_of(site, row["decided_at"]) if row["decided_at"] and not state.waits else "",
        row["node"] if is_listed else "",
        row["direction"] if is_listed else "",
    )


def _with_share(row: Row) -> Row:
    """Add how many of a hundred hits that were decided were somebody else; None where none was."""
    return row | {"share": share(row["not_same"], row["same"] + row["not_same"])}


def _day_of(site: Site, instant: str) -> str:
    return site.day_of(instant_of(instant)).isoformat()


def _day(given: Mapping[str, str], field: str, otherwise: date) -> date:
    text = given.get(field, "").strip()
    try:
        day = date.fromisoformat(text) if text else otherwise
    except ValueError as error:
        raise FieldError(field, f"{text!r} is no day", value=text[:20]) from error
    if day.year not in YEARS:
        raise FieldError(field, f"{text!r} is no day of ours", value=text[:20])
    return day


def _midnight(site: Site, day: date) -> str:
    return instant_text(datetime.combine(day, time(), site.zone).astimezone(UTC))
