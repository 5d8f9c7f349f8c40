"""What a site is told about itself: one file, `<data>/site.toml`, read at start.

A misspelt or impossible setting stops the start and says which; nothing falls back silently.
"""

import os
import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FILE = "site.toml"
ROLES = ("post", "hq")
KINDS = ("land", "air", "sea", "hq")


class BadSettings(Exception):
    """A settings file that cannot be followed."""

    number = "A101"


@dataclass(frozen=True, slots=True)
class Settings:
    """One site's settings; docs/settings.md says what each is for."""

    data: Path
    name: str
    title: str
    role: str = "post"
    kind: str = "land"
    neighbour: str = ""
    timezone: str = "Africa/Nairobi"
    host: str = "127.0.0.1"
    port: int = 8100
    secure_cookies: bool = False
    hq_url: str = ""
    hq_key: str = ""
    push_every_s: int = 30
    pull_every_s: int = 60
    editions_every_s: int = 300
    streams: int = 24
    lock_after_s: int = 300
    session_max_s: int = 43_200
    publish_every_s: int = 300
    edition_limit_days: int = 7
    numbers_limit_days: int = 30
    rows_at_posts: str = "terrorism"
    largest_list_mb: int = 1024
    not_same_days: int = 365

    def __post_init__(self) -> None:
        for name, allowed in (("role", ROLES), ("kind", KINDS)):
            if getattr(self, name) not in allowed:
                raise BadSettings(
                    f"{name} is {getattr(self, name)!r}; it must be one of {', '.join(allowed)}"
                )
        if not self.name.replace("-", "").isalnum() or self.name != self.name.lower():
            raise BadSettings(f"name is {self.name!r}; it must be small letters, digits and hyphens")
        if not 0 <= self.port <= 65_535:
            raise BadSettings(f"port is {self.port}; it must lie between 0 and 65535")
        for name in (
            "push_every_s",
            "pull_every_s",
            "editions_every_s",
            "streams",
            "lock_after_s",
            "session_max_s",
            "publish_every_s",
            "edition_limit_days",
            "numbers_limit_days",
            "largest_list_mb",
            "not_same_days",
        ):
            if getattr(self, name) < 1:
                raise BadSettings(f"{name} is {getattr(self, name)}; it must be 1 or more")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise BadSettings(f"timezone is {self.timezone!r}; no such zone is known") from error

    @property
    def database(self) -> Path:
        return self.data / "mpaka.db"

    @property
    def run(self) -> Path:
        """The folder of sockets, locks and process ids; nothing in it must survive."""
        return self.data / "run"

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @property
    def lists(self) -> Path:
        """The folder of list editions, one SQLite file each."""
        return self.data / "lists"

    @property
    def is_hq(self) -> bool:
        return self.role == "hq"


def load_settings(data: Path) -> Settings:
    """Read `<data>/site.toml`. Raises BadSettings."""
    path = data / FILE
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadSettings(f"{data} is no site: {FILE} is missing. Make one with ./mpaka site init") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} cannot be read: {error}") from error
    return _checked(path, given, data)


def write_settings(settings: Settings) -> None:
    """Write a site's settings whole, or not at all."""
    path = settings.data / FILE
    draft = path.with_suffix(".new")
    lines = [f"{field.name} = {_toml(getattr(settings, field.name))}\n" for field in fields(settings)[1:]]
    with draft.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _checked(path: Path, given: dict[str, Any], data: Path) -> Settings:
    known = {field.name: field for field in fields(Settings) if field.name != "data"}
    for key, value in given.items():
        if key not in known:
            raise BadSettings(f"{path}: no setting is called {key!r}")
        if type(value).__name__ != getattr(known[key].type, "__name__", known[key].type):
            raise BadSettings(f"{path}: {key} is {value!r}; it must be of type {known[key].type}")
    missing = [name for name, field in known.items() if field.default is MISSING and name not in given]
    if missing:
        raise BadSettings(f"{path}: {', '.join(missing)} is missing")
    return Settings(data=data, **given)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
