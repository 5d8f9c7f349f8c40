"""Whether a demo answers, and what it tells once it does: a page for people, a file for programs."""

import http.client
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.demo.addresses import HOST, url
from app.demo.people import Person
from app.demo.plan import TRAFFIC, Place
from app.serve import PORT_FILE
from hardware import peer
from hardware.agent import socket_path
from hardware.messages import BadMessage, decode, encode

ANSWER_S = 2.0
MOST_BYTES = 65_536

ProcessIds = Callable[[str], dict[str, int]]


def answers(place: Place, port: int, process_ids: Mapping[str, int]) -> bool:
    """Tell whether a site is at work: its pages, its worker and, at a post, every reader."""
    run = place.folder / "run"
    at_work = all(_text(run / f"{kind}.pid") == str(process_ids.get(kind)) for kind in ("web", "worker"))
    return at_work and _text(run / PORT_FILE) == str(port) and _page_answers(port) and _readers_ready(place)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _page_answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/sign-in")
        answer = connection.getresponse()
        answer.read()
        return answer.status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _readers_ready(place: Place) -> bool:
    """Tell whether the agent of a post has opened every reader; headquarters has none."""
    wanted = {desk.name for desk in place.desks}
    return not wanted or wanted <= _opened(place.folder)


def _opened(folder: Path) -> set[str]:
    """Return the desks whose readers the agent says are ready: its first answer to a watch."""
    try:
        with peer.connect(socket_path(folder)) as agent:
            agent.settimeout(ANSWER_S)
            agent.sendall(encode({"do": "watch"}))
            told = [decode(line) for line in agent.recv(MOST_BYTES).splitlines()]
    except (OSError, BadMessage):
        return set()
    return {each["desk"] for each in told if each.get("say") == "device" and each["state"] == "ready"}


def facts(
    places: Sequence[Place], ports: Sequence[int], people: Iterable[Person], process_ids: ProcessIds
) -> dict[str, Any]:
    """Return what the ready file says."""
    sites: list[dict[str, Any]] = [
        {
            "name": place.name,
            "url": url(port),
            "data": str(place.folder),
            "process_ids": process_ids(place.name),
        }
        for place, port in zip(places, ports, strict=True)
    ]
    hq, *posts = sites
    for post, place in zip(posts, places[1:], strict=True):
        post["desks"] = [{"name": desk.name, "reader": str(desk.reader)} for desk in place.desks]
    return {"hq": hq, "posts": posts, "people": [asdict(person) for person in shown(people)]}


def write(path: Path, said: dict[str, Any]) -> None:
    """Write the ready file, whole or not at all; it holds passwords, so only its owner reads it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(said, file, indent=1)
    draft.replace(path)


def page(places: Sequence[Place], ports: Sequence[int], people: Iterable[Person]) -> str:
    """Return the addresses and the sign-ins as a person reads them."""
    titles = {place.name: place.title for place in places}
    sites = [
        (place.title, url(port), ", ".join(f"{desk.name} ({desk.direction})" for desk in place.desks))
        for place, port in zip(places, ports, strict=True)
    ]
    sign_ins = [(titles[each.post], each.role, each.name, each.password) for each in shown(people)]
    return "\n".join(
        [
            *table(("site", "address", "desks"), sites),
            "",
            *table(("at", "role", "sign in as", "password"), sign_ins),
        ]
    )


def shown(people: Iterable[Person]) -> list[Person]:
    """Return the people who are people."""
    return [person for person in people if person.name != TRAFFIC.username]


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return lines with their columns one under the other.

    >>> table(("at", "name"), [("Busia", "amina")])
    ['  at     name', '  Busia  amina']
    """
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    ]
