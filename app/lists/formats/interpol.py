"""INTERPOL notices as the public interface gives them: one notice, a list of them, or a page with `_embedded`.

Memory does not grow with the list.

A file that the National Central Bureau hands over; nothing is fetched here. The interface gives at most 160 a query,
so a file is rarely the whole list. Red: wanted; yellow: missing, for the traveller's own sake; UN: sanctions.
Source: the interface's own description (ws-public.interpol.int/notices/v1).
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.lists.formats.json_elements import elements
from app.lists.formats.json_rows import Object, document, text_of, texts
from app.lists.formats.packed import beginning
from app.lists.formats.person import Person
from app.lists.formats.problems import BadList, Outcome, Problem
from border.listing import Category, Response

_CATEGORIES = {"red": Category.WANTED, "yellow": Category.MISSING, "un": Category.SANCTIONS}


def read(file: BinaryIO, source: str) -> Iterator[Outcome]:
    """Yield every notice; line is the notice's place in the file, from 1. Raises BadList."""
    beginning(file)
    known = False
    for at, said in elements(file, "", "_embedded.notices", "notices"):
        known = True
        yield from _notice(at, said, source)
    if not known:
        file.seek(0)
        yield from _notice(1, _alone(document(file)), source)


def _alone(said: Any) -> Object:
    if isinstance(said, dict) and "entity_id" in said:
        return said
    raise BadList("the file holds no notices")


def _notice(at: int, said: Any, source: str) -> Iterator[Outcome]:
    if isinstance(said, dict):
        yield from _person(said, source, at)
    else:
        yield Problem(at, "", "is no notice")


def _person(said: Object, source: str, at: int) -> Iterator[Outcome]:
    row = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace").decode()  # halves of characters
    person = Person(source, text_of(said, "entity_id").replace("/", "-"), row, at)
    person.name(text_of(said, "forename"), text_of(said, "name"))
    person.name(text_of(said, "birth_name") and text_of(said, "forename"), text_of(said, "birth_name"))
    if day := text_of(said, "date_of_birth"):
        person.born(day)
    for state in texts(said, "nationalities"):
        person.nationality(state, "nationalities")
    person.gender(text_of(said, "sex_id"), "sex_id")
    links = _links(said)
    kind = next((kind for kind in _CATEGORIES if f"/{kind}/" in links.get("self", "")), "")
    warrants = [one for one in _many(said.get("arrest_warrants")) if isinstance(one, dict)]
    person.category = _CATEGORIES.get(kind) or (Category.WANTED if warrants else Category.OTHER)
    if person.category is Category.OTHER:
        person.problem("_links", "does not say which kind of notice it is: give the source a category")
    person.response = Response.INFORM if person.category.protects else Response.REFER
    charges = (text_of(one, "charge_translation") or text_of(one, "charge") for one in warrants)
    person.tell(
        reason="; ".join(text for text in charges if text),
        basis=f"INTERPOL notice {text_of(said, 'entity_id')}",
        agency="INTERPOL",
        photo=links.get("thumbnail", ""),
    )
    yield from person.outcome()


def _links(said: Object) -> dict[str, str]:
    links = said.get("_links")
    if not isinstance(links, dict):
        return {}
    return {name: text_of(link, "href") for name, link in links.items() if isinstance(link, dict)}


def _many(said: Any) -> list[Any]:
    return said if isinstance(said, list) else []
