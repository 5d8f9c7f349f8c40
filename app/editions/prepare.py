"""Make an edition ready for use beside the one in use: unpack or change, count, index, try. `python -m app.editions.prepare`.

It runs as a process of its own at low priority, so that desks do not feel a million rows, and it ends with its parent's
lock: it asks no database and holds no key. What is wrong is said as a code and leaves no draft.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.durable import make_durable
from app.editions import file, index, indexing, wire
from app.editions.file import About, BadFile
from app.running import die_with
from border.listing import BadSubject, unpack
from sync.manifest import Wire, wire_of

NICE = 15
CODE = 3
"""The exit code of a refusal; it is told on standard output."""


class PreparationFailed(Exception):
    """The process that made an edition ready was killed, or had no room; nothing is said against the edition."""

    number = "L142"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made ready. base: the file in use, where `wire` is a delta on it; draft: where to make it.

    Without `packed`, the rows of the file in use with an index by our own rules.
    """

    about: About
    packed: Path | None
    wire: Wire | None
    base: Path | None
    draft: Path


def prepare(order: Order) -> None:
    """Make the draft. Raises BadFile: the file is cut or damaged, or not what was announced, or does not find."""
    try:
        if order.packed and wire_of(order.packed) != order.wire:
            raise BadFile("damaged", "the file is not as it was sent")
        if order.base and order.packed:
            _change(order, order.base, order.packed)
        elif order.packed:
            _unpack(order, order.packed)
        elif order.base:
            shutil.copyfile(order.base, order.draft)
            indexing.build_anew(order.draft)
        if not index.self_test(order.draft):
            raise BadFile("self-test", "the planted entries are not found")
        make_durable(order.draft)
    except BadSubject as error:
        order.draft.unlink(missing_ok=True)
        raise BadFile("format", str(error)) from error
    except BaseException:
        order.draft.unlink(missing_ok=True)
        raise


def in_a_process(order: Order, lock: int) -> None:
    """Do the same in a process at low priority, which dies with us; the lock is held until it has. Raises BadFile,
    PreparationFailed."""
    done = subprocess.run(
        [sys.executable, "-m", "app.editions.prepare", str(os.getpid())],
        input=_written(order),
        stdout=subprocess.PIPE,
        pass_fds=(lock,),
        cwd=Path(__file__).parents[2],
        check=False,
    )
    if done.returncode == CODE:
        said = json.loads(done.stdout)
        raise BadFile(said["why"], said["said"])
    if done.returncode:
        order.draft.unlink(missing_ok=True)
        raise PreparationFailed(f"the process that made an edition ready ended with {done.returncode}")


def main(parent: int) -> int:
    die_with(parent)
    os.nice(NICE)
    try:
        prepare(_read(sys.stdin.buffer.read()))
    except BadFile as error:
        sys.stdout.write(json.dumps({"why": error.why, "said": str(error)}))
        return CODE
    return 0


def _unpack(order: Order, packed: Path) -> None:
    wire.unpack(packed, order.draft)
    said = file.read_about(order.draft)
    if said != order.about:
        why = "digest" if said.digest != order.about.digest else "count"
        raise BadFile(why, "the file says other things of itself than its manifest")
    _require(order.draft, order.about)
    indexing.build(order.draft)


def _change(order: Order, base: Path, packed: Path) -> None:
    """Change a copy of the file in use, rows and index; the delta is read anew for each, not held."""
    shutil.copyfile(base, order.draft)
    if not indexing.follows_our_rules(base):
        indexing.build_anew(order.draft)
    touched = (entry for sign, entry, *_ in wire.unpack_changes(packed) if sign == "p")
    indexing.leave_out(order.draft, touched)  # before its rows go, by which its keys are known
    file.apply(order.draft, order.about, wire.unpack_changes(packed))
    _require(order.draft, order.about)
    come = (
        unpack(entry, *said)
        for sign, entry, *said in wire.unpack_changes(packed)
        if sign == "p" and said != [None]
    )
    indexing.take_in(order.draft, come)


def _require(draft: Path, about: About) -> None:
    """Require that the rows are those that were announced. Raises BadFile."""
    found = file.counted(draft, about)
    if (found.persons, found.documents) != (about.persons, about.documents):
        raise BadFile("count", f"{found.persons} persons and {found.documents} documents, not as announced")
    if found.digest != about.digest:
        raise BadFile("digest", "the rows are not those that were announced")


def _written(order: Order) -> bytes:
    said: dict[str, Any] = asdict(order)
    return json.dumps(said, default=str).encode()


def _read(octets: bytes) -> Order:
    said = json.loads(octets)
    return Order(
        About(**said["about"]),
        Path(said["packed"]) if said["packed"] else None,
        Wire(**said["wire"]) if said["wire"] else None,
        Path(said["base"]) if said["base"] else None,
        Path(said["draft"]),
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
