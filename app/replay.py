"""`./mpaka site replay --data DIR [--json]`: fold the journal from nothing and compare every row it led to.

It works on a copy, so a running site goes on. Exit code 0: the same rows; 1: differences, of which the first are shown.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from app.projections import PROJECTIONS
from app.tables import PROJECTED
from appliance.settings import load_settings
from db.database import Database
from db.sqlite import open_sqlite
from migrations.migrate import migrate
from sync import apply, journal
from sync.apply import Projections

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same: as the site has it and as the fold has it, None where there is none."""

    table: str
    kept: Mapping[str, Any] | None
    folded: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found. rows: table -> how many rows the site has."""

    events: int
    rows: Mapping[str, int]
    differences: tuple[Difference, ...]


def main(argv: Sequence[str]) -> int:
    """Raises BadSettings, DatabaseError, JournalError."""
    parser = argparse.ArgumentParser(prog="mpaka site replay", description="Fold the journal from nothing.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the site's folder")
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
    given = parser.parse_args(argv)
    settings = load_settings(given.data)
    found = replayed(open_sqlite(settings.database, must_exist=True), settings.run, PROJECTIONS)
    print(json.dumps(_told(found)) if given.json else text(found))  # noqa: T201 a command speaks
    return 1 if found.differences else 0


def replayed(db: Database, run: Path, projections: Projections) -> Replay:
    """Verify every chain, fold it into a fresh database in a folder of its own, and compare.

    Raises JournalError where a chain does not hold.
    """
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="replay-", dir=run) as folder:
        db.copy_to(Path(folder, "kept.db"))
        kept, folded = open_sqlite(Path(folder, "kept.db")), open_sqlite(Path(folder, "folded.db"))
        try:
            for node, epoch in journal.nodes(kept):
                journal.verify(journal.everything(kept, node, epoch), holes=journal.holes(kept, node, epoch))
            migrate(folded)
            events = apply.fold(kept, folded, projections)
            return _compared(events, kept, folded)
        finally:
            kept.close()
            folded.close()


def text(found: Replay) -> str:
    rows = sum(found.rows.values())
    if not found.differences:
        return f"{found.events} events fold into the same {rows} rows of {len(found.rows)} tables"
    lines = [f"{found.events} events do not fold into the rows that are kept; the first differences:"]
    for difference in found.differences:
        lines += [
            f"{difference.table}",
            f"  kept    {_shown(difference.kept)}",
            f"  folded  {_shown(difference.folded)}",
        ]
    return "\n".join(lines)


def _compared(events: int, kept: Database, folded: Database) -> Replay:
    counts: dict[str, int] = {}
    differences: list[Difference] = []
    for table in (table for tables in PROJECTED.values() for table in tables):
        counts[table] = sum(1 for _ in kept.rows(table))
        differences += islice(_differences(table, kept, folded), SHOWN - len(differences))
    return Replay(events, counts, tuple(differences))


def _differences(table: str, kept: Database, folded: Database) -> Iterator[Difference]:
    for one, other in zip_longest(kept.rows(table), folded.rows(table)):
        if one != other:
            yield Difference(table, one, other)


def _shown(row: Mapping[str, Any] | None) -> str:
    return "nothing" if row is None else ", ".join(f"{name}={value!r}" for name, value in row.items())


def _told(found: Replay) -> dict[str, Any]:
    return {"equal": not found.differences, **asdict(found)}
