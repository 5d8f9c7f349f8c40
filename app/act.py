"""The act: one person's (or job's) change. One transaction holds its events in the journal and the rows they lead to.

Nobody else commits. Time, actor and post come from the act, never from the wall clock.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.ids import uuid7
from app.site import Site
from appliance.clock import instant_text
from border.permissions import Permission, Role, may
from db.database import Database
from sync import journal
from sync.journal import Event


class NotAllowed(Exception):
    """A person asked for what their role does not permit."""

    number = "W403"

    def __init__(self, permission: Permission) -> None:
        super().__init__(f"this needs the permission {permission}")
        self.permission = permission


class UnknownEvent(Exception):
    """An event was recorded that no room projects: a fault of the program."""

    number = "W101"


@dataclass(frozen=True, slots=True)
class Who:
    """A person at work: the account, its role, and the desk it sits at, if any. A job has no role."""

    account_id: str
    username: str
    name: str
    role: Role | None
    desk: str | None = None


SYSTEM = Who("system", "system", "Mpaka", None)
"""The actor of jobs and of commands typed on the box."""


class Act:
    """What a service changes things through; made by `acting`."""

    def __init__(self, site: Site, who: Who, reason: str, now: datetime) -> None:
        self.site = site
        self.db: Database = site.db
        self.who = who
        self.reason = reason
        self.now = now
        self.at: str = instant_text(now)
        self.day: date = site.day_of(now)
        self.recorded: list[Event] = []

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed unless the actor's role permits it; jobs may do what their code does."""
        if self.who.role is not None and not may(self.who.role, permission):
            raise NotAllowed(permission)

    def new_id(self) -> str:
        return uuid7(int(self.now.timestamp() * 1000), os.urandom(10))

    def record(self, kind: str, payload: Mapping[str, Any], version: int = 1) -> Event:
        """Write an event and the rows it leads to, and return it. Raises UnknownEvent, ConstraintViolated."""
        projections = self.site.projections.get(kind)
        if projections is None:
            raise UnknownEvent(f"no projection is entered for {kind}")
        event = journal.append(
            self.db,
            self.site.name,
            id=self.new_id(),
            kind=kind,
            version=version,
            at=self.at,
            actor=self.who.account_id,
            reason=self.reason,
            body=journal.encode(payload),
        )
        for projection in projections:
            projection(self.db, event)
        self.recorded.append(event)
        return event


@contextmanager
def acting(site: Site, who: Who, why: str = "") -> Iterator[Act]:
    """Begin an act: everything in it is kept at the end, or nothing is.

    why: a reason code; free text belongs into a payload, which retention can empty.
    """
    with site.db.transaction():
        yield Act(site, who, why, site.clock.now())
