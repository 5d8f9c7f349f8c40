"""Write down the schema as it stands after all steps: `python -m migrations.dump`.

The file is for reading and for review: a step shows what changes, the schema shows what is. A test compares.
"""

import sys
from pathlib import Path

from db.database import Database
from db.sqlite import SqliteDatabase
from migrations.migrate import migrate

FILE = Path(__file__).parent / "schema.sqlite.sql"
HEADING = "-- The schema after all steps. Made by `python -m migrations.dump`; never edited by hand.\n"


def schema(db: Database) -> str:
    """Return every table, index, trigger and view of a database as it was made, in the order it was made in."""
    return HEADING + "".join(f"\n{row['sql']};\n" for row in db.all(MADE))


def newest_schema() -> str:
    """Return the schema of an empty database brought to the newest step."""
    db = SqliteDatabase(Path(":memory:"))
    migrate(db)
    try:
        return schema(db)
    finally:
        db.close()


MADE = """
    select sql
      from sqlite_master
     where sql is not null
       and name not like 'sqlite_%'
     order by rowid
"""

if __name__ == "__main__":
    FILE.write_text(newest_schema(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")
