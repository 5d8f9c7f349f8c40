"""Sites and their desks: founding a site, enrolling a post at headquarters, adding a desk."""

from pathlib import Path

from app.act import SYSTEM, Act, acting
from app.posts import store
from app.site import Projections, Site, open_site
from appliance.clock import Clock
from appliance.identity import make_identity, require_public_key
from appliance.settings import FILE, Settings, write_settings
from border.crossing import Direction
from border.errors import BorderError
from db.database import Database, Row


class SiteExists(BorderError):
    """The folder already holds a site, or headquarters already knows the post by another key."""

    number = "P101"


class NoSuchDesk(BorderError):
    """No desk of that name stands at this post."""

    number = "P102"


def found(settings: Settings, projections: Projections, clock: Clock | None = None) -> Site:
    """Make a site in its data folder: settings, keys, database, first event. Raises SiteExists."""
    data: Path = settings.data
    if (data / FILE).exists():
        raise SiteExists(f"{data} already holds a site")
    for folder in (data, settings.run, settings.lists):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity = make_identity(settings.keys)
    write_settings(settings)
    site = open_site(data, projections, clock)
    with acting(site, SYSTEM, "founded") as act:
        act.record("site.founded", _facts(settings, identity.public))
    return site


def enrol(act: Act, *, name: str, title: str, kind: str, neighbour: str, public_key: str) -> None:
    """Let a post's key speak for it, from now on. Raises BadKey, SiteExists where another key already does."""
    require_public_key(public_key)
    known = store.site(act.db, name)
    if known is not None:
        if known["public_key"] == public_key:
            return
        raise SiteExists(f"{name} is enrolled with another key")
    act.record(
        "post.enrolled",
        {
            "name": name,
            "title": title,
            "role": "post",
            "kind": kind,
            "neighbour": neighbour,
            "public_key": public_key,
        },
    )


def trust(act: Act, *, name: str, title: str, public_key: str) -> None:
    """Let this site believe slips that another post signed; a post learns the others' keys on its own box."""
    known = store.trusted(act.db, act.site.name, name)
    if known is None or known["public_key"] != public_key:
        act.record("post.trusted", {"name": name, "title": title, "public_key": public_key})


def signer(db: Database, node: str, name: str) -> Row | None:
    """Return title and public key of a site whose slips a node believes: its own, an enrolled or a trusted one."""
    return store.site(db, name) or store.trusted(db, node, name)


def add_desk(act: Act, *, name: str, title: str, direction: Direction) -> None:
    """Add a desk to this post; the same desk again changes nothing."""
    if store.desk(act.db, act.site.name, name) is None:
        act.record("desk.added", {"name": name, "title": title, "direction": direction})


def title(db: Database, node: str, name: str) -> str:
    """Return what officers call a site that this node knows of, its short name where it knows no better."""
    row = signer(db, node, name)
    return str(row["title"]) if row else name


def desk_title(db: Database, site: str, name: str) -> str:
    """Return what officers call a desk of a post; its short name where it stands there no more."""
    row = store.desk(db, site, name)
    return str(row["title"]) if row else name


def desks(db: Database, site: str) -> list[Row]:
    return store.desks(db, site)


def desk(db: Database, site: str, name: str) -> Row:
    """Return one desk of a post. Raises NoSuchDesk."""
    row = store.desk(db, site, name)
    if row is None:
        raise NoSuchDesk(f"no desk is called {name}")
    return row


def sites(db: Database) -> list[Row]:
    return store.sites(db)


def site(db: Database, name: str) -> Row | None:
    return store.site(db, name)


def own(site: Site) -> Row:
    """Return the row of the site itself; `known_at` is when it was founded."""
    row = store.site(site.db, site.name)
    assert row is not None  # its first event
    return row


def _facts(settings: Settings, public_key: str) -> dict[str, str]:
    return {
        "name": settings.name,
        "title": settings.title,
        "role": settings.role,
        "kind": settings.kind,
        "neighbour": settings.neighbour,
        "public_key": public_key,
    }
