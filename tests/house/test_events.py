"""Wall 3: each kind of event belongs to one room, which alone records it, and has an audience."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import TOP, Module, modules, paper_rows, plant, quoted

KIND = re.compile(r"[a-z_-]+\.[a-z_-]+")


def kinds_in(module: Module) -> set[str]:
    """Return the event kinds that are keys of a dictionary of a module."""
    return {
        key.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and KIND.fullmatch(key.value)
    }


def kinds_of(root: Path, name: str) -> set[str]:
    return {kind for module in modules(root) if module.name == name for kind in kinds_in(module)}


def rooms_of_kinds(root: Path) -> dict[str, list[str]]:
    """Return kind -> the rooms whose row of docs/map.md names it."""
    found: dict[str, list[str]] = {}
    for cells in paper_rows(root, "map.md"):
        room = cells[0].strip("`")
        for kind in quoted(cells[-1]):
            if KIND.fullmatch(kind) and not room.endswith("/"):
                found.setdefault(kind, []).append(room)
    return found


def records(root: Path) -> Iterator[tuple[Module, int, str]]:
    """Yield every `act.record("kind", ...)` of the house."""
    for module in modules(root, "app"):
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "record"
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    yield module, node.lineno, str(first.value)


def foreign_records(root: Path) -> list[str]:
    """Return where a room records an event that is not its own."""
    rooms = rooms_of_kinds(root)
    return [
        f"{module.path}:{line} records {kind}"
        for module, line, kind in records(root)
        if rooms.get(kind) != [module.path.parts[1]]
    ]


def test_every_kind_of_event_has_an_audience_and_the_row_of_one_room():
    rooms = rooms_of_kinds(TOP)

    assert set(rooms) == kinds_of(TOP, "sync.audiences")
    assert [kind for kind, named in rooms.items() if len(named) != 1] == []


def test_every_event_that_leads_to_rows_has_an_audience():
    assert kinds_of(TOP, "app.projections") - kinds_of(TOP, "sync.audiences") == set()


def test_a_room_records_its_own_events_only():
    assert foreign_records(TOP) == []


def test_a_foreign_record_is_found(tmp_path):
    root = plant(
        tmp_path,
        {
            "docs/map.md": "| `posts` | the sites | `sites` | `site.founded` |\n| `desk` | work | | `desk.taken` |\n",
            "app/posts/service.py": 'act.record("site.founded", {})\nact.record("desk.taken", {})\n',
            "app/desk/service.py": 'act.record("desk.left", {})\n',
        },
    )

    assert foreign_records(root) == [
        "app/desk/service.py:1 records desk.left",
        "app/posts/service.py:2 records desk.taken",
    ]
