"""OpenSanctions' logic-v2, from the package registry, in an environment and a process of its own.

It is never installed beside the program: it brings half a gigabyte, and its first answer takes seconds. Its PyICU is
compiled here, which needs g++, pkg-config and libicu-dev; where that or the registry is missing, the bench says so and
goes on without it.
"""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bench.matching.yardsticks import Yardstick
from border.listing import Subject
from border.matching.sought import Sought

PACKAGE = "nomenklatura==4.17.4"
COMPILED = "pyicu"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mpaka" / "logic-v2"
PATIENCE_S = 600
PUBLISHED = (0.70, 0.60)
PEER = Path(__file__).with_name("logic_v2_peer.py")


class NotInstalled(Exception):
    """logic-v2 cannot be had here. The message says why."""


def installed() -> Path:
    """Return the interpreter that has the package, made ready first where it is not. Raises NotInstalled."""
    python = CACHE / "bin" / "python"
    ready = CACHE / PACKAGE
    if ready.is_file():
        return python
    venv.create(CACHE, clear=True, with_pip=True)
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--only-binary",
        ":all:",
        "--no-binary",
        COMPILED,
        PACKAGE,
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotInstalled(f"pip took over {PATIENCE_S} s") from error
    if done.returncode:
        raise NotInstalled(done.stderr.strip().rpartition("\n")[2] or "pip failed")
    ready.touch()
    return python


@contextmanager
def yardstick() -> Iterator[Yardstick]:
    """Start the peer and yield it as a yardstick. Raises NotInstalled."""
    python = installed()
    with subprocess.Popen(
        [python, PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=CACHE
    ) as peer:
        assert peer.stdin
        assert peer.stdout
        yield Yardstick(f"logic-v2 {PACKAGE.rpartition('=')[2]}", PUBLISHED, _Asked(peer.stdin, peer.stdout))
        peer.stdin.close()


class _Asked:
    """Scores pairs over the pipe, one JSON line each way."""

    def __init__(self, say: IO[str], hear: IO[str]) -> None:
        self._say, self._hear = say, hear

    def __call__(self, sought: Sought, subject: Subject) -> float:
        print(json.dumps([_properties(sought), _listed(subject)]), file=self._say, flush=True)
        answer = self._hear.readline()
        if not answer:
            sys.exit("logic-v2 ended")
        return float(answer)


def _properties(sought: Sought) -> dict[str, Sequence[str]]:
    """Return a traveller as FollowTheMoney has a person.

    The document is left out, as in all the rules here; so is which word is the surname, with which it finds fewer.
    """
    return _said(
        name=[f"{sought.given_names} {sought.surname}".strip()],
        birthDate=[sought.date_of_birth],
        nationality=[sought.nationality],
        gender=[_gender(sought.sex)],
    )


def _listed(subject: Subject) -> dict[str, Sequence[str]]:
    return _said(
        name=[name.text for name in subject.names],
        birthDate=[_known(birth.first, birth.last) for birth in subject.births if birth.is_known],
        nationality=list(subject.nationalities),
        gender=[_gender(subject.sex)],
    )


def _said(**properties: Sequence[str]) -> dict[str, Sequence[str]]:
    return {
        name: kept for name, values in properties.items() if (kept := [value for value in values if value])
    }


def _gender(sex: str) -> str:
    return {"M": "male", "F": "female", "X": "other"}.get(sex, "")


def _known(first: str, last: str) -> str:
    """Return a birth as far as it is known: its day, its month or its year.

    >>> _known("1980-01-01", "1980-12-31")
    '1980'
    """
    if first == last:
        return first
    return first[:7] if first[:7] == last[:7] else first[:4] if first[:4] == last[:4] else ""
