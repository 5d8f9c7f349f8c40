"""FollowTheMoney entities as JSON lines, and their deltas (`{"op": "ADD", "entity": ...}`).

Passports are entities of their own that name their holder; they may stand before or after, or come alone in a delta.
Whoever keeps the list brings the two together. Memory does not grow with the file.
"""

from collections.abc import Iterator
from typing import BinaryIO

from app.lists.formats.json_rows import Object, objects, text_of, texts
from app.lists.formats.packed import beginning
from app.lists.formats.person import Person
from app.lists.formats.problems import BadList, Gone, Outcome, Problem
from border.document import DocumentType
from border.listing import Category, NameKind

_KINDS = {"Passport": DocumentType.PASSPORT, "Identification": DocumentType.IDENTITY_CARD}
_TOPICS = (
    ("crime.terror", Category.TERRORISM),
    ("wanted", Category.WANTED),
    ("crime.traffick", Category.TRAFFICKING),
    ("sanction", Category.SANCTIONS),
)
_NAMES = (("name", NameKind.PRIMARY), ("alias", NameKind.ALIAS), ("weakAlias", NameKind.WEAK))
_PAPERS = (("passportNumber", DocumentType.PASSPORT), ("idNumber", DocumentType.IDENTITY_CARD))


def read(file: BinaryIO, source: str) -> Iterator[Outcome]:
    """Yield every person, every document of one, and what is wrong. file: seekable. Raises BadList."""
    beginning(file)
    known = False
    for told in objects(file):
        if isinstance(told, Problem):
            yield told
            continue
        line, text, said = told
        op, entity = _entity(said)
        known = known or "schema" in entity or op == "DEL"
        if op not in {"ADD", "MOD", "DEL"}:
            yield Problem(line, "op", f"{op[:20]!r} is none of ADD, MOD, DEL", text)
        elif op == "DEL":
            yield from _gone(entity, source, line)
        elif text_of(entity, "schema") == "Person":
            yield from _person(entity, source, text, line)
        elif text_of(entity, "schema") in _KINDS:
            yield from _document(entity, source, text, line, op)
        elif op == "MOD":
            yield from _gone(entity, source, line)
    if not known:
        raise BadList("the file holds no FollowTheMoney entities")


def _entity(said: Object) -> tuple[str, Object]:
    inside = said.get("entity")
    if isinstance(inside, dict):
        return text_of(said, "op"), inside
    return "ADD", said


def _gone(entity: Object, source: str, line: int) -> Iterator[Outcome]:
    """What goes, or is of another kind now, may have been anything: nobody is to wonder that it was not listed."""
    if own_id := text_of(entity, "id"):
        yield Gone(f"{source}:{own_id}", line, quiet=True)


def _document(entity: Object, source: str, text: str, line: int, op: str) -> Iterator[Outcome]:
    """Yield a document for its holders; one that is nobody's, or has no number, is passed over, or goes."""
    said = _properties(entity)
    holders, number = texts(said, "holder"), text_of(said, "number")
    if not (holders and any(letter.isalnum() for letter in number)):
        yield from _gone(entity, source, line) if op == "MOD" else ()
        return
    gathered = Person(source, text_of(entity, "id"), text, line)
    gathered.paper(number, _KINDS[text_of(entity, "schema")], text_of(said, "country"), "country")
    yield from gathered.carried([f"{source}:{holder.strip()}" for holder in holders])


def _properties(entity: Object) -> Object:
    said = entity.get("properties")
    return said if isinstance(said, dict) else {}


def _person(entity: Object, source: str, text: str, line: int) -> Iterator[Outcome]:
    said = _properties(entity)
    person = Person(source, text_of(entity, "id"), text, line)
    _names(person, said, text_of(entity, "caption"))
    for day in texts(said, "birthDate"):
        person.born(day)
    for state in (*texts(said, "nationality"), *texts(said, "citizenship")):
        person.nationality(state)
    for sex in texts(said, "gender")[:1]:
        person.gender(sex)
    for field, paper in _PAPERS:
        for number in texts(said, field):
            person.paper(number, paper, field=field)
    topics = texts(said, "topics")
    person.category = next(
        (found for start, found in _TOPICS if any(one.startswith(start) for one in topics)), Category.OTHER
    )
    person.tell(
        reason="; ".join(texts(said, "notes")),
        basis=", ".join((*texts(said, "program"), *texts(said, "programId"))),
        agency=", ".join(texts(entity, "datasets")),
    )
    yield from person.outcome()


def _names(person: Person, said: Object, caption: str) -> None:
    """Take every name; only the first `name` is the primary one."""
    for field, kind in _NAMES:
        for name in texts(said, field):
            worth = NameKind.ALIAS if person.names and kind is NameKind.PRIMARY else kind
            person.name(name, kind=worth, field=field)
    if not person.names:
        person.name(caption, field="caption")
