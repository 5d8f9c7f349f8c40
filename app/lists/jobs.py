"""What headquarters' worker does for lists: read the files that were given, and those laid into a watched folder.

A file in `<data>/lists/inbox/<source>/` that has stood still is taken, and goes on to `done/`, or to `refused/` with the
reason beside it. A name with `.delta.` in it says that the file holds changes.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from app.act import SYSTEM, Who, acting
from app.lists import importing, service, store
from app.lists.importing import ImportRunning, Reading, Told
from app.site import Site
from border.permissions import Role
from db.database import Row

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5
STILL = timedelta(seconds=30)
"""A file nobody has written to for so long is whole."""
FORGOTTEN = timedelta(days=1)
"""An upload that belongs to no job for so long is deleted."""


def work(site: Site) -> None:
    """Take what lies in the watched folders, and read every file that waits."""
    _clear_uploads(site)
    take_from_folders(site)
    while read_next(site):
        pass


def read_next(site: Site, reading: Reading = importing.read) -> Told | None:
    """Read the file that has waited longest, and put it away; None where none waits, or another process reads."""
    waits = store.next_job(site.db)
    if waits is None:
        return None
    job = store.job(site.db, waits["job_id"])
    assert job is not None, "nobody deletes a job"
    try:
        told = importing.read_in(site, _who(job), job["job_id"], reading=reading)
    except ImportRunning:
        return None
    log.info("a file for %s ended as %s %s", job["source"], told.state, told.why)
    _put_away(site, job, told)
    return told


def take_from_folders(site: Site) -> None:
    """Give every file that has stood still in the folder of its source."""
    for source in store.sources(site.db):
        folder = site.settings.lists / "inbox" / source["source"]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            hidden = path.name.startswith(".") or path.suffix in {".part", ".tmp"}
            if path.is_file() and not path.is_symlink() and not hidden and _age(site, path) >= STILL:
                _take(site, source["source"], path)


def _take(site: Site, source: str, path: Path) -> None:
    kind = "delta" if ".delta." in path.name else "full"
    with acting(site, SYSTEM, "list-folder") as act:
        place = service.uploads(site) / act.new_id()
        path.replace(place)
        service.give(act, source, place, name=path.name, kind=kind, whence="folder")


def _put_away(site: Site, job: Row, told: Told) -> None:
    """Delete a file that was sent by page; move one that came by folder to where people see how it ended."""
    path = Path(job["path"])
    if job["whence"] == "page":
        path.unlink(missing_ok=True)
        return
    folder = site.settings.lists / "inbox" / job["source"] / ("refused" if told.why else "done")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{job['job_id']}-{job['file']}"
    path.replace(place)
    if told.why:
        place.with_name(f"{place.name}.reason.txt").write_text(f"{told.why}\n", encoding="utf-8")


def _clear_uploads(site: Site) -> None:
    needed = store.open_paths(site.db)
    for path in service.uploads(site).iterdir():
        if str(path) not in needed and _age(site, path) >= FORGOTTEN:
            path.unlink(missing_ok=True)


def _age(site: Site, path: Path) -> timedelta:
    """Return for how long nobody has written to a file."""
    now = site.clock.now()
    return now - datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)


def _who(job: Row) -> Who:
    return Who(job["account_id"], job["username"], job["name"], Role(job["role"]) if job["role"] else None)
