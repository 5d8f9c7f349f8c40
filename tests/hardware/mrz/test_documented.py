"""Frames written out byte by byte from the makers' papers, with the ICAO specimens in them."""

import pytest

from hardware.mrz.documented import DOCUMENTED, block_check
from hardware.mrz.framing import Framer
from tests.hardware.specimens import TD1, TD2, TD3

P1, P2 = (line.encode() for line in TD3)
C1, C2, C3 = (line.encode() for line in TD1)
V1, V2 = (line.encode() for line in TD2)


def rte(text: bytes) -> bytes:
    block = b"\x60\x00OU\x020" + text + b"\x03"
    return b"\x01" + block + bytes((block_check(block),))


def read(sent: bytes) -> list[tuple[str, ...]]:
    framer = Framer(DOCUMENTED)
    return [frame.lines for frame in framer.feed(sent, at=0.0) + framer.idle(at=1.0)]


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        (rte(b"\r" + P1 + b"\r" + P2 + b"\r"), TD3),
        (rte(b"\r" + P1.rstrip(b"<").ljust(44, b"_") + b"\r" + P2 + b"\r"), TD3),
        (rte(C1 + b"\r" + C2 + b"\r" + C3 + b"\r"), TD1),
        (rte(b"\r" + V1 + b"_" * 8 + b"\r" + V2 + b"_" * 8 + b"\r"), TD2),
        (b"\x02" + P1 + b"\r" + P2 + b"\r\x03", TD3),
        (b"\x11\x02" + C1 + b"\r" + C2 + b"\r" + C3 + b"\r\x03\x12", TD1),
        (b"I\x00\x5a" + P1 + b"\r" + P2 + b"\r", TD3),
        (b"C\x00\x01\x01I\x00\x00I\x00\x5d" + C1 + b"\r" + C2 + b"\r" + C3 + b"\r", TD1),
        (P1 + b"\r" + P2, TD3),
        (C1 + b"\r" + C2 + b"\r" + C3, TD1),
        (P2 + b"\r" + P1 + b"\r", TD3),
        (C3 + b"\r" + C1 + b"\r" + C2 + b"\r", TD1),
        (P1 + b"\r\n" + P2 + b"\r\n", TD3),
        (V1 + b"\n" + V2 + b"\n", TD2),
    ],
    ids=(
        "rte-td3 rte-td3-short-line rte-td1 rte-td2 desko-td3 desko-td1 elyctis-td3 elyctis-td1 "
        "honeywell-td3-89 honeywell-td1-92 code-td3 code-td1 cdc-crlf cdc-lf"
    ).split(),
)
def test_each_documented_format_is_read(sent: bytes, lines: list[str]) -> None:
    assert read(sent) == [tuple(lines)]


def test_the_honeywell_frames_have_the_documented_lengths() -> None:
    assert (len(P1 + b"\r" + P2), len(C1 + b"\r" + C2 + b"\r" + C3)) == (89, 92)


def test_the_block_check_is_the_exclusive_or_of_all_bytes() -> None:
    assert block_check(b"\x60\x00OU\x03") == 0x79


def test_a_wrong_block_check_is_a_fault() -> None:
    sent = rte(b"\r" + P1 + b"\r" + P2 + b"\r")

    assert read(sent[:-1] + bytes((sent[-1] ^ 1,))) == [()]


def test_a_missing_block_check_is_a_fault() -> None:
    assert read(rte(b"\r" + P1 + b"\r" + P2 + b"\r")[:-1]) == [()]


@pytest.mark.parametrize("check", [0x01, 0x02, 0x03, 0x0D])
def test_a_block_check_may_be_a_control_byte(check: int) -> None:
    block = b"\x60\x00OU\x02" + b"\r" + P1 + b"\r" + P2 + b"\r\x03"
    flag = block_check(block) ^ check
    block = block[:5] + bytes((flag,)) + block[5:]

    assert read(b"\x01" + block + bytes((check,))) == [tuple(TD3)]


def test_a_broken_block_does_not_spoil_the_next() -> None:
    sent = rte(b"\r" + P1 + b"\r" + P2 + b"\r")

    assert read(sent[:50] + sent) == [tuple(TD3)]


def test_a_desko_reader_that_could_not_read_a_character_is_a_fault() -> None:
    assert read(b"\x02" + P1.replace(b"S", b"?", 1) + b"\r" + P2 + b"\r\x03") == [()]


def test_an_elyctis_that_found_no_document_says_nothing() -> None:
    assert read(b"I\x00\x00") == []


def test_one_row_alone_is_a_fault_after_the_silence() -> None:
    assert read(P2 + b"\r") == [()]
