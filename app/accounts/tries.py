"""Wrong tries to sign in, and how long the next one has to wait.

Kept for every name alike, whether it is an account or not, so that nobody learns from a wait who works here. A try is
counted before the password is looked at: of two at the same moment both count, and one that was cut off counts too.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from app.accounts import store
from app.act import Act
from appliance.clock import instant_of, instant_text
from border.errors import BorderError

FREE = 5
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 900
LAST = 100
"""Consecutive failures after which only a supervisor or administrator opens the account again (NIST SP 800-63B-4)."""

FORGOTTEN_AFTER = timedelta(days=30)

AT_THE_DOOR = threading.BoundedSemaphore(12)
"""Tries looked at or queueing for it at a time: a flood of them leaves threads for the desks."""

BUSY_S = 5


class SignInRefused(BorderError):
    """The name or the password is not right, or the account is not open. Which of these is told to nobody."""

    number = "C401"


class TooManyTries(SignInRefused):
    """The next try has to wait. facts: wait_s, None where waiting does not help any more."""

    number = "C429"

    def __init__(self, wait_s: int | None) -> None:
        super().__init__("too many wrong tries", wait_s=wait_s)
        self.wait_s = wait_s


def wait_after(failures: int) -> int:
    """Return the seconds to wait after so many wrong tries: none for four, then 30, 60, 120 up to 900."""
    if failures < FREE:
        return 0
    return min(FIRST_WAIT_S << min(failures - FREE, 10), LONGEST_WAIT_S)


def count(act: Act, username: str) -> int:
    """Count a try as failed until it is forgiven, and return its number. Raises TooManyTries where it may not be made."""
    digest = digest_of(username)
    failed = store.failures(act.db, digest)
    number = failed["failures"] if failed else 0
    if number >= LAST:
        raise TooManyTries(None)
    if failed and (wait_s := _left_s(number, instant_of(failed["failed_at"]), act.now)):
        raise TooManyTries(wait_s)
    store.count_failure(act.db, digest, number + 1, act.at)
    store.forget_failures_before(act.db, instant_text(act.now - FORGOTTEN_AFTER))
    return number + 1


@contextmanager
def at_the_door() -> Iterator[None]:
    """Hold a place while a try is looked at. Raises TooManyTries at once where all places are taken."""
    if not AT_THE_DOOR.acquire(blocking=False):
        raise TooManyTries(BUSY_S)
    try:
        yield
    finally:
        AT_THE_DOOR.release()


def forgive(act: Act, username: str) -> None:
    store.forget_failures(act.db, digest_of(username))


def digest_of(username: str) -> str:
    return hashlib.sha256(username.encode()).hexdigest()


def _left_s(failures: int, failed_at: datetime, now: datetime) -> int:
    """Return the whole seconds still to wait; a clock that was set back keeps nobody waiting for years."""
    passed = (now - failed_at).total_seconds()
    if passed < 0:
        return 0
    return max(0, -int(passed // 1 - wait_after(failures)))
