"""The commands as a person types them, each in a process of its own or called as the front door calls it."""

import json
import signal
import subprocess
import sys

import pytest

from app.act import SYSTEM, acting
from app.cli import main
from db.sqlite import open_sqlite
from tests import make
from tests.house.tree import TOP

PERSONS = (
    "entry_id,surname,given_names,date_of_birth,sex,nationality,category,action,reason\n"
    "P-1,ERIKSSON,ANNA MARIA,1974-08-12,F,UTO,wanted,call the supervisor,test\n"
    "P-2,,,,F,UTO,wanted,,\n"
)


def made(tmp_path, name="busia", *more):
    return main(
        ["site", "init", "--data", str(tmp_path / name), "--name", name, "--title", name.title(), *more]
    )


def told(capsys):
    return capsys.readouterr().out.strip()


def test_a_site_is_made_with_its_desks_and_prints_the_key_it_is_enrolled_by(tmp_path, capsys):
    code = made(tmp_path, "busia", "--desk", "busia-1:entry", "--desk", "busia-2:exit", "--neighbour", "UGA")

    key = told(capsys)
    rows = list(open_sqlite(tmp_path / "busia" / "mpaka.db").rows("desks"))
    assert (code, len(key)) == (0, 43)
    assert [(row["name"], row["direction"]) for row in rows] == [("busia-1", "entry"), ("busia-2", "exit")]


def test_a_second_site_in_one_folder_is_refused_and_the_first_stays(tmp_path, capsys):
    made(tmp_path)
    key = told(capsys)

    code = made(tmp_path)

    assert code == 1
    assert "already holds a site" in capsys.readouterr().err
    (row,) = open_sqlite(tmp_path / "busia" / "mpaka.db").rows("sites")
    assert row["public_key"] == key


def test_a_post_is_enrolled_by_its_key(tmp_path, capsys):
    made(tmp_path)
    key = told(capsys)
    made(tmp_path, "hq", "--role", "hq")

    code = main(["hq", "enrol", "busia", key, "--data", str(tmp_path / "hq")])

    assert code == 0
    assert [row["name"] for row in open_sqlite(tmp_path / "hq" / "mpaka.db").rows("sites")] == ["busia", "hq"]


@pytest.mark.parametrize("key", ["", "short", "é" * 43, "A" * 44])
def test_a_key_that_is_none_is_refused(tmp_path, capsys, key):
    made(tmp_path, "hq", "--role", "hq")

    assert main(["hq", "enrol", "busia", key, "--data", str(tmp_path / "hq")]) == 1
    assert "a key is" in capsys.readouterr().err


def test_status_as_json_has_these_keys_and_no_more(tmp_path, capsys):
    made(tmp_path, "hq", "--role", "hq")
    capsys.readouterr()

    code = main(["site", "status", "--json", "--data", str(tmp_path / "hq")])

    said = json.loads(told(capsys))
    assert code == 0
    assert list(said) == ["site", "role", "version", "schema", "journal", "crossings", "posts"]
    assert (said["site"], said["role"], said["crossings"], said["posts"]) == ("hq", "hq", 0, {})
    assert said["journal"]["seq"] == 1


def test_status_for_people_names_what_is_not_as_it_should_be(tmp_path, capsys):
    made(tmp_path)
    capsys.readouterr()

    main(["site", "status", "--data", str(tmp_path / "busia")])

    said = told(capsys)
    assert "site       busia (post)" in said
    assert "0 crossings (1 events) are not yet at headquarters" in said


def test_status_tells_of_a_site_whose_process_was_killed_in_the_middle_of_an_act(tmp_path, capsys):
    site = make.site(tmp_path)
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from app.act import SYSTEM, acting; from app.projections import PROJECTIONS; from app.site import open_site\n"
        "with acting(open_site(Path(sys.argv[1]), PROJECTIONS), SYSTEM) as act:\n"
        "    act.record('desk.added', {'name': 'lost', 'title': 'x', 'direction': 'exit'})\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, str(site.settings.data)], cwd=TOP, timeout=30, check=False
    )
    capsys.readouterr()

    main(["site", "status", "--json", "--data", str(site.settings.data)])

    assert killed.returncode == -signal.SIGKILL
    assert json.loads(told(capsys))["journal"]["seq"] == 1


def test_status_reads_beside_an_act_that_is_going_on(tmp_path, capsys):
    site = make.site(tmp_path)
    with acting(site, SYSTEM) as act:
        act.record("desk.added", {"name": "busia-1", "title": "1", "direction": "exit"})
        ended = subprocess.run(
            [sys.executable, "-m", "app.cli", "site", "status", "--json", "--data", str(site.settings.data)],
            cwd=TOP,
            capture_output=True,
            timeout=30,
            check=True,
        )

    assert json.loads(ended.stdout)["journal"]["seq"] == 1


def test_a_folder_that_is_no_site_is_told_and_nothing_is_made_in_it(tmp_path, capsys):
    assert main(["site", "status", "--data", str(tmp_path)]) == 1
    assert "is no site" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_list_is_taken_up_and_rows_that_were_not_are_told_by_line(tmp_path, capsys):
    made(tmp_path)
    file = tmp_path / "persons.csv"
    file.write_text(PERSONS)
    capsys.readouterr()

    code = main(["site", "load-list", str(file), "--data", str(tmp_path / "busia")])

    said = capsys.readouterr()
    assert code == 0
    assert said.out.strip() == "persons-1: 1 entries, 1 rows not taken"
    assert said.err.startswith("line 3: ")


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    made(tmp_path)

    assert main(["site", "load-list", "nowhere.csv", "--data", str(tmp_path / "busia")]) == 1
    assert "nowhere.csv" in capsys.readouterr().err


def test_the_first_administrator_gets_a_one_time_password_once(tmp_path, capsys):
    made(tmp_path)
    typed = ["site", "first-admin", "amina", "Amina Otieno", "--data", str(tmp_path / "busia")]

    first = main(typed)
    said = told(capsys)
    second = main(typed)

    assert (first, second) == (0, 1)
    assert "one-time password" in said


@pytest.mark.parametrize(
    "typed", [[], ["nonsense"], ["site"], ["site", "rnu"], ["site", "run", "wbe"], ["hq", "x"]]
)
def test_what_is_no_command_is_answered_with_those_there_are(typed, capsys):
    assert main(typed) == 2
    assert "usage: mpaka " in capsys.readouterr().err
