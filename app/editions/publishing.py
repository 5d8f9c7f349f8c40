"""Make an edition at headquarters: compile what is listed, write it down, sign what it must turn out to be.

Files lie in `<data>/lists/editions/`: `<n>.db.zst`, `<n>.delta.zst` (where it is the smaller one), `<n>.json` (the
signed manifest); the newest KEPT stay. An edition exists once its event does: files without one are written over.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.act import Who, acting
from app.durable import make_durable
from app.editions import file, manifest, store, wire
from app.editions.file import About
from app.editions.manifest import Delta, Manifest
from app.editions.taking import told
from app.publications.service import require_publisher
from app.running import alone
from app.site import Site
from appliance.clock import instant_text
from appliance.settings import BadSettings
from border.listing import Category, Subject
from border.watchlist import ListedDocument
from db.database import Row

KEPT = 10


@dataclass(frozen=True, slots=True)
class Contents:
    """What is to be published. sources: name -> version; persons, documents: read when they are needed, one by one."""

    sources: Mapping[str, str]
    persons: Callable[[], Iterable[Subject]]
    documents: Callable[[], Iterable[ListedDocument]]


def folder_of(site: Site) -> Path:
    return site.settings.lists / "editions"


def publish(site: Site, who: Who, contents: Contents, *, anew: bool = False) -> Manifest | None:
    """Publish the next edition, and return its manifest; None where it would be the newest one again.

    anew: publish even so, that posts know how fresh it is. Raises NotHeadquarters, NotAllowed, BadSettings, BadFile,
    OSError.
    """
    require_publisher(site, who)
    with alone(site.settings.run, "publish-edition"):
        folder_of(site).mkdir(mode=0o700, parents=True, exist_ok=True)
        last = newest(site)
        with _draft(site, "new.tmp") as draft:
            about = _compiled(site, contents, draft, last["number"] + 1 if last else 1)
            if last and not anew and (about.digest, about.sources) == (last["digest"], last["sources"]):
                return None
            made = _packed(site, about, draft, last)
        _sign(site, made)
        with acting(site, who, "edition-published") as act:
            delta = made.delta.wire.bytes if made.delta else None
            facts = {"bytes": made.full.bytes, "sha256": made.full.sha256, "delta_bytes": delta}
            act.record("edition.published", {**told(about), **facts})
        _throw_away(site, about.number - KEPT)
    return made


def newest(site: Site) -> Row | None:
    """Return the newest edition this headquarters published."""
    return next(iter(store.published(site.db, site.name, 1)), None)


def signed(site: Site, after: int = 0) -> bytes | None:
    """Return the signed manifest that a post with edition `after` goes on with, 0 where it has none.

    The next one, where the way by deltas to the newest is shorter than the newest in full; else the newest.
    """
    editions = {row["number"]: row for row in store.published(site.db, site.name, KEPT)}
    if not editions:
        return None
    last = max(editions)
    number = after + 1 if _is_shorter(editions, after, last) else last
    try:
        return (folder_of(site) / f"{number}.json").read_bytes()
    except FileNotFoundError:
        return None


def rows_at_posts(words: str) -> frozenset[Category]:
    """Return the categories whose rows as published go to the posts. Raises BadSettings."""
    try:
        return frozenset(Category(word) for word in words.split())
    except ValueError as error:
        raise BadSettings(f"rows_at_posts names a category that there is not: {error}") from error


def _compiled(site: Site, contents: Contents, draft: Path, number: int) -> About:
    """Write all that is in force today."""
    now = site.clock.now()
    day = site.day_of(now)
    shown = rows_at_posts(site.settings.rows_at_posts)
    persons = (
        file.person_row(subject, subject.category in shown)
        for subject in contents.persons()
        if subject.in_force(day)
    )
    documents = (file.document_row(document) for document in contents.documents())
    about = About(number, instant_text(now), day.isoformat(), dict(contents.sources))
    return file.write(draft, about, persons, documents)


def _packed(site: Site, about: About, draft: Path, last: Row | None) -> Manifest:
    """Write the files that travel; a delta only where the edition before is still there and it is the smaller one."""
    folder = folder_of(site)
    full = wire.pack(draft, folder / f"{about.number}.db.zst")
    target = folder / f"{about.number}.delta.zst"
    before = folder / f"{about.number - 1}.db.zst"
    target.unlink(missing_ok=True)
    if last is None or not before.exists():
        return Manifest(about, full, None)
    with _draft(site, "old.tmp") as old:
        wire.unpack(before, old)
        changes = wire.pack_changes(file.difference(old, draft), target)
    if changes.bytes >= full.bytes:
        target.unlink()
        return Manifest(about, full, None)
    return Manifest(about, full, Delta(last["number"], last["digest"], changes))


def _sign(site: Site, made: Manifest) -> None:
    folder = folder_of(site)
    (folder / f"{made.about.number}.json").write_bytes(manifest.sign(made, site.identity.sign))
    for path in folder.glob(f"{made.about.number}.*"):
        make_durable(path)
    make_durable(folder)


def _is_shorter(editions: Mapping[int, Row], after: int, last: int) -> bool:
    """Say whether there is a way by deltas from an edition to the last one, and whether it is the shorter one."""
    if not 0 < after < last:
        return False
    steps = [editions.get(number) for number in range(after + 1, last + 1)]
    length = 0
    for step in steps:
        if step is None or step["delta_bytes"] is None:
            return False
        length += step["delta_bytes"]
    return length < int(editions[last]["bytes"])


def _throw_away(site: Site, last: int) -> None:
    for path in folder_of(site).iterdir():
        number = path.name.partition(".")[0]
        if number.isdecimal() and int(number) <= last:
            path.unlink(missing_ok=True)


@contextmanager
def _draft(site: Site, name: str) -> Iterator[Path]:
    path = folder_of(site) / name
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
