"""`./mpaka screen [--data DIR | --list FILE]`: travellers in, as JSON lines; what they meet on the lists out, one object a line.

Screens as a desk does, with what each category asks for and without entries that have expired, and keeps nothing: no
hit, no event. For analysts on headquarters' machine, batch work and tests; whoever may read the files of a site may ask
them.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from app.editions import service as editions
from app.lists import service as lists
from app.projections import PROJECTIONS
from app.site import open_site
from app.thresholds import service as thresholds
from appliance.clock import SystemClock
from appliance.identity import BadKey
from appliance.settings import BadSettings
from border.days import span
from border.document import bare
from border.errors import BorderError
from border.fields import FieldError, MissingField, choice, line
from border.icao.mrz.parse import BadMrz, parse
from border.listing import Category
from border.matching.score import Comparison
from border.matching.sought import Sought
from border.traveller import MOST_OF_NAME, Sex
from border.watchlist import ListedDocument, listed_key
from db.database import DatabaseError

LONGEST_LINE = 64 * 1024
NO_LIST = (BadKey, BadSettings, BorderError, DatabaseError, OSError, editions.IndexMissing)
"""What says that no list could be opened."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What is asked. margins: what categories ask for beyond the list's own threshold, in bits; of a file nothing."""

    index: editions.Index
    margins: Mapping[Category, float] = field(default_factory=dict)


def main(argv: Sequence[str]) -> int:
    """Screen until the input ends; 0, 1 where a line could not be screened, 2 where no list could be opened or nothing written."""
    asked = _parser().parse_args(argv)
    day = asked.on or SystemClock().now().astimezone().date()
    with ExitStack() as stack:
        try:
            lists_asked = _lists_of(asked, stack)
        except NO_LIST as error:
            _tell(str(error))
            return 2
        try:
            return _screen(lists_asked, sys.stdin.buffer, day, asked.at_least)
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if isinstance(error, BrokenPipeError):
                return 1
            _tell(str(error))
            return 2


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
        "--on",
        type=date.fromisoformat,
        metavar="DAY",
        help="the day zones are read on and entries are in force (today)",
    )
    parser.add_argument(
        "--at-least",
        type=float,
        metavar="BITS",
        help="tell meetings from here (the list's threshold, and what categories ask for beyond it)",
    )
    return parser


def _lists_of(asked: argparse.Namespace, stack: ExitStack) -> Lists:
    """Return what is asked. Raises one of NO_LIST."""
    if asked.data:
        site = open_site(asked.data, PROJECTIONS)
        used = editions.in_use(site)
        if used is None:
            raise FieldError("data", "no edition is in use there")
        return Lists(used[1], thresholds.margins(site.db))
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mpaka-screen-")))
    return Lists(_index_of_file(asked.list, asked.format, folder))


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


def _screen(asked: Lists, stream: BinaryIO, day: date, at_least: float | None) -> int:
    wrong = 0
    for number, raw in enumerate(_lines(stream), start=1):
        if not raw.strip():
            continue
        answer: dict[str, Any] = {"line": number}
        try:
            said = _object(raw)
            answer |= {"id": said["id"]} if "id" in said else {}
            answer["hits"] = _hits(asked, sought_of(said, day), day, at_least)
        except BorderError as error:
            answer |= {"error": str(error), "hits": []}
            wrong += 1
        sys.stdout.write(f"{_text(answer)}\n")
        sys.stdout.flush()  # whoever writes one traveller and waits is answered
    return 1 if wrong else 0


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield each line; of one that is too long the beginning alone, and the rest is passed over, never held."""
    while raw := stream.readline(LONGEST_LINE + 1):
        yield raw
        while raw and not raw.endswith(b"\n"):
            raw = stream.readline(LONGEST_LINE)


def _text(answer: Mapping[str, Any]) -> str:
    """Return an answer as JSON. An id can hold half a character, which can be written as an escape alone."""
    text = json.dumps(answer, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(answer)
    return text


def _hits(asked: Lists, sought: Sought, day: date, at_least: float | None) -> list[dict[str, Any]]:
    """Return what a traveller meets, stolen documents first. at_least: None asks as a desk does."""
    index = asked.index
    met = [found for found in index.screen(sought, at_least) if found.subject.in_force(day)]
    if at_least is None:
        met = [found for found in met if found.by_document or found.bits >= _floor(asked, found)]
    return [
        *(told_document(each, sought) for each in listed(index, sought)),
        *(told(each, sought) for each in met),
    ]


def _floor(asked: Lists, found: Comparison) -> float:
    return asked.index.threshold + asked.margins.get(found.subject.category, 0.0)


def sought_of(said: Mapping[str, Any], day: date) -> Sought:
    """Return whom a traveller's object asks for. Raises FieldError."""
    if zone := said.get("mrz"):
        return _from_zone(zone, day)
    words = {name: _word(said, name) for name in FIELDS}
    if not (words["surname"] or words["given_names"] or words["document_number"]):
        raise MissingField("surname")
    span(words["date_of_birth"], "date_of_birth")
    words["sex"] = choice(words["sex"].upper() or "U", "sex", [sex.value for sex in Sex])
    words["nationality"] = words["nationality"].upper()
    return Sought(
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
        said = json.loads(raw, parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        raise FieldError("line", "is no JSON") from error
    if not isinstance(said, dict):
        raise FieldError("line", "is no JSON object")
    return said


def _no_json(word: str) -> NoReturn:
    """Refuse NaN and the infinities, which Python reads and JSON has not."""
    raise ValueError(word)


def _word(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str | None):
        raise FieldError(name, "is no text")
    return line(value or "", name, MOST_OF_NAME)


ROW_OF = {90: 30, 72: 36, 88: 44}
"""How long a whole zone is without its ends of lines, and one line of it: TD1, TD2, TD3 as Doc 9303 lays them out."""


def _from_zone(zone_lines: Any, day: date) -> Sought:
    lines = zone_lines.splitlines() if isinstance(zone_lines, str) else zone_lines
    if not (isinstance(lines, list) and all(isinstance(each, str) for each in lines)):
        raise FieldError("mrz", "is neither text nor a list of lines")
    lines = [text for each in lines if (text := each.strip())]
    if len(lines) == 1 and (long := ROW_OF.get(len(lines[0]))):
        lines = [lines[0][at : at + long] for at in range(0, len(lines[0]), long)]
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
