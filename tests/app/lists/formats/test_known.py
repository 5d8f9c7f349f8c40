from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lists.formats.known import FORMATS, detect_in, reader
from app.lists.formats.problems import BadList, Outcome, Read, UnsafeList
from tests.app.lists.formats.samples import SAMPLES

XML = ("un", "ofac", "ofac-advanced", "eu-xml")
BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>"""


def outcomes(name: str, content: bytes) -> list[Outcome]:
    return list(reader(name)(BytesIO(content), "made"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_tells_its_format(name):
    assert detect_in(BytesIO(SAMPLES[name].encode())) == name


@pytest.mark.parametrize("name", FORMATS)
def test_every_entry_bears_its_source_and_its_row(name):
    taken = [one for one in outcomes(name, SAMPLES[name].encode()) if isinstance(one, Read)]

    assert taken
    assert all(one.entry.startswith("made:") and one.row and one.line >= 1 for one in taken)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("packed", [b"\x1f\x8b\x08\x00rest", b"PK\x03\x04rest", b"%PDF-1.7", b""])
def test_what_is_packed_or_empty_is_refused(name, packed):
    with pytest.raises(BadList):
        outcomes(name, packed)


@pytest.mark.parametrize("name", XML)
def test_a_document_type_is_refused_before_any_entity_counts(name):
    with pytest.raises(UnsafeList, match="document type"):
        outcomes(name, BOMB.encode())


@pytest.mark.parametrize("name", XML)
def test_elements_too_deep_are_refused(name):
    head = SAMPLES[name].rpartition("</")[0]

    with pytest.raises(UnsafeList, match="deep"):
        outcomes(name, (head + "<a>" * 5000).encode())


@pytest.mark.parametrize("name", XML)
def test_a_tag_that_never_ends_is_refused(name):
    head = SAMPLES[name].rpartition("</")[0]

    with pytest.raises(UnsafeList, match="1 MB"):
        outcomes(name, (head + '<a b="' + "x" * 3_000_000).encode())


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_another_kind_is_refused(name):
    other = SAMPLES["ofac" if name == "un" else "un"]

    with pytest.raises(BadList):
        outcomes(name, other.encode())


def test_json_too_deep_is_told():
    with pytest.raises(BadList, match="deeper"):
        outcomes("interpol", b"[" * 100_000)


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_damaged_files_give_problems_and_never_crash(name, data):
    sample = bytearray(SAMPLES[name].encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(sample) - 1))
        sample[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))

    try:
        told = outcomes(name, bytes(sample))
    except BadList:
        return

    assert all(isinstance(one, Outcome) for one in told)


@pytest.mark.parametrize("name", FORMATS)
@given(content=st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_random_bytes_never_crash(name, content):
    try:
        told = outcomes(name, content)
    except BadList:
        return

    assert all(isinstance(one, Outcome) for one in told)


def test_half_a_character_in_a_notice_can_be_kept():
    (taken,) = outcomes(
        "interpol", rb'{"entity_id": "1", "name": "A\ud800B", "_links": {"self": {"href": "/red/"}}}'
    )

    assert taken.what.names[0].surname == "AB"
    assert taken.row.encode()
