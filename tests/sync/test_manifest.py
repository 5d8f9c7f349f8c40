"""What headquarters signs of a file: read as it was signed, under its own protocol, and nothing else is read at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import manifest
from sync.manifest import BadManifest, Wire, wire_of

FACTS = {"number": 7, "name": "Ünïcode", "bytes": 12, "sha256": "a" * 64}


def test_facts_are_read_as_they_were_signed():
    seen = []
    octets = manifest.sign("mpaka-test/1", FACTS, lambda message: seen.append(message) or b"signature")

    said = manifest.verify("mpaka-test/1", octets, lambda *told: seen.append(told) or True)

    assert (said, manifest.read(octets)) == (FACTS, FACTS)
    assert seen[1] == (b"signature", seen[0])
    assert seen[0].startswith(b"mpaka-test/1\n{")


def test_what_was_signed_as_one_kind_is_none_of_another():
    signed = []
    octets = manifest.sign("mpaka-test/1", FACTS, lambda message: signed.append(message) or b"")

    with pytest.raises(BadManifest, match="did not sign"):
        manifest.verify("mpaka-other/1", octets, lambda _, message: message in signed)


@given(st.binary(max_size=200))
def test_no_bytes_are_a_manifest_by_chance_and_none_crash(octets):
    with pytest.raises(BadManifest):
        manifest.verify("mpaka-test/1", octets, lambda *_: True)


@pytest.mark.parametrize(
    "octets",
    [
        b"[]",
        b"{}",
        b'{"manifest": 1, "signature": "00"}',
        b'{"manifest": "{}", "signature": "zz"}',
        b"[" * 70_000,
    ],
)
def test_what_does_not_look_like_one_is_none(octets):
    with pytest.raises(BadManifest):
        manifest.verify("mpaka-test/1", octets, lambda *_: True)


@pytest.mark.parametrize("value", [True, -1, 1.0, "1", None, 1 << 53])
def test_what_is_no_count_is_told(value):
    with pytest.raises(ValueError, match="no count"):
        manifest.count(value)


def test_a_file_is_told_by_its_length_and_hash(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")

    said = wire_of(tmp_path / "file")

    assert said == Wire(3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
