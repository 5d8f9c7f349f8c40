"""Wall 5, last part: every setting, error number and table stands in its page of docs, and nothing else does."""

import ast
import re
from collections import Counter
from pathlib import Path

from border.matching import evidence
from tests.house.tree import TOP, files, literal, modules, paper_rows, plant, quoted

NUMBERED = re.compile(r"number(: [\w.\[\]]+)? = '[A-Z]\d{3}'")
CREATED = re.compile(r"create\s+(?:virtual\s+)?table\s+(?:if\s+not\s+exists\s+)?([a-z_]+)")


def settings(root: Path) -> set[str]:
    """Return the fields of the one class of settings."""
    return {
        field.target.id
        for module in modules(root, "appliance")
        if module.name == "appliance.settings"
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }


def error_numbers(root: Path) -> list[str]:
    """Return the number of every error class of the house."""
    return [
        node.value.value
        for module in modules(root)
        for parent in ast.walk(module.tree)
        if isinstance(parent, ast.ClassDef)
        for node in parent.body
        if NUMBERED.fullmatch(ast.unparse(node)) and isinstance(node.value, ast.Constant)
    ]


def tables(root: Path) -> set[str]:
    """Return every table of a site's database; a list's edition has a file of its own."""
    steps = [path for path in files(root) if path.parts[0] == "migrations" and path.suffix in {".sql", ".py"}]
    texts = [(root / path).read_text(encoding="utf-8") for path in steps]
    return {name for text in texts for name in CREATED.findall(text)}


def owners(root: Path) -> list[tuple[str, str]]:
    """Return table and owner, as app/tables.py has them."""
    return [
        (table, owner)
        for module in modules(root, "app")
        if module.name == "app.tables"
        for owned in (literal(module, "PROJECTED"), literal(module, "LOCAL"))
        for owner, tables_of_it in owned.items()
        for table in tables_of_it
    ]


def documented(root: Path, paper: str) -> set[str]:
    return {name for cells in paper_rows(root, paper) for name in quoted(cells[0])}


def test_every_setting_is_explained():
    assert documented(TOP, "settings.md") == settings(TOP)


def test_every_error_number_is_explained():
    assert documented(TOP, "errors.md") == set(error_numbers(TOP))


def test_no_two_errors_bear_one_number():
    assert [number for number, times in Counter(error_numbers(TOP)).items() if times > 1] == []


def test_what_every_comparison_of_births_weighs_is_told():
    told = {
        name: float(cells[2])
        for cells in paper_rows(TOP, "matching.md")
        for name in quoted(cells[0])
        if name.startswith("birth-")
    }

    assert told == evidence.BIRTH


def test_every_table_is_explained():
    assert documented(TOP, "tables.md") == tables(TOP)


def test_every_table_has_one_owner_and_the_page_names_the_same():
    ledgers = {
        "journal",
        "journal_payloads",
        "schema_steps",
    }  # neither projected nor local: what all rests on
    explained = {(quoted(cells[0])[0], cells[1].strip("`")) for cells in paper_rows(TOP, "tables.md")}

    assert sorted(owners(TOP)) == sorted(one for one in explained if one[0] not in ledgers)


def test_what_is_explained_nowhere_is_found(tmp_path):
    root = plant(
        tmp_path,
        {
            "appliance/settings.py": "class Settings:\n    port: int = 8100\n    name: str\n",
            "border/visa.py": 'class VisaUsedUp(Exception):\n    number = "B201"\nclass Other:\n    number: str = "B201"\n',
            "migrations/steps/0003_visas.sqlite.sql": "create table visas (\n) strict;\n",
            "migrations/migrate.py": 'LEDGER = "create table if not exists schema_steps (number integer)"\n',
            "app/watchlist/index.py": 'NAMES = "create virtual table names using fts5(name)"\n',
            "app/tables.py": 'PROJECTED = {"visas": ("visas",)}\nLOCAL = {}\n',
            "docs/settings.md": "| setting | what |\n|---|---|\n| `port` | where the web listens |\n",
        },
    )

    assert settings(root) - documented(root, "settings.md") == {"name"}
    assert error_numbers(root) == ["B201", "B201"]
    assert tables(root) == {"visas", "schema_steps"}
    assert owners(root) == [("visas", "visas")]
