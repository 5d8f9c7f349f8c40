"""Asks axe-core, as bundled with axe-playwright-python, what is wrong with a page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text() + ";0"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}


OF_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What another theme can break that is well in one."""


def violations(page: Page, rules: Mapping[str, Any] = RULES) -> list[str]:
    """Return what breaks WCAG 2.2 AA or best practice, one line an element.

    The script goes in by evaluation: as a script tag the page's content policy refuses it.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    answer: dict[str, Any] = page.evaluate("rules => axe.run(rules)", rules)
    return [
        f"{broken['id']}: {node['html'][:160]}" for broken in answer["violations"] for node in broken["nodes"]
    ]
