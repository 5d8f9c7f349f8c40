from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from border.icao.dates import PartialDate
from border.icao.mrz.compose import Details, WontFit, compose
from border.icao.mrz.parse import parse
from border.icao.transliteration import Untransliterable
from tests.border.icao.mrz import made, specimens

ERIKSSON = Details(
    format="TD3",
    document_code="P",
    issuing_state="UTO",
    document_number="L898902C3",
    nationality="UTO",
    surname="Eriksson",
    given_names="Anna Maria",
    date_of_birth=date(1974, 8, 12),
    sex="F",
    date_of_expiry=date(2012, 4, 15),
    optional_data="ZE184226B",
)


@pytest.mark.parametrize(
    ("changed", "most"),
    [
        ({"document_number": "L898902C34"}, 9),
        ({"format": "MRV-A", "document_number": "L898902C34"}, 9),
        ({"format": "TD2", "document_number": "D23145890734567"}, 7),
        ({"optional_data": "A" * 15}, 14),
        ({"issuing_state": "KENYA"}, 3),
    ],
)
def test_what_does_not_fit_is_refused_and_not_cut(changed: dict[str, Any], most: int) -> None:
    with pytest.raises(WontFit) as refused:
        compose(replace(ERIKSSON, **changed))

    assert refused.value.facts["most"] == most


def test_a_name_with_a_numeral_is_refused() -> None:
    with pytest.raises(Untransliterable):
        compose(replace(ERIKSSON, surname="Eriksson 3"))


def test_the_specimens_are_written_as_doc_9303_prints_them() -> None:
    card = replace(ERIKSSON, document_code="I", document_number="D23145890", optional_data="")
    visa = replace(
        ERIKSSON, document_code="V", document_number="L8988901C", nationality="XXX",
        date_of_birth=date(1940, 9, 7), date_of_expiry=date(1996, 12, 10), optional_data="6ZE184226B",
    )  # fmt: skip

    assert compose(ERIKSSON) == list(specimens.TD3)
    assert compose(replace(card, format="TD1")) == list(specimens.TD1)
    assert compose(replace(card, format="TD2")) == list(specimens.TD2)
    assert compose(replace(visa, format="MRV-A")) == list(specimens.MRV_A)
    assert compose(replace(visa, format="MRV-B", optional_data="")) == list(specimens.MRV_B)


@pytest.mark.parametrize(("format", "lines"), [("TD1", specimens.TD1_LONG), ("TD2", specimens.TD2_LONG)])
def test_a_long_document_number_is_written_on_into_the_optional_data(
    format: str, lines: tuple[str, ...]
) -> None:
    stevenson = replace(
        ERIKSSON, format=format, document_code="I", document_number="D23145890734", optional_data="",
        surname="Stevenson", given_names="Peter John", sex="M",
        date_of_birth=date(1934, 7, 12), date_of_expiry=date(1995, 7, 12),
    )  # fmt: skip

    assert compose(stevenson) == list(lines)


def test_what_is_unknown_or_unspecified_becomes_fillers() -> None:
    lower = compose(replace(ERIKSSON, date_of_birth=PartialDate(1974), sex="U", optional_data=""))[1]

    assert lower == "L898902C36UTO74<<<<1<1204159<<<<<<<<<<<<<<06"


def test_other_signs_in_a_document_number_become_fillers() -> None:
    lower = compose(replace(ERIKSSON, document_number="l8-902 c3"))[1]

    assert lower.startswith("L8<902<C3")


@given(made.details())
def test_what_is_written_is_read_back_the_same(details: Details) -> None:
    zone = parse(compose(details), specimens.TODAY)

    assert zone.valid
    assert zone.findings == ()
    assert zone.format == details.format
    assert (zone.document_code, zone.issuing_state) == (details.document_code, details.issuing_state)
    assert (zone.document_number, zone.nationality) == (details.document_number, details.nationality)
    assert (zone.surname, zone.given_names) == (details.surname, details.given_names)
    assert str(zone.date_of_birth or "") == str(details.date_of_birth or "")
    assert str(zone.date_of_expiry) == str(details.date_of_expiry)
    assert (zone.sex, zone.optional_data) == (details.sex, details.optional_data)
