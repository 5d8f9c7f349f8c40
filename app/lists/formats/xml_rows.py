"""Large XML files element by element, in the memory of one element; made safe by defusedxml and by limits of our own.

A document type or an entity is refused unread. Names come without their namespace: publishers change it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.lists.formats.problems import BadList, UnsafeList

CHUNK = 64 * 1024
MOST_OF_ROW = 4 * 1024 * 1024
MOST_ELEMENTS = 50_000
MOST_DEEP = 40
MOST_NAMES = 5_000
"""Different names of elements and attributes in a file: the parser keeps each of them to the end."""
OF_ATTRIBUTE = 8
"""Letters that an attribute counts for beside its name and value."""
MOST_SILENT = 1024 * 1024
"""Bytes without a tag or text ending: one token so long is read again with every piece that comes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One wanted element with all that is in it, and the line where it begins."""

    element: Element
    line: int

    @property
    def text(self) -> str:
        """The element as XML, without the namespace."""
        return tostring(self.element, encoding="unicode").strip()


def rows(file: BinaryIO, root: str, wanted: Collection[str]) -> Iterator[Row]:
    """Yield the wanted elements in their order. file: at its beginning. Raises BadList, UnsafeList."""
    target = _Rows(root, wanted)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.expat = parser.parser
    silent = 0
    while chunk := file.read(CHUNK):
        heard = target.heard
        _feed(parser, chunk)
        silent = 0 if target.heard > heard else silent + len(chunk)
        if silent > MOST_SILENT:
            raise UnsafeList("a single tag or comment of more than 1 MB")
        yield from target.taken()
    _feed(parser, None)


def _feed(parser: DefusedXMLParser, chunk: bytes | None) -> None:
    try:
        if chunk is None:
            parser.close()
        else:
            parser.feed(chunk)
    except DefusedXmlException as error:
        raise UnsafeList("the file declares a document type or entities, which no list needs") from error
    except ParseError as error:
        line = error.position[0] if hasattr(error, "position") else 0
        raise BadList(f"the XML breaks off or is wrong at line {line}", line=line) from error
    except (ValueError, LookupError) as error:
        raise BadList("the file is in an encoding that is not known here") from error


class _Rows:
    """What the parser tells of tags and text; whole rows gather in it until they are taken."""

    def __init__(self, root: str, wanted: Collection[str]) -> None:
        self.root, self.wanted = root, wanted
        self.expat: Any = None
        self.heard = 0
        self._deep = 0
        self._names: set[str] = set()
        self._row: TreeBuilder | None = None
        self._begun = (0, 0)
        self._size = 0
        self._rows: list[Row] = []

    def taken(self) -> list[Row]:
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self._deep += 1
        self._more(1, 0)
        self._name(tag, *attributes)
        if self._deep == 1 and name != self.root:
            raise BadList(f"the file begins with <{name[:60]}>, this list begins with <{self.root}>")
        if self._deep > MOST_DEEP:
            raise UnsafeList(f"elements within elements, more than {MOST_DEEP} deep")
        if self._row is None and name in self.wanted:
            self._row, self._begun = TreeBuilder(), (self._deep, self.expat.CurrentLineNumber)
            self._size = self._elements = 0
        if self._row is not None:
            self._elements += 1
            self._more(1, sum(OF_ATTRIBUTE + len(key) + len(value) for key, value in attributes.items()))
            self._row.start(name, {_local(key): value for key, value in attributes.items()})

    def data(self, text: str) -> None:
        self._more(1, len(text))
        if self._row is not None:
            self._row.data(text)

    def end(self, tag: str) -> None:
        self.heard += 1
        if self._row is not None:
            self._row.end(_local(tag))
            if self._begun[0] == self._deep:
                self._rows.append(Row(self._row.close(), self._begun[1]))
                self._row = None
        self._deep -= 1

    def close(self) -> None:
        """The file is at its end; what is unfinished the parser has told."""

    def _name(self, *names: str) -> None:
        if not self._names.issuperset(names):
            self._names.update(names)
            if len(self._names) > MOST_NAMES:
                raise UnsafeList(f"elements and attributes of more than {MOST_NAMES} names")

    def _more(self, heard: int, size: int) -> None:
        self.heard += heard
        if self._row is not None:
            self._size += size
            if self._size > MOST_OF_ROW or self._elements > MOST_ELEMENTS:
                raise UnsafeList(f"the entry at line {self._begun[1]} is larger than any entry of a list")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def words(element: Element, path: str) -> str:
    """Return the text at a path, spaces made single; '' where there is none."""
    return " ".join((element.findtext(path) or "").split())


def all_words(element: Element, path: str) -> list[str]:
    """Return every text at a path that is not empty."""
    return [text for found in element.iterfind(path) if (text := " ".join((found.text or "").split()))]
