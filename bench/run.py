"""`./mpaka bench` lists what is measured; `./mpaka bench NAME [--json]` measures it here and now.

A bench is a module of this folder: the first line of its docstring says what it measures, and `run() -> dict` measures.
One that needs several modules is a folder with its own run.py; where that has `add_options(parser)`, `run` takes them.
Its figures go by these names where they apply: `unit`, `n`, `p50`, `p95`, `p99`, `target` (words), `met` (bool) and
`peer` (what it is compared with in the same run: a dict with `name` and figures by the same names).
"""

import argparse
import ast
import importlib
import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FALLS_SHORT, UNKNOWN = 1, 2


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./mpaka bench", description="Measure something, here and now.")
    parser.add_argument("name", nargs="?", help="what to measure; without a name all are listed")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked, rest = parser.parse_known_args(arguments)
    known = benches(HERE)
    if asked.name is None:
        print(
            "\n".join(f"  {name:<24}{bench.what}" for name, bench in known.items())
            or "nothing is measured yet"
        )
        return 0
    if asked.name not in known:
        print(f"no bench is called {asked.name!r}; ./mpaka bench lists them", file=sys.stderr)
        return UNKNOWN
    bench = known[asked.name]
    result = measure(bench, bench.options(rest))
    print(json.dumps(result, ensure_ascii=False) if asked.json else page(result))
    return FALLS_SHORT if result.get("met") is False else 0


@dataclass(frozen=True, slots=True)
class Bench:
    """Something that can be measured: its name, its module, and the first line of what that says of itself."""

    name: str
    module: str
    what: str

    def options(self, words: list[str]) -> list[argparse.Namespace]:
        """Return what `run` is given: nothing, or the bench's own options. Leaves with a message at others."""
        parser = argparse.ArgumentParser(prog=f"./mpaka bench {self.name}", description=self.what)
        add = getattr(importlib.import_module(self.module), "add_options", None)
        if add:
            add(parser)
        said = parser.parse_args(words)
        return [said] if add else []


def benches(folder: Path) -> dict[str, Bench]:
    """Return name -> bench, for every module with a `run` and every folder with such a run.py; nothing is imported."""
    found = {}
    for path in sorted([*folder.glob("*.py"), *folder.glob("*/run.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body):
            inside = path.relative_to(folder).with_suffix("")
            name = inside.parts[0].replace("_", "-")
            what = (ast.get_docstring(tree) or "").partition("\n")[0]
            found[name] = Bench(name, ".".join((folder.name, *inside.parts)), what)
    return found


def measure(bench: Bench, given: list[argparse.Namespace]) -> dict[str, Any]:
    """Run a bench; the load is the machine's of the last minute, before the bench adds its own."""
    before = os.getloadavg()[0]
    figures = importlib.import_module(bench.module).run(*given)
    return {
        "bench": bench.name,
        "what": bench.what,
        "machine": machine(),
        "load": round(before, 2),
        **figures,
    }


def machine() -> str:
    """Return the processor, the cores given to us, the memory and the Python."""
    model = next((value for key, value in proc("cpuinfo") if key == "model name"), platform.machine())
    memory = next((value for key, value in proc("meminfo") if key == "MemTotal"), "0 kB")
    gigabytes = int(memory.split()[0]) / 1024**2
    cores = len(os.sched_getaffinity(0))
    return f"{model}, {cores} cores, {gigabytes:.0f} GB, Python {platform.python_version()}"


def proc(name: str) -> list[tuple[str, str]]:
    """Return key and value of each line of a file the kernel keeps."""
    lines = Path("/proc", name).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":") for line in lines)
    return [(key.strip(), value.strip()) for key, _, value in pairs]


def page(result: Mapping[str, Any], indent: str = "") -> str:
    """Return figures as lines, those inside one another set in."""
    lines = []
    for key, value in result.items():
        if isinstance(value, Mapping):
            lines += [f"{indent}{key}", page(value, indent + "  ")]
        else:
            lines.append(f"{indent}{key + ' ':<{24 - len(indent)}}{value}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
