"""FollowTheMoney entities as JSON lines, and their deltas (`{"op": "ADD", "entity": ...}`).

Passports are entities of their own that name their holder; they may stand before or after. The file is read twice:
first the documents, then the persons. In a delta a document without its person cannot be taken, and is told.
"""

from collections.abc import Iterator
from typing import BinaryIO

from app.lists.formats.json_rows import Object, objects, text_of, texts
from app.lists.formats.packed import beginning
from app.lists.formats.person import Person
from app.lists.formats.problems import BadList, Gone, Outcome, Problem, UnsafeList
from border.document import DocumentType
from border.listing import Category, NameKind

MOST_PAPERS = 2_000_000
_KINDS = {"Passport": DocumentType.PASSPORT, "Identification": DocumentType.IDENTITY_CARD}
_TOPICS = (
    ("crime.terror", Category.TERRORISM),
    ("wanted", Category.WANTED),
    ("crime.traffick", Category.TRAFFICKING),
    ("sanction", Category.SANCTIONS),
)
_NAMES = (("name", NameKind.PRIMARY), ("alias", NameKind.ALIAS), ("weakAlias", NameKind.WEAK))
_PAPERS = (("passportNumber", DocumentType.PASSPORT), ("idNumber", DocumentType.IDENTITY_CARD))

Papers = dict[str, list[tuple[str, DocumentType, str]]]


def read(file: BinaryIO, source: str) -> Iterator[Outcome]:
    """Yield every person, and what is wrong. file: seekable. Raises BadList, UnsafeList."""
    beginning(file)
    papers = _papers(file)
    file.seek(0)
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
            if own_id := text_of(entity, "id"):
                yield Gone(f"{source}:{own_id}", line)
        elif text_of(entity, "schema") == "Person":
            yield from _person(entity, papers, source, text, line)
    if not known:
        raise BadList("the file holds no FollowTheMoney entities")


def _entity(said: Object) -> tuple[str, Object]:
    inside = said.get("entity")
    if isinstance(inside, dict):
        return text_of(said, "op"), inside
    return "ADD", said


def _papers(file: BinaryIO) -> Papers:
    found: Papers = {}
    count = 0
    for told in objects(file):
        if isinstance(told, Problem):
            continue
        op, entity = _entity(told[2])
        kind = _KINDS.get(text_of(entity, "schema"))
        if kind is None or op == "DEL":
            continue
        said = _properties(entity)
        for holder in texts(said, "holder"):
            count += 1
            if count > MOST_PAPERS:
                raise UnsafeList("the file holds more documents than any list")
            found.setdefault(holder, []).append((text_of(said, "number"), kind, text_of(said, "country")))
    return found


def _properties(entity: Object) -> Object:
    said = entity.get("properties")
    return said if isinstance(said, dict) else {}


def _person(entity: Object, papers: Papers, source: str, text: str, line: int) -> Iterator[Outcome]:
    said, own_id = _properties(entity), text_of(entity, "id")
    person = Person(source, own_id, text, line)
    _names(person, said, text_of(entity, "caption"))
    for day in texts(said, "birthDate"):
        person.born(day)
    for state in (*texts(said, "nationality"), *texts(said, "citizenship")):
        person.nationality(state)
    for sex in texts(said, "gender")[:1]:
        person.gender(sex)
    for number, paper, state in papers.get(own_id, ()):
        person.paper(number, paper, state, "holder")
    for field, paper in _PAPERS:
        for number in texts(said, field):
            if not any(known.number == number for known in person.papers):
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
