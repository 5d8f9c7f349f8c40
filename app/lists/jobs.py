"""What headquarters' worker does for lists: read the files that were given, and those laid into a watched folder.

A file in `<data>/lists/inbox/<source>/` that has stood still is taken, and goes on to `done/`, or to `refused/` with the
reason beside it. A name with `.delta.` in it says that the file holds changes.
"""

import logging
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from app.act import SYSTEM, Who, acting
from app.lists import importing, inbox, service, store
from app.lists.importing import ImportRunning, Reading, Told
from app.site import Site
from appliance.clock import instant_text
from border.permissions import Role
from db.database import Row

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5
FORGOTTEN = timedelta(days=1)
"""An upload that belongs to no job for so long is deleted."""


def work(site: Site) -> None:
    """Take what lies in the watched folders, and read every file that waits."""
    _clear_uploads(site)
    _put_away_aside(site)
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
    """Give every file that is whole in the folder of its source, and first those that were taken and never given."""
    uploads = service.uploads(site)
    for taken in inbox.left_over(uploads, _open_paths(site)):
        if store.source(site.db, taken.source):
            _give(site, taken)
    for source in store.sources(site.db):
        for path in inbox.whole_files(site, source["source"]):
            try:
                taken = inbox.take(path, source["source"], uploads, token_hex(8))
            except OSError as error:
                log.warning("%s could not be taken: %s", path, error)
                continue
            _give(site, taken)


def _give(site: Site, taken: inbox.Taken) -> None:
    """Give a file as of when it came. Changes are given as of now: those that were made meanwhile were made without them."""
    came_at = instant_text(taken.came) if taken.kind == "full" else ""
    with acting(site, SYSTEM, "list-folder") as act:
        service.give(
            act,
            taken.source,
            taken.path,
            name=taken.name,
            kind=taken.kind,
            whence="folder",
            came_at=came_at,
        )


def _put_away(site: Site, job: Row, told: Told) -> None:
    """Delete a file that was sent by page; move one that came by folder to where people see how it ended."""
    path = Path(job["path"])
    if job["whence"] == "page":
        path.unlink(missing_ok=True)
    elif path.exists():
        inbox.put_away(inbox.folder_of(site, job["source"]), path, job["job_id"], job["file"], told.why)


def _put_away_aside(site: Site) -> None:
    """Put away what people put aside; here, for the files that wait are this process's alone to move."""
    for job in store.open_files(site.db):
        if job["state"] == "aside":
            if job["whence"] != "command":
                _put_away(site, job, Told("aside", job["why"]))
            with site.db.transaction():
                store.end(site.db, job["job_id"], "aside", job["why"])


def _open_paths(site: Site) -> set[str]:
    return {row["path"] for row in store.open_files(site.db)}


def _clear_uploads(site: Site) -> None:
    needed = _open_paths(site)
    for path in service.uploads(site).iterdir():
        if str(path) not in needed and inbox.MARK not in path.name and inbox.age(site, path) >= FORGOTTEN:
            path.unlink(missing_ok=True)


def _who(job: Row) -> Who:
    return Who(job["account_id"], job["username"], job["name"], Role(job["role"]) if job["role"] else None)
