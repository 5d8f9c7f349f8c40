"""Wall 5: what grows is taken apart in time."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import TOP, files, plant

LINES = {".py": 500, ".css": 500, ".js": 500, ".html": 120, "": 500}
CONFTEST, FUNCTION, BY_POSITION = 150, 40, 6


def measured(path: Path) -> bool:
    """Tell whether a file is ours to keep small; what others made is pinned and kept as it came."""
    code = path.suffix in LINES and (path.suffix or path.name == "mpaka")
    return bool(code) and "vendor" not in path.parts and ".min." not in path.name


def oversized(root: Path) -> Iterator[str]:
    for path in filter(measured, files(root)):
        text = (root / path).read_text(encoding="utf-8")
        most = CONFTEST if path.name == "conftest.py" else LINES[path.suffix]
        if (lines := len(text.splitlines())) > most:
            yield f"{path} has {lines} lines, {most} are the most"
        if path.suffix in {".py", ""}:
            yield from (f"{path}:{fault}" for fault in oversized_functions(ast.parse(text)))


def oversized_functions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > FUNCTION:
            yield f"{node.lineno} {node.name} has {lines} lines, {FUNCTION} are the most"
        taken = [
            one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg not in {"self", "cls"}
        ]
        if len(taken) > BY_POSITION and not node.name.startswith("test_"):
            yield f"{node.lineno} {node.name} takes {len(taken)} by position: make a frozen dataclass, or name them"


def test_everything_is_small():
    assert list(oversized(TOP)) == []


def test_what_has_grown_too_large_is_found(tmp_path):
    root = plant(
        tmp_path,
        {
            "app/desk/service.py": "#\n" * 501,
            "app/static/vendor/htmx.js": "//\n" * 900,
            "app/templates/desk/page.html": "<p>\n" * 121,
            "border/visa.py": "def f():\n" + "    1\n" * 40 + "def g(a, b, c, d, e, f, g): 1\n",
            "mpaka": "#\n" * 501,
            "tests/app/conftest.py": "#\n" * 151,
        },
    )

    assert list(oversized(root)) == [
        "app/desk/service.py has 501 lines, 500 are the most",
        "app/templates/desk/page.html has 121 lines, 120 are the most",
        "border/visa.py:1 f has 41 lines, 40 are the most",
        "border/visa.py:42 g takes 7 by position: make a frozen dataclass, or name them",
        "mpaka has 501 lines, 500 are the most",
        "tests/app/conftest.py has 151 lines, 150 are the most",
    ]
