"""`./mpaka site status [--json] --data DIR`: how a site stands, running or not.

It opens the database beside the site's own processes and only reads; a site that was killed is told of as it is.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from app.replication import service as replication
from app.reports import service as reports
from app.version import VERSION
from appliance.clock import SystemClock, instant_of
from appliance.settings import Settings, load_settings
from db.database import Database
from db.sqlite import open_sqlite
from migrations.migrate import schema_number
from sync import journal
from sync.journal import Head
from sync.push import STOPPING, WAITING


def main(argv: Sequence[str]) -> int:
    """Raises BadSettings, DatabaseError."""
    parser = argparse.ArgumentParser(prog="mpaka site status", description="Tell how a site stands.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the site's folder")
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
    given = parser.parse_args(argv)
    settings = load_settings(given.data)
    db = open_sqlite(settings.database, must_exist=True)
    now = SystemClock().now()
    with db.snapshot():
        told = status(db, settings, now)
        print(json.dumps(told) if given.json else text(told, notes(db, settings, now)))  # noqa: T201 a command speaks
    return 0


def status(db: Database, settings: Settings, now: datetime) -> dict[str, Any]:
    """Return what programs are told; age_s is null for a post that was never heard of."""
    crossings = reports.crossings_by_node(db)
    posts = {
        post.contact.node: {
            **_head(post.contact.head),
            "crossings": crossings.get(post.contact.node, 0),
            "age_s": post.age_s,
        }
        for post in (replication.posts_by_age(db, now) if settings.is_hq else ())
    }
    return {
        "site": settings.name,
        "role": settings.role,
        "version": VERSION,
        "schema": schema_number(db),
        "journal": _head(journal.head(db, settings.name)),
        "crossings": sum(crossings.values()),
        "posts": posts,
    }


def notes(db: Database, settings: Settings, now: datetime) -> list[str]:
    """Return sentences about what is not as it should be, or that all is."""
    if settings.is_hq:
        aside = replication.set_aside(db)
        said = [
            f"{post.contact.node}: a batch was refused ({post.contact.refusal})"
            for post in replication.posts_by_age(db, now)
            if post.contact.refusal
        ]
        return said + ([f"{aside} events wait for an upgrade"] if aside else [])
    waiting = replication.backlog(db, settings.name)
    said = []
    if waiting.fault:
        why = {**STOPPING, **WAITING}[waiting.fault]
        said.append(f"STOPPED: {why}" if waiting.stopped else f"waiting: {why}")
    hearing, (fetching, _) = replication.hearing(db, settings.name), replication.fetching(db, settings)
    if hearing.fault:
        said.append(f"{'STOPPED' if hearing.stopped else 'waiting'} to hear headquarters: {hearing.why}")
    if fetching.fault:
        said.append(f"the newest edition is not here: {fetching.why}")
    if waiting.events:
        said.append(f"{waiting.crossings} crossings ({waiting.events} events) are not yet at headquarters")
    if waiting.oldest_at:
        said.append(f"the oldest is {_age((now - instant_of(waiting.oldest_at)).total_seconds())} old")
    return said


def text(told: dict[str, Any], said: Sequence[str]) -> str:
    """Return the same for a person, columns aligned."""
    head = told["journal"]
    pairs = [
        ("site", f"{told['site']} ({told['role']})"),
        ("version", f"{told['version']}, schema {told['schema']}"),
        ("journal", f"epoch {head['epoch']}, seq {head['seq']}, head {head['head'][:16]}"),
        ("crossings", str(told["crossings"])),
    ]
    lines = [f"{name:<10} {value}" for name, value in pairs]
    if told["posts"]:
        rows = [("post", "epoch", "seq", "head", "crossings", "data is")]
        rows += [
            (
                name,
                str(post["epoch"]),
                str(post["seq"]),
                post["head"][:16],
                str(post["crossings"]),
                _age(post["age_s"]),
            )
            for name, post in told["posts"].items()
        ]
        lines += ["", *_aligned(rows)]
    return "\n".join([*lines, *(["", *said] if said else [])])


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _age(seconds: float | None) -> str:
    """Return an age in its largest unit.

    >>> _age(7_300)
    '2 h'
    """
    if seconds is None:
        return "not there yet"
    for unit, size in (("days", 172_800), ("h", 7_200), ("min", 120)):
        if seconds >= size:
            return f"{int(seconds // (86_400 if unit == 'days' else size // 2))} {unit}"
    return f"{int(seconds)} s"


def _head(head: Head) -> dict[str, Any]:
    return {"epoch": head.epoch, "seq": head.seq, "head": head.hash}
