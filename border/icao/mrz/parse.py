"""Reading a machine-readable zone: strict about its shape, patient about what it says.

What is no zone raises BadMrz. A zone with a wrong digit, an unknown code or an impossible date is a zone with
findings. Source: Doc 9303-3 for what is common, -4 to -7 for the formats.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from border.icao import codes, dates
from border.icao.dates import BadDate, PartialDate
from border.icao.mrz.checkdigit import check_digit
from border.icao.mrz.formats import MRV_A, MRV_B, TD1, TD2, TD3, Digit, Layout
from border.icao.mrz.names import Names, read_names
from border.icao.mrz.number import Number, read_number
from border.icao.mrz.zone import BadMrz, Zone, ZoneFinding

__all__ = ["BadMrz", "Zone", "ZoneFinding", "digits_hold", "layout_of", "names_of", "parse"]

_OTHER_CHARACTER = re.compile("[^A-Z0-9<]")
_SHAPES = {(44, 44): (TD3, MRV_A), (36, 36): (TD2, MRV_B), (30, 30, 30): (TD1, TD1)}
_PLACEHOLDER = re.compile("X{2,}")
_SEXES = {"M": "M", "F": "F", "X": "X", "<": "U"}


def parse(lines: Sequence[str], on: date) -> Zone:
    """Return the zone of two or three lines, as it is understood on a reference day. Raises BadMrz."""
    layout = layout_of(lines)
    text = "".join(lines)
    fields = layout.fields
    number, names = read_number(text, layout), read_names(text[fields["names"]])
    days, bad_days = _days(text, layout, on)
    wrong_digits = list(_digit_findings(text, layout, number))
    findings = (*wrong_digits, *bad_days, *_document_findings(text, layout, on), *_name_findings(names))
    return Zone(
        format=layout.format,
        lines=tuple(lines),
        document_code=text[fields["document_code"]].rstrip("<"),
        issuing_state=text[fields["issuing_state"]].rstrip("<"),
        document_number=number.characters.replace("<", ""),
        nationality=text[fields["nationality"]].rstrip("<"),
        surname=names.surname,
        given_names=names.given_names,
        date_of_birth=days["date_of_birth"],
        date_of_expiry=days["date_of_expiry"],
        sex=_SEXES.get(text[fields["sex"]], "U"),
        optional_data=_optional_data(text, layout, number),
        names_truncated=names.truncated,
        valid=not wrong_digits,
        findings=findings,
    )


def names_of(lines: Sequence[str]) -> Names:
    """Return the names of two or three lines alone: for many zones that were parsed before. Raises BadMrz."""
    layout = layout_of(lines)
    return read_names("".join(lines)[layout.fields["names"]])


def layout_of(lines: Sequence[str]) -> Layout:
    """Return the format these lines have. Raises BadMrz with the first place that no format has."""
    for at, line in enumerate(lines, start=1):
        if other := _OTHER_CHARACTER.search(line):
            raise BadMrz(other.group(), "A to Z, 0 to 9 or <", line=at, column=other.start() + 1)
    layouts = _SHAPES.get(tuple(map(len, lines)))
    if layouts is None:
        raise _misshapen(lines)
    if not lines[0][0].isalpha():
        raise BadMrz(lines[0][0], "the letter of a document code", line=1, column=1)
    return layouts[lines[0][0] == "V"]


def digits_hold(text: str, layout: Layout) -> bool:
    """Whether every check digit of a zone's joined lines is right."""
    return not any(_digit_findings(text, layout, read_number(text, layout)))


def _misshapen(lines: Sequence[str]) -> BadMrz:
    """Return the error for lines whose number or length no format has, at the first line that fails the nearest."""
    if len(lines) not in {2, 3}:
        return BadMrz(str(len(lines)), "2 or 3 lines", line=max(len(lines), 1), column=1)
    width = 30 if len(lines) == 3 else 36 if len(lines[0]) <= 40 else 44
    at, length = next((at, len(line)) for at, line in enumerate(lines, start=1) if len(line) != width)
    return BadMrz(str(length), f"{width} characters", line=at, column=min(length, width) + 1)


def _digit_findings(text: str, layout: Layout, number: Number) -> Iterator[ZoneFinding]:
    if number.digit != (expected := number.expected_digit):
        yield ZoneFinding("check-digit", "document_number", number.digit, expected)
    for digit in layout.digits:
        expected = check_digit("".join([text[part] for part in digit.over]))
        if text[digit.at] != expected and not _may_be_left_out(digit, text):
            yield ZoneFinding("check-digit", digit.field, text[digit.at], expected)


def _may_be_left_out(digit: Digit, text: str) -> bool:
    """Whether a filler may stand for this digit: where there is no optional data (Doc 9303-4, 4.2.2)."""
    return digit.field == "optional_data" and text[digit.at] == "<" and not text[digit.over[0]].strip("<")


def _document_findings(text: str, layout: Layout, on: date) -> Iterator[ZoneFinding]:
    fields = layout.fields
    document_code = text[fields["document_code"]]
    if document_code[0] not in layout.codes or document_code in {"AV", "CV", "IV"}:
        yield ZoneFinding("document-code", "document_code", document_code, " or ".join(layout.codes))
    if not text[fields["document_number"]].strip("<"):
        yield ZoneFinding("no-document-number", "document_number", "", "a document number")
    for field in ("issuing_state", "nationality"):
        yield from _code_findings(field, text[fields[field]], on)
    if (sex := text[fields["sex"]]) not in _SEXES:
        yield ZoneFinding("bad-sex", "sex", sex, "M, F, X or <")


def _code_findings(field: str, read: str, on: date) -> Iterator[ZoneFinding]:
    code = codes.known(read)
    if code is None:
        yield ZoneFinding("unknown-code", field, read.rstrip("<"), "a code of Doc 9303-3, section 5")
    elif code.kind is codes.Kind.UNOFFICIAL:
        yield ZoneFinding("unofficial-code", field, code.code, code.state)
    elif not code.valid_on(on):
        days = f"until {code.valid_until}" if code.valid_until else f"from {code.valid_from}"
        yield ZoneFinding("code-not-valid", field, code.code, days)


def _name_findings(names: Names) -> Iterator[ZoneFinding]:
    if not names.surname:
        yield ZoneFinding("no-name", "surname", "", "a name")
    for field, name in (("surname", names.surname), ("given_names", names.given_names)):
        if name and not name.replace(" ", "").isalpha():
            yield ZoneFinding("wrong-character", field, name, "letters")
        if _PLACEHOLDER.fullmatch(name):
            yield ZoneFinding("placeholder-name", field, name, "a name")
    if names.stray:
        yield ZoneFinding("stray-filler", "given_names", names.given_names, "one filler between two names")


def _days(text: str, layout: Layout, on: date) -> tuple[dict[str, PartialDate | None], list[ZoneFinding]]:
    """Return the two dates, None for one that is no date, and a finding for each such."""
    days: dict[str, PartialDate | None] = {}
    findings = []
    for field, read in (("date_of_birth", dates.birth), ("date_of_expiry", dates.expiry)):
        characters = text[layout.fields[field]]
        try:
            days[field] = read(characters, on)
        except BadDate:
            days[field] = None
            findings.append(ZoneFinding("bad-date", field, characters, "YYMMDD"))
    return days, findings


def _optional_data(text: str, layout: Layout, number: Number) -> str:
    parts = [number.optional, *(text[part] for part in layout.optional[1:])]
    return "<".join([part.strip("<") for part in parts if part.strip("<")])
