"""A thread that does one thing in rounds: at every nudge, and again after a pause where it went wrong.

Pauses double from two seconds to five minutes, with chance in them so that posts do not come all at once.
"""

import threading
from collections.abc import Callable

SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 300.0
ENDED = float("inf")
"""The pause of a round after which no other would do good, until the worker starts again."""


class Rounds:
    """Runs rounds in a thread of its own; the others only nudge it.

    go: does one round and returns None, how many seconds to wait after a fault, or ENDED. It ends soon after `ended`.
    """

    def __init__(self, go: Callable[[], float | None]) -> None:
        self._go = go
        self._wake = threading.Event()
        self._pause_s: float | None = None
        self.ended = False

    def nudge(self) -> None:
        """Go once more, unless a pause after a fault is running."""
        if self._pause_s is None:
            self._wake.set()

    def hurry(self) -> None:
        """Go at once, in a pause too."""
        self._wake.set()

    def resume(self) -> None:
        """End the pause after a fault, if one is running."""
        if self._pause_s is not None:
            self._wake.set()

    def end(self) -> None:
        self.ended = True
        self._wake.set()

    def run(self) -> None:
        """Raises what a round raises."""
        while not self.ended:
            self._wake.clear()
            self._pause_s = self._go()
            if self._pause_s == ENDED:
                return
            self._wake.wait(self._pause_s)


def pause_s(failures: int, chance: float, asked_s: float = 0.0) -> float:
    """Return the pause after so many failures in a row: full jitter under a ceiling that doubles, as asked for at least.

    chance: of [0, 1).

    >>> pause_s(1, 0.5), pause_s(9, 0.5), pause_s(1, 0.0, 120.0)
    (2.0, 150.0, 120.0)
    """
    ceiling = min(LONGEST_PAUSE_S, SHORTEST_PAUSE_S * (1 << min(failures, 10)))
    return max(SHORTEST_PAUSE_S, chance * ceiling, min(asked_s, LONGEST_PAUSE_S))
