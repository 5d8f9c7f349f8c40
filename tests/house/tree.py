"""Reads the house as text and syntax trees, for the tests that hold its walls. Nothing of it is imported or run."""

import ast
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
HOUSE = ("border", "db", "hardware", "sync", "migrations", "appliance", "app")
TOOLS = {
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".demo",
    ".last-demo",
}


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file. path: from the root; name: dotted, without `__init__`."""

    path: Path
    name: str
    text: str
    tree: ast.Module


@lru_cache
def files(root: Path) -> tuple[Path, ...]:
    """Return every file that belongs to the project, from its root; what git ignores does not."""
    if (root / ".git").exists():
        git = [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]
        listed = subprocess.run(git, cwd=root, capture_output=True, text=True, check=True).stdout
        paths = [Path(name) for name in listed.split("\0") if name]
    else:
        paths = [path.relative_to(root) for path in root.rglob("*") if not TOOLS & set(path.parts)]
    return tuple(sorted(path for path in paths if (root / path).is_file()))


@lru_cache
def modules(root: Path, *folders: str) -> tuple[Module, ...]:
    """Return the Python files under some folders, those of the house where none is named."""
    found = []
    for path in files(root):
        if path.suffix == ".py" and path.parts[0] in (folders or HOUSE):
            text = (root / path).read_text(encoding="utf-8")
            name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
            found.append(Module(path, name, text, ast.parse(text, str(path))))
    return tuple(found)


def imports(module: Module, known: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield line and target of each import, wherever it stands; of ours the module, of others what is written."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield node.lineno, inner if inner in known else node.module


def module_names(root: Path) -> frozenset[str]:
    return frozenset(module.name for module in modules(root))


def literal(module: Module, name: str) -> object:
    """Return the value of a constant at the top of a module, written out there. Raises LookupError."""
    for node in module.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return ast.literal_eval(node.value)
    raise LookupError(f"{module.path} has no {name}")


def paper_rows(root: Path, paper: str) -> list[list[str]]:
    """Return the cells of every table row of a page of docs, without heads and rules."""
    path = root / "docs" / paper
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if row[0].startswith("`")]


def quoted(cell: str) -> list[str]:
    """Return the words in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def plant(root: Path, texts: Mapping[str, str]) -> Path:
    """Write files into an empty folder, to show that a wall bites."""
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
