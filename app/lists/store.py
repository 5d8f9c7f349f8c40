"""The rows of sources, of what was imported of each, of files given and what was wrong in them. Entries lie in files."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from app import own
from db.database import Database, Row
from sync.journal import Event

IMPORTED = (
    "source",
    "number",
    "kind",
    "job_id",
    "file",
    "bytes",
    "digest",
    "read_as",
    "persons",
    "documents",
    "added",
    "changed",
    "gone",
    "problems",
)
"""What the events of an import say of it."""


def list_defined(db: Database, event: Event) -> None:
    """Project what a source is, and what it is from now on. Raises NotItsOwn."""
    payload = event.payload
    said = {name: payload[name] for name in ("source", "title", "format", "category", "response")}
    mapping = json.dumps(payload["mapping"], sort_keys=True)
    changed = db.run(DEFINE, **said, mapping=mapping, node=event.node, at=event.at, by=event.actor)
    own.require(changed == 1, event)


def list_imported(db: Database, event: Event) -> None:
    """Project that a version is in force; the one before and one that waited are not any more. Raises NotItsOwn."""
    payload = event.payload
    own.require(_is_of(db, event), event)
    db.run(REPLACE, source=payload["source"], node=event.node, number=payload["number"])
    db.insert("list_imports", _imported(event, "in-force"))


def list_import_held(db: Database, event: Event) -> None:
    """Project that a version waits for a second person. Raises NotItsOwn."""
    payload = event.payload
    own.require(_is_of(db, event), event)
    db.run(TAKE_OUT, source=payload["source"], node=event.node, state="held")
    db.insert("list_imports", _imported(event, "held"))


def list_import_approved(db: Database, event: Event) -> None:
    """Project a second person's yes; of the one who imported it is refused. Raises NotItsOwn."""
    payload = event.payload
    waits = held(db, payload["source"])
    own.require(waits is not None and waits["imported_by"] != event.actor, event)
    db.run(TAKE_OUT, source=payload["source"], node=event.node, state="in-force")
    _decide(db, event, "in-force")


def list_import_rejected(db: Database, event: Event) -> None:
    """Project that a version that waited is not used. Raises NotItsOwn."""
    _decide(db, event, "rejected")


def sources(db: Database) -> list[Row]:
    """Return every source with its version in force, if any, by title."""
    return db.all(SOURCES)


def source(db: Database, name: str) -> Row | None:
    row = db.one(SOURCE, source=name)
    return row and row | {"mapping": json.loads(row["mapping"])}


def in_force(db: Database, name: str) -> Row | None:
    return db.one(IN_STATE, source=name, state="in-force")


def all_in_force(db: Database) -> list[Row]:
    return db.all(ALL_IN_FORCE)


def held(db: Database, name: str) -> Row | None:
    return db.one(IN_STATE, source=name, state="held")


def imports(db: Database, name: str, limit: int) -> list[Row]:
    """Return the newest versions of a source, newest first."""
    return db.all(IMPORTS, source=name, limit=limit)


def newest_number(db: Database, name: str) -> int:
    return int(db.value(NEWEST_NUMBER, source=name))


def kept_files(db: Database, name: str) -> list[int]:
    """Return the versions whose files are still needed: in force, waiting, and the one before."""
    return [row["number"] for row in db.all(KEPT_FILES, source=name)]


def give(db: Database, row: Mapping[str, Any]) -> None:
    """Keep a file that was given; its turn is behind that of all others that came in the same instant."""
    db.insert("list_jobs", {**row, "turn": db.value(NEXT_TURN)})


def job(db: Database, job_id: str) -> Row | None:
    return db.one(JOB, job_id=job_id)


def jobs(db: Database, name: str, limit: int) -> list[Row]:
    """Return the files given last for a source, newest first; behind: the file whose columns are to be chosen first."""
    return db.all(JOBS, source=name, limit=limit)


def next_job(db: Database) -> Row | None:
    """Return the job whose turn it is: one that is overtaken, one whose process ended, the one that has waited longest.

    While a version waits for a second person, changes to its source wait with it, and so does what was given after them.
    Changes wait for the columns of what came before them, too.
    """
    return db.one(NEXT_OVERTAKEN) or db.one(NEXT_JOB)


def overtaken_by(db: Database, job_id: str) -> Row | None:
    """Return the newest file of a job's source that came later, was read before, and would be undone; None for none."""
    return db.one(OVERTAKEN_BY, job_id=job_id)


def unread_before(db: Database, job_id: str) -> Row | None:
    """Return the oldest file of a job's source that came before it and is still to be read."""
    return db.one(UNREAD_BEFORE, job_id=job_id)


def begin(db: Database, job_id: str, size: int) -> None:
    db.run(FORGET_PROBLEMS, job_id=job_id)
    db.run(BEGIN, job_id=job_id, bytes=size)


def progress(db: Database, job_id: str, bytes_read: int, rows: int, problems: int) -> None:
    db.run(PROGRESS, job_id=job_id, bytes_read=bytes_read, rows=rows, problems=problems)


def end(db: Database, job_id: str, state: str, why: str = "") -> None:
    """Say how a file ended, and that it is put away; one that was put aside stays so."""
    db.run(END, job_id=job_id, state=state, why=why)


def end_killed_commands(db: Database, job_id: str, why: str) -> None:
    """End what commands began and did not end; job_id: the one that reads now."""
    db.run(END_KILLED_COMMANDS, job_id=job_id, why=why)


def put_aside(db: Database, job_id: str, why: str, name: str) -> bool:
    """Do not read a file that waits for its columns, and say whether it did; its path stays until it is put away."""
    return db.run(PUT_ASIDE, job_id=job_id, why=why, name=name) == 1


def let_go_on(db: Database, name: str) -> None:
    """Let the files of a source be read that waited until its columns were chosen."""
    db.run(LET_GO_ON, source=name)


def keep_problems(db: Database, job_id: str, problems: Iterable[tuple[int, int, str, str]]) -> None:
    """problems: number from 1, line, field, what."""
    for number, line, field, what in problems:
        db.run(KEEP_PROBLEM, job_id=job_id, number=number, line=line, field=field, what=what)


def open_files(db: Database) -> list[Row]:
    """Return the files that are still to be read, or, in state `aside`, to be put away."""
    return db.all(OPEN_FILES)


def problems(db: Database, job_id: str, limit: int, offset: int) -> list[Row]:
    return db.all(PROBLEMS, job_id=job_id, limit=limit, offset=offset)


def _is_of(db: Database, event: Event) -> bool:
    defined = db.one(SOURCE, source=event.payload["source"])
    return defined is not None and defined["node"] == event.node


def _imported(event: Event, state: str) -> Row:
    return {
        **{name: event.payload[name] for name in IMPORTED},
        "node": event.node,
        "state": state,
        "imported_at": event.at,
        "imported_by": event.actor,
        "imported_name": event.payload["by_name"],
    }


def _decide(db: Database, event: Event, state: str) -> None:
    payload = event.payload
    own.change(
        db,
        event,
        DECIDE,
        source=payload["source"],
        number=payload["number"],
        state=state,
        at=event.at,
        by=event.actor,
        name=payload["by_name"],
    )


DEFINE = """
    insert into list_sources (source, node, title, format, category, response, mapping, defined_at, defined_by)
    values (:source, :node, :title, :format, :category, :response, :mapping, :at, :by)
        on conflict (source) do update
       set title = excluded.title,
           format = excluded.format,
           category = excluded.category,
           response = excluded.response,
           mapping = excluded.mapping,
           defined_at = excluded.defined_at,
           defined_by = excluded.defined_by
     where list_sources.node = excluded.node
"""

REPLACE = """
    update list_imports
       set state = 'replaced'
     where source = :source
       and node = :node
       and state in ('in-force', 'held')
       and number < :number
"""

TAKE_OUT = """
    update list_imports
       set state = 'replaced'
     where source = :source
       and node = :node
       and state = :state
"""

DECIDE = """
    update list_imports
       set state = :state,
           decided_at = :at,
           decided_by = :by,
           decided_name = :name
     where source = :source
       and number = :number
       and node = :node
       and state = 'held'
"""

SOURCES = """
    select s.source, s.title, s.format, s.category, s.response, i.number, i.persons, i.documents, i.problems, i.job_id,
           i.imported_at, h.number as held
      from list_sources s
      left join list_imports i
        on i.source = s.source
       and i.state = 'in-force'
      left join list_imports h
        on h.source = s.source
       and h.state = 'held'
     order by s.title, s.source
"""

SOURCE = """
    select source, node, title, format, category, response, mapping, defined_at, defined_by
      from list_sources
     where source = :source
"""

ALL_IN_FORCE = """
    select source, number
      from list_imports
     where state = 'in-force'
     order by source
"""

IN_STATE = """
    select source, number, kind, digest, read_as, persons, documents, added, changed, gone, file, imported_at, imported_by,
           imported_name
      from list_imports
     where source = :source
       and state = :state
"""

IMPORTS = """
    select source, number, state, kind, job_id, file, bytes, digest, persons, documents, added, changed, gone, problems,
           imported_at, imported_name, decided_at, decided_name
      from list_imports
     where source = :source
     order by number desc
     limit :limit
"""

NEWEST_NUMBER = """
    select coalesce(max(number), 0)
      from list_imports
     where source = :source
"""

KEPT_FILES = """
    select number
      from list_imports
     where source = :source
       and (state in ('in-force', 'held')
            or number = (select max(b.number)
                           from list_imports b
                          where b.source = :source
                            and b.state = 'replaced'))
     order by number
"""

JOB = """
    select job_id, source, kind, state, file, path, whence, bytes, bytes_read, row_count, problem_count, tries, why,
           asked_at, account_id, username, name, role
      from list_jobs
     where job_id = :job_id
"""

NEXT_TURN = """
    select coalesce(max(turn), 0) + 1
      from list_jobs
"""

JOBS = """
    select j.job_id, j.source, j.kind, j.state, j.file, j.path, j.bytes, j.bytes_read, j.row_count, j.problem_count,
           j.tries, j.why, j.asked_at, j.name, j.decided_name,
           (select c.file
              from list_jobs c
             where c.source = j.source
               and c.state = 'columns'
               and j.state = 'waiting'
               and j.kind = 'delta'
               and (c.asked_at < j.asked_at or (c.asked_at = j.asked_at and c.turn < j.turn))
             order by c.asked_at, c.turn
             limit 1) as behind
      from list_jobs j
     where j.source = :source
     order by j.asked_at desc, j.turn desc
     limit :limit
"""

OVERTAKEN_BY = """
    select n.job_id, n.kind, n.file
      from list_jobs j
      join list_jobs n
        on n.source = j.source
       and (n.asked_at > j.asked_at or (n.asked_at = j.asked_at and n.turn > j.turn))
      left join list_imports i
        on i.job_id = n.job_id
     where j.job_id = :job_id
       and (n.kind = 'full' or j.kind = 'full')
       and n.state in ('done', 'same', 'held')
       and coalesce(i.state, '') <> 'rejected'
     order by n.kind desc, n.asked_at desc, n.turn desc
     limit 1
"""

NEXT_OVERTAKEN = """
    select j.job_id, j.source, j.tries
      from list_jobs j
      join list_jobs n
        on n.source = j.source
       and (n.asked_at > j.asked_at or (n.asked_at = j.asked_at and n.turn > j.turn))
      left join list_imports i
        on i.job_id = n.job_id
     where j.state in ('columns', 'reading', 'waiting')
       and j.whence <> 'command'
       and n.kind = 'full'
       and n.state in ('done', 'same', 'held')
       and coalesce(i.state, '') <> 'rejected'
     order by j.asked_at, j.turn
     limit 1
"""

UNREAD_BEFORE = """
    select b.job_id, b.file
      from list_jobs j
      join list_jobs b
        on b.source = j.source
       and (b.asked_at < j.asked_at or (b.asked_at = j.asked_at and b.turn < j.turn))
     where j.job_id = :job_id
       and b.state in ('columns', 'reading', 'waiting')
     order by b.asked_at, b.turn
     limit 1
"""

NEXT_JOB = """
    select j.job_id, j.source, j.tries
      from list_jobs j
     where j.state in ('reading', 'waiting')
       and j.whence <> 'command'
       and not exists (select 1
                         from list_imports h
                         join list_jobs d on d.source = h.source
                        where h.source = j.source
                          and h.state = 'held'
                          and d.kind = 'delta'
                          and d.state in ('reading', 'waiting')
                          and d.whence <> 'command'
                          and (d.asked_at < j.asked_at or (d.asked_at = j.asked_at and d.turn <= j.turn)))
       and (j.kind = 'full'
            or not exists (select 1
                             from list_jobs c
                            where c.source = j.source
                              and c.state = 'columns'
                              and (c.asked_at < j.asked_at or (c.asked_at = j.asked_at and c.turn < j.turn))))
     order by j.state, j.asked_at, j.turn
     limit 1
"""

BEGIN = """
    update list_jobs
       set state = 'reading',
           bytes = :bytes,
           bytes_read = 0,
           row_count = 0,
           problem_count = 0,
           tries = tries + 1
     where job_id = :job_id
"""

PROGRESS = """
    update list_jobs
       set bytes_read = :bytes_read,
           row_count = :rows,
           problem_count = :problems
     where job_id = :job_id
"""

END = """
    update list_jobs
       set state = :state,
           why = :why,
           path = ''
     where job_id = :job_id
       and (state <> 'aside' or :state = 'aside')
"""

END_KILLED_COMMANDS = """
    update list_jobs
       set state = 'refused',
           why = :why,
           path = ''
     where state in ('reading', 'waiting')
       and whence = 'command'
       and job_id <> :job_id
"""

PUT_ASIDE = """
    update list_jobs
       set state = 'aside',
           why = :why,
           decided_name = :name
     where job_id = :job_id
       and state = 'columns'
"""

LET_GO_ON = """
    update list_jobs
       set state = 'waiting'
     where source = :source
       and state = 'columns'
"""

KEEP_PROBLEM = """
    insert into list_problems (job_id, number, line, field, what)
    values (:job_id, :number, :line, :field, :what)
"""

FORGET_PROBLEMS = """
    delete from list_problems
     where job_id = :job_id
"""

PROBLEMS = """
    select number, line, field, what
      from list_problems
     where job_id = :job_id
     order by number
     limit :limit
    offset :offset
"""

OPEN_FILES = """
    select job_id, source, state, whence, file, path, why
      from list_jobs
     where path <> ''
     order by path
"""
