"""Editions: bytes on the wire in full and as a delta of 1,000 rows, time and memory to publish and to take up.

MPAKA_BENCH_EDITIONS=1000000 measures a million persons and a million documents (some ten minutes).
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from app.act import SYSTEM
from app.editions import publishing, service
from app.editions.publishing import Contents
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import Site
from appliance.clock import SystemClock
from appliance.settings import Settings
from bench.kernel import children, memory
from bench.matching.generator import subjects
from border.document import DocumentType
from border.listing import Subject
from border.watchlist import ListedDocument

COUNT = int(os.environ.get("MPAKA_BENCH_EDITIONS", "20000"))
CHANGED = 1_000
MOST_FULL = 60_000_000 / 1_000_000
MOST_DELTA = 100_000
MOST_MB = 300
LOOK_EVERY_S = 0.05
STATES = "KEN UGA TZA SOM ETH SDN EGY PAK IND CHN FRA DEU GBR NGA RWA".split()
WORDS = ("stolen", "lost", "lost", "revoked")


def run() -> dict[str, Any]:
    """Return bytes, seconds and megabytes."""
    with tempfile.TemporaryDirectory(prefix="mpaka-bench-") as folder:
        hq = _founded(Path(folder), "hq", role="hq", kind="hq")
        post = _founded(Path(folder), "post", hq_key=hq.identity.public)
        first, publish_s = timed(lambda: _publish(hq, 0))
        taken_mb, full_s = timed(lambda: _watched(lambda: _take_up(hq, post)))
        second, again_s = timed(lambda: _publish(hq, CHANGED))
        _, delta_s = timed(lambda: _take_up(hq, post))
        edition = service.current(post)
        disk_mb = edition.path.stat().st_size // 1_000_000 if edition else 0
    delta_bytes = second.delta.wire.bytes if second.delta else 0
    bytes_each = first.full.bytes / COUNT
    return {
        "persons": COUNT,
        "documents": COUNT,
        "full_mb": round(first.full.bytes / 1e6, 2),
        "bytes_a_pair": round(bytes_each, 1),
        "delta_rows": CHANGED,
        "delta_kb": round(delta_bytes / 1000, 1),
        "publish_s": round(publish_s, 1),
        "publish_again_s": round(again_s, 1),
        "take_up_full_s": round(full_s, 1),
        "take_up_delta_s": round(delta_s, 1),
        "take_up_private_mb": taken_mb,
        "on_disk_mb": disk_mb,
        "target": f"{MOST_FULL:.0f} bytes a person and a document, {MOST_DELTA} bytes for {CHANGED} rows, "
        f"{MOST_MB} MB to take up",
        "met": bytes_each <= MOST_FULL and 0 < delta_bytes <= MOST_DELTA and taken_mb <= MOST_MB,
    }


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _watched(work: Callable[[], object]) -> float:
    """Do some work, and return the most MB of private memory that a process which it began held."""
    peak = 0.0
    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(work)
        while not doing.done():
            peak = max([peak, *map(_private_mb, children(os.getpid()))])
            wait([doing], timeout=LOOK_EVERY_S)
        doing.result()
    return peak


def _private_mb(process_id: int) -> float:
    try:
        return memory(process_id)["anonymous"]
    except (OSError, KeyError):
        return 0.0  # it ended meanwhile


def _founded(folder: Path, name: str, **settings: Any) -> Site:
    known = Settings(data=folder / name, name=name, title=name.title(), **settings)
    return posts.found(known, PROJECTIONS, SystemClock())


def _publish(hq: Site, changed: int) -> Any:
    """Publish what is listed; with `changed` rows others than before, half of them persons."""
    contents = Contents(
        {"made": str(changed)}, lambda: _persons(changed // 2), lambda: _documents(changed - changed // 2)
    )
    return publishing.publish(hq, SYSTEM, contents)


def _take_up(hq: Site, post: Site) -> None:
    signed = service.manifest_for(hq, service.ask_after(post)) or b""
    wanted = service.wanted(post, signed)
    path = service.wire_file(hq, wanted[0]) if wanted else None
    if path is None or service.take_up(post, signed, path) is None:
        raise RuntimeError("the post took nothing up")


def _persons(changed: int) -> Iterator[Subject]:
    """Yield the listed persons; of a changed list a third came, a third went, a third reads otherwise."""
    third = changed // 3
    for number, subject in enumerate(chain(subjects(COUNT, 1), _newcomers(third))):
        if number < third:
            continue
        yield replace(subject, reason=f"amended {number}") if number < changed - third else subject


def _newcomers(count: int) -> Iterable[Subject]:
    return (replace(one, entry=f"new:{number}") for number, one in enumerate(subjects(count, 2)))


def _documents(changed: int) -> Iterator[ListedDocument]:
    """Yield the listed documents; of a changed list half came and half went."""
    chance = Random("documents")
    half = changed // 2
    for number in range(COUNT + half):
        digits = chance.choice("0123456789" * 2) + f"{chance.randrange(10**7):07}"
        document = ListedDocument(
            f"sltd:{number}",
            chance.choice(STATES),
            chance.choice("ABCKP") + digits,
            chance.choice((DocumentType.PASSPORT, DocumentType.IDENTITY_CARD)),
            chance.choice(WORDS),
            f"reported 20{chance.randrange(10, 27)}",
        )
        if number >= half or not changed:
            yield document
