"""Wall 2, second half, and wall 3: SQL stands in stores, and a store names no other room's table."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import TOP, Module, literal, modules, paper_rows, plant, quoted

SQL = re.compile(
    r"\s*(select\s.*\bfrom\b|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|pragma\s|with\s+\w+\s+as\s*\("
    r"|(create|drop|alter)\s+(temp\s+|unique\s+|virtual\s+)?(table|index|view|trigger)\s)",
    re.DOTALL,
)
NAMED = re.compile(r"\b(?:from|join|into|update)\s+([a-z_]+)\b(?!\s*\()")
FLOORS = ("db", "sync", "migrations")
LIST_FILES = {
    "app/lists/formats/aside.py",
    "app/lists/snapshot.py",
    "app/editions/file.py",
    "app/editions/index.py",
    "app/editions/indexing.py",
    "app/numbers/register.py",
    "app/watchlist/index.py",
}
"""A list of a million rows lies in SQLite files of its own, beside the main database; these modules know them."""


def is_sql(text: str) -> bool:
    """Tell a statement from a sentence, which begins with one capital.

    >>> (
    ...     is_sql("select id\\n  from visas"),
    ...     is_sql("DELETE FROM visas"),
    ...     is_sql("Select a desk from the list."),
    ... )
    (True, True, False)
    """
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return (first.islower() or first.isupper()) and SQL.match(text.lower()) is not None


def strings(module: Module) -> Iterator[tuple[int, str]]:
    """Yield line and text of each string that is no docstring; of a formatted one the parts written out."""
    prose = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    inner = {
        id(part) for node in ast.walk(module.tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            yield node.lineno, "x".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose | inner:
            yield node.lineno, node.value


def may_hold_sql(path: Path) -> bool:
    is_store = path.parts[0] == "app" and len(path.parts) == 3 and path.name == "store.py"
    return path.parts[0] in FLOORS or is_store or str(path) in LIST_FILES


def misplaced_sql(root: Path) -> list[str]:
    return [
        f"{module.path}:{line}"
        for module in modules(root)
        if not may_hold_sql(module.path)
        for line, text in strings(module)
        if is_sql(text)
    ]


def owners(root: Path) -> dict[str, str]:
    """Return table -> room, by app/tables.py, and table -> floor for the others, by docs/tables.md."""
    owned = {
        table: cells[1].strip("`") for cells in paper_rows(root, "tables.md") for table in quoted(cells[0])
    }
    for module in modules(root, "app"):
        if module.name == "app.tables":
            for rooms in (literal(module, "PROJECTED"), literal(module, "LOCAL")):
                owned |= {table: room for room, tables in rooms.items() for table in tables}
    return owned


def named_tables(module: Module) -> Iterator[tuple[int, str]]:
    for line, text in strings(module):
        if is_sql(text):
            yield from ((line, table) for table in NAMED.findall(text.lower()))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "insert":
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def trespasses(root: Path) -> list[str]:
    """Return where a store names a table that another room or floor keeps; an index has a file of its own."""
    owned = owners(root)
    return [
        f"{module.path}:{line} names {table} of {owned[table]}"
        for module in modules(root, "app")
        if module.path.name == "store.py"
        for line, table in named_tables(module)
        if owned.get(table, module.path.parts[1]) != module.path.parts[1]
    ]


def test_sql_stands_in_stores_only():
    assert misplaced_sql(TOP) == []


def test_sql_elsewhere_is_found(tmp_path):
    root = plant(
        tmp_path,
        {
            "app/desk/store.py": 'DESKS = "select name from desks"\n',
            "app/desk/service.py": 'def f(db):\n    """select a desk from those"""\n    db.run("delete from desks")\n',
            "app/desk/views.py": 'WORDS = "Select a desk from the list."\nX = f"update {desks} set name = 1"\n',
            "border/visa.py": 'Q = """\n    select id\n      from visas\n"""\n',
        },
    )

    assert misplaced_sql(root) == ["app/desk/service.py:3", "app/desk/views.py:2", "border/visa.py:1"]


def test_a_store_names_no_other_rooms_table():
    assert trespasses(TOP) == []


def test_a_store_in_another_rooms_table_is_found(tmp_path):
    root = plant(
        tmp_path,
        {
            "docs/tables.md": "| `journal` | `sync` | an entry |\n",
            "app/tables.py": 'PROJECTED: dict = {"visas": ("visas",)}\nLOCAL: dict = {"desk": ("drafts",)}\n',
            "app/visas/store.py": 'USABLE = "select id from visas join drafts using (id)"\n',
            "app/desk/store.py": 'A = "insert into drafts values (1)"\n\ndef f(db):\n    db.insert("visas", {})\n',
            "app/watchlist/index.py": 'NUMBERS = "select number from visas"\n',
            "app/audit/store.py": 'LAST = "select max(seq) from journal"\n',
        },
    )

    assert trespasses(root) == [
        "app/audit/store.py:1 names journal of sync",
        "app/desk/store.py:4 names visas of visas",
        "app/visas/store.py:1 names drafts of desk",
    ]
