"""`./mpaka screen [--data DIR | --list FILE]`: travellers in, as JSON lines; what they meet on the lists out, one object a line.

Screens as a desk does, and keeps nothing: no hit, no event. For analysts on headquarters' machine, batch work and
tests; whoever may read the files of a site may ask them.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from app.editions import service as editions
from app.lists import service as lists
from app.projections import PROJECTIONS
from app.site import open_site
from appliance.clock import SystemClock
from border.days import span
from border.document import bare
from border.errors import BorderError
from border.fields import FieldError, MissingField, choice, line
from border.icao.mrz.parse import BadMrz, parse
from border.matching.score import Comparison
from border.matching.sought import Sought
from border.traveller import MOST_OF_NAME, Sex
from border.watchlist import ListedDocument, listed_key

LONGEST_LINE = 64 * 1024


def main(argv: Sequence[str]) -> int:
    """Screen until the input ends; 0, 1 where a line could not be screened, 2 where no list could be opened."""
    asked = _parser().parse_args(argv)
    day = asked.on or SystemClock().now().astimezone().date()
    with ExitStack() as stack:
        try:
            index = _index_of(asked, stack)
        except (BorderError, OSError) as error:
            _tell(str(error))
            return 2
        try:
            return _screen(index, sys.stdin.buffer, day, asked.at_least)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mpaka screen", description="Screen travellers (JSON lines on standard input) against lists."
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, metavar="DIR", help="a site: its edition in use is asked")
    where.add_argument(
        "--list", type=Path, metavar="FILE", help="a published list, in any format that is known"
    )
    parser.add_argument(
        "--format",
        choices=tuple(lists.FORMATS),
        default="",
        help="of --list, where it does not tell by itself",
    )
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DAY", help="the day zones are read on (today)"
    )
    parser.add_argument(
        "--at-least", type=float, metavar="BITS", help="tell meetings from here (the list's threshold)"
    )
    return parser


def _index_of(asked: argparse.Namespace, stack: ExitStack) -> editions.Index:
    if asked.data:
        used = editions.in_use(open_site(asked.data, PROJECTIONS))
        if used is None:
            raise FieldError("data", "no edition is in use there")
        return used[1]
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mpaka-screen-")))
    return _index_of_file(asked.list, asked.format, folder)


def _index_of_file(path: Path, format_name: str, folder: Path) -> editions.Index:
    """Return an index over a published file, read as an import reads it."""
    laid = lists.lay_out(path, format_name, SOURCE, folder)
    for problem in laid.wrong:
        _tell(f"{path.name}, row {problem.line}: {problem.field} {problem.what}")
    _tell(f"{path.name}: {laid.rows} entries, {len(laid.wrong)} rows not taken")
    return editions.index_of(folder, laid.persons, laid.documents)


SOURCE = "file"


def _tell(said: str) -> None:
    print(f"mpaka screen: {said}", file=sys.stderr)


def _screen(index: editions.Index, raw_lines: Iterable[bytes], day: date, at_least: float | None) -> int:
    wrong = 0
    for number, raw in enumerate(raw_lines, start=1):
        if not raw.strip():
            continue
        answer: dict[str, Any] = {"line": number}
        try:
            said, sought = sought_of(raw, day)
            answer |= {"id": said["id"]} if "id" in said else {}
            answer["hits"] = [
                *(told_document(met, sought) for met in listed(index, sought)),
                *(told(met, sought) for met in index.screen(sought, at_least)),
            ]
        except BorderError as error:
            answer |= {"error": str(error), "hits": []}
            wrong += 1
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return 1 if wrong else 0


def sought_of(raw: bytes, day: date) -> tuple[Mapping[str, Any], Sought]:
    """Return what a line says, and whom it asks for. Raises FieldError, BadMrz."""
    said = _object(raw)
    zone_lines = said.get("mrz")
    if zone_lines:
        return said, _from_zone(zone_lines, day)
    words = {name: _word(said, name) for name in FIELDS}
    if not (words["surname"] or words["given_names"] or words["document_number"]):
        raise MissingField("surname")
    span(words["date_of_birth"], "date_of_birth")
    words["sex"] = choice(words["sex"].upper() or "U", "sex", [sex.value for sex in Sex])
    words["nationality"] = words["nationality"].upper()
    return said, Sought(
        words["surname"],
        words["given_names"],
        words["date_of_birth"],
        words["sex"],
        words["nationality"],
        words["document_number"],
        words["issuing_state"].upper(),
    )


FIELDS = ("surname", "given_names", "date_of_birth", "sex", "nationality", "document_number", "issuing_state")


def _object(raw: bytes) -> Mapping[str, Any]:
    if len(raw) > LONGEST_LINE:
        raise FieldError("line", "is too long")
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise FieldError("line", "is no JSON") from error
    if not isinstance(said, dict):
        raise FieldError("line", "is no JSON object")
    return said


def _word(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str | None):
        raise FieldError(name, "is no text")
    return line(value or "", name, MOST_OF_NAME)


def _from_zone(zone_lines: Any, day: date) -> Sought:
    lines = zone_lines.split("\n") if isinstance(zone_lines, str) else zone_lines
    if not (isinstance(lines, list) and all(isinstance(each, str) for each in lines)):
        raise FieldError("mrz", "is neither text nor a list of lines")
    try:
        zone = parse(lines, day)
    except BadMrz as error:
        raise FieldError("mrz", str(error)) from error
    return Sought(
        zone.surname,
        zone.given_names,
        str(zone.date_of_birth or ""),
        zone.sex,
        zone.nationality,
        zone.document_number,
        zone.issuing_state,
        zone.names_truncated,
    )


def listed(index: editions.Index, sought: Sought) -> list[ListedDocument]:
    """Return the listed documents that a traveller's number meets; where no state was given, of any state."""
    number = bare(sought.document_number)
    if not number:
        return []
    if sought.issuing_state:
        met = index.documents(listed_key(sought.issuing_state, number))
    else:
        met = index.documents_numbered(number)
    return [each for each in met if not each.id.startswith(PLANTED)]


PLANTED = "test:"
"""Entries that prove an edition; no screening shows them."""
BITS_OF_A_DIGIT, BITS_OF_A_LETTER, BITS_OF_A_STATE = 3.3, 4.7, 7.6
"""How rarely two that are drawn at random are the same: of ten digits, of 26 letters, of some 200 states."""


def told_document(met: ListedDocument, sought: Sought) -> dict[str, Any]:
    """Return a meeting by number as plain values for JSON; the score says how unlikely it is by chance."""
    number = bare(met.number)
    bits = sum(BITS_OF_A_DIGIT if letter.isdigit() else BITS_OF_A_LETTER for letter in number)
    state = _reason(
        *(("state-same", BITS_OF_A_STATE) if sought.issuing_state else ("state-not-given", 0.0)),
        ours=sought.issuing_state,
        theirs=met.issuing_state,
    )
    reasons = [_reason("number-exact", round(bits, 1), sought.document_number, met.number), state]
    return {
        "kind": "document",
        "score": round(sum(reason["bits"] for reason in reasons), 1),
        "list": met.id.partition(":")[0],
        "entry_id": met.id,
        "name": f"{met.issuing_state} {met.number}",
        "category": met.category,
        "by_document": True,
        "reasons": reasons,
    }


def told(met: Comparison, sought: Sought) -> dict[str, Any]:
    """Return a meeting as plain values for JSON."""
    reasons = [_reason(item.code, item.bits, item.ours, item.theirs) for item in met.items]
    if met.by_document:
        reasons.append(_reason("document-same", 0.0, sought.document_number, ""))
        if not sought.issuing_state:
            reasons.append(_reason("state-not-given", 0.0, "", ""))
    return {
        "kind": "person",
        "score": met.bits,
        "list": met.subject.source,
        "entry_id": met.subject.entry,
        "name": met.name.text,
        "category": met.subject.category.value,
        "by_document": met.by_document,
        "reasons": reasons,
    }


def _reason(code: str, bits: float, ours: str, theirs: str) -> dict[str, Any]:
    return {"code": code, "bits": bits, "ours": ours, "theirs": theirs}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
