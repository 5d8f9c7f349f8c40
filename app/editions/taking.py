"""Take an edition up at a site: verify, make ready beside the one in use, then move the pointer in one act.

Whatever happens before that act, a kill included, the edition in use stays in use; what is left of the attempt is
cleared by the next one. A refusal is an event and says why; the same refusal again is told once.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.act import SYSTEM, acting
from app.durable import make_durable
from app.editions import file, indexing, prepare, store
from app.editions import manifest as manifests
from app.editions.file import About, BadFile
from app.editions.manifest import Manifest
from app.editions.prepare import Order
from app.publications import service as publications
from app.publications.service import PASSING, Held, Kind, Refused, is_refused, refusals_told
from app.running import alone
from app.site import Site
from db.database import Row
from sync.manifest import Wire

Preparing = Callable[[Order, int], None]
"""Makes an edition ready, holding on to a lock. Raises BadFile, PreparationFailed."""


def path_of(site: Site, number: int) -> Path:
    return site.settings.lists / f"edition-{number}.db"


EDITION = Kind(
    "edition",
    lambda site, number: {path_of(site, number)},
    lambda act, said: act.record("edition.refused", said),
)


def verified(site: Site, signed: bytes) -> Manifest:
    """Return what headquarters signed. Raises Refused."""
    return publications.verified_or_refused(site, signed, manifests.verify)


def wanted(site: Site, manifest: Manifest) -> tuple[str, Wire] | None:
    """Return name and wire of the file that would bring an edition here; None where it is in use, or the site holds.

    A file that was refused once for what is in it is not wanted again: the full one instead of a delta, then none.
    Raises Refused for an older one.
    """
    used = in_use(site)
    try:
        if not _is_newer(used, manifest):
            return None
    except Held:
        return None
    if (
        used
        and manifest.delta
        and _builds_on(manifest, used)
        and not is_refused(site, EDITION, manifest.delta.wire.sha256)
    ):
        return manifest.delta_name, manifest.delta.wire
    return None if is_refused(site, EDITION, manifest.full.sha256) else (manifest.full_name, manifest.full)


def take_up(
    site: Site, signed: bytes, came: Path, preparing: Preparing = prepare.in_a_process
) -> Manifest | None:
    """Use an edition from now on, and return it; None where it is in use already.

    came: what came, of whatever name: the delta or the full edition.
    Raises Refused, Held, PreparationFailed, DatabaseError, OSError; then the one in use stays.
    """
    with alone(site.settings.run, "take-edition") as lock, refusals_told(site, EDITION):
        site.settings.lists.mkdir(mode=0o700, parents=True, exist_ok=True)
        publications.clear(site, EDITION)
        manifest = verified(site, signed)
        if not _is_newer(in_use(site), manifest):
            return None
        order = _order(site, manifest, came)
        try:
            preparing(order, lock)
        except BadFile as error:
            raise Refused(error.why, str(error), manifest.about.number, _sha256(order)) from error
        _use(site, manifest.about, order.draft)
        publications.clear(site, EDITION)
    return manifest


def index_by_our_rules(site: Site, preparing: Preparing = prepare.in_a_process) -> bool:
    """Build the index of the edition in use anew where a program of other rules made it; say whether it was.

    Until it is done the edition cannot be asked, and desks say so. Raises BadFile, PreparationFailed, OSError.
    """
    if _made_by_other_rules(site) is None:
        return False
    with alone(site.settings.run, "take-edition") as lock:
        path = _made_by_other_rules(site)
        if path is None:
            return False
        draft = path.with_suffix(".tmp")
        preparing(Order(file.read_about(path), None, None, path, draft), lock)
        draft.rename(path)
        make_durable(site.settings.lists)
    return True


def _made_by_other_rules(site: Site) -> Path | None:
    """Return the file of the edition in use where its index follows other rules than ours; seldom, and looked at often."""
    used = in_use(site)
    path = path_of(site, used["number"]) if used else None
    return None if path is None or indexing.follows_our_rules(path) else path


def in_use(site: Site) -> Row | None:
    """Return the row of the edition in use, with what it says of itself; None also where its file is gone."""
    row = publications.in_use(site, EDITION)
    return row and row | (store.taken(site.db, site.name, row["number"]) or {})


def _is_newer(used: Row | None, manifest: Manifest) -> bool:
    """Say whether an edition is not yet in use. Raises Held, Refused for an older or another one of its number."""
    about = manifest.about
    if used is None:
        return True
    if (used["number"], used["digest"]) == (about.number, about.digest):
        return False
    publications.require_newer(EDITION, used, about.number, manifest.full.sha256)
    return True


def _sha256(order: Order) -> str:
    return order.wire.sha256 if order.wire else ""


def _order(site: Site, manifest: Manifest, came: Path) -> Order:
    """Return what is to be made ready; a file as long as the delta is the delta. Raises Refused."""
    about, delta = manifest.about, manifest.delta
    draft = site.settings.lists / f"edition-{about.number}.tmp"
    if delta is None or came.stat().st_size != delta.wire.bytes:
        return Order(about, came, manifest.full, None, draft)
    used = in_use(site)
    if used is None or not _builds_on(manifest, used):
        raise Refused(PASSING, f"a delta on edition {delta.start}", about.number, delta.wire.sha256)
    return Order(about, came, delta.wire, path_of(site, delta.start), draft)


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
        if used:
            publications.require_not_held(act, EDITION)
        act.record("edition.taken", {**told(about), "before": used and used["number"]})


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
