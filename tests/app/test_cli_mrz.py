"""`./mpaka mrz`, run as a command: bytes in, JSON lines out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.border.icao.mrz import specimens

TOP = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "import sys; from app.cli_mrz import main; sys.exit(main(sys.argv[1:]))"]
KEYS = [
    "format",
    "document_code",
    "issuing_state",
    "document_number",
    "nationality",
    "surname",
    "given_names",
    "date_of_birth",
    "sex",
    "date_of_expiry",
    "optional_data",
    "valid",
    "findings",
]


def run(stdin: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments], input=stdin, capture_output=True, cwd=TOP, timeout=30, check=False
    )


def said(stdin: bytes) -> list[dict[str, Any]]:
    done = run(stdin, "--on", "2026-03-31")
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


def zone(lines: tuple[str, ...], end: str = "\n") -> bytes:
    return "".join(line + end for line in lines).encode()


@pytest.mark.parametrize("arguments", [["--on", "yesterday"], ["--at", "2026-01-01"], ["zones.txt"]])
def test_a_command_that_cannot_be_followed_ends_with_2_and_a_word(arguments: list[str]) -> None:
    done = run(b"", *arguments)

    assert done.returncode == 2
    assert b"usage: mpaka mrz" in done.stderr


@pytest.mark.parametrize("stdin", [b"", b"\n", b"\r\n \n\n", "\ufeff\n".encode()])
def test_no_zone_no_answer(stdin: bytes) -> None:
    assert said(stdin) == []


@pytest.mark.parametrize(
    ("block", "field", "read", "expected"),
    [
        (b"hello\n", "line 1, column 1", "h", "A to Z, 0 to 9 or <"),
        (b"\xff\xfe\x00\x01binary\n", "line 1, column 1", "\ufffd", "A to Z, 0 to 9 or <"),
        (zone(specimens.TD3[:1]), "line 1, column 1", "1", "2 or 3 lines"),
        (zone(specimens.TD3 * 5000), "line 4, column 1", "4", "2 or 3 lines"),
        (zone(("P<UTO", "L89")), "line 1, column 6", "5", "36 characters"),
        (b" " + zone(specimens.TD3), "line 1, column 1", " ", "A to Z, 0 to 9 or <"),
    ],
)
def test_what_is_no_zone_gives_nulls_and_why_and_the_next_is_read(
    block: bytes, field: str, read: str, expected: str
) -> None:
    bad, good = said(block + b"\n" + zone(specimens.TD1))

    assert [bad[key] for key in KEYS[:11]] == [None] * 11
    assert bad["valid"] is False
    assert bad["findings"] == [{"code": "not-a-zone", "field": field, "read": read, "expected": expected}]
    assert (good["format"], good["valid"]) == ("TD1", True)


def test_the_specimen_is_said_in_these_words() -> None:
    (answer,) = said(zone(specimens.TD3))

    assert list(answer) == KEYS
    assert answer == {
        "format": "TD3",
        "document_code": "P",
        "issuing_state": "UTO",
        "document_number": "L898902C3",
        "nationality": "UTO",
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
        "date_of_birth": "1974-08-12",
        "sex": "F",
        "date_of_expiry": "2012-04-15",
        "optional_data": "ZE184226B",
        "valid": True,
        "findings": [],
    }


def test_zones_of_all_formats_follow_one_another_with_any_line_ends() -> None:
    stdin = b"\r\n\r\n".join(zone(lines, "\r\n") for lines in specimens.ALL).rstrip(b"\r\n")

    answers = said(stdin)

    assert [answer["format"] for answer in answers] == ["TD3", "TD1", "TD2", "MRV-A", "MRV-B", "TD1", "TD2"]
    assert all(answer["valid"] for answer in answers)


def test_sex_and_partial_dates_stay_as_the_zone_has_them() -> None:
    lower = "L8988901C4XXX7512<<9<96121096ZE184226B<<<<<<"

    (answer,) = said(zone((specimens.MRV_A[0], lower)))

    assert (answer["sex"], answer["date_of_birth"]) == ("<", "1975-12")


def test_an_unknown_or_impossible_date_is_null() -> None:
    unknown = (specimens.TD3[0], "L898902C36UTO<<<<<<0F1204159ZE184226B<<<<<14")
    impossible = (specimens.TD3[0], "L898902C36UTO7413322F1204159ZE184226B<<<<<10")

    answers = said(zone(unknown) + b"\n" + zone(impossible))

    assert [answer["date_of_birth"] for answer in answers] == [None, None]
    assert "bad-date" not in [finding["code"] for finding in answers[0]["findings"]]
    assert "bad-date" in [finding["code"] for finding in answers[1]["findings"]]


def test_a_misread_character_is_offered_beside_the_digits_it_breaks() -> None:
    (answer,) = said(zone((specimens.TD3[0], specimens.TD3[1].replace("L898902C3", "L8989O2C3"))))

    assert answer["valid"] is False
    assert answer["findings"] == [
        {"code": "check-digit", "field": "document_number", "read": "6", "expected": "0"},
        {"code": "check-digit", "field": "composite", "read": "0", "expected": "4"},
        {"code": "perhaps-misread", "field": "document_number", "read": "L8989O2C3", "expected": "L898902C3"},
    ]


NUMBER_WITH_DIGIT_0 = "L8989005C0UTO7408122F1204159ZE184226B<<<<<12"


@pytest.mark.parametrize(
    ("lower", "misread", "field", "read", "expected"),
    [
        (specimens.TD3[1], "740812ZF1204159ZE184226B<<<<<10", "date_of_birth", "Z", "2"),
        (specimens.TD3[1], "7408122F1204159ZE184226B<<<<<I0", "optional_data", "I", "1"),
        (specimens.TD3[1], "7408122F1204159ZE184226B<<<<<1O", "composite", "O", "0"),
        (NUMBER_WITH_DIGIT_0, "OUTO" + NUMBER_WITH_DIGIT_0[13:], "document_number", "O", "0"),
    ],
)
def test_a_misread_check_digit_is_offered_under_the_field_it_guards(
    lower: str, misread: str, field: str, read: str, expected: str
) -> None:
    (answer,) = said(zone((specimens.TD3[0], lower[: -len(misread)] + misread)))

    offered = [finding for finding in answer["findings"] if finding["code"] == "perhaps-misread"]
    assert offered == [{"code": "perhaps-misread", "field": field, "read": read, "expected": expected}]


def test_the_reference_day_moves_the_century() -> None:
    done = run(zone(specimens.TD3), "--on", "1973-01-01")

    assert json.loads(done.stdout)["date_of_birth"] == "1874-08-12"


def test_neither_web_nor_database_is_loaded() -> None:
    loaded = "import sys, app.cli_mrz; print([m for m in ('flask', 'sqlite_utils', 'pysqlite3') if m in sys.modules])"

    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, cwd=TOP, check=True)

    assert done.stdout == b"[]\n"
