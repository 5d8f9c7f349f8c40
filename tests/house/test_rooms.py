"""Wall 2, first half: rooms meet only at service.py, higher ones asking lower ones."""

from pathlib import Path

from tests.house.tree import TOP, imports, module_names, modules, plant

ROOMS = (
    "accounts posts devices audit travellers crossings visas lists lookouts publications editions numbers thresholds watchlist figures risk"
    " arrivals vehicles replication reports fleet desk cases privacy training factory api schedule worker replay status serve"
    " cli demo"
).split()
"""Lower ones first."""

ALSO = {"factory": ("views",), "schedule": ("jobs",), "worker": ("jobs",), "cli": ("commands",)}
"""What these may take from a lower room besides its service: pages are put together, jobs timed, commands typed."""

PROJECTIONS = "app.projections"
ABOVE_PROJECTIONS = set(ROOMS[ROOMS.index("factory") :])


def room_of(name: str) -> str | None:
    """Return the room a module of app lies in; the ground floor (act, site, web) is no room.

    >>> room_of("app.visas.store"), room_of("app.cli_mrz"), room_of("app.web.words")
    ('visas', 'cli', None)
    """
    part = name.split(".")[1] if "." in name else ""
    part = "cli" if part.startswith("cli_") else part
    return part if part in ROOMS else None


def meets_lawfully(name: str, target: str) -> bool:
    """Tell whether a module of app may import another one."""
    room, other = room_of(name), room_of(target)
    if name == PROJECTIONS:
        return other is None or target.endswith(".store")
    if target == PROJECTIONS:
        return room in ABOVE_PROJECTIONS
    if other is None or room == other:
        return True
    if room is None or ROOMS.index(other) > ROOMS.index(room):
        return False
    single = target.count(".") == 1
    return single or target.split(".")[2] in ("service", *ALSO.get(room, ()))


def unlawful_meetings(root: Path) -> list[str]:
    known = module_names(root)
    return [
        f"{module.path}:{line} imports {target}"
        for module in modules(root, "app")
        for line, target in imports(module, known)
        if target in known and target.startswith("app.") and not meets_lawfully(module.name, target)
    ]


def unknown_rooms(root: Path) -> list[str]:
    """Return the packages with a service that stand in no order."""
    services = [module.path for module in modules(root, "app") if module.path.name == "service.py"]
    return [str(path.parent) for path in services if path.parent.name not in ROOMS]


def test_rooms_meet_only_at_a_lower_service():
    assert unlawful_meetings(TOP) == []


def test_an_unlawful_meeting_is_found(tmp_path):
    root = plant(
        tmp_path,
        {
            "app/act.py": "from app.posts import service\n",
            "app/projections.py": "from app.visas import store\n",
            "app/posts/service.py": "from app.visas import service\n",
            "app/visas/service.py": "from app.posts import service\nfrom app.act import Act\n",
            "app/visas/store.py": "import app.projections\n",
            "app/desk/service.py": "from app.visas.store import visa\n",
            "app/desk/views.py": "import app.desk.service\n",
            "app/factory.py": "from app.desk import views\nfrom app import projections\nfrom app.visas import store\n",
        },
    )

    assert unlawful_meetings(root) == [
        "app/act.py:1 imports app.posts.service",
        "app/desk/service.py:1 imports app.visas.store",
        "app/factory.py:3 imports app.visas.store",
        "app/posts/service.py:1 imports app.visas.service",
        "app/visas/store.py:1 imports app.projections",
    ]


def test_every_room_stands_in_the_order():
    assert unknown_rooms(TOP) == []


def test_a_room_outside_the_order_is_found(tmp_path):
    root = plant(tmp_path, {"app/lounge/service.py": "", "app/visas/service.py": ""})

    assert unknown_rooms(root) == ["app/lounge"]
