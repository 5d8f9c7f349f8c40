"""Which published format a file is in, and what reads it. A file's name says nothing; its first bytes do."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from app.lists.formats import (
    eu_csv,
    eu_xml,
    ftm,
    interpol,
    ofac,
    ofac_advanced,
    stolen_documents,
    stop_list,
    un,
)
from app.lists.formats.csv_rows import header
from app.lists.formats.packed import beginning
from app.lists.formats.problems import BadList, Outcome

Reader = Callable[..., Iterator[Outcome]]
"""(file: binary, seekable; source: the first part of every entry) -> everything in it, row by row."""


@dataclass(frozen=True, slots=True)
class Format:
    """One published format. delta: whether a file can say what has changed only; mapped: whether columns can be mapped.

    version: raised with every change after which the reader gives something else for the same bytes; the same file is then
    read anew.
    """

    name: str
    title: str
    read: Reader
    delta: bool = False
    mapped: bool = False
    version: int = 1


SHARED = 1
"""The version of what all readers share (names, days, states, documents), raised in the same way."""

FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("un", "UN Security Council consolidated list (XML)", un.read),
        Format("ofac", "OFAC SDN list (XML)", ofac.read),
        Format("ofac-advanced", "OFAC SDN list (advanced XML)", ofac_advanced.read),
        Format("eu-xml", "EU financial sanctions (XML)", eu_xml.read),
        Format("eu-csv", "EU financial sanctions (CSV)", eu_csv.read),
        Format("ftm", "FollowTheMoney entities (JSON lines)", ftm.read, delta=True),
        Format("interpol", "INTERPOL notices (JSON)", interpol.read),
        Format("stop-list", "National stop list (CSV)", stop_list.read, delta=True, mapped=True),
        Format("stolen-documents", "Stolen documents (CSV)", stolen_documents.read, delta=True, mapped=True),
    )
}
_ROOTS = {"CONSOLIDATED_LIST": "un", "sdnList": "ofac", "Sanctions": "ofac-advanced", "export": "eu-xml"}
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s>/]")


def detect(path: Path) -> str:
    """Return the name of the format a file is in. Raises BadList where none is known, OSError."""
    with path.open("rb") as file:
        return detect_in(file)


def detect_in(file: BinaryIO) -> str:
    """Return the name of the format of a file, and leave it at its beginning. Raises BadList where none is known."""
    head = beginning(file).removeprefix(b"\xef\xbb\xbf").lstrip()
    name = _xml(head) if head.startswith(b"<") else _json(head) if head[:1] in b"{[" else _columns(file)
    file.seek(0)
    if name not in FORMATS:
        raise BadList("the file is in no format that is known here: name the format, or map its columns")
    return name


def reader(name: str, mapping: Mapping[str, str] | None = None) -> Reader:
    """Return what reads a format. mapping: our column -> the file's, for those that are mapped. Raises BadList."""
    if name not in FORMATS:
        raise BadList(f"{name!r} is no format that is known here")
    one = FORMATS[name]
    return partial(one.read, mapping=mapping) if one.mapped else one.read


def versions(name: str) -> str:
    """Return the version of what reads a format; name: '' where each file tells, and any of them may."""
    asked = [FORMATS[name]] if name else list(FORMATS.values())
    return " ".join([str(SHARED), *(f"{one.name}={one.version}" for one in asked)])


def _xml(head: bytes) -> str:
    found = _ROOT.search(head)
    return _ROOTS.get(found[1].decode("ascii"), "") if found else ""


def _json(head: bytes) -> str:
    """Lines of FollowTheMoney name a schema or an operation early; anything else is taken for notices."""
    first = head.partition(b"\n")[0]
    return "ftm" if head.startswith(b"{") and re.search(rb'"(schema|op)"\s*:', first) else "interpol"


def _columns(file: BinaryIO) -> str:
    names = {name.lower().replace("_", " ") for name in header(file)}
    if {"entity logicalid", "namealias wholename"} <= names:
        return "eu-csv"
    if {"entry id", "surname"} <= names:
        return "stop-list"
    if names & {"number", "document number"} and "issuing state" in names:
        return "stolen-documents"
    return ""
