from datetime import date

import pytest

from border.icao.codes import Kind, find, known
from border.icao.states import ISO_3166

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("KEN", "KEN"), ("UGA", "UGA"), ("TZA", "TZA"), ("SSD", "SSD"), ("D", "DEU"), ("D<<", "DEU"), ("DEU", "DEU"),
        ("GBD", "GBR"), ("GBN", "GBR"), ("GBO", "GBR"), ("GBP", "GBR"), ("GBS", "GBR"), ("RKS", "RKS"),
        ("XKX", "RKS"), ("XXK", "RKS"), ("UNK", "RKS"), ("EUE", "EUE"), ("UNO", "UNO"), ("UNA", "UNA"),
        ("XBA", "XBA"), ("XIM", "XIM"), ("XCC", "XCC"), ("XCE", "XCE"), ("XCO", "XCO"), ("XEC", "XEC"),
        ("XPO", "XPO"), ("XES", "XES"), ("XMP", "XMP"), ("XOM", "XOM"), ("XDC", "XDC"), ("XCT", "XCT"),
        ("IAO", "IAO"), ("XXA", "XXA"), ("XXB", "XXB"), ("XXC", "XXC"), ("XXX", "XXX"), ("UTO", "UTO"),
        ("KYA", "KEN"), ("WSA", "WSA"),
    ],
)  # fmt: skip
def test_every_code_in_use_names_the_state_or_body_that_answers(code: str, state: str) -> None:
    entry = find(code, TODAY)

    assert entry is not None
    assert entry.state == state
    assert entry.name


@pytest.mark.parametrize(
    ("code", "last_day", "state"),
    [
        ("ZAR", date(1997, 7, 14), "COD"),
        ("YUG", date(2003, 7, 23), "YUG"),
        ("SCG", date(2006, 9, 26), "SCG"),
        ("ANT", date(2010, 12, 15), "NLD"),
        ("TMP", date(2002, 5, 20), "TLS"),
        ("ROM", date(2002, 2, 1), "ROU"),
        ("SUN", date(1992, 8, 30), "SUN"),
        ("CSK", date(1993, 6, 15), "CSK"),
        ("DDR", date(1990, 10, 30), "DEU"),
        ("NTZ", date(1993, 7, 12), "NTZ"),
    ],
)
def test_a_withdrawn_code_is_known_but_found_only_until_its_last_day(
    code: str, last_day: date, state: str
) -> None:
    entry = known(code)

    assert entry is not None
    assert (entry.kind, entry.valid_until, entry.state) == (Kind.WITHDRAWN, last_day, state)
    assert find(code, last_day) == entry
    assert find(code, TODAY) is None


def test_a_young_code_is_not_found_before_its_first_day() -> None:
    assert find("SSD", date(2011, 8, 8)) is None
    assert find("SSD", date(2011, 8, 9)) is not None


@pytest.mark.parametrize("code", ["", "<<<", "QQQ", "KE", "ken", "K<N", "DDD"])
def test_what_no_list_has_is_not_known(code: str) -> None:
    assert known(code) is None


def test_a_code_nobody_published_says_so() -> None:
    entry = known("KYA")

    assert entry is not None
    assert entry.kind is Kind.UNOFFICIAL


def test_all_249_entries_of_iso_3166_are_there() -> None:
    rows = ISO_3166.strip().splitlines()

    assert len(rows) == 249
    assert len({row[:3] for row in rows}) == 249
    assert all(row[:3].isupper() and row[3] == " " and row[4:].strip() for row in rows)
