"""Headquarters' own list of numbers, by which a doubt is settled, and the filter that is published of it."""

from datetime import date

import pytest

from app.act import NotAllowed
from app.numbers import register, service
from app.numbers.reading import BadNumbers
from app.publications.service import NotHeadquarters
from border.permissions import Role
from tests import make
from tests.app.numbers.conftest import events


def test_a_file_is_loaded_with_one_event_that_says_what_it_is(between):
    loaded, told = between.load("A1", "A2", "A1", more="nonsense\n", on=date(2026, 11, 20))

    (event,) = events(between.hq, "numbers.published")
    assert (loaded.manifest.count, loaded.rejected, [one.line for one in told]) == (2, 1, [4])
    assert (event["number"], event["count"], event["rejected"], event["day"]) == (1, 2, 1, "2026-11-20")
    assert len(event["digest"]) == len(event["sha256"]) == 64


def test_headquarters_says_exactly_what_is_listed(between):
    assert service.listed_at(between.hq, "KEN:A1") is None
    between.load("A1", "A2")

    assert service.listed_at(between.hq, "KEN:A1") == (1, True)
    assert service.listed_at(between.hq, "KEN:A3") == (1, False)
    assert service.listed_at(between.hq, "UTO:MPAKATEST1") == (1, False)


def test_the_same_file_twice_changes_nothing(between):
    between.load("A1", "A2")

    loaded, _ = between.load("A1", "A2")

    assert loaded.unchanged
    assert loaded.manifest.number == 1
    assert len(events(between.hq, "numbers.published")) == 1


def test_a_file_without_a_number_loads_nothing_and_the_list_before_stays(between):
    between.load("A1")

    with pytest.raises(BadNumbers):
        between.load(more="nonsense\nmore nonsense\n")

    assert service.listed_at(between.hq, "KEN:A1") == (1, True)
    assert between.file("2.db").exists() is False


def test_the_newest_two_stay(between):
    for number in ("A1", "A2", "A3"):
        between.load(number)

    names = sorted(path.name for path in between.file("").iterdir())
    assert names == ["2.db", "2.filter", "2.json", "3.db", "3.filter", "3.json"]


def test_what_a_killed_load_left_is_cleared_by_the_next(between):
    between.load("A1")
    (between.file("tmpleft") / "deep").mkdir(parents=True)
    between.file("2.db").write_bytes(b"half of a list")

    between.load("A2")

    assert service.listed_at(between.hq, "KEN:A2") == (2, True)
    assert not between.file("tmpleft").exists()


def test_numbers_are_loaded_at_headquarters_by_those_who_publish(between):
    officer = make.person(between.hq, Role.AUDITOR)

    with pytest.raises(NotAllowed):
        between.load("A1", who=officer)
    with pytest.raises(NotHeadquarters):
        service.load(between.post, officer, between.folder / "numbers.txt", tell=print)


def test_a_list_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path):
    (tmp_path / "1.db-journal").mkdir()

    with pytest.raises(OSError, match="cannot be written"):
        register.write(tmp_path / "1.db", ["KEN:A1", "KEN:A2"])
    assert not (tmp_path / "1.db").exists()


def test_numbers_in_any_order_and_more_than_once_are_kept_once_however_few_are_sorted_at_once(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(register, "RUN", 3)
    came = [f"KEN:A{number}" for number in (3, 1, 2, 1, 10, 3, 3, 2, 20, 1)]

    count = register.write(tmp_path / "1.db", came)

    assert list(register.keys(tmp_path / "1.db")) == ["KEN:A1", "KEN:A10", "KEN:A2", "KEN:A20", "KEN:A3"]
    assert count == 5
    assert [path.name for path in tmp_path.iterdir()] == ["1.db"]
