"""What may not be written: names that say nothing, reminders, addresses of this machine, the wrong SQLite."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import TOP, files, imports, modules, plant

SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "base", "data", "misc"}
CODE = ("app", "appliance", "bench", "border", "db", "hardware", "migrations", "sync", "tests")
REMINDER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b")
REGISTRY = re.compile(
    r"(index-url|find-links)[= ]\S*/|https?://\S*(pypi|pythonhosted|/simple\b)", re.IGNORECASE
)
AS_IT_CAME = {"LICENSE", "vendor"}


def empty_names(root: Path) -> list[str]:
    """Return the modules and packages whose name tells nothing."""
    paths = [path for path in files(root) if path.suffix == ".py" and path.parts[0] in CODE]
    return [str(path) for path in paths if SAY_NOTHING & {path.stem, *path.parts[:-1]}]


def unwanted_texts(root: Path) -> Iterator[str]:
    """Yield where a text names a reminder, a package registry or this machine."""
    machine = re.compile("|".join(map(re.escape, machine_folders(root))) + r"|/(home|root|Users)/\w")
    for path in files(root):
        if AS_IT_CAME & set(path.parts):
            continue
        try:
            lines = (root / path).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture, a font
        for number, line in enumerate(lines, 1):
            for what, pattern in (
                ("a reminder", REMINDER),
                ("a registry", REGISTRY),
                ("this machine", machine),
            ):
                if pattern.search(line):
                    yield f"{path}:{number} names {what}"


def machine_folders(root: Path) -> list[str]:
    """Return what would tell where this copy lies: its folder, and the one around it unless any machine has it."""
    around = set() if str(root.parent) in {"/", "/srv", "/opt", "/tmp"} else {f"{root.parent}/"}
    return [f"{root}/", *around]


def wrong_sqlite(root: Path) -> Iterator[str]:
    for module in modules(root):
        for line, target in imports(module, frozenset()):
            if target.split(".")[0] == "sqlite3":
                yield f"{module.path}:{line} imports sqlite3"
    for path in files(root):
        if path.name.startswith("requirements") and re.search(
            r"^pysqlite3-binary\b", (root / path).read_text(), re.MULTILINE
        ):
            yield f"{path} asks for pysqlite3-binary"


def unreasoned(root: Path) -> Iterator[str]:
    """Yield the requirements and Debian packages that do not say why they are here."""
    for path in files(root):
        if path.match("requirements*.in") or path.name == "debian-packages.txt":
            for line in (root / path).read_text(encoding="utf-8").splitlines():
                if re.match(r"\w", line) and not re.search(r"\s#\s+\w", line):
                    yield f"{path}: {line}"


def test_every_module_has_a_name_that_tells():
    assert empty_names(TOP) == []


def test_an_empty_name_is_found(tmp_path):
    root = plant(
        tmp_path, {"app/utils.py": "", "border/common/dates.py": "", "docs/base.md": "", "db/rows.py": ""}
    )

    assert empty_names(root) == ["app/utils.py", "border/common/dates.py"]


def test_no_text_names_a_reminder_a_registry_or_this_machine():
    assert list(unwanted_texts(TOP)) == []


def test_an_unwanted_text_is_found(tmp_path):
    here = tmp_path / "house"
    root = plant(
        here,
        {
            "README.md": f"cd {here}/docs\n",
            "app/act.py": "# TO" + "DO later\n",
            "requirements.txt": "--index" + "-url https://registry.test/sim" + "ple\n",
            "docs/map.md": "cp /ho" + "me/ana/list.csv .\n--no-emit-index-url\n",
        },
    )

    assert list(unwanted_texts(root)) == [
        "README.md:1 names this machine",
        "app/act.py:1 names a reminder",
        "docs/map.md:1 names this machine",
        "requirements.txt:1 names a registry",
    ]


def test_one_sqlite_library_is_in_the_house():
    assert list(wrong_sqlite(TOP)) == []


def test_another_sqlite_library_is_found(tmp_path):
    root = plant(
        tmp_path,
        {"app/act.py": "import sqlite3\n", "requirements.txt": "pysqlite3==0.6.1\npysqlite3-binary==0.5.4\n"},
    )

    assert list(wrong_sqlite(root)) == [
        "app/act.py:1 imports sqlite3",
        "requirements.txt asks for pysqlite3-binary",
    ]


def test_every_dependency_says_why_it_is_here():
    assert list(unreasoned(TOP)) == []


def test_a_dependency_without_a_reason_is_found(tmp_path):
    root = plant(
        tmp_path, {"requirements.in": "# The page\nflask  # web\nrequests\n", "debian-packages.txt": "gcc\n"}
    )

    assert list(unreasoned(root)) == ["debian-packages.txt: gcc", "requirements.in: requests"]
