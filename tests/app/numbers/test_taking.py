"""A filter at a post: verified, swapped in whole, refused with an alarm, the one before kept."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.numbers import manifest, service
from app.numbers.service import Refused
from appliance.identity import make_identity
from sync.manifest import BadManifest, wire_of
from tests.app.numbers.conftest import events


def test_a_filter_is_taken_up_and_denies_and_affirms(between):
    between.load("A1", "A2")

    assert between.offer() == 1
    assert (between.may_hold("A1"), between.may_hold("A2"), between.may_hold("A3")) == (True, True, False)
    assert events(between.post, "numbers.taken")[0]["count"] == 2


def test_the_next_filter_is_in_use_at_once_and_the_one_before_stays(between):
    for number in ("A1", "A2", "A3"):
        between.load(number)
        between.offer()

    assert (between.may_hold("A3"), between.may_hold("A1")) == (True, False)
    assert {path.name for path in between.post.settings.lists.glob("numbers-*.filter")} == {
        "numbers-2.filter",
        "numbers-3.filter",
    }


def test_the_same_filter_twice_changes_nothing(between):
    between.load("A1")
    between.offer()

    assert between.offer() is None
    assert len(events(between.post, "numbers.taken")) == 1


def test_a_filter_whose_file_is_gone_is_taken_up_again(between):
    between.load("A1")
    between.offer()
    (between.post.settings.lists / "numbers-1.filter").unlink()

    assert service.current(between.post) is None
    assert between.offer() == 1


def refused(between, signed, file):
    with pytest.raises(Refused) as caught:
        service.take_up(between.post, signed, file)
    assert service.refusal(between.post)["why"] == caught.value.why
    return caught.value.why


def signed_anew(between, **changes):
    made = manifest.verify(between.file("1.json").read_bytes(), lambda *_: True)
    return manifest.sign(replace(made, **changes), between.hq.identity.sign)


def test_a_manifest_that_another_key_signed_is_refused(between, tmp_path):
    between.load("A1")
    made = manifest.verify(between.file("1.json").read_bytes(), lambda *_: True)
    forged = manifest.sign(made, make_identity(tmp_path / "impostor").sign)

    assert refused(between, forged, between.file("1.filter")) == "signature"
    assert service.current(between.post) is None


def test_a_count_that_does_not_hold_is_refused(between):
    between.load("A1")

    assert refused(between, signed_anew(between, count=2), between.file("1.filter")) == "count"


def test_a_cut_file_is_refused_and_fetched_again(between):
    between.load("A1")
    signed, short = between.file("1.json").read_bytes(), between.folder / "short"
    short.write_bytes(between.file("1.filter").read_bytes()[:-1])

    assert refused(between, signed, short) == "damaged"
    assert service.wanted(between.post, signed) is not None


def test_a_filter_without_the_planted_number_is_refused_once_and_not_fetched_again(between, monkeypatch):
    monkeypatch.setattr("app.numbers.publishing.PLANTED", "KEN:PLANTED")
    between.load("A1")
    signed = between.file("1.json").read_bytes()

    assert refused(between, signed, between.file("1.filter")) == "self-test"
    assert service.wanted(between.post, signed) is None
    assert len(events(between.post, "numbers.refused")) == 1


def test_a_file_that_is_no_filter_is_refused(between):
    between.load("A1")
    file = between.folder / "other"
    file.write_bytes(b"no filter" * 20)
    other = signed_anew(between, wire=wire_of(file))

    assert refused(between, other, file) == "format"


def test_an_older_filter_is_refused(between):
    between.load("A1")
    old = between.file("1.json").read_bytes()
    between.load("A2")
    between.offer()

    assert refused(between, old, between.file("1.filter")) == "older"
    assert between.may_hold("A2")


def test_whoever_asks_during_the_swap_gets_an_answer_of_one_filter_or_the_other(between):
    between.load(*(f"A{number}" for number in range(1, 300)), "BOTH")
    between.offer()
    ended = threading.Event()

    def ask():
        answers = set()
        while not ended.is_set():
            used, numbers = service.in_use(between.post)
            listed = "A1" if used.number == 1 else f"C{used.number}"
            whole = numbers.may_hold("KEN:BOTH") and numbers.may_hold(f"KEN:{listed}")
            answers.add((used.number, whole))
        return answers

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        for number in range(2, 8):
            between.load("BOTH", f"C{number}")
            between.offer()
        ended.set()
        answers = set().union(*(each.result(20) for each in asking))

    assert {whole for _, whole in answers} == {True}
    assert len(answers) > 1


def test_no_bytes_are_a_manifest_by_chance():
    for octets in (
        b"",
        b"[]",
        b"{}",
        b'{"manifest": 1, "signature": "00"}',
        b'{"manifest": "{}", "signature": "zz"}',
    ):
        with pytest.raises(BadManifest):
            manifest.verify(octets, lambda *_: True)
