"""The front door: what it says, what it asks of the machine, how it sums up. It is run as a person would run it."""

import importlib.machinery
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.tree import TOP

LACKING = "#!/bin/sh\necho 'python3-venv installed'\necho 'libatomic1 not-installed'\n"


def opened(path: Path) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("front_door", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("front_door", loader))
    sys.modules["front_door"] = module
    loader.exec_module(module)
    return module


@pytest.fixture
def door() -> ModuleType:
    return opened(TOP / "mpaka")


def typed(*words: str, path: str = os.environ["PATH"], **options: object) -> subprocess.CompletedProcess[str]:
    """Run the front door as the system's own python3 does, without our packages."""
    command = [sys._base_executable, "-B", str(TOP / "mpaka"), *words]
    return subprocess.run(
        command, env={"PATH": path}, capture_output=True, text=True, timeout=30, check=False, **options
    )


def test_alone_it_prints_each_verb_on_one_line():
    answer = typed()

    verbs = [line.split()[0] for line in answer.stdout.splitlines() if line.startswith("  ")]
    assert answer.returncode == 0
    assert verbs == ["demo", "scan", "site", "hq", "screen", "mrz", "test", "check", "bench", "lock"]


def test_an_unknown_verb_is_named_and_is_an_error():
    answer = typed("dmeo")

    assert answer.returncode == 2
    assert "there is no verb 'dmeo'" in answer.stderr
    assert answer.stdout == ""


def test_it_needs_nothing_but_the_standard_library(tmp_path):
    answer = subprocess.run(
        [sys.executable, "-I", "-S", str(TOP / "mpaka")], capture_output=True, cwd=tmp_path, check=False
    )

    assert answer.returncode == 0


def test_packages_are_read_by_group(door):
    text = "# why\n[run]\npython3-venv   # makes .venv\n\n[test]\nchromium  # looks\n"

    assert door.debian_packages(text, ("run",)) == ["python3-venv"]
    assert door.debian_packages(text, ("run", "test")) == ["python3-venv", "chromium"]


def test_one_line_names_all_that_is_missing(door):
    assert (
        door.apt_line(["chromium", "libatomic1"])
        == "apt-get update && apt-get install -y --no-install-recommends chromium libatomic1"
    )


def test_without_root_a_missing_package_ends_with_the_line_to_type(door, tmp_path, monkeypatch, capsys):
    program = tmp_path / "dpkg-query"
    program.write_text(LACKING)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    code = door.main(["check"])

    told = capsys.readouterr()
    lines = [line for line in told.err.splitlines() if "apt-get install" in line]
    assert code == 3
    assert lines == [
        f"  {door.apt_line(['libpangoft2-1.0-0', 'libharfbuzz-subset0', 'chromium', 'libfaketime', 'libatomic1'])}"
    ]
    assert told.out == ""


def test_another_system_than_debian_is_left_to_its_owner(door, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert door.missing_debian_packages(("run", "test")) == []


def test_a_changed_list_asks_for_a_new_set_up(tmp_path):
    door = opened(Path(shutil.copy(TOP / "mpaka", tmp_path)))
    (tmp_path / "requirements.txt").write_text("flask==3.1.3\n")
    (tmp_path / ".venv").mkdir()
    door.stamp_file("run").write_text(door.stamp_text("run"))
    before = door.is_stamped(("run",))

    (tmp_path / "requirements.txt").write_text("flask==3.1.4\n")

    assert before
    assert not door.is_stamped(("run",))


REPORT = """<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="2" tests="9">
<testcase classname="tests.app.test_a" name="test_one" />
<testcase classname="tests.app.test_a" name="test_two"><skipped type="pytest.skip" message="needs root">x</skipped></testcase>
<testcase classname="tests.app.test_b" name="test_six"><skipped type="pytest.skip" message="needs root">x</skipped></testcase>
</testsuite></testsuites>"""


def test_what_pytest_did_not_run_is_named_with_its_reason(door):
    counts, not_run = door.read_report(REPORT)

    assert counts == {"passed": 5, "failed": 2, "not run": 2}
    assert not_run == {"needs root": ["tests.app.test_a.test_two", "tests.app.test_b.test_six"]}


def test_the_page_at_the_end_names_what_failed_and_what_was_not_run(door):
    outcomes = [
        door.Outcome("lint", 1, 0.25),
        door.Outcome(
            "quick", 0, 61.5, {"passed": 5, "failed": 0, "not run": 1}, {"needs root": ["tests.x.test_y"]}
        ),
    ]

    assert door.summary(outcomes).splitlines() == [
        "  lint         0.2 s  FAILED (exit 1)",
        "  quick       61.5 s  passed: 5 passed, 1 not run",
        "",
        "not run (needs root):",
        "  tests.x.test_y",
        "",
        "FAILED: lint; 5 passed, 0 failed, 1 not run in 61.8 s",
    ]


def test_words_that_choose_no_test_are_no_success(door):
    assert door.Outcome("chosen", 5, 0.5).line() == "  chosen       0.5 s  no test was found"


def test_every_verb_starts_what_its_module_does(door):
    modules = {verb.module[0] for verb in door.VERBS.values() if verb.module}
    paths = [TOP.joinpath(*name.split(".")).with_suffix(".py") for name in modules]

    silent = [
        path.name
        for path in paths
        if path.is_file() and '\nif __name__ == "__main__":\n' not in path.read_text()
    ]

    assert silent == []


ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n"


def test_zones_are_read_with_no_set_up_at_all():
    answer = typed("mrz", input=ZONE)

    assert answer.stderr == ""
    assert '"surname": "ERIKSSON"' in answer.stdout
