"""A demo's folder: whether it is one, starting it anew, and where the demo lies that was started last."""

import shutil
from pathlib import Path

from app.demo.plan import DEFAULT_FOLDER, TOP

MARKER = "this-is-a-demo"
RUN = "run"
LAST = TOP / ".last-demo"


class DemoRefused(Exception):
    """The demo cannot be started or reached as asked; the message says why, and what to do."""


def claim(data: Path) -> None:
    """Make a folder a demo's own. Raises DemoRefused where it holds something else."""
    marker = data / MARKER
    if data.exists() and not marker.exists() and (not data.is_dir() or any(data.iterdir())):
        raise DemoRefused(
            f"{data} is no demo's folder, and holds something already; name another with --data"
        )
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    marker.write_text("Made by ./mpaka demo; ./mpaka demo --fresh deletes all that is in here.\n", "ascii")


def empty(data: Path) -> None:
    """Delete all that a claimed folder holds, but the lock that is held on it. Raises DemoRefused, OSError."""
    if not (data / MARKER).exists():
        raise DemoRefused(f"{data} is no demo's folder; nothing was deleted")
    for path in data.iterdir():
        if path.name in {MARKER, RUN}:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def remember(data: Path, last: Path = LAST) -> bool:
    """Keep where the last demo lies; return False in a checkout of somebody else, where scan needs --data."""
    try:
        last.write_text(f"{data}\n", encoding="utf-8")
    except PermissionError:
        return False
    return True


def forget(data: Path, last: Path = LAST) -> None:
    """Keep no longer where a demo lies that has ended, unless another was started since."""
    if last_started(last) == data:
        last.unlink(missing_ok=True)


def last_started(last: Path = LAST) -> Path:
    """Return the folder of the demo that was started last; the usual one where that is not known."""
    try:
        return Path(last.read_text(encoding="utf-8").rstrip("\n"))
    except FileNotFoundError:
        return DEFAULT_FOLDER
