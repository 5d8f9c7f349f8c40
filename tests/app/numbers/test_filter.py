"""The filter of document numbers: what it denies is certain, what it affirms is a question, and damage is told."""

import random

import pytest

from app.numbers import filter as numbers
from app.numbers.filter import BadFilter, Numbers, build
from border.watchlist import listed_key


def keys(count, seed=1):
    chance = random.Random(seed)
    return [listed_key("UTO", f"P{chance.randrange(10**9):09}") for _ in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2, 3000])
def test_no_listed_number_is_ever_denied(tmp_path, count):
    listed = keys(count)

    assert build(tmp_path / "n", listed, count) == count

    held = Numbers(tmp_path / "n")
    assert held.count == count
    assert all(held.may_hold(key) for key in listed)


def test_hardly_a_number_that_is_not_listed_is_affirmed(tmp_path):
    build(tmp_path / "n", keys(5000), 5000)
    held = Numbers(tmp_path / "n")

    affirmed = sum(held.may_hold(key) for key in keys(50_000, seed=2))

    assert affirmed <= 5  # 1e-4 is promised, some 1.5e-5 is expected


def test_a_filter_in_many_shards_answers_as_one_does(tmp_path, monkeypatch):
    monkeypatch.setattr(numbers, "SHARD", 100)
    monkeypatch.setattr(numbers, "HELD", 2)
    listed = keys(1500)

    build(tmp_path / "n", listed, 1500)

    assert all(Numbers(tmp_path / "n").may_hold(key) for key in listed)


def test_the_same_numbers_make_the_same_file_in_any_order_and_twice_over(tmp_path):
    listed = keys(500)

    build(tmp_path / "one", listed, 500)
    assert build(tmp_path / "other", [*reversed(listed), *listed], 500) == 500

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_build_that_fails_leaves_the_filter_before_and_no_draft(tmp_path):
    build(tmp_path / "n", keys(10), 10)
    before = (tmp_path / "n").read_bytes()

    def broken():
        yield "UTO:1"
        raise OSError("the disc is full")

    with pytest.raises(OSError, match="full"):
        build(tmp_path / "n", broken(), 10)

    assert (tmp_path / "n").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["n"]


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"SQLite format 3\x00",
        numbers.MAGIC,
        numbers.MAGIC + b"\xff\xff\xff\xff{}",
        numbers.MAGIC + b"\x00\x00\x00\x02{}",
        numbers.MAGIC + b"\x00\x00\x00\x18" + b'{"count":1,"shards":[]} ',
        numbers.MAGIC + b"\x00\x00\x00\x1b" + b'{"count":1,"shards":[[1]]}  ',
    ],
)
def test_what_is_no_filter_is_refused(tmp_path, octets):
    (tmp_path / "n").write_bytes(octets)

    with pytest.raises(BadFilter):
        Numbers(tmp_path / "n")


def test_a_damaged_shard_is_told_and_never_asked(tmp_path):
    build(tmp_path / "n", keys(10), 10)
    octets = bytearray((tmp_path / "n").read_bytes())
    octets[-1] ^= 1
    (tmp_path / "n").write_bytes(octets)

    with pytest.raises(BadFilter, match="damaged"):
        Numbers(tmp_path / "n").may_hold("UTO:1")


def test_a_filter_cut_short_is_told(tmp_path):
    build(tmp_path / "n", keys(10), 10)
    octets = (tmp_path / "n").read_bytes()
    (tmp_path / "n").write_bytes(octets[:-20])

    with pytest.raises(BadFilter, match="damaged"):
        Numbers(tmp_path / "n").may_hold("UTO:1")
