"""Precision over recall of several rules, as an SVG that stands in docs: no script, no outside font, both themes."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bench.matching.curves import LISTED_AMONG, Scores

WIDTH, HEIGHT = 800, 460
LEFT, RIGHT, TOP, BOTTOM = 64, 220, 24, 48
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
DASHES = ("", "8 4", "2 4", "10 4 2 4", "1 3")
STYLE = """
text{font:14px system-ui,sans-serif;fill:#1d2733}.grid{stroke:#d7dde3}.line{fill:none;stroke:#5b6b7b;stroke-width:1.6}
.ours{stroke:#0b5fa5;stroke-width:3}.dot{fill:#5b6b7b}.ours-dot{fill:#0b5fa5}
@media(prefers-color-scheme:dark){text{fill:#e4e9ee}.grid{stroke:#3a4550}.line{stroke:#9fb0c0}.dot{fill:#9fb0c0}
.ours{stroke:#6db6f2}.ours-dot{fill:#6db6f2}}
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: its scores, and the thresholds in use, which are drawn as dots."""

    scores: Scores
    marked: tuple[float, ...]


def drawn(title: str, lines: Sequence[Line]) -> str:
    """Return the picture; the first line is ours."""
    parts = [_grid(), *(_line(line, order) for order, line in enumerate(lines)), _legend(lines)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title><style>{STYLE.strip()}</style>'
        f"{''.join(parts)}</svg>\n"
    )


def _grid() -> str:
    drawn = []
    for tick in TICKS:
        x, y = _place(tick, tick)
        drawn.append(f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}M{x} {TOP}V{HEIGHT - BOTTOM}"/>')
        drawn.append(f'<text x="{LEFT - 8}" y="{y + 5}" text-anchor="end">{tick:.0%}</text>')
        drawn.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:.0%}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    drawn.append(
        f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">recall: listed travellers who are found</text>'
    )
    drawn.append(
        f'<text x="{LEFT}" y="14">precision: of those stopped, the listed, where one in {LISTED_AMONG} travellers is</text>'
    )
    return "".join(drawn)


def _line(line: Line, order: int) -> str:
    points = [_place(recall, precision) for recall, precision in line.scores.curve()]
    path = "L".join(f"{x} {y}" for x, y in points)
    ours = order == 0
    dots = (_place(line.scores.recall(one), line.scores.precision(one)) for one in line.marked)
    marks = "".join(
        f'<circle class="{"ours-dot" if ours else "dot"}" cx="{x}" cy="{y}" r="5"/>' for x, y in dots
    )
    return (
        f'<path class="line{" ours" if ours else ""}" stroke-dasharray="{DASHES[order]}" d="M{path}"/>{marks}'
    )


def _legend(lines: Sequence[Line]) -> str:
    x, drawn = WIDTH - RIGHT + 14, []
    for order, line in enumerate(lines):
        y = TOP + 16 + order * 24
        drawn.append(
            f'<path class="line{"" if order else " ours"}" stroke-dasharray="{DASHES[order]}" d="M{x} {y}h28"/>'
            f'<text x="{x + 36}" y="{y + 5}">{escape(line.scores.name)}</text>'
        )
    drawn.append(f'<text x="{x}" y="{TOP + 16 + len(lines) * 24 + 5}">● threshold in use</text>')
    return "".join(drawn)


def _place(recall: float, precision: float) -> tuple[float, float]:
    x = LEFT + recall * (WIDTH - LEFT - RIGHT)
    y = HEIGHT - BOTTOM - precision * (HEIGHT - TOP - BOTTOM)
    return round(x, 1), round(y, 1)
