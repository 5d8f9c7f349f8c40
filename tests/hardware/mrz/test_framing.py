import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.mrz import wire
from hardware.mrz.documented import DOCUMENTED
from hardware.mrz.framing import (
    COUNT,
    CR,
    CRLF,
    MOST_BYTES,
    NOT_A_ZONE,
    SILENCE_S,
    STX_ETX,
    Frame,
    Framer,
    Framing,
    Once,
    gap,
)
from hardware.mrz.zone import zone
from hardware.parity import FROM_EVEN_PARITY, WITH_EVEN_PARITY
from tests.hardware.specimens import ALL, TD1, TD3

GAP_S = 0.05
FRAMINGS: dict[str, Framing] = {
    "stx-etx": STX_ETX,
    "cr": CR,
    "crlf": CRLF,
    "count": COUNT,
    "gap": gap(GAP_S),
    **dict.fromkeys(("rte", "desko", "elyctis", "honeywell", "code", "cdc"), DOCUMENTED),
}
NOT_WAITED_FOR = {"cdc": 2, "code": 1, "desko": 1}
"""Bytes after the last one that a zone needs: line ends, and the end of a CUTE message."""
ENDED_BY_A_BYTE = sorted(set(FRAMINGS) - {"gap"})
protocols = st.sampled_from(sorted(FRAMINGS))


def frames_of(framing: Framing, pieces: list[bytes]) -> list[Frame]:
    """What comes of pieces that arrive a millisecond apart, and then silence."""
    framer, frames = Framer(framing), []
    for number, piece in enumerate(pieces):
        frames += framer.feed(piece, at=number / 1000)
    return frames + framer.idle(at=len(pieces) / 1000 + SILENCE_S)


def cut_at(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {len(data)})
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@given(protocols, st.sampled_from(ALL), st.lists(st.integers(min_value=0), max_size=8))
def test_a_zone_is_read_wherever_the_bytes_are_cut(
    protocol: str, lines: list[str], places: list[int]
) -> None:
    sent = wire.frame(protocol, lines)

    frames = frames_of(FRAMINGS[protocol], cut_at(sent, places))

    assert [frame.lines for frame in frames] == [tuple(lines)]


@given(protocols, st.binary(max_size=3000), st.lists(st.integers(min_value=0), max_size=8))
def test_no_bytes_become_data_that_are_no_zone(protocol: str, sent: bytes, places: list[int]) -> None:
    for frame in frames_of(FRAMINGS[protocol], cut_at(sent, places)):
        assert frame.lines == zone(list(frame.lines))
        assert frame.fault == (None if frame.lines else NOT_A_ZONE)
        assert len(frame.raw) <= MOST_BYTES


@given(protocols, st.sampled_from(ALL), st.binary(max_size=3000))
def test_after_any_noise_and_a_silence_the_next_zone_is_read(
    protocol: str, lines: list[str], noise: bytes
) -> None:
    framer = Framer(FRAMINGS[protocol])
    framer.feed(noise, at=0.0)

    frames = framer.feed(wire.frame(protocol, lines), at=1.0) + framer.idle(at=2.0)

    assert frames[-1].lines == tuple(lines)


@given(protocols, st.sampled_from(ALL), st.sampled_from(ALL), st.integers(min_value=1))
def test_a_broken_frame_is_never_joined_to_the_next_document(
    protocol: str, first: list[str], second: list[str], place: int
) -> None:
    broken = wire.frame(protocol, first)
    framer = Framer(FRAMINGS[protocol])
    framer.feed(broken[: place % len(broken)], at=0.0)

    frames = framer.feed(wire.frame(protocol, second), at=1.0) + framer.idle(at=2.0)

    assert {frame.lines for frame in frames} <= {(), tuple(first), tuple(second)}
    assert frames[-1].lines == tuple(second)


@pytest.mark.parametrize("protocol", ENDED_BY_A_BYTE)
@pytest.mark.parametrize("lines", ALL)
def test_the_frame_is_handed_over_with_its_last_byte(protocol: str, lines: list[str]) -> None:
    sent = wire.frame(protocol, lines)
    last = len(sent) - NOT_WAITED_FOR.get(protocol, 0) - 1
    framer = Framer(FRAMINGS[protocol])

    assert framer.feed(sent[:last], at=0.0) == []
    assert [frame.lines for frame in framer.feed(sent[last : last + 1], at=0.1)] == [tuple(lines)]
    assert framer.feed(sent[last + 1 :], at=0.2) + framer.idle(at=2.0) == []


def test_count_does_not_wait_for_the_line_end() -> None:
    framer = Framer(COUNT)
    framer.feed("\r".join(TD3).encode()[:-1], at=0.0)

    assert framer.feed(b"0", at=0.1) == [Frame("\r".join(TD3).encode(), tuple(TD3), 0.1)]
    assert framer.feed(b"\r\n", at=0.2) == []
    assert framer.pending == 0


def test_a_gap_frame_is_handed_over_when_the_line_is_silent_and_keeps_its_last_bytes_instant() -> None:
    framer = Framer(gap(GAP_S))
    framer.feed("\r".join(TD1).encode(), at=7.0)

    assert framer.deadline == 7.05
    assert framer.idle(at=7.049) == []
    assert [(frame.lines, frame.at) for frame in framer.idle(at=7.05)] == [(tuple(TD1), 7.0)]
    assert framer.deadline is None


def test_a_reader_that_sends_everything_in_one_run_is_cut_at_the_line_end() -> None:
    assert [frame.lines for frame in frames_of(COUNT, ["".join(TD3).encode() + b"\r"])] == [tuple(TD3)]
    assert [frame.lines for frame in frames_of(COUNT, ["".join(TD1).encode()])] == [tuple(TD1)]


def test_a_doubled_frame_gives_two_frames_of_which_one_passes() -> None:
    frames = frames_of(STX_ETX, [wire.frame("stx-etx", TD3) * 2])

    assert [frame.lines for frame in frames] == [tuple(TD3), tuple(TD3)]
    assert [frame.lines for frame in filter(Once(), frames)] == [tuple(TD3)]


def test_the_same_document_swiped_again_after_a_second_passes() -> None:
    is_new = Once()

    assert [is_new(Frame(b"", tuple(TD3), at)) for at in (0.0, 0.9, 1.8, 2.9)] == [True, False, False, True]


def test_noise_on_the_line_before_a_frame_does_no_harm() -> None:
    frames = frames_of(STX_ETX, [b"\xff\x9a?P<\x03\r", wire.frame("stx-etx", TD3)])

    assert [frame.lines for frame in frames] == [tuple(TD3)]


def test_a_little_noise_alone_is_no_word_to_the_officer() -> None:
    assert frames_of(STX_ETX, [b"\xff\x00\xfe"]) == []


def test_a_reader_at_the_wrong_speed_is_a_fault_and_not_silence() -> None:
    frames = frames_of(STX_ETX, [b"\x80\xf8\x78" * 20])

    assert [(frame.fault, frame.raw) for frame in frames] == [("not-a-zone", b"\x80\xf8\x78" * 20)]


def test_a_frame_begun_anew_counts_from_its_second_beginning() -> None:
    sent = wire.frame("stx-etx", TD1)

    assert [frame.lines for frame in frames_of(STX_ETX, [sent[:40], sent])] == [tuple(TD1)]


def test_a_frame_without_its_end_is_a_fault() -> None:
    frames = frames_of(STX_ETX, [wire.frame("stx-etx", TD3)[:-1]])

    assert [frame.fault for frame in frames] == ["not-a-zone"]


def test_a_frame_that_never_ends_is_cut_at_a_kilobyte() -> None:
    framer = Framer(STX_ETX)

    frames = framer.feed(b"\x02" + b"A" * 1023, at=0.0)

    assert [(len(frame.raw), frame.fault) for frame in frames] == [(1024, "not-a-zone")]
    assert framer.pending == 0


def test_seven_bits_with_even_parity_are_read_and_kept_as_they_came() -> None:
    sent = wire.frame("stx-etx", TD3).translate(WITH_EVEN_PARITY)

    frames = Framer(STX_ETX, FROM_EVEN_PARITY).feed(sent, at=0.0)

    assert frames == [Frame(sent, tuple(TD3), 0.0)]


@given(st.integers(min_value=1, max_value=89), st.integers(min_value=0, max_value=7))
def test_one_flipped_bit_under_parity_never_becomes_data(place: int, bit: int) -> None:
    sent = bytearray(wire.frame("stx-etx", TD3).translate(WITH_EVEN_PARITY))
    sent[place] ^= 1 << bit

    frames = Framer(STX_ETX, FROM_EVEN_PARITY).feed(bytes(sent), at=0.0)

    assert [frame.lines for frame in frames] == [()]
