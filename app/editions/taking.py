"""Take an edition up at a site: verify, make ready beside the one in use, then move the pointer in one act.

Whatever happens before that act, a kill included, the edition in use stays in use; what is left of the attempt is
cleared by the next one. A refusal is an event and says why; the same refusal again is told once.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from app.act import SYSTEM, acting
from app.durable import make_durable
from app.editions import manifest as manifests
from app.editions import prepare, store
from app.editions.file import About, BadFile
from app.editions.manifest import Manifest
from app.editions.prepare import Order
from app.running import alone
from app.site import Site
from appliance.identity import BadKey, verified
from border.errors import BorderError
from db.database import Row
from sync.manifest import BadManifest, Wire

PASSING = "damaged"
"""The one reason that says nothing against the edition: the file was cut or damaged on its way."""

Preparing = Callable[[Order, int], None]
"""Makes an edition ready, holding on to a lock. Raises BadFile, PreparationFailed."""


class EditionRefused(BorderError):
    """An edition that is not taken up; the one in use stays. why: a code, also in the event `edition.refused`."""

    number = "L143"

    def __init__(self, why: str, said: str) -> None:
        super().__init__(said, why=why)
        self.why = why


class Held(BorderError):
    """The site keeps to the edition it uses until somebody lets it go on."""

    number = "L144"


def path_of(site: Site, number: int) -> Path:
    return site.settings.lists / f"edition-{number}.db"


def verified_or_refused(site: Site, signed: bytes) -> Manifest:
    """Return what headquarters signed; at headquarters itself what it signed. Raises EditionRefused, and records it."""
    key = site.identity.public if site.settings.is_hq else site.settings.hq_key
    try:
        return manifests.verify(signed, partial(verified, key))
    except (BadKey, BadManifest) as error:
        raise _refusal(site, 0, "signature", str(error)) from error


def wanted(site: Site, manifest: Manifest) -> tuple[str, Wire] | None:
    """Return name and wire of the file that would bring an edition here; None where it is in use, or the site holds.

    A file that was refused once for what is in it is not wanted again: the full one instead of a delta, then none.
    Raises EditionRefused for an older one.
    """
    used = in_use(site)
    try:
        if not _is_newer(site, used, manifest):
            return None
    except Held:
        return None
    if used and manifest.delta and _builds_on(manifest, used) and not _refused(site, manifest.delta.wire):
        return manifest.delta_name, manifest.delta.wire
    return None if _refused(site, manifest.full) else (manifest.full_name, manifest.full)


def take_up(
    site: Site, signed: bytes, file: Path, preparing: Preparing = prepare.in_a_process
) -> Manifest | None:
    """Use an edition from now on, and return it; None where it is in use already.

    file: what came, of whatever name: the delta or the full edition.
    Raises EditionRefused, Held, PreparationFailed, DatabaseError, OSError; then the one in use stays.
    """
    with alone(site.settings.run, "take-edition") as lock:
        site.settings.lists.mkdir(mode=0o700, parents=True, exist_ok=True)
        clear(site)
        manifest = verified_or_refused(site, signed)
        if not _is_newer(site, in_use(site), manifest):
            return None
        order = _order(site, manifest, file)
        try:
            preparing(order, lock)
        except BadFile as error:
            raise _refusal(site, manifest.about.number, error.why, str(error), order.wire) from error
        _use(site, manifest.about, order.draft)
        clear(site)
    return manifest


def clear(site: Site) -> None:
    """Delete drafts, and the files of editions that are neither in use nor the one before.

    Whoever still reads one keeps it until the file is closed.
    """
    used = store.in_use(site.db, site.name)
    kept = {path_of(site, number) for number in (used["number"], used["before"]) if number} if used else set()
    for path in (*site.settings.lists.glob("edition-*.db"), *site.settings.lists.glob("edition-*.tmp*")):
        if path not in kept:
            path.unlink(missing_ok=True)


def in_use(site: Site) -> Row | None:
    """Return the row of the edition in use; None also where its file is gone, which any edition mends.

    Where two newer ones were taken up since the row was read, its file is gone rightly: then the row is read again.
    """
    row = store.in_use(site.db, site.name)
    while row and not path_of(site, row["number"]).exists():
        again = store.in_use(site.db, site.name)
        if again is None or again["number"] == row["number"]:
            return None
        row = again
    return row


def _is_newer(site: Site, used: Row | None, manifest: Manifest) -> bool:
    """Say whether an edition is not yet in use. Raises Held, EditionRefused for an older or another one of its number."""
    about = manifest.about
    if used is None:
        return True
    if (used["number"], used["digest"]) == (about.number, about.digest):
        return False
    if about.number <= used["number"]:
        raise _refusal(site, about.number, "older", f"edition {used['number']} is in use", manifest.full)
    if used["held"]:
        raise Held(f"this site keeps to edition {used['number']}", number=used["number"])
    return True


def _order(site: Site, manifest: Manifest, file: Path) -> Order:
    """Return what is to be made ready; a file as long as the delta is the delta. Raises EditionRefused."""
    about, delta = manifest.about, manifest.delta
    draft = site.settings.lists / f"edition-{about.number}.tmp"
    if delta is None or file.stat().st_size != delta.wire.bytes:
        return Order(about, file, manifest.full, None, draft)
    used = in_use(site)
    if used is None or not _builds_on(manifest, used):
        raise _refusal(site, about.number, PASSING, f"a delta on edition {delta.start}", delta.wire)
    return Order(about, file, delta.wire, path_of(site, delta.start), draft)


def _builds_on(manifest: Manifest, used: Row) -> bool:
    delta = manifest.delta
    return delta is not None and (delta.start, delta.start_digest) == (used["number"], used["digest"])


def _use(site: Site, about: About, draft: Path) -> None:
    """Rename the draft, then move the pointer. A file whose act was not kept is cleared by the next attempt.

    Raises Held where somebody has gone back, or held, meanwhile.
    """
    used = in_use(site)
    draft.rename(path_of(site, about.number))
    make_durable(site.settings.lists)
    with acting(site, SYSTEM, "edition-verified") as act:
        now = store.in_use(act.db, site.name)
        if now and used and now["held"]:
            raise Held(f"this site keeps to edition {now['number']}", number=now["number"])
        act.record("edition.taken", {**told(about), "before": now and used and now["number"]})


def told(about: About) -> dict[str, Any]:
    """Return what an event tells of an edition."""
    return {
        "number": about.number,
        "published_at": about.published_at,
        "day": about.on,
        "persons": about.persons,
        "documents": about.documents,
        "digest": about.digest,
        "sources": dict(about.sources),
    }


def _refusal(site: Site, number: int, why: str, said: str, wire: Wire | None = None) -> EditionRefused:
    """Record why an edition is not taken up, once in a row, and return it as an error."""
    file = wire.sha256 if wire else ""
    last = store.refusal(site.db, site.name)
    if last is None or (last["number"], last["why"], last["file"]) != (number, why, file):
        with acting(site, SYSTEM, "edition-verified") as act:
            act.record("edition.refused", {"number": number, "why": why, "file": file})
    return EditionRefused(why, said)


def _refused(site: Site, wire: Wire) -> bool:
    last = store.refused(site.db, site.name, wire.sha256)
    return last is not None and last["why"] != PASSING
