"""Wall 1: imports only go down, in no circle, and what thinks does nothing else."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.house.tree import HOUSE, TOP, imports, module_names, modules, plant

MAY_IMPORT = {
    "border": ("border",),
    "border.icao": ("border.icao", "border.errors"),
    "db": ("db",),
    "hardware": ("hardware", "border.icao"),
    "sync": ("sync", "db"),
    "migrations": ("migrations", "db"),
    "appliance": ("appliance", "db", "hardware", "sync", "migrations"),
    "app": HOUSE,
}
NOT_PURE = set(
    "asyncio flask http io logging multiprocessing os pathlib pysqlite3 random requests secrets select serial shutil"
    " signal socket sqlite3 sqlite_utils subprocess tempfile threading time urllib urllib3 waitress".split()
)
NOT_PURE_CALLS = {"open", "print", "input", "exec", "eval", "globals", "__import__"}


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def upward_imports(root: Path) -> list[str]:
    found = []
    for module in modules(root):
        icao = within(module.name, ("border.icao",))
        allowed = MAY_IMPORT["border.icao" if icao else module.path.parts[0]]
        for line, target in imports(module, module_names(root)):
            ours = within(target, (*HOUSE, "bench", "tests"))
            if ours and not within(target, allowed):
                found.append(f"{module.path}:{line} imports {target}")
    return found


def circle(root: Path) -> list[str]:
    """Return the modules of one circle of imports, or nothing."""
    known = module_names(root)
    graph = {
        module.name: {
            target for _, target in imports(module, known) if target in known and target != module.name
        }
        for module in modules(root)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def impurities(root: Path) -> Iterator[str]:
    """Yield what the pure rules do besides thinking: reading, asking the time, drawing lots, printing."""
    for module in modules(root, "border"):
        for line, target in imports(module, module_names(root)):
            if target.split(".")[0] in NOT_PURE:
                yield f"{module.path}:{line} imports {target}"
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in NOT_PURE_CALLS
            ):
                yield f"{module.path}:{node.lineno} calls {node.func.id}"


def test_imports_only_go_down():
    assert upward_imports(TOP) == []


def test_an_import_that_goes_up_is_found(tmp_path):
    root = plant(
        tmp_path,
        {
            "border/icao/mrz.py": "from border import names\n",
            "border/names.py": "def folded():\n    from db.database import Row\n",
            "db/database.py": "import border.names\n",
            "hardware/agent.py": "from border.icao import mrz\nfrom sync import journal\n",
            "sync/journal.py": "from db import database\n",
            "appliance/health.py": "import app.act\n",
        },
    )

    assert upward_imports(root) == [
        "appliance/health.py:1 imports app.act",
        "border/icao/mrz.py:1 imports border.names",
        "border/names.py:2 imports db.database",
        "db/database.py:1 imports border.names",
        "hardware/agent.py:2 imports sync.journal",
    ]


def test_imports_make_no_circle():
    assert circle(TOP) == []


def test_a_circle_is_found(tmp_path):
    root = plant(
        tmp_path,
        {
            "border/stay.py": "from border import visa\n",
            "border/visa.py": "from border.crossing import Direction\n",
            "border/crossing.py": "if TYPE_CHECKING:\n    import border.stay\n",
        },
    )

    assert set(circle(root)) == {"border.stay", "border.visa", "border.crossing"}


def test_the_rules_do_nothing_but_think():
    assert list(impurities(TOP)) == []


def test_an_impure_rule_is_found(tmp_path):
    root = plant(tmp_path, {"border/visa.py": "import logging\nfrom os import path\n\nopen('list.csv')\n"})

    assert list(impurities(root)) == [
        "border/visa.py:1 imports logging",
        "border/visa.py:2 imports os",
        "border/visa.py:4 calls open",
    ]
