"""What the kernel says of a process: the processor time it took, and the memory it holds."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(process_id: int) -> float:
    """Return the seconds of processor time that a process took so far, user and system."""
    after_name = (
        Path("/proc", str(process_id), "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    )
    return (int(after_name[11]) + int(after_name[12])) / TICKS


def memory(process_id: int) -> dict[str, float]:
    """Return MB of a process, by kind."""
    return kinds(Path("/proc", str(process_id), "smaps_rollup").read_text("ascii").splitlines())


def children(process_id: int) -> list[int]:
    """Return the processes that a process has begun, by any of its threads."""
    told = (path.read_text("ascii") for path in Path("/proc", str(process_id), "task").glob("*/children"))
    return [int(child) for line in told for child in line.split()]


def kinds(lines: Iterable[str]) -> dict[str, float]:
    """Return MB from the lines of smaps_rollup.

    anonymous: heap, stacks and written pages, private or shared with a fork; shared: memory without a file that
    several processes map; files: pages of programs, libraries and mapped databases, which the kernel can drop, and of
    which processes have most in common. Source: Linux, Documentation/filesystems/proc.rst.

    >>> kinds(["0 [rollup]", "Rss: 1536 kB", "Pss_Shmem: 0 kB", "Anonymous: 512 kB", "Swap: 512 kB"])
    {'anonymous': 1.0, 'shared': 0.0, 'files': 1.0}
    """
    said = dict(line.split(":", 1) for line in lines if line.endswith("kB"))
    kilobytes = {name: int(size.split()[0]) for name, size in said.items()}
    return {
        "anonymous": round((kilobytes["Anonymous"] + kilobytes.get("Swap", 0)) / 1024, 1),
        "shared": round(kilobytes["Pss_Shmem"] / 1024, 1),
        "files": round((kilobytes["Rss"] - kilobytes["Anonymous"] - kilobytes["Pss_Shmem"]) / 1024, 1),
    }
