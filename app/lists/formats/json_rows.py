"""JSON from outside: one object a line, or one small document; bounded in size and depth."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.lists.formats.problems import BadList, Problem

MOST_OF_LINE = 4 * 1024 * 1024
MOST_DEEP = 40

Object = dict[str, Any]


class BadJson(ValueError):
    """Text that is no JSON object we would take; its words say why."""


def parsed(text: bytes) -> Any:
    """Return what stands in the text. Raises BadJson."""
    try:
        said = json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise BadJson("is nested far deeper than any list") from error
    except UnicodeDecodeError as error:
        raise BadJson("is not in UTF-8") from error
    except ValueError as error:
        raise BadJson("is no JSON") from error
    if _deeper(said, MOST_DEEP):
        raise BadJson("is nested far deeper than any list")
    return said


def unmarked(first: bytes) -> bytes:
    """Return how a file begins, without a byte order mark. Raises BadList where it is in UTF-16 or UTF-32."""
    if not json.detect_encoding(first).startswith("utf-8"):
        raise BadList("the file is in UTF-16: save it in UTF-8")
    return first.removeprefix(b"\xef\xbb\xbf")


def objects(file: BinaryIO) -> Iterator[tuple[int, str, Object] | Problem]:
    """Yield line, text and object of every line. file: at its beginning. Raises BadList where the lines are no JSON."""
    at = sound = 0
    while raw := file.readline(MOST_OF_LINE + 1):
        at += 1
        if len(raw) > MOST_OF_LINE:
            raise BadList(f"line {at} is longer than 4 MB: this is no file of JSON lines", line=at)
        plain = (unmarked(raw) if at == 1 else raw).strip()
        if not plain:
            continue
        text = plain.decode("utf-8", errors="replace")
        try:
            said = parsed(plain)
        except BadJson as error:
            yield Problem(at, "", str(error), text)
            continue
        if not isinstance(said, dict):
            yield Problem(at, "", "is no JSON object", text)
            continue
        sound += 1
        yield at, text, said
    if not sound:
        raise BadList("not one line of the file is a JSON object")


def document(file: BinaryIO) -> Any:
    """Return a whole small document. Raises BadList."""
    raw = file.read(MOST_OF_LINE + 1)
    if len(raw) > MOST_OF_LINE:
        raise BadList("the file is larger than 4 MB and lists nothing")
    try:
        return parsed(unmarked(raw))
    except BadJson as error:
        raise BadList(f"the file {error}") from error


def texts(said: Object, field: str) -> list[str]:
    """Return the texts of a field, one or many; numbers as text; what is neither is left out."""
    value = said.get(field)
    many = value if isinstance(value, list) else [value]
    return [
        str(one)
        for one in many
        if isinstance(one, str | int) and not isinstance(one, bool) and str(one).strip()
    ]


def text_of(said: Object, field: str) -> str:
    """Return the first text of a field, '' where there is none."""
    return next(iter(texts(said, field)), "")


def _no_number(said: str) -> None:
    raise ValueError(said)


def _deeper(said: Any, most: int) -> bool:
    level = [said]
    for _ in range(most):
        level = [
            child
            for one in level
            if isinstance(one, dict | list)
            for child in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True
