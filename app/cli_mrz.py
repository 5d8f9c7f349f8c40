"""`./mpaka mrz [--on DAY]`: machine-readable zones in, one JSON object a line out.

Reads zones from standard input, two or three lines each, a blank line between. What is no zone gives an object with
format null and a finding that says why. Loads neither web nor database, so that it starts at once.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from appliance.clock import SystemClock
from border.icao.mrz.correct import Correction, corrections
from border.icao.mrz.parse import BadMrz, Zone, parse

FIELDS = (
    "format", "document_code", "issuing_state", "document_number", "nationality", "surname", "given_names",
    "date_of_birth", "sex", "date_of_expiry", "optional_data",
)  # fmt: skip
MOST_LINES = 4  # one more than any zone has; the rest of a longer block tells nothing


def main(argv: Sequence[str]) -> int:
    """Read zones until the input ends; 0, or 1 where nobody reads the answers any more."""
    parser = argparse.ArgumentParser(
        prog="mpaka mrz", description="Read machine-readable zones from standard input."
    )
    parser.add_argument(
        "--on", metavar="DAY", type=date.fromisoformat, help="reference day, as 2026-03-31 (today)"
    )
    day = parser.parse_args(argv).on or SystemClock().now().astimezone().date()
    try:
        for lines in blocks(sys.stdin.buffer):
            sys.stdout.write(json.dumps(described(lines, day)) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def blocks(raw_lines: Iterable[bytes]) -> Iterator[list[str]]:
    """Yield the lines between blank lines; bytes that are no text become replacement characters."""
    block: list[str] = []
    for raw in raw_lines:
        line = raw.decode("utf-8", errors="replace").lstrip("\ufeff").rstrip("\r\n")
        if line.strip():
            block = [*block, line][:MOST_LINES]
        elif block:
            yield block
            block = []
    if block:
        yield block


def described(lines: Sequence[str], day: date) -> dict[str, Any]:
    """Return what one block of lines says, as plain values for JSON."""
    try:
        return _zone(parse(lines, day), corrections(lines, day))
    except BadMrz as bad:
        place = f"line {bad.line}, column {bad.column}"
        finding = {"code": "not-a-zone", "field": place, "read": bad.read, "expected": bad.expected}
        return {**dict.fromkeys(FIELDS), "valid": False, "findings": [finding]}


def _zone(zone: Zone, correction: Correction | None) -> dict[str, Any]:
    values = {field: getattr(zone, field) for field in FIELDS}
    for field in ("date_of_birth", "date_of_expiry"):
        values[field] = str(values[field]) if values[field] else None
    findings = [
        {"code": f.code, "field": f.field, "read": f.read, "expected": f.expected} for f in zone.findings
    ]
    return {
        **values,
        "sex": zone.raw("sex"),
        "valid": zone.valid,
        "findings": findings + (_misreadings(zone, correction) if correction else []),
    }


def _misreadings(zone: Zone, correction: Correction) -> list[dict[str, str]]:
    """Return the offer as findings, one a field; of a check digit a finding already says what it should be."""
    return [
        {
            "code": "perhaps-misread",
            "field": field,
            "read": zone.raw(field).rstrip("<"),
            "expected": correction.zone.raw(field).rstrip("<"),
        }
        for field in dict.fromkeys(change.field for change in correction.changes if change.field)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
