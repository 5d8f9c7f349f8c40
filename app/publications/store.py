"""The rows of what sites take up: which edition, which filter a site uses, the one before, and what it refused.

The kind of event tells what it is about: `edition.taken`, `numbers.taken`.
"""

from app import own
from db.database import Database, Row
from sync.journal import Event


def taken(db: Database, event: Event) -> None:
    """Project that a site uses a publication from now on; the one before is what it used until now."""
    entry, payload = event.entry, event.payload
    db.run(
        TAKE,
        node=event.node,
        **_changed(event),
        number=payload["number"],
        before=payload["before"],
        epoch=entry.epoch,
        seq=entry.seq,
    )


def gone_back(db: Database, event: Event) -> None:
    """Project that a site uses the one before again, and keeps to it. Raises NotItsOwn."""
    payload = event.payload
    own.change(db, event, GO_BACK, **_changed(event), number=payload["number"], note=payload["note"])


def held(db: Database, event: Event) -> None:
    """Project that a site keeps to what it uses, or does so no longer. Raises NotItsOwn."""
    payload = event.payload
    own.change(db, event, HOLD, **_changed(event), held=int(payload["held"]), note=payload["note"])


def refused(db: Database, event: Event) -> None:
    said = {name: event.payload[name] for name in ("number", "why", "file")}
    place = {"node": event.node, "epoch": event.entry.epoch, "seq": event.entry.seq}
    db.insert("publications_refused", {**place, "what": what_of(event), **said, "refused_at": event.at})


def what_of(event: Event) -> str:
    return event.kind.partition(".")[0]


def in_use(db: Database, node: str, what: str) -> Row | None:
    return db.one(IN_USE, node=node, what=what)


def all_in_use(db: Database, what: str) -> list[Row]:
    return db.all(ALL_IN_USE, what=what)


def refusal(db: Database, node: str, what: str) -> Row | None:
    """Return the last refusal of a site that no later taking has mended."""
    return db.one(REFUSAL, node=node, what=what)


def refusal_of(db: Database, node: str, what: str, file: str) -> Row | None:
    """Return the last refusal of a file, by its SHA-256."""
    return db.one(REFUSAL_OF, node=node, what=what, file=file)


def _changed(event: Event) -> Row:
    return {"what": what_of(event), "changed_at": event.at, "changed_by": event.actor}


TAKE = """
    insert into publications_in_use (node, what, number, before, held, note, epoch, seq, changed_at, changed_by)
    values (:node, :what, :number, :before, 0, '', :epoch, :seq, :changed_at, :changed_by)
        on conflict (node, what) do update
       set number = excluded.number,
           before = excluded.before,
           held = excluded.held,
           note = excluded.note,
           epoch = excluded.epoch,
           seq = excluded.seq,
           changed_at = excluded.changed_at,
           changed_by = excluded.changed_by
"""

GO_BACK = """
    update publications_in_use
       set number = :number,
           before = null,
           held = 1,
           note = :note,
           changed_at = :changed_at,
           changed_by = :changed_by
     where node = :node
       and what = :what
"""

HOLD = """
    update publications_in_use
       set held = :held,
           note = :note,
           changed_at = :changed_at,
           changed_by = :changed_by
     where node = :node
       and what = :what
"""

IN_USE = """
    select number, before, held, note, changed_at
      from publications_in_use
     where node = :node
       and what = :what
"""

ALL_IN_USE = """
    select node, number, before, held, note, changed_at
      from publications_in_use
     where what = :what
     order by node
"""

REFUSAL = """
    select r.number, r.why, r.file, r.refused_at
      from publications_refused r
     where r.node = :node
       and r.what = :what
       and not exists (select 1
                         from publications_in_use u
                        where u.node = r.node
                          and u.what = r.what
                          and (u.epoch, u.seq) > (r.epoch, r.seq))
     order by r.epoch desc, r.seq desc
     limit 1
"""

REFUSAL_OF = """
    select number, why, refused_at
      from publications_refused
     where node = :node
       and what = :what
       and file = :file
     order by epoch desc, seq desc
     limit 1
"""
