"""What ./mpaka demo refuses before it starts anything."""

import pytest

from app.demo import run
from app.demo.people import Person, keep
from app.running import only_one


def test_a_second_demo_on_the_same_folder_is_refused(tmp_path, capsys):
    (tmp_path / "demo").mkdir()
    with only_one(tmp_path / "demo" / "run", "demo"):
        (tmp_path / "demo" / "this-is-a-demo").touch()

        code = run.main(["--data", str(tmp_path / "demo"), "--fresh"])

    assert code == 1
    assert "a demo already works on" in capsys.readouterr().err


def test_a_folder_of_somebody_else_is_left_as_it_is(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("years of work")

    code = run.main(["--data", str(tmp_path), "--fresh"])

    assert code == 1
    assert "is no demo's folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("words", [["--posts", "6"], ["--posts", "0"], ["--traffic", "-1"], ["--port", "x"]])
def test_numbers_out_of_bounds_are_not_understood(words):
    with pytest.raises(SystemExit) as ended:
        run.main(words)

    assert ended.value.code == 2


def test_a_demo_goes_on_with_the_posts_it_has(tmp_path):
    people = [Person("amina", "officer", post, "-") for post in ("hq", "busia", "jkia", "mombasa")]
    keep(tmp_path, people)

    assert run._posts_made(tmp_path) == 3


def test_a_new_demo_has_two_posts(tmp_path):
    assert run._posts_made(tmp_path) == 2
