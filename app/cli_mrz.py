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
from border.icao.mrz.correct import Change, Correction, corrections
from border.icao.mrz.formats import LAYOUTS
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
    findings = [_finding(f.code, f.field, f.read, f.expected) for f in zone.findings]
    return {
        **values,
        "sex": zone.raw("sex"),
        "valid": zone.valid,
        "findings": findings + (_misreadings(zone, correction) if correction else []),
    }


def _misreadings(zone: Zone, correction: Correction) -> list[dict[str, str]]:
    """Return the offer as findings: one a field, then one a check digit, under the field that the digit guards."""
    fields = dict.fromkeys(change.field for change in correction.changes if change.field)
    digits = [change for change in correction.changes if not change.field]
    return [
        _finding(
            "perhaps-misread", field, zone.raw(field).rstrip("<"), correction.zone.raw(field).rstrip("<")
        )
        for field in fields
    ] + [
        _finding("perhaps-misread", _guarded(zone, change), change.read, change.offered) for change in digits
    ]


def _guarded(zone: Zone, change: Change) -> str:
    """Return the field that a changed check digit guards, or `composite`."""
    layout = LAYOUTS[zone.format]
    guarded = {layout.number_digit: "document_number"} | {digit.at: digit.field for digit in layout.digits}
    return guarded[(change.line - 1) * layout.widths[0] + change.column - 1]


def _finding(code: str, field: str, read: str, expected: str) -> dict[str, str]:
    return {"code": code, "field": field, "read": read, "expected": expected}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
