"""Who signs in to a demo, with which password: drawn at the first start, kept in a file that only its owner reads."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "people.json"


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the demo. name: what is typed at the sign-in; post: the site's name."""

    name: str
    role: str
    post: str
    password: str


def load(data: Path) -> tuple[Person, ...]:
    """Return everybody who was given an account, nobody where there is no file yet."""
    try:
        kept = json.loads((data / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(Person(**each) for each in kept)


def keep(data: Path, people: Iterable[Person]) -> None:
    """Write everybody down, whole or not at all."""
    draft = data / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(person) for person in people], file, indent=1)
    draft.replace(data / FILE)
