"""The root of what the rules refuse.

A wrong document is no error but a finding (border/checks.py). An error here is a value that cannot be:
a form with a field missing, a decision the law does not know, bytes that are no slip.
"""

from typing import ClassVar

Fact = str | int | bool | None


class BorderError(Exception):
    """What the rules refuse: words for the log, facts for the page, a number for the help desk.

    facts: short values by name; the page shows its own words, made from the number and the facts.
    """

    number: ClassVar[str] = "B100"

    def __init__(self, message: str, **facts: Fact) -> None:
        super().__init__(message)
        self.facts: dict[str, Fact] = facts
