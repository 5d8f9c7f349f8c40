"""Where the demo's sites answer, and where their readers are: told to each site before its processes start."""

import socket
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from app.demo.plan import Place
from app.serve import PORT_FILE
from appliance.identity import load_identity
from appliance.settings import load_settings, write_settings

HOST = "127.0.0.1"
LAST_PORT = 65_535


def free_ports(first: int, count: int) -> list[int]:
    """Return ports that nobody listens on: from the first upwards, or any where the first is 0. Raises OSError."""
    found: list[int] = []
    with ExitStack() as held:
        wanted = range(first, LAST_PORT + 1) if first else (0 for _ in range(count))
        for port in wanted:
            if len(found) == count:
                break
            taken = held.enter_context(socket.socket())
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web process asks for it
            try:
                taken.bind((HOST, port))
            except OSError:
                continue
            found.append(taken.getsockname()[1])
    if len(found) < count:
        raise OSError(f"there are no {count} free ports from {first} on")
    return found


def url(port: int) -> str:
    return f"http://{HOST}:{port}"


def settle(places: Sequence[Place], ports: Sequence[int]) -> None:
    """Tell every site its port, where headquarters is, and which readers it has. Headquarters comes first."""
    hq_url, hq_key = url(ports[0]), load_identity(load_settings(places[0].folder).keys).public
    for place, port in zip(places, ports, strict=True):
        settings = replace(load_settings(place.folder), host=HOST, port=port)
        write_settings(settings if place.is_hq else replace(settings, hq_url=hq_url, hq_key=hq_key))
        (settings.run / PORT_FILE).unlink(missing_ok=True)  # a killed process leaves it behind
        if not place.is_hq:
            (place.folder / "devices.toml").write_text(devices(place), encoding="utf-8")


def devices(place: Place) -> str:
    """Return the devices file of a post."""
    return "\n".join(
        f'[[device]]\ndesk = "{desk.name}"\nkind = "mrz"\nprotocol = "stx-etx"\npath = {_quoted(str(desk.reader))}\n'
        for desk in place.desks
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
