"""A person's session as the pages know it; the accounts make it, everything above reads it."""

from dataclasses import dataclass
from datetime import datetime

from app.act import Who


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's session as it is now.

    locked: the person was away for too long, or locked it. takes_pin: the PIN unlocks it, else only the password.
    must_change: the password was given out by somebody else; it must be changed before anything else.
    notices: pairs (level, sentence) that the next page is to tell.
    """

    id: str
    who: Who
    theme: str
    language: str
    opened_at: datetime
    seen_at: datetime
    locked: bool
    takes_pin: bool
    must_change: bool
    notices: tuple[tuple[str, str], ...]
