"""Travellers, known by their documents: finding them, opening one, and the stays that their crossings make."""

from dataclasses import asdict, dataclass
from datetime import date

from app.act import Act
from app.audit import service as audit
from app.audit.service import Why
from app.travellers import store
from border.days import span
from border.document import bare
from border.errors import BorderError
from border.fields import MissingField, line
from border.permissions import Permission
from border.stay import Stay
from db.database import Database, Row


class NoSuchTraveller(BorderError):
    """Nobody crossed here with that document."""

    number = "T101"


PAGE_ROWS = 50
LEAST_OF_NAME = 2
"""Letters of a name to search by; with fewer, half the country answers."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom somebody looks for: a name or a document number, narrowed by birth and nationality; '' asks nothing.

    A surname may be its beginning; with given names behind it, it is whole. Raises MissingField, TooLong,
    BadCharacter, BadDay.
    """

    surname: str = ""
    given_names: str = ""
    born_on: str = ""
    nationality: str = ""
    number: str = ""

    def __post_init__(self) -> None:
        for field in ("surname", "given_names", "born_on", "nationality", "number"):
            object.__setattr__(self, field, line(getattr(self, field), field, 100))
        span(self.born_on, "born_on")
        if not bare(self.number) and len(self.name) < LEAST_OF_NAME:
            raise MissingField("surname")

    @property
    def name(self) -> str:
        return store.name_key(self.surname, self.given_names)

    @property
    def terms(self) -> dict[str, str]:
        """What the rows are compared with."""
        return {
            "name": self.name,
            "born_on": self.born_on,
            "nationality": self.nationality.upper(),
            "number": bare(self.number),
        }


def search(act: Act, wanted: Wanted, why: Why) -> str:
    """Keep that somebody searches, and why; return the look under which the answers may be read."""
    act.require(Permission.SEARCH)
    rows = store.found(act.db, wanted.terms, 1, 0)
    found = rows[0]["total"] if rows else 0
    return audit.searched(act, "travellers", asdict(wanted), why, found)


def answers(db: Database, look: Row, page: int) -> list[Row]:
    """Return one page (from 1) of what a search found, PAGE_ROWS rows; each row knows the total."""
    wanted = Wanted(**audit.asked(look))
    return store.found(db, wanted.terms, PAGE_ROWS, (page - 1) * PAGE_ROWS)


def view(act: Act, traveller_id: str, why: Why) -> str:
    """Keep that somebody opens a traveller's page; return the look. Raises NoSuchTraveller."""
    act.require(Permission.SEARCH)
    if store.traveller(act.db, traveller_id) is None:
        raise NoSuchTraveller("nobody is known by that document")
    return audit.viewed(act, traveller_id, why)


def traveller(db: Database, traveller_id: str) -> Row | None:
    return store.traveller(db, traveller_id)


def documents(db: Database, traveller_id: str) -> list[Row]:
    return store.documents(db, traveller_id)


def stays(db: Database, traveller_id: str) -> list[Row]:
    """Return the newest 200 stays, newest first."""
    return store.stays(db, traveller_id)


def passages(db: Database, traveller_id: str) -> list[Row]:
    """Return the newest 200 crossings of all of a traveller's documents, newest first; voided ones too."""
    return store.passages(db, traveller_id)


def open_stay(db: Database, document_id: str) -> Stay | None:
    """Return the stay that this document's last admitted entry opened and no exit has closed, or None."""
    row = store.open_stay(db, document_id)
    return stay_of(row) if row else None


def entered_before(db: Database, node: str, day: date) -> list[str]:
    """Return the crossings by which those entered at a site before a day who are in the country still."""
    return [row["stay_id"] for row in store.entered_before(db, node, day.isoformat())]


def stay_of(row: Row) -> Stay:
    """Return the stay that a row of stays tells of."""
    until = row["granted_until"]
    left = row["exited_on"]
    return Stay(
        date.fromisoformat(row["entered_on"]),
        date.fromisoformat(until) if until else None,
        date.fromisoformat(left) if left else None,
    )


def offered_stays(db: Database, surname: str, given_names: str, born_on: str) -> list[Row]:
    """Return open stays of others with the same folded name and whole date of birth, for an officer to judge.

    Ask only where the document itself has no open stay; nothing is joined by this. [] where the birth is not known.
    """
    if len(born_on) < len("1985-12-01"):
        return []
    return store.open_stays_of_name(db, store.name_key(surname, given_names), born_on)


def name_key(surname: str, given_names: str) -> str:
    """Return what names are sorted and searched by: their folded words, surname first."""
    return store.name_key(surname, given_names)
