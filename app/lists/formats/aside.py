"""What a file says before it is needed, laid aside on disk until it is: memory does not grow with the file.

The file of it has no name once it is open, so nothing of it outlasts its process.
"""

import tempfile
from pathlib import Path

from sqlite_utils.utils import sqlite3

PLACE = "/var/tmp"  # noqa: S108 a folder is made in it that is open to nobody else
"""On disk; what lies in /tmp can lie in memory."""
CACHE_KIB = 8_000


class Aside:
    """Words under a kind and a key, in the order they were laid aside. Raises OSError where the disk takes no more."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory(prefix="mpaka-list-", dir=PLACE) as folder:
            self._db = sqlite3.connect(str(Path(folder, "aside.db")), isolation_level=None)
            for statement in ("pragma journal_mode = off", "pragma synchronous = off", CREATE):
                self._db.execute(statement)
        self._db.execute(f"pragma cache_size = -{CACHE_KIB}")
        self._db.execute("begin")
        self._count = 0

    def lay(self, kind: str, key: str, *said: str) -> None:
        """said: three words at most, without line ends."""
        self._count += 1
        try:
            self._db.execute(LAY, (kind, key, self._count, "\n".join(said)))
        except sqlite3.OperationalError as error:
            raise OSError(None, f"no room to lay aside what the file says ({error})") from error

    def under(self, kind: str, key: str) -> list[list[str]]:
        """Return all that lies under a key, as it was laid."""
        return [said.split("\n") for (said,) in self._db.execute(UNDER, (kind, key))]

    def close(self) -> None:
        self._db.close()


CREATE = """
    create table asides (
        kind text not null,
        key text not null,
        number integer not null,
        said text not null,
        primary key (kind, key, number)
    ) strict, without rowid
"""

LAY = """
    insert into asides (kind, key, number, said)
    values (?, ?, ?, ?)
"""

UNDER = """
    select said
      from asides
     where kind = ?
       and key = ?
     order by number
"""
