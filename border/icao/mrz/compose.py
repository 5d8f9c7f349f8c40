"""Writing a machine-readable zone, for simulators, synthetic travellers and tests.

The same layouts as for reading, so what is composed is read back the same. Names may be in Latin, Cyrillic or Arabic
letters. Source: Doc 9303-3 to -7.
"""

import re
from dataclasses import dataclass
from datetime import date

from border.errors import BorderError
from border.icao.dates import PartialDate, yymmdd
from border.icao.mrz.checkdigit import check_digit
from border.icao.mrz.formats import LAYOUTS, Layout
from border.icao.mrz.names import written_names
from border.icao.mrz.number import written_number
from border.icao.transliteration import mrz_name

_OTHER = re.compile("[^A-Z0-9]")


class WontFit(BorderError):
    """A value longer than its field in the zone."""

    number = "B102"

    def __init__(self, field: str, value: str, most: int) -> None:
        super().__init__(f"{field}: {value!r} is over {most} characters", field=field, value=value, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a zone is to say.

    format: TD1, TD2, TD3, MRV-A or MRV-B. sex: M, F, X or U. Dates may be partial, or None where unknown.
    optional_data_2 is the second field of a TD1. Characters a zone does not have become fillers in the document
    number (Doc 9303-4, 4.2.2) and in optional data. language: see border.icao.transliteration.
    """

    format: str
    issuing_state: str
    document_number: str
    surname: str
    date_of_birth: date | PartialDate | None
    date_of_expiry: date | PartialDate | None
    document_code: str
    nationality: str
    given_names: str = ""
    sex: str = "U"
    optional_data: str = ""
    optional_data_2: str = ""
    language: str = ""


def compose(details: Details) -> list[str]:
    """Return the lines of a zone, all digits right. Raises WontFit, Untransliterable."""
    layout = LAYOUTS[details.format]
    cells = ["<"] * sum(layout.widths)
    field, digit, rest = written_number(_plain(details.document_number), layout)
    written = {
        "document_code": _plain(details.document_code),
        "issuing_state": _plain(details.issuing_state),
        "nationality": _plain(details.nationality),
        "names": _names(details, layout),
        "document_number": field,
        "date_of_birth": yymmdd(details.date_of_birth),
        "date_of_expiry": yymmdd(details.date_of_expiry),
        "sex": details.sex if details.sex in {"M", "F", "X"} else "<",
        "optional_data": rest + _plain(details.optional_data),
        "optional_data_2": _plain(details.optional_data_2),
    }
    if rest and not layout.long_numbers:
        raise WontFit("document_number", details.document_number, 9)
    for name, value in written.items():
        _put(cells, layout, name, value)
    cells[layout.number_digit] = digit
    _put_digits(cells, layout)
    return list(layout.split("".join(cells)))


def _plain(value: str) -> str:
    return _OTHER.sub("<", value.upper())


def _names(details: Details, layout: Layout) -> str:
    field = layout.fields["names"]
    primary, secondary = (mrz_name(name, details.language) for name in (details.surname, details.given_names))
    return written_names(primary, secondary, field.stop - field.start)


def _put(cells: list[str], layout: Layout, name: str, value: str) -> None:
    field = layout.fields.get(name, slice(0, 0))
    if len(value) > field.stop - field.start:
        raise WontFit(name, value, field.stop - field.start)
    cells[field.start : field.start + len(value)] = value


def _put_digits(cells: list[str], layout: Layout) -> None:
    """Fill in the check digits, the composite last, as it covers the others."""
    for digit in layout.digits:
        covered = "".join("".join(cells[part]) for part in digit.over)
        cells[digit.at] = check_digit(covered)
