"""Files that must outlast a power cut: written under another name, made durable, renamed, and the folder made durable."""

import os
from pathlib import Path


def make_durable(path: Path) -> None:
    """Make a file's bytes, or a folder's names, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
