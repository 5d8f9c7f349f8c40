"""The elements of an array in a JSON file of any size, one by one, in the memory of one element.

Where one element ends is told by its brackets and quotation marks alone; what it says is parsed by itself, so that one
that is no JSON costs no other. Where brackets or commas between elements are wrong, nothing after them can be trusted.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.lists.formats.json_rows import MOST_DEEP, MOST_OF_LINE, BadJson, parsed
from app.lists.formats.problems import BadList, Problem, UnsafeList

CHUNK = 64 * 1024
MOST_OF_KEY = 1000
_SPACE = re.compile(r"[ \t\r\n]*")
_BARE = re.compile(r"[^\s,\]}]*")
_WITHIN = re.compile(r'[^"\[\]{}]*')
_QUOTED = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
BROKEN = "the JSON breaks off or is wrong"


def elements(file: BinaryIO, *paths: str) -> Iterator[tuple[int, Any] | Problem]:
    """Yield place (from 1) and value of every element of the arrays at some paths: '' the whole file, 'a.b' within objects.

    file: at its beginning. Raises BadList, UnsafeList.
    """
    scroll = _Scroll(file)
    at = 0
    try:
        for text in _found(scroll, "", paths):
            at += 1
            yield _said(text, at)
        if scroll.peek():
            raise BadList(f"{BROKEN} after what it lists")
    except _Broken as error:
        raise BadList(f"{BROKEN} after element {at}") from error


def _said(text: str | None, at: int) -> tuple[int, Any] | Problem:
    if text is None:
        return Problem(at, "", "is larger than any entry of a list")
    try:
        return at, parsed(text.encode())
    except UnicodeEncodeError:
        return Problem(at, "", "is not in UTF-8")
    except BadJson as error:
        return Problem(at, "", str(error), text)


def _found(scroll: "_Scroll", path: str, paths: tuple[str, ...]) -> Iterator[str | None]:
    """Yield the text of every element sought within the value that comes next, None for one that is too large."""
    first = scroll.peek()
    if first == "[" and path in paths:
        for _ in scroll.parts("[", "]"):
            yield scroll.value(MOST_OF_LINE)
    elif first == "{" and any(one.startswith(f"{path}." if path else "") for one in paths):
        for _ in scroll.parts("{", "}"):
            key = scroll.key()
            yield from _found(scroll, f"{path}.{key}" if path else key, paths)
    else:
        scroll.value(0)


class _Broken(Exception):
    """What comes next cannot stand there, or nothing comes."""


class _Scroll:
    """The text of a file, decoded piece by piece, and how far it was read. What is no UTF-8 stays as halves of characters."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        first = file.read(CHUNK)
        encoding = json.detect_encoding(first)
        strict = not encoding.startswith("utf-8")
        self._decoder = codecs.getincrementaldecoder(encoding)("strict" if strict else "surrogateescape")
        self._text, self._at, self._ended = self._decoded(first), 0, not first

    def peek(self) -> str:
        """Pass over space and return the next letter, '' at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def parts(self, begins: str, ends: str) -> Iterator[None]:
        """Stop before each part of an array or object, from its bracket to the other."""
        self._over(begins)
        if self.peek() != ends:
            yield
            while self.peek() == ",":
                self._over(",")
                yield
        self._over(ends)

    def key(self) -> str:
        """Return the name of a member, and pass over its colon."""
        text = self.value(MOST_OF_KEY) or '""' if self.peek() == '"' else ""
        self._over(":")
        try:
            return str(json.loads(text))
        except ValueError as error:
            raise _Broken from error

    def value(self, most: int) -> str | None:
        """Pass over a value and return its text, None where that has more than `most` letters."""
        first = self.peek()
        pieces = self._bracketed() if first and first in '{["' else self._bare()
        kept, size = [], 0
        for piece in pieces:
            size += len(piece)
            if size <= most:
                kept.append(piece)
        return "".join(kept) if size <= most else None

    def _bare(self) -> Iterator[str]:
        """Yield a number or a word up to what parts it from the next."""
        if not self.peek() or self.peek() in ",]}:":
            raise _Broken
        while True:
            yield self._up_to(_end(_BARE, self._text, self._at))
            if self._at < len(self._text) or not self._more():
                return

    def _bracketed(self) -> Iterator[str]:
        """Yield a text, an array or an object in pieces."""
        deep, quoted = 0, False
        while True:
            end = _end(_QUOTED if quoted else _WITHIN, self._text, self._at)
            mark = self._text[end : end + 1]
            if mark in ("", "\\"):
                yield self._up_to(end)
                if not self._more():
                    raise _Broken
                continue
            quoted ^= mark == '"'
            deep += (mark in "[{") - (mark in "]}")
            if deep > MOST_DEEP:
                raise UnsafeList("the file is nested far deeper than any list")
            yield self._up_to(end + 1)
            if not deep and not quoted:
                return

    def _up_to(self, end: int) -> str:
        piece, self._at = self._text[self._at : end], end
        return piece

    def _over(self, letter: str) -> None:
        if self.peek() != letter:
            raise _Broken
        self._at += 1

    def _more(self) -> bool:
        """Read on; False at the end of the file."""
        if self._ended:
            return False
        raw = self._file.read(CHUNK)
        self._ended = not raw
        self._text, self._at = self._text[self._at :] + self._decoded(raw), 0
        return not self._ended

    def _decoded(self, raw: bytes) -> str:
        try:
            return self._decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            raise BadList("the file is neither in UTF-8 nor in UTF-16") from error


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
