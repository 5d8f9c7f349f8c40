"""What holds for every test: no network but loopback, no waiting for the disk, no template compiled twice; and what does
not run here is counted by name.
"""

import ipaddress
import os
import sys
from collections.abc import Iterable

import pytest
from flask import Flask
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from db import sqlite

pytest_plugins = ["tests.chromium"]

sqlite.PRAGMAS = (
    *sqlite.PRAGMAS,
    "pragma synchronous = off",
)  # no test cuts the power; tests/db holds what cuts need

settings.register_profile("house", deadline=None)  # a slow machine is no wrong answer
settings.load_profile("house")


class Compiled(BytecodeCache):
    """Keeps each template's code over all applications of this process; they all compile it alike."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._codes.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run what takes minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: Iterable[pytest.Item]) -> None:
    not_here = {}
    if os.geteuid() != 0:
        not_here["root"] = "needs root"
    if not config.getoption("--long"):
        not_here["long"] = "takes minutes: ./mpaka test --long"
    for item in items:
        for marker in not_here.keys() & {mark.name for mark in item.iter_markers()}:
            item.add_marker(pytest.mark.skip(reason=not_here[marker]))


def refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    """Let a test reach this machine only, by address; a lookup of any other name fails as well."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not is_this_machine(host):
        raise AssertionError(f"a test reached for the network: {host!r}")


def is_this_machine(host: object) -> bool:
    """host: as the socket library takes it; None, empty and bytes included."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    return address.is_loopback or address.is_unspecified


sys.addaudithook(refuse_the_network)
