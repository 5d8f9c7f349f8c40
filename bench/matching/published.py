"""Published lists as judges: every alias that a list prints, asked against the primary name of the same person."""

from pathlib import Path
from typing import Any

UN = "un-consolidated*.xml"


def measured(_path: Path, folder: Path | None) -> dict[str, Any]:
    """Return how many aliases lead to their person; why not, where there is no list."""
    if folder is None:
        return {"absent": "give --lists FOLDER"}
    return {"UN": "not read yet" if list(folder.glob(UN)) else f"{UN} absent"}
