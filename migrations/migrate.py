"""Bring a database to the newest schema: numbered steps, forward only, each one a transaction.

A step is a file `steps/NNNN_name.sqlite.sql`. A step that has left the house is never edited: its digest is kept
and compared. Two processes that start together are no harm: the second finds the steps done.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils.utils import sqlite3

from db.database import Database, DatabaseError

STEPS = Path(__file__).parent / "steps"


class SchemaChanged(DatabaseError):
    """A step that was applied here reads differently now, or comes from a newer program."""

    number = "D106"


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def steps(folder: Path = STEPS) -> list[Step]:
    """Return the steps in order."""
    found = []
    for path in sorted(folder.glob("*.sqlite.sql")):
        number, _, name = path.name.removesuffix(".sqlite.sql").partition("_")
        found.append(Step(int(number), name, path.read_text()))
    return found


def migrate(db: Database, wanted: list[Step] | None = None) -> list[int]:
    """Apply what is missing and return the numbers applied. Raises SchemaChanged."""
    wanted = steps() if wanted is None else wanted
    with db.transaction():
        db.run(LEDGER)
        applied = {row["number"]: row["digest"] for row in db.all(APPLIED)}
        _compare(applied, wanted)
        missing = [step for step in wanted if step.number not in applied]
        for step in missing:
            for statement in statements(step.sql):
                db.run(statement)
            db.insert("schema_steps", {"number": step.number, "name": step.name, "digest": step.digest})
    return [step.number for step in missing]


def schema_number(db: Database) -> int:
    """Return the number of the newest step applied, 0 for a database with none."""
    if db.value(HAS_LEDGER) is None:
        return 0
    return int(db.value(NEWEST) or 0)


def statements(sql: str) -> Iterator[str]:
    """Split a step into statements; a trigger with its inner semicolons is one."""
    part = ""
    for line in sql.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            yield part.strip()
            part = ""


def _compare(applied: dict[int, str], wanted: list[Step]) -> None:
    known = {step.number: step.digest for step in wanted}
    for number, digest in applied.items():
        if known.get(number) != digest:
            raise SchemaChanged(f"schema step {number} of this database is not the one this program knows")


LEDGER = """
    create table if not exists schema_steps (
        number integer primary key,
        name text not null,
        digest text not null
    ) strict
"""

APPLIED = """
    select number, digest
      from schema_steps
     order by number
"""

HAS_LEDGER = "select name from sqlite_master where type = 'table' and name = 'schema_steps'"

NEWEST = "select max(number) from schema_steps"
