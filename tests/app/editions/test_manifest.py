"""The manifest: what headquarters signed is read as it was, and nothing else is read at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editions import manifest
from app.editions.file import About
from app.editions.manifest import Delta, Manifest
from sync.manifest import BadManifest, Wire

ABOUT = About(7, "2026-11-24T06:00:00.000Z", "2026-11-24", {"own": "3"}, 41, 40, "d" * 64)
WHOLE = Manifest(ABOUT, Wire(1400, "a" * 64), Delta(6, "c" * 64, Wire(145, "b" * 64)))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def signed_by_ease(text):
    return json.dumps({"manifest": text, "signature": "00"}).encode()


def read(octets):
    return manifest.verify(octets, lambda *_: True)


@pytest.mark.parametrize("made", [WHOLE, Manifest(ABOUT, Wire(1400, "a" * 64), None)])
def test_a_manifest_is_read_as_it_was_signed(made):
    seen = []
    octets = manifest.sign(made, lambda message: seen.append(message) or b"signature")

    read_back = manifest.verify(octets, lambda *said: seen.append(said) or True)

    assert read_back == made
    assert seen[1] == (b"signature", seen[0])
    assert seen[0].startswith(b"mpaka-edition/1\n{")


@given(st.binary(max_size=200) | ANYTHING.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_are_a_manifest_by_chance_and_none_crash(octets):
    with pytest.raises(BadManifest):
        read(octets)


@given(st.sampled_from(sorted(manifest.facts(WHOLE))), ANYTHING)
def test_a_field_that_is_not_of_its_form_is_refused_or_read_as_it_stands(name, value):
    said = {**manifest.facts(WHOLE), name: value}

    try:
        made = read(signed_by_ease(json.dumps(said)))
    except BadManifest:
        return
    assert manifest.facts(made) == said


@pytest.mark.parametrize("name", sorted(manifest.facts(WHOLE)))
def test_a_manifest_without_one_of_its_fields_is_none(name):
    said = manifest.facts(WHOLE)
    del said[name]

    with pytest.raises(BadManifest):
        read(signed_by_ease(json.dumps(said)))


def test_a_manifest_that_is_longer_than_any_is_not_looked_at():
    with pytest.raises(BadManifest, match="that long"):
        read(b"[" * 70_000)
