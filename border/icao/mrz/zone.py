"""What a machine-readable zone says, what is wrong with it, and what is no zone at all."""

from dataclasses import dataclass

from border.errors import BorderError
from border.icao.dates import PartialDate
from border.icao.mrz.formats import LAYOUTS


class BadMrz(BorderError):
    """Lines that cannot be a zone: a wrong character, a wrong number of lines, a wrong length.

    line, column: where, from 1. read: what stands there. expected: what could.
    """

    number = "B101"

    def __init__(self, read: str, expected: str, *, line: int, column: int) -> None:
        super().__init__(
            f"line {line}, column {column}: read {read!r}, expected {expected}",
            read=read, expected=expected, line=line, column=column,
        )  # fmt: skip
        self.read, self.expected, self.line, self.column = read, expected, line, column


@dataclass(frozen=True, slots=True)
class ZoneFinding:
    """One thing that is not as Doc 9303 has it.

    code: `check-digit`, `unknown-code`, `code-not-valid`, `unofficial-code`, `bad-date`, `bad-sex`,
    `document-code`, `wrong-character`, `no-name`, `no-document-number`, `stray-filler`, `placeholder-name`.
    field: a field of Zone, or `composite`. read: what stands in the zone. expected: what should, in words where
    there is no one answer.
    """

    code: str
    field: str
    read: str
    expected: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that was read, good or not: the fields without fillers, and what is wrong with them.

    format: TD1, TD2, TD3, MRV-A or MRV-B. document_number: whole, also where it runs on into the optional data.
    date_of_birth, date_of_expiry: None where the year is unknown or the characters are no date (then a finding
    says so). sex: M, F, X, or U for unspecified. optional_data: for TD1 both fields, a filler between them.
    names_truncated: the name fills its field, so it may go on. valid: every check digit holds.
    """

    format: str
    lines: tuple[str, ...]
    document_code: str
    issuing_state: str
    document_number: str
    nationality: str
    surname: str
    given_names: str
    date_of_birth: PartialDate | None
    date_of_expiry: PartialDate | None
    sex: str
    optional_data: str
    names_truncated: bool
    valid: bool
    findings: tuple[ZoneFinding, ...]

    def raw(self, field: str) -> str:
        """Return the characters of a field as they stand in the zone, fillers and all.

        field: one of Layout, such as 'document_number' or 'sex'. A chip's keys are made of these.
        """
        return "".join(self.lines)[LAYOUTS[self.format].fields[field]]
