"""The demo's folder: what may be deleted, and where the last one lies."""

from pathlib import Path

import pytest

from app.demo import folder
from app.demo.folder import DemoRefused
from app.demo.plan import DEFAULT_FOLDER


def test_a_folder_that_holds_something_else_is_not_claimed(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(DemoRefused, match="holds something already"):
        folder.claim(tmp_path)


def test_a_file_is_not_claimed(tmp_path):
    (tmp_path / "demo").write_text("a file")

    with pytest.raises(DemoRefused):
        folder.claim(tmp_path / "demo")


def test_nothing_is_deleted_from_a_folder_that_is_no_demos(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(DemoRefused, match="nothing was deleted"):
        folder.empty(tmp_path)

    assert (tmp_path / "thesis.txt").exists()


def test_a_demos_folder_is_emptied_but_for_its_lock(tmp_path):
    folder.claim(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "busia").mkdir()
    (tmp_path / "busia" / "mpaka.db").write_text("rows")
    (tmp_path / "people.json").write_text("[]")

    folder.empty(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "this-is-a-demo"]


def test_a_link_is_taken_away_and_what_it_names_stays(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("years of work")
    data = tmp_path / "demo"
    folder.claim(data)
    (data / "busia").symlink_to(elsewhere)

    folder.empty(data)

    assert (elsewhere / "thesis.txt").exists()
    assert not (data / "busia").is_symlink()


def test_a_claimed_folder_is_claimed_again(tmp_path):
    folder.claim(tmp_path / "demo")
    (tmp_path / "demo" / "people.json").write_text("[]")

    folder.claim(tmp_path / "demo")


def test_the_last_demo_is_found(tmp_path):
    folder.remember(tmp_path / "one", tmp_path / "last")
    folder.remember(tmp_path / "two", tmp_path / "last")

    assert folder.last_started(tmp_path / "last") == tmp_path / "two"


def test_in_a_checkout_of_somebody_else_nothing_is_remembered(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(Path, "write_text", refuse)

    assert not folder.remember(tmp_path / "one", tmp_path / "last")


def test_a_demo_that_ends_does_not_make_a_later_one_forgotten(tmp_path):
    folder.remember(tmp_path / "two", tmp_path / "last")

    folder.forget(tmp_path / "one", tmp_path / "last")

    assert folder.last_started(tmp_path / "last") == tmp_path / "two"


def test_where_no_demo_is_remembered_it_is_the_usual_one(tmp_path):
    folder.remember(tmp_path / "one", tmp_path / "last")

    folder.forget(tmp_path / "one", tmp_path / "last")

    assert folder.last_started(tmp_path / "last") == DEFAULT_FOLDER
