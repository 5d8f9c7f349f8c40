"""What is typed on the box of headquarters: importing a list, publishing an edition."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.act import SYSTEM, acting
from app.editions import service as editions
from app.lists import service as lists
from app.numbers import service as numbers
from app.projections import PROJECTIONS
from app.site import open_site

MOST_PROBLEMS = 100
"""Lines that were not taken and are told one by one; the others are counted."""


def publish(argv: Sequence[str]) -> int:
    """Publish what was imported and approved as the next edition, and use it here."""
    parser = argparse.ArgumentParser(
        prog="mpaka hq publish", description="Publish what is listed as the next edition."
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the site's folder")
    parser.add_argument("--anew", action="store_true", help="even where nothing changed")
    given = parser.parse_args(argv)
    site = open_site(given.data, PROJECTIONS)
    made = editions.publish(site, SYSTEM, anew=given.anew)
    if made is None:
        print("nothing has changed; no edition was published")
        return 0
    about = made.about
    print(
        f"edition {about.number}: {editions.listed(about.persons)} persons, "
        f"{editions.listed(about.documents)} documents, {made.full.bytes} bytes"
    )
    editions.take_up_own(site)
    return 0


def import_list(argv: Sequence[str]) -> int:
    """Read a published list into the next version of its source; a source that is new is defined by --format."""
    parser = argparse.ArgumentParser(prog="mpaka hq import", description="Import a published list.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--source", required=True, metavar="NAME", help="what the list is called in entries")
    parser.add_argument(
        "--format",
        choices=("auto", *lists.FORMATS),
        help="define a new source that is read so; auto: each file tells",
    )
    parser.add_argument("--delta", action="store_true", help="the file holds changes, not the whole list")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the site's folder")
    given = parser.parse_args(argv)
    site = open_site(given.data, PROJECTIONS)
    with acting(site, SYSTEM, "list-command") as act:
        if given.format and not lists.is_defined(act.db, given.source):
            known = "" if given.format == "auto" else given.format
            lists.define(act, lists.Source(given.source, given.source, known))
        job_id = lists.give(
            act,
            given.source,
            given.file.absolute(),
            name=given.file.name,
            kind="delta" if given.delta else "full",
            whence="command",
        )
    told = lists.read_in(site, SYSTEM, job_id, _progress)
    print(file=sys.stderr)
    print(_ENDS[told.state].format(source=given.source, number=told.number, why=told.why))
    return 1 if told.state in {"overtaken", "refused"} else 0


def load_numbers(argv: Sequence[str]) -> int:
    """Take up a file of document numbers as the whole list, and publish the filter of it that posts fetch."""
    parser = argparse.ArgumentParser(
        prog="mpaka hq load-numbers",
        description="Load a list of document numbers, an issuing state and a number a line, and publish its filter.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="the day it stands for (today)")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the site's folder")
    parser.add_argument("--whole", action="store_true", help="a filter of all, even where little changed")
    given = parser.parse_args(argv)
    told = 0

    def tell(problem: numbers.Problem) -> None:
        nonlocal told
        told += 1
        if told <= MOST_PROBLEMS:
            print(f"line {problem.line}: {problem.field} {problem.what}", file=sys.stderr)

    site = open_site(given.data, PROJECTIONS)
    loaded = numbers.load(site, SYSTEM, given.file, on=given.on, whole=given.whole, tell=tell)
    if told > MOST_PROBLEMS:
        print(f"and {told - MOST_PROBLEMS} lines more", file=sys.stderr)
    made = loaded.manifest
    what = f"changes of filter {made.base.number}" if made.base else "a filter"
    same = " (the same file as before)" if loaded.unchanged else ""
    print(
        f"numbers-{made.number}: {made.count} numbers, {loaded.rejected} lines not taken,"
        f" {what} of {made.wire.bytes} bytes{same}"
    )
    return 0


_ENDS = {
    "done": "{source}: version {number} is in force",
    "same": "{source}: nothing has changed; this file is in force already",
    "held": "{source}: version {number} lists far less than the one before; a second person approves it on the page Lists",
    "overtaken": "{source}: set aside: {why}",
    "refused": "{source}: refused: {why}",
}


def _progress(position: int, size: int, rows: int, problems: int) -> None:
    """Write one line over the last one."""
    share = 100 * position // size if size else 100
    sys.stderr.write(
        f"\r{share:3} %  {position >> 20} of {size >> 20} MB  {rows} entries  {problems} problems "
    )
    sys.stderr.flush()
