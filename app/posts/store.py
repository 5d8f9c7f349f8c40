"""The rows of sites and desks."""

from db.database import Database, Row
from sync.journal import Event


def site_founded(db: Database, event: Event) -> None:
    """Project the birth of a site, there and wherever it is heard of. A site speaks for itself only, whatever it says."""
    _keep_site(db, KEEP_SITE, event, event.node)


def post_enrolled(db: Database, event: Event) -> None:
    """Project headquarters' word that a key speaks for a post. What a site said of itself stands."""
    _keep_site(db, INTRODUCE_SITE, event, event.payload["name"])


def post_trusted(db: Database, event: Event) -> None:
    payload = event.payload
    db.run(
        TRUST,
        node=event.node,
        name=payload["name"],
        title=payload["title"],
        public_key=payload["public_key"],
        trusted_at=event.at,
    )


def desk_added(db: Database, event: Event) -> None:
    payload = event.payload
    db.run(
        ADD_DESK,
        name=payload["name"],
        site=event.node,
        title=payload["title"],
        direction=payload["direction"],
        added_at=event.at,
    )


def sites(db: Database) -> list[Row]:
    return db.all(SITES)


def site(db: Database, name: str) -> Row | None:
    return db.one(SITE, name=name)


def trusted(db: Database, node: str, name: str) -> Row | None:
    return db.one(TRUSTED, node=node, name=name)


def desks(db: Database, site: str) -> list[Row]:
    return db.all(DESKS, site=site)


def desk(db: Database, site: str, name: str) -> Row | None:
    return db.one(DESK, site=site, name=name)


def _keep_site(db: Database, statement: str, event: Event, name: str) -> None:
    payload = event.payload
    db.run(
        statement,
        name=name,
        title=payload["title"],
        role=payload["role"],
        kind=payload["kind"],
        neighbour=payload["neighbour"],
        public_key=payload["public_key"],
        known_at=event.at,
    )


KEEP_SITE = """
    insert into sites (name, title, role, kind, neighbour, public_key, known_at)
    values (:name, :title, :role, :kind, :neighbour, :public_key, :known_at)
        on conflict (name) do update
       set title = excluded.title,
           kind = excluded.kind,
           neighbour = excluded.neighbour
"""

INTRODUCE_SITE = """
    insert into sites (name, title, role, kind, neighbour, public_key, known_at)
    values (:name, :title, :role, :kind, :neighbour, :public_key, :known_at)
        on conflict (name) do nothing
"""

TRUST = """
    insert into trusted_keys (node, name, title, public_key, trusted_at)
    values (:node, :name, :title, :public_key, :trusted_at)
        on conflict (node, name) do update
       set title = excluded.title,
           public_key = excluded.public_key,
           trusted_at = excluded.trusted_at
"""

TRUSTED = """
    select name, title, public_key, trusted_at
      from trusted_keys
     where node = :node
       and name = :name
"""

ADD_DESK = """
    insert into desks (name, site, title, direction, added_at)
    values (:name, :site, :title, :direction, :added_at)
"""

SITES = """
    select name, title, role, kind, neighbour, public_key, known_at
      from sites
     order by name
"""

SITE = """
    select name, title, role, kind, neighbour, public_key, known_at
      from sites
     where name = :name
"""

DESKS = """
    select name, site, title, direction, added_at
      from desks
     where site = :site
     order by name
"""

DESK = """
    select name, site, title, direction, added_at
      from desks
     where site = :site
       and name = :name
"""
