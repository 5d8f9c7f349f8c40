"""Take a filter up at a site: verify it beside the one in use, then move the pointer in one act.

Whatever happens before that act, the filter in use stays in use, and the one before it stays beside it. A refusal is an
event and says why; the same refusal again is told once.
"""

import shutil
from functools import partial
from pathlib import Path

from app.act import SYSTEM, acting
from app.durable import make_durable
from app.numbers import manifest as manifests
from app.numbers import store
from app.numbers.filter import BadFilter, Numbers
from app.numbers.manifest import Manifest
from app.numbers.publishing import PLANTED
from app.running import alone
from app.site import Site
from appliance.identity import BadKey, verified
from border.errors import BorderError
from db.database import Row
from sync.manifest import BadManifest, wire_of

PASSING = "damaged"
"""The one reason that says nothing against the filter: its file was cut or damaged on its way."""


class FilterRefused(BorderError):
    """A filter that is not taken up; the one in use stays. why: a code, also in the event `numbers.refused`."""

    number = "L183"

    def __init__(self, why: str, said: str) -> None:
        super().__init__(said, why=why)
        self.why = why


def path_of(site: Site, number: int) -> Path:
    return site.settings.lists / f"numbers-{number}.filter"


def in_use(site: Site) -> Row | None:
    """Return the row of the filter in use; None also where its file is gone, which any filter mends.

    Where two newer ones were taken up since the row was read, its file is gone rightly: then the row is read again.
    """
    row = store.in_use(site.db, site.name)
    while row and not path_of(site, row["number"]).exists():
        again = store.in_use(site.db, site.name)
        if again is None or again["number"] == row["number"]:
            return None
        row = again
    return row


def wanted(site: Site, signed: bytes) -> Manifest | None:
    """Return the filter to fetch; None where it is in use, or was refused for what is in it. Raises FilterRefused."""
    manifest = _verified(site, signed)
    used = in_use(site)
    if used:
        if (used["number"], used["sha256"]) == (manifest.number, manifest.wire.sha256):
            return None
        if manifest.number <= used["number"]:
            raise _refusal(site, manifest, "older", f"filter {used['number']} is in use")
    refused = store.refused(site.db, site.name, manifest.wire.sha256)
    return None if refused and refused["why"] != PASSING else manifest


def take_up(site: Site, signed: bytes, file: Path) -> Manifest | None:
    """Use a filter from now on, and return it; None where it is in use already. Raises FilterRefused, OSError."""
    with alone(site.settings.run, "take-numbers"):
        site.settings.lists.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear(site)
        manifest = wanted(site, signed)
        if manifest is None:
            return None
        draft = path_of(site, manifest.number).with_suffix(".tmp")
        shutil.copyfile(file, draft)
        _require(site, manifest, draft)
        make_durable(draft)
        draft.rename(path_of(site, manifest.number))
        make_durable(site.settings.lists)
        with acting(site, SYSTEM, "numbers-verified") as act:
            now = store.in_use(act.db, site.name)
            act.record(
                "numbers.taken",
                {
                    "number": manifest.number,
                    "published_at": manifest.published_at,
                    "day": manifest.on,
                    "count": manifest.count,
                    "sha256": manifest.wire.sha256,
                    "before": now and now["number"],
                },
            )
        _clear(site)
    return manifest


def _verified(site: Site, signed: bytes) -> Manifest:
    try:
        return manifests.verify(signed, partial(verified, site.settings.hq_key))
    except (BadKey, BadManifest) as error:
        raise _refusal(site, None, "signature", str(error)) from error


def _require(site: Site, manifest: Manifest, draft: Path) -> None:
    """Require that a file is what was announced, and finds what was planted. Raises FilterRefused."""
    if wire_of(draft) != manifest.wire:
        raise _refusal(site, manifest, PASSING, "the file is not as it was sent")
    try:
        numbers = Numbers(draft)
        found = numbers.may_hold(PLANTED)
    except BadFilter as error:
        raise _refusal(site, manifest, "format", str(error)) from error
    if numbers.count != manifest.count + 1:
        raise _refusal(site, manifest, "count", f"{numbers.count - 1} numbers, not as announced")
    if not found:
        raise _refusal(site, manifest, "self-test", "the planted number is not found")


def _refusal(site: Site, manifest: Manifest | None, why: str, said: str) -> FilterRefused:
    """Record why a filter is not taken up, once in a row, and return it as an error."""
    number, file = (manifest.number, manifest.wire.sha256) if manifest else (0, "")
    last = store.refusal(site.db, site.name)
    if last is None or (last["number"], last["why"], last["file"]) != (number, why, file):
        with acting(site, SYSTEM, "numbers-verified") as act:
            act.record("numbers.refused", {"number": number, "why": why, "file": file})
    return FilterRefused(why, said)


def _clear(site: Site) -> None:
    """Delete drafts, and filters that are neither in use nor the one before. Whoever still reads one keeps it."""
    used = store.in_use(site.db, site.name)
    kept = {path_of(site, number) for number in (used["number"], used["before"]) if number} if used else set()
    for path in site.settings.lists.glob("numbers-*.*"):
        if path not in kept:
            path.unlink(missing_ok=True)
