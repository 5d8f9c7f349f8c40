"""The devices file of a post: `<data>/devices.toml`. See docs/devices.md.

A misspelt key or value stops the start with a message that names it: a reader that silently does nothing costs
a queue of travellers.
"""

import difflib
import grp
import pwd
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from hardware.catalogue import kinds, protocols
from hardware.device import BadDevice, Device
from hardware.peer import Admitted

_KEYS = {field.name: field.type for field in fields(Device)}
_REQUIRED = ("desk", "kind", "protocol", "path")


class BadDevicesFile(Exception):
    """The devices file cannot be followed; the message says where and what it should be."""


@dataclass(frozen=True, slots=True)
class DevicesFile:
    devices: tuple[Device, ...]
    admitted: Admitted


def parse(text: str) -> DevicesFile:
    """Return the devices and who may connect, or raise BadDevicesFile."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadDevicesFile(f"it is no TOML: {error}") from error
    _known(content, ("device", "clients"), "the file")
    tables = content.get("device", [])
    if not isinstance(tables, list):
        raise BadDevicesFile("a device is written [[device]], with two brackets")
    devices = tuple(_device(table, place) for place, table in enumerate(tables, start=1))
    _one_each([device.name for device in devices], "desk and kind")
    _one_each([device.path for device in devices], "path")
    return DevicesFile(devices, _admitted(content.get("clients", {})))


def _device(table: dict[str, Any], place: int) -> Device:
    where = f"device {place} ({table.get('desk', 'no desk')})"
    _known(table, _KEYS, where)
    for key in _REQUIRED:
        if key not in table:
            raise BadDevicesFile(f"{where}: {key} is missing")
    for key, value in table.items():
        if type(value) is not _KEYS[key]:
            raise BadDevicesFile(f"{where}: {key} is {value!r}, but must be {_TYPE_WORDS[_KEYS[key]]}")
    _one_of(table["kind"], kinds(), f"{where}: kind")
    _one_of(table["protocol"], protocols(table["kind"]), f"{where}: protocol")
    if "gap_ms" in table and table["protocol"] != "gap":
        raise BadDevicesFile(f'{where}: gap_ms goes with protocol = "gap" only')
    try:
        return Device(**table)
    except BadDevice as error:
        raise BadDevicesFile(f"{where}: {error}") from error


_TYPE_WORDS: Mapping[Any, str] = {str: "a text in quotes", int: "a whole number"}


def _admitted(table: dict[str, Any]) -> Admitted:
    _known(table, ("users", "group"), "clients")
    users, group = table.get("users", []), table.get("group")
    if not isinstance(users, list) or not all(isinstance(name, str) for name in (*users, group or "")):
        raise BadDevicesFile("clients: users is a list of names, group is one name")
    try:
        return Admitted(
            uids=frozenset(pwd.getpwnam(name).pw_uid for name in users),
            gid=grp.getgrnam(group).gr_gid if group else None,
        )
    except KeyError as error:
        raise BadDevicesFile(f"clients: {error.args[0]}") from error


def _known(table: Mapping[str, Any], keys: Collection[str], where: str) -> None:
    for key in table:
        if key not in keys:
            raise BadDevicesFile(f"{where}: {key!r} is no key{_meant(key, keys)}")


def _one_of(value: str, allowed: Collection[str], where: str) -> None:
    if value not in allowed:
        raise BadDevicesFile(f"{where} {value!r} is not known{_meant(value, allowed)}")


def _meant(word: str, words: Collection[str]) -> str:
    close = difflib.get_close_matches(word, words, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(words)}"


def _one_each(names: list[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise BadDevicesFile(f"two devices have the same {what}: {name}")
