"""Expected values: the specimens of Doc 9303; what is wrong in a zone is made wrong by hand here."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border.icao.dates import PartialDate
from border.icao.mrz.parse import BadMrz, Zone, parse
from tests.border.icao.mrz import specimens
from tests.border.icao.mrz.specimens import TODAY

MRZ_LINES = st.sampled_from([(30, 30, 30), (36, 36), (44, 44)]).flatmap(
    lambda widths: st.tuples(*(st.text("ABDKNEV<0139", min_size=w, max_size=w) for w in widths))
)


def found(zone: Zone) -> list[tuple[str, str, str, str]]:
    return [(f.code, f.field, f.read, f.expected) for f in zone.findings]


def parsed(lines: Sequence[str], on: date) -> Zone | None:
    try:
        return parse(lines, on)
    except BadMrz:
        return None


def td3(upper: str = specimens.TD3[0], lower: str = specimens.TD3[1]) -> Zone:
    return parse([upper, lower], TODAY)


@pytest.mark.parametrize(
    ("lines", "line", "column"),
    [
        ([], 1, 1),
        (["", ""], 1, 1),
        ([specimens.TD3[0]], 1, 1),
        ([*specimens.TD3, specimens.TD3[1], specimens.TD3[1]], 4, 1),
        (specimens.TD3[0], 44, 1),
        ([specimens.TD3[0], specimens.TD3[1][:43]], 2, 44),
        ([specimens.TD3[0], specimens.TD3[1] + "<"], 2, 45),
        ([specimens.TD3[0][:30], specimens.TD3[1]], 1, 31),
        ([specimens.TD3[0].replace("<", "_"), specimens.TD3[1]], 1, 2),
        ([specimens.TD3[0], specimens.TD3[1].lower()], 2, 1),
        ([specimens.TD3[0], specimens.TD3[1].replace("<", " ")], 2, 38),
        ([specimens.TD3[0], specimens.TD3[1][:-1] + "\n"], 2, 44),
        ([specimens.TD3[0], specimens.TD3[1][:-1] + "\u0660"], 2, 44),
        (["1" + specimens.TD3[0][1:], specimens.TD3[1]], 1, 1),
        (["<" * 44, "<" * 44], 1, 1),
    ],
)
def test_what_is_no_zone_is_refused_with_its_place(lines: Sequence[str], line: int, column: int) -> None:
    with pytest.raises(BadMrz) as refused:
        parse(lines, TODAY)

    assert (refused.value.line, refused.value.column) == (line, column)


@given(lines=st.lists(st.text(max_size=46), max_size=4), on=st.dates())
def test_any_text_is_a_zone_or_refused(lines: list[str], on: date) -> None:
    zone = parsed(lines, on)

    assert zone is None or zone.lines == tuple(lines)


@given(lines=MRZ_LINES, on=st.dates())
def test_any_characters_of_the_right_shape_are_read_without_fail(lines: tuple[str, ...], on: date) -> None:
    zone = parsed(lines, on)

    assert (zone is None) == (not lines[0][0].isalpha())
    if zone:
        assert zone.valid == all(finding.code != "check-digit" for finding in zone.findings)
        assert "<" not in zone.document_number + zone.surname + zone.given_names


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (specimens.TD3, ("TD3", "P", "L898902C3", "UTO", "ZE184226B")),
        (specimens.TD1, ("TD1", "I", "D23145890", "UTO", "")),
        (specimens.TD2, ("TD2", "I", "D23145890", "UTO", "")),
        (specimens.MRV_A, ("MRV-A", "V", "L8988901C", "XXX", "6ZE184226B")),
        (specimens.MRV_B, ("MRV-B", "V", "L8988901C", "XXX", "")),
    ],
)
def test_the_specimens_of_all_five_formats_are_read(lines: Sequence[str], said: tuple[str, ...]) -> None:
    zone = parse(lines, TODAY)

    assert said == (
        zone.format,
        zone.document_code,
        zone.document_number,
        zone.nationality,
        zone.optional_data,
    )
    assert (zone.issuing_state, zone.surname, zone.given_names, zone.sex) == (
        "UTO",
        "ERIKSSON",
        "ANNA MARIA",
        "F",
    )
    assert zone.valid
    assert zone.findings == ()


def test_the_dates_of_the_specimen_are_days() -> None:
    zone = td3()

    assert zone.date_of_birth == PartialDate(1974, 8, 12)
    assert str(zone.date_of_expiry) == "2012-04-15"


@pytest.mark.parametrize("lines", [specimens.TD1_LONG, specimens.TD2_LONG])
def test_a_long_document_number_runs_on_into_the_optional_data(lines: Sequence[str]) -> None:
    zone = parse(lines, TODAY)

    assert zone.document_number == "D23145890734"
    assert zone.optional_data == ""
    assert zone.valid


def test_a_wrong_digit_of_a_long_document_number_is_told() -> None:
    zone = parse([specimens.TD1_LONG[0].replace("7349", "7348"), *specimens.TD1_LONG[1:]], TODAY)

    assert found(zone) == [
        ("check-digit", "document_number", "8", "9"),
        ("check-digit", "composite", "2", "9"),
    ]


@pytest.mark.parametrize(
    "lower", ["D23145890<UTO3407127M9507122<<<<<<<8", "D23145890<UTO3407127M95071229<<<<<<8"]
)
def test_without_a_rest_the_missing_digit_is_a_wrong_one(lower: str) -> None:
    zone = parse([specimens.TD2_LONG[0], lower], TODAY)

    assert zone.document_number == "D23145890"
    assert ("check-digit", "document_number", "<", "7") in found(zone)


@pytest.mark.parametrize(
    ("at", "field", "right"),
    [(9, "document_number", "6"), (19, "date_of_birth", "2"), (27, "date_of_expiry", "9"), (42, "optional_data", "1")],
)  # fmt: skip
def test_a_wrong_check_digit_says_field_read_and_expected(at: int, field: str, right: str) -> None:
    lower = specimens.TD3[1]
    wrong = str((int(right) + 1) % 10)

    zone = td3(lower=lower[:at] + wrong + lower[at + 1 :])

    assert found(zone)[0] == ("check-digit", field, wrong, right)
    assert [finding.field for finding in zone.findings] == [field, "composite"]
    assert not zone.valid


def test_a_wrong_composite_alone_is_told() -> None:
    zone = td3(lower=specimens.TD3[1][:-1] + "3")

    assert found(zone) == [("check-digit", "composite", "3", "0")]


@pytest.mark.parametrize("digit", ["0", "<"])
def test_where_there_is_no_optional_data_its_digit_may_be_left_out(digit: str) -> None:
    zone = td3(lower=f"L898902C36UTO7408122F1204159<<<<<<<<<<<<<<{digit}8")

    assert zone.valid


def test_where_there_is_optional_data_its_digit_may_not_be_left_out() -> None:
    zone = td3(lower="L898902C36UTO7408122F1204159ZE184226B<<<<<<0")

    assert ("check-digit", "optional_data", "<", "1") in found(zone)


@pytest.mark.parametrize(
    ("upper", "finding"),
    [
        ("P<QQQERIKSSON", ("unknown-code", "issuing_state", "QQQ", "a code of Doc 9303-3, section 5")),
        ("P<<<<ERIKSSON", ("unknown-code", "issuing_state", "", "a code of Doc 9303-3, section 5")),
        ("P<ZARERIKSSON", ("code-not-valid", "issuing_state", "ZAR", "until 1997-07-14")),
        ("P<XKXERIKSSON", ("unofficial-code", "issuing_state", "XKX", "RKS")),
        ("X<UTOERIKSSON", ("document-code", "document_code", "X<", "P or A or C or I")),
        ("P<UTO", ("no-name", "surname", "", "a name")),
        ("P<UTOER1KSSON<<ANNA", ("wrong-character", "surname", "ER1KSSON", "letters")),
        ("P<UTOERIKSSON<<ANNA<<K", ("stray-filler", "given_names", "ANNA K", "one filler between two names")),
        ("P<UTOXX<<ANNA", ("placeholder-name", "surname", "XX", "a name")),
    ],
)
def test_what_the_upper_line_has_wrong_is_a_finding(upper: str, finding: tuple[str, str, str, str]) -> None:
    zone = td3(upper=upper.ljust(44, "<"))

    assert found(zone) == [finding]
    assert zone.valid


def test_a_code_that_is_too_young_says_from_when() -> None:
    zone = parse(["P<SSDERIKSSON<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<", specimens.TD3[1]], date(2011, 1, 1))

    assert found(zone) == [("code-not-valid", "issuing_state", "SSD", "from 2011-08-09")]


@pytest.mark.parametrize("code", ["D<<", "GBO", "XXA", "XXB", "UNO", "EUE", "XOM", "RKS", "KEN", "UTO"])
def test_a_code_in_use_is_no_finding(code: str) -> None:
    zone = td3(upper=f"P<{code}ERIKSSON<<ANNA".ljust(44, "<"))

    assert zone.issuing_state == code.rstrip("<")
    assert zone.findings == ()


def test_a_kenyan_card_that_says_kya_is_taken_as_kenyan_and_noted() -> None:
    zone = parse(["IDKYA123456782<<<<<<<<<<<<<<<<", *specimens.TD1[1:]], TODAY)

    assert ("unofficial-code", "issuing_state", "KYA", "KEN") in found(zone)


@pytest.mark.parametrize(("read", "sex"), [("M", "M"), ("F", "F"), ("X", "X"), ("<", "U")])
def test_each_sex_stays_what_it_is(read: str, sex: str) -> None:
    zone = td3(lower=specimens.TD3[1][:20] + read + specimens.TD3[1][21:])

    assert (zone.sex, zone.raw("sex"), zone.findings) == (sex, read, ())


def test_another_letter_for_the_sex_is_a_finding() -> None:
    zone = td3(lower=specimens.TD3[1][:20] + "W" + specimens.TD3[1][21:])

    assert zone.sex == "U"
    assert found(zone) == [("bad-sex", "sex", "W", "M, F, X or <")]


def test_an_impossible_date_is_a_finding_and_the_rest_is_read() -> None:
    zone = td3(lower="L898902C36UTO7413327F1204159ZE184226B<<<<<10")

    assert zone.date_of_birth is None
    assert ("bad-date", "date_of_birth", "741332", "YYMMDD") in found(zone)
    assert zone.document_number == "L898902C3"


def test_dates_known_in_part_stay_so_and_are_no_finding() -> None:
    zone = parse([specimens.MRV_A[0], "L8988901C4XXX75<<<<4F96121096ZE184226B<<<<<<"], TODAY)

    assert str(zone.date_of_birth) == "1975"
    assert zone.findings == ()


def test_a_filler_within_the_document_number_is_none_of_it() -> None:
    zone = parse([specimens.TD2[0], "D2314<890" + specimens.TD2[1][9:]], TODAY)

    assert zone.document_number == "D2314890"
    assert zone.raw("document_number") == "D2314<890"


def test_an_empty_document_number_is_a_finding_and_no_wrong_digit() -> None:
    zone = td3(lower="<<<<<<<<<0UTO7408122F1204159ZE184226B<<<<<12")

    assert zone.valid
    assert found(zone) == [("no-document-number", "document_number", "", "a document number")]


def test_both_optional_fields_of_a_card_are_given() -> None:
    zone = parse(
        ["I<UTOD231458907ABC<1<<<<<<<<<<", "7408122F1204159UTOXYZ<<<<<<<<6", specimens.TD1[2]], TODAY
    )

    assert zone.optional_data == "ABC<1<XYZ"
