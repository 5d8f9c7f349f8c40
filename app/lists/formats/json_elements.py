"""The elements of an array in a JSON file of any size, one by one, in the memory of one element.

ijson (yajl beneath it) reads the file. Where it is no JSON, nothing of it can be trusted, and all of it is refused.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from ijson import JSONError, ObjectBuilder
from ijson.backends import yajl2_c  # named: another backend would take in its place what this one refuses

from app.lists.formats.json_rows import MOST_DEEP, MOST_OF_LINE, unmarked
from app.lists.formats.problems import BadList, UnsafeList

Events = Iterator[tuple[str, Any]]

_BEGINS = frozenset({"start_array", "start_map"})
_ENDS = frozenset({"end_array", "end_map"})
_LINE = re.compile(r"\\n|\n")


def elements(file: BinaryIO, *paths: str) -> Iterator[tuple[int, Any]]:
    """Yield place (from 1) and value of every element of the arrays at some paths: '' the whole file, 'a.b' within objects.

    file: at its beginning. Raises BadList, UnsafeList, also after elements that were yielded.
    """
    first = file.read(4)
    file.seek(len(first) - len(unmarked(first)))
    bounded, at = _Bounded(file), 0
    try:
        for said in _found(_events(bounded), [path.split(".") if path else [] for path in paths]):
            at += 1
            bounded.since = 0
            yield at, said
    except JSONError as error:
        why = _LINE.split(str(error).removeprefix("b'"))[0]  # the lines after it show the bytes themselves
        raise BadList(f"the JSON breaks off or is wrong after element {at}: {why}") from error
    except UnicodeDecodeError as error:
        raise BadList(f"the file is not in UTF-8, or holds half a character, after element {at}") from error


class _Bounded:
    """A file that ends the reading where one element, or what stands outside of them, goes on beyond all measure."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.since = file, 0

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self.since += len(piece)
        if self.since > MOST_OF_LINE:
            raise UnsafeList("a piece of the file is larger than any entry of a list")
        return piece


def _events(file: _Bounded) -> Events:
    deep = 0
    for event, value in yajl2_c.basic_parse(file, use_float=True):
        deep += (event in _BEGINS) - (event in _ENDS)
        if deep > MOST_DEEP:
            raise UnsafeList("the file is nested far deeper than any list")
        yield event, value


def _found(events: Events, paths: list[list[str]]) -> Iterator[Any]:
    within: list[str] = []  # what each open bracket was last at: the key of an object, '' in an array
    for event, value in events:
        if event == "start_array" and within in paths:
            yield from _values(events)
        elif event in _BEGINS:
            within.append("")
        elif event in _ENDS:
            within.pop()
        elif event == "map_key":
            within[-1] = value


def _values(events: Events) -> Iterator[Any]:
    """Yield every value up to the end of an array that has begun."""
    for event, value in events:
        if event == "end_array":
            return
        yield _whole(event, value, events)


def _whole(event: str, value: Any, events: Events) -> Any:
    builder, deep = ObjectBuilder(), 0
    builder.event(event, value)
    while deep := deep + (event in _BEGINS) - (event in _ENDS):
        event, value = next(events)
        builder.event(event, value)
    return builder.value
