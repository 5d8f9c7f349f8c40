"""Wall 4: Flask serves pages and nothing else; importing a package runs nothing."""

from pathlib import Path

from tests.house.tree import HOUSE, TOP, files, imports, module_names, modules, plant

WEB = {"flask", "flask_babel", "flask_login", "htmx_flask", "werkzeug"}


def may_serve(path: Path) -> bool:
    return path.parts[:2] == ("app", "web") or (
        path.parts[0] == "app" and path.name in {"views.py", "factory.py", "api.py"}
    )


def misplaced_flask(root: Path) -> list[str]:
    return [
        f"{module.path}:{line} imports {target}"
        for module in modules(root)
        if not may_serve(module.path)
        for line, target in imports(module, module_names(root))
        if target.split(".")[0] in WEB
    ]


def busy_packages(root: Path) -> list[str]:
    """Return the `__init__.py` that hold anything, and those of tests, bench and ansible, which have none."""
    return [
        str(path)
        for path in files(root)
        if path.name == "__init__.py" and (path.parts[0] not in HOUSE or (root / path).stat().st_size)
    ]


def test_flask_stays_with_the_pages():
    assert misplaced_flask(TOP) == []


def test_flask_elsewhere_is_found(tmp_path):
    root = plant(
        tmp_path,
        {
            "app/web/words.py": "from flask_babel import gettext\n",
            "app/desk/views.py": "import flask\n",
            "app/desk/service.py": "def f():\n    from flask import g\n",
            "hardware/agent.py": "import werkzeug.serving\n",
        },
    )

    assert misplaced_flask(root) == [
        "app/desk/service.py:2 imports flask",
        "hardware/agent.py:1 imports werkzeug.serving",
    ]


def test_importing_a_package_runs_nothing():
    assert busy_packages(TOP) == []


def test_a_package_that_does_something_is_found(tmp_path):
    root = plant(
        tmp_path, {"app/__init__.py": "import flask\n", "tests/__init__.py": "", "db/__init__.py": ""}
    )

    assert busy_packages(root) == ["app/__init__.py", "tests/__init__.py"]
