from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from border.crossing import Direction, Outcome
from border.document import Document, DocumentType
from border.fields import OutOfRange
from border.slip import (
    MOST_OF_TEXT,
    BadSlip,
    Slip,
    base45,
    document_mark,
    from_base45,
    from_text,
    pack,
    to_text,
    unpack,
)

CROSSING = "01949f3a-7c00-7000-8000-0123456789ab"
PASSPORT = Document(DocumentType.PASSPORT, "UTO", "L898902C3")
SLIP = Slip(
    CROSSING,
    "busia",
    Direction.ENTRY,
    datetime(2026, 3, 1, 6, 30, tzinfo=UTC),
    bytes(range(8)),
    Outcome.ADMIT,
    90,
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

SLIPS = st.builds(
    Slip,
    crossing_id=st.uuids().map(str),
    node=st.from_regex(r"[a-z0-9]{1,16}(-[a-z0-9]{1,15})?", fullmatch=True),
    direction=st.sampled_from(Direction),
    at=st.integers(0, 4_223_371_679).map(lambda minutes: EPOCH + timedelta(minutes=minutes)),
    mark=st.binary(min_size=8, max_size=8),
    outcome=st.sampled_from(Outcome),
    days=st.none() | st.integers(1, 365),
)


def near_slips(head: bytes, kind: int, node: bytes) -> bytes:
    return bytes([1, kind]) + head + node


@given(
    st.binary(max_size=200)
    | st.builds(
        near_slips,
        st.binary(min_size=30, max_size=30),
        st.integers(0, 7),
        st.sampled_from([b"busia", b"-", b""]),
    )
)
@example(near_slips(bytes(16) + b"\xff" * 4 + bytes(10), 0, b"busia"))
def test_hostile_bytes_are_a_slip_or_a_bad_slip_and_nothing_else(packed):
    try:
        slip = unpack(packed)
    except BadSlip:
        return

    assert pack(slip) == packed


@given(st.text(max_size=300) | st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:").map("MPAKA:".__add__))
def test_hostile_text_is_a_slip_or_a_bad_slip_and_nothing_else(text):
    try:
        slip, packed, signature = from_text(text)
    except BadSlip:
        return

    assert to_text(packed, signature) == text
    assert pack(slip) == packed


@pytest.mark.parametrize(
    "text", ["", "MPAKA:", "MPAKA:0", "mpaka:BB8", "HTTPS://EXAMPLE.ORG", "MPAKA:" + "0" * 100_000]
)
def test_what_is_no_code_of_ours_is_a_bad_slip(text):
    with pytest.raises(BadSlip):
        from_text(text)


@pytest.mark.parametrize("text", ["A", "0", "GGW", ":::", "a0", "AB\u00df", "V5"])
def test_what_is_no_base45_is_a_bad_slip(text):
    with pytest.raises(BadSlip):
        from_base45(text)


def test_a_slip_of_a_later_version_is_a_bad_slip():
    with pytest.raises(BadSlip):
        unpack(b"\x02" + pack(SLIP)[1:])


def test_a_cut_slip_is_a_bad_slip():
    packed = pack(SLIP)

    for length in range(len(packed) - len("busia") + 1):
        with pytest.raises(BadSlip):
            unpack(packed[:length])


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(65)])
def test_a_signature_of_another_length_is_not_printed(signature):
    with pytest.raises(BadSlip):
        to_text(pack(SLIP), signature)


@pytest.mark.parametrize(
    "change",
    [
        {"node": ""},
        {"node": "x" * 33},
        {"node": "bu sia"},
        {"node": "büsia"},
        {"mark": b"short"},
        {"crossing_id": "no-uuid"},
        {"crossing_id": CROSSING.upper()},
        {"at": datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=3)))},
        {"at": SLIP.at.replace(tzinfo=None)},
    ],
)
def test_what_has_no_place_in_the_layout_makes_no_slip(change):
    values = {name: getattr(SLIP, name) for name in Slip.__slots__}

    with pytest.raises(BadSlip):
        Slip(**(values | change))


def test_days_beyond_two_bytes_make_no_slip():
    with pytest.raises(OutOfRange):
        Slip(CROSSING, "busia", Direction.ENTRY, SLIP.at, bytes(8), Outcome.ADMIT, 65_536)


@given(SLIPS, st.binary(min_size=64, max_size=64))
def test_what_was_printed_is_read_again_whole(slip, signature):
    packed = pack(slip)

    text = to_text(packed, signature)

    assert from_text(text) == (slip, packed, signature)
    assert len(text) <= MOST_OF_TEXT
    assert text == text.strip()


def test_a_slip_keeps_whole_minutes():
    slip = Slip(CROSSING, "busia", Direction.EXIT, SLIP.at.replace(second=59), bytes(8), Outcome.ADMIT)

    assert unpack(pack(slip)).at == datetime(2026, 3, 1, 6, 30, tzinfo=UTC)


def test_the_bytes_of_a_slip_are_these():
    assert pack(SLIP) == bytes.fromhex(
        "010001949f3a7c00700080000123456789ab01c2bb26005a00010203040506076275736961"
    )


@pytest.mark.parametrize(
    ("plain", "coded"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")]
)
def test_base45_is_that_of_rfc_9285(plain, coded):
    assert base45(plain) == coded
    assert from_base45(coded) == plain


def test_a_mark_is_the_documents_and_the_crossings():
    other = str(UUID(int=7))

    assert document_mark(CROSSING, PASSPORT) == document_mark(
        CROSSING, Document(DocumentType.PASSPORT, "uto", "l89 8902-c3")
    )
    assert document_mark(CROSSING, PASSPORT) != document_mark(other, PASSPORT)


def test_no_name_and_no_number_stands_in_a_slip():
    packed = pack(
        Slip(CROSSING, "busia", Direction.ENTRY, SLIP.at, document_mark(CROSSING, PASSPORT), Outcome.ADMIT)
    )

    assert b"L898902C3" not in packed
