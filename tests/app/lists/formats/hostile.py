"""Files made to harm whoever reads them, each made of a sound sample of a format."""

import re

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""
LETTER = re.compile(r"Talmeno|TALMENO|KELVAT|VANTURO|Sarnak|Banfal|DORVANT|SPECIMEN|MPAKATEST1")
"""A name or a number in each sample."""


def _said(text, letters):
    """Return a sample that says something else, as bytes."""
    return LETTER.sub(lambda _: letters, text).encode("utf-8", "surrogatepass")


def _twice(text):
    """Return a sample with every row of it twice."""
    lines = text.splitlines()
    return "\n".join([*lines[:1], *lines[1:-1] * 2, *lines[-1:]]).encode()


def _long_column(text):
    """Return a sample with a column whose name is long, and in it what no spreadsheet should write."""
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    head, *rows = text.splitlines()
    return "\n".join(
        [f"{head}{delimiter}{'c' * 500_000}", *(f"{row}{delimiter}=1+1" for row in rows)]
    ).encode()


HOSTILE = {
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "utf-32": lambda text: text.encode("utf-32"),
    "latin-1": lambda text: _said(text, "M\xdcLLER").decode().encode("latin-1", "replace"),
    "half of utf-8": lambda text: _said(text, "M@LLER").replace(b"@", b"\xc3"),
    "two marks of order": lambda text: b"\xef\xbb\xbf" * 2 + text.encode(),
    "halves of characters": lambda text: _said(text, "A\ud800B"),
    "halves written out": lambda text: _said(text, "A\\ud800B"),
    "halves as references": lambda text: _said(text, "A&#xD800;B"),
    "a null": lambda text: _said(text, "A\0B"),
    "a null written out": lambda text: _said(text, "A\\u0000B"),
    "controls": lambda text: _said(text, "".join(map(chr, range(1, 32)))),
    "nulls alone": lambda text: b"\0" * 100_000,
    "nulls at the end": lambda text: text.encode() + b"\0" * 100_000,
    "a field of 300,000 letters": lambda text: _said(text, "x" * 300_000),
    "a field of 6 million letters": lambda text: _said(text, "x" * 6_000_000),
    "a number of a million digits": lambda text: _said(text, "9" * 1_000_000),
    "a bare number of a million digits": lambda text: text.replace('"', "9" * 1_000_000, 1).encode(),
    "a line of 10 million letters": lambda text: text.encode() + b"x" * 10_000_000,
    "10 million line ends": lambda text: b"\n" * 10_000_000 + text.encode(),
    "a million columns": lambda text: (",".join(map(str, range(1_000_000))) + "\n" + text).encode(),
    "a million values": lambda text: text.encode() + b"\n" + b"," * 1_000_000,
    "10,000 open marks": lambda text: text.encode() + b'\n"a,"b' * 10_000,
    "objects within objects": lambda text: b'{"a":' * 200_000 + text.encode(),
    "arrays within arrays": lambda text: b'{"notices": ' + b"[" * 200_000 + text.encode(),
    "many small arrays": lambda text: (
        b'{"id": "1", "schema": "Person", "x": [' + b"[]," * 1_000_000 + b"[]]}"
    ),
    "elements within elements": lambda text: text.encode().replace(b"</", b"<a>" * 50_000 + b"</", 1),
    "an entity of entities": lambda text: BOMB + text.partition("?>")[2].encode(),
    "an entity from outside": lambda text: OUTSIDE + text.partition("?>")[2].encode(),
    "every row twice": _twice,
    "cut in the middle": lambda text: text.encode()[: len(text) // 2],
    "cut before the end": lambda text: text.rstrip().encode()[:-1],
    "a zip": lambda text: b"PK\x03\x04" + text.encode(),
    "a column of a long name": _long_column,
}
