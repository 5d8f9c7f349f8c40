"""Take a filter up at a site: verify it beside the one in use, then move the pointer in one act.

Whatever happens before that act, the filter in use stays in use, and the one before it stays beside it. A refusal is an
event and says why; the same refusal again is told once.
"""

import shutil
from pathlib import Path

from app.act import SYSTEM, acting
from app.durable import make_durable
from app.numbers import manifest as manifests
from app.numbers import store
from app.numbers.changes import Changed
from app.numbers.filter import BadFilter, Numbers
from app.numbers.manifest import Manifest
from app.numbers.publishing import PLANTED
from app.publications import service as publications
from app.publications.service import PASSING, Held, Kind, Refused, is_refused, refusals_told
from app.running import alone
from app.site import Site
from db.database import Row
from sync.manifest import wire_of


def path_of(site: Site, number: int) -> Path:
    """Return the file of a filter, whole or changes of one."""
    return site.settings.lists / f"numbers-{number}.filter"


def files_of(site: Site, number: int) -> set[Path]:
    """Return the files that a filter needs: where it is changes of a whole one, that too."""
    row = store.taken(site.db, site.name, number)
    base = row and row["base"]
    return {path_of(site, number)} | ({path_of(site, base)} if base else set())


def opened(site: Site, path: Path, base: int | None) -> Numbers | Changed:
    """Return a filter to be asked. base: the whole one that the file is changes of. Raises BadFilter, OSError."""
    return Changed(path, base, path_of(site, base)) if base else Numbers(path)


NUMBERS = Kind("numbers", files_of, lambda act, said: act.record("numbers.refused", said))


def in_use(site: Site) -> Row | None:
    """Return the row of the filter in use, with what it says of itself; None also where its file is gone."""
    row = publications.in_use(site, NUMBERS)
    return row and row | (store.taken(site.db, site.name, row["number"]) or {})


def wanted(site: Site, signed: bytes) -> Manifest | None:
    """Return the filter to fetch; None where it is in use, the site holds to another, or it was refused for what is in it.

    Raises Refused.
    """
    with refusals_told(site, NUMBERS):
        manifest = _verified(site, signed)
        try:
            is_newer = _is_newer(in_use(site), manifest)
        except Held:
            return None
        if is_newer:
            _require_base(site, manifest)
    return manifest if is_newer and not is_refused(site, NUMBERS, manifest.wire.sha256) else None


def take_up(site: Site, signed: bytes, file: Path) -> Manifest | None:
    """Use a filter from now on, and return it; None where it is in use already. Raises Refused, Held, OSError."""
    with alone(site.settings.run, "take-numbers"), refusals_told(site, NUMBERS):
        site.settings.lists.mkdir(mode=0o700, parents=True, exist_ok=True)
        publications.clear(site, NUMBERS)
        manifest = _verified(site, signed)
        if not _is_newer(in_use(site), manifest):
            return None
        _require_base(site, manifest)
        draft = path_of(site, manifest.number).with_suffix(".tmp")
        shutil.copyfile(file, draft)
        _require(site, manifest, draft)
        _use(site, manifest, draft)
        publications.clear(site, NUMBERS)
    return manifest


def _verified(site: Site, signed: bytes) -> Manifest:
    return publications.verified_or_refused(site, signed, manifests.verify)


def _is_newer(used: Row | None, manifest: Manifest) -> bool:
    """Say whether a filter is not yet in use. Raises Held, Refused for an older or another one of its number."""
    if used is None:
        return True
    if (used["number"], used["sha256"]) == (manifest.number, manifest.wire.sha256):
        return False
    publications.require_newer(NUMBERS, used, manifest.number, manifest.wire.sha256)
    return True


def _require_base(site: Site, manifest: Manifest) -> None:
    """Require that the whole filter is here of which a file tells the changes. Raises Refused."""
    base = manifest.base
    row = store.taken(site.db, site.name, base.number) if base else None
    if base and (row is None or row["sha256"] != base.sha256 or not path_of(site, base.number).exists()):
        raise Refused("base", f"filter {base.number} is not here", manifest.number, manifest.wire.sha256)


def _use(site: Site, manifest: Manifest, draft: Path) -> None:
    """Rename the draft, then move the pointer. A file whose act was not kept is cleared by the next attempt.

    Raises Held where somebody has gone back, or held, meanwhile.
    """
    used = in_use(site)
    make_durable(draft)
    draft.rename(path_of(site, manifest.number))
    make_durable(site.settings.lists)
    with acting(site, SYSTEM, "numbers-verified") as act:
        if used:
            publications.require_not_held(act, NUMBERS)
        act.record("numbers.taken", {**manifest.said(), "before": used and used["number"]})


def _require(site: Site, manifest: Manifest, draft: Path) -> None:
    """Require that a file is what was announced, and finds what was planted. Raises Refused."""

    def refused(why: str, said: str) -> Refused:
        return Refused(why, said, manifest.number, manifest.wire.sha256)

    if wire_of(draft) != manifest.wire:
        raise refused(PASSING, "the file is not as it was sent")
    try:
        numbers = opened(site, draft, manifest.base.number if manifest.base else None)
        found = numbers.may_hold(PLANTED)
    except BadFilter as error:
        raise refused("format", str(error)) from error
    if numbers.count != manifest.count + 1:
        raise refused("count", f"{numbers.count - 1} numbers, not as announced")
    if not found:
        raise refused("self-test", "the planted number is not found")
