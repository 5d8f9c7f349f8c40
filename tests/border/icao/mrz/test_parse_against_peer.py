"""The package `mrz` reads the same zones. Where it differs is told in docs/mrz.md, with who is right."""

from typing import Any

import pytest
from hypothesis import given
from mrz.checker.mrva import MRVACodeChecker
from mrz.checker.mrvb import MRVBCodeChecker
from mrz.checker.td1 import TD1CodeChecker
from mrz.checker.td2 import TD2CodeChecker
from mrz.checker.td3 import TD3CodeChecker

from border.icao.dates import yymmdd
from border.icao.mrz.compose import Details, compose
from border.icao.mrz.parse import parse
from tests.border.icao.mrz import made, specimens
from tests.border.icao.mrz.specimens import TODAY

PEERS: dict[str, Any] = {
    "TD1": TD1CodeChecker, "TD2": TD2CodeChecker, "TD3": TD3CodeChecker, "MRV-A": MRVACodeChecker, "MRV-B": MRVBCodeChecker,
}  # fmt: skip


@given(made.details(plain=True))
def test_both_find_the_same_zone_good_and_read_the_same_fields(details: Details) -> None:
    lines = compose(details)

    ours, theirs = parse(lines, TODAY), PEERS[details.format]("\n".join(lines))

    fields = theirs.fields()
    assert ours.valid
    assert bool(theirs)
    assert (ours.surname, ours.given_names) == (fields.surname, fields.name)
    assert (ours.document_code, ours.issuing_state) == (fields.document_type, fields.country)
    assert (ours.document_number, ours.nationality) == (fields.document_number, fields.nationality)
    assert ours.date_of_birth is not None
    assert ours.date_of_expiry is not None
    assert (yymmdd(ours.date_of_birth), yymmdd(ours.date_of_expiry)) == (
        fields.birth_date,
        fields.expiry_date,
    )
    assert (ours.raw("sex"), ours.optional_data) == (fields.sex, fields.optional_data)


@given(made.details(plain=True))
def test_both_find_the_same_wrong_digit(details: Details) -> None:
    lines = compose(details)
    text = "\n".join(lines)
    at = 14 if details.format == "TD1" else len(lines[0]) + 10
    wrong = f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"

    ours, theirs = parse(wrong.split("\n"), TODAY), PEERS[details.format](wrong)

    assert not ours.valid
    assert not theirs


@pytest.mark.parametrize(
    "lines",
    [
        specimens.TD1_LONG,
        specimens.TD2_LONG,
        (specimens.TD3[0], "L898902C36UTO7408122X1204159ZE184226B<<<<<10"),
        (specimens.TD3[0], "L898902C36UTO74<<<<1F1204159<<<<<<<<<<<<<<06"),
        (specimens.TD3[0].replace("P<UTO", "P<XXC"), specimens.TD3[1]),
        (specimens.TD3[0].replace("P<UTO", "P<XPO"), specimens.TD3[1]),
    ],
)
def test_these_good_zones_the_peer_refuses(lines: tuple[str, ...]) -> None:
    ours = parse(lines, TODAY)

    assert ours.valid
    assert ours.findings == ()
    assert not PEERS[ours.format]("\n".join(lines))
