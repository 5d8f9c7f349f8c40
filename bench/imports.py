"""Large lists in every format read into a version by the real import: seconds, MB a second, the memory it takes.

MPAKA_BENCH_IMPORTS=500 measures files of 500 MB each (half an hour), MPAKA_BENCH_FORMATS="ftm interpol" these formats
alone. Each file is read in a process of its own, as the worker reads it; its memory is what no file stands behind, looked
at twenty times a second.
"""

import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from app.act import SYSTEM, acting
from app.lists import service as lists
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import open_site
from appliance.clock import SystemClock
from appliance.settings import Settings
from bench.kernel import memory
from bench.published import FORMATS, write

SIZE_MB = int(os.environ.get("MPAKA_BENCH_IMPORTS", "10"))
NAMES = os.environ.get("MPAKA_BENCH_FORMATS", " ".join(FORMATS)).split()
MOST_MB = 300
LOOK_EVERY_S = 0.05


def run() -> dict[str, Any]:
    """Return by format how long a file took and what memory; the target holds for the largest of them."""
    with tempfile.TemporaryDirectory(prefix="mpaka-bench-") as folder:
        data = Path(folder, "hq")
        settings = Settings(data=data, name="hq", title="HQ", role="hq", kind="hq")
        site = posts.found(settings, PROJECTIONS, SystemClock())
        figures = {}
        for name in NAMES:
            with acting(site, SYSTEM) as act:
                lists.define(act, lists.Source(name, name, name))
            path = Path(folder, name)
            write(path, name, SIZE_MB)
            figures[name] = _measured(data, path)
            path.unlink()
    most = max(each["peak_mb"] for each in figures.values())
    return {
        "unit": "MB",
        "n": SIZE_MB,
        **figures,
        "target": f"under {MOST_MB} MB of private memory, whatever the size",
        "met": most < MOST_MB,
    }


def _measured(data: Path, path: Path) -> dict[str, Any]:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        process_id = pool.submit(os.getpid).result()
        reading = pool.submit(_import, data, path)
        peak = 0.0
        while not reading.done():
            peak = max(peak, memory(process_id)["anonymous"])
            wait([reading], timeout=LOOK_EVERY_S)
        told = reading.result()
    return {**told, "peak_mb": peak}


def _import(data: Path, path: Path) -> dict[str, Any]:
    """Import a file as `./mpaka hq import` does."""
    site = open_site(data, PROJECTIONS)
    with acting(site, SYSTEM) as act:
        job_id = lists.give(act, path.name, path, name=path.name, whence="command")
    seen: list[int] = []
    began, cpu = time.monotonic(), time.process_time()
    told = lists.read_in(site, SYSTEM, job_id, lambda position, *_: seen.append(position))
    seconds = time.monotonic() - began
    if told.state != "done":
        raise RuntimeError(f"{path.name} was {told.state}: {told.why}")
    size = path.stat().st_size
    return {
        "mb": round(size / 1e6),
        "entries": lists.job(site.db, path.name, job_id)["row_count"],
        "seconds": round(seconds, 1),
        "mb_s": round(size / 1e6 / seconds, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "times_told": len(seen),
    }
