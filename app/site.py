"""A site as the program holds it: its settings, its database, its clock, and what its events mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.clock import Clock, SystemClock
from appliance.identity import Identity, load_identity
from appliance.settings import Settings, load_settings
from db.database import Database
from db.sqlite import open_sqlite
from migrations.migrate import migrate
from sync.journal import Event

Projection = Callable[[Database, Event], None]
Projections = Mapping[str, tuple[Projection, ...]]
"""Event kind -> what the rooms keep of it, lower rooms first."""


@dataclass(frozen=True, slots=True)
class Site:
    """One node, post or headquarters, in one process."""

    settings: Settings
    db: Database
    clock: Clock
    identity: Identity
    projections: Projections

    @property
    def name(self) -> str:
        return self.settings.name

    def day_of(self, instant: datetime) -> date:
        """Return the civil day at this site."""
        return self.local(instant).date()

    def local(self, instant: datetime) -> datetime:
        """Return an instant on this site's wall clock."""
        return instant.astimezone(self.zone)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)


def open_site(data: Path, projections: Projections, clock: Clock | None = None) -> Site:
    """Open a site's folder and bring its database to the newest schema.

    Raises BadSettings, BadKey, DatabaseError.
    """
    settings = load_settings(data)
    db = open_sqlite(settings.database)
    migrate(db)
    return Site(settings, db, clock or SystemClock(), load_identity(settings.keys), projections)
