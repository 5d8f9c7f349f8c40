"""Charts drawn on the server as SVG by classes only: both themes, the printer and the content policy allow them.

Each is one picture with one sentence for those who do not see it; the numbers stand in a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 28, 32
CLASSES = ("a", "b")
STEPS = (1, 2, 5)


class UnsoundChart(ValueError):
    """A chart whose series do not fit its marks, or that has too many."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers, none below zero, and its name. None: not known, left out of a line."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn. sentence: what the picture says; marks: the words under it, one a value.

    every: only each n-th mark is written. At most two series. Raises UnsoundChart.
    """

    sentence: str
    marks: tuple[str, ...]
    series: tuple[Series, ...]
    every: int = 1

    def __post_init__(self) -> None:
        if not self.marks or not 1 <= len(self.series) <= len(CLASSES):
            raise UnsoundChart("a chart has marks, and one or two series")
        if any(len(series.values) != len(self.marks) for series in self.series):
            raise UnsoundChart("each series has one value a mark")
        if any(value is not None and value < 0 for series in self.series for value in series.values):
            raise UnsoundChart("values are counts, never below zero")


def bars(chart: Chart) -> Markup:
    """Return bars, the series of a mark side by side."""
    top, step = _scale(chart), _step(chart)
    width = step * 0.8 / len(chart.series)
    drawn = []
    for order, series in enumerate(chart.series):
        for index, value in enumerate(series.values):
            height = (value or 0) / top * _room()
            x = LEFT + index * step + step * 0.1 + order * width
            drawn.append(
                f'<rect class="{CLASSES[order]}" x="{x:.1f}" y="{HEIGHT - BOTTOM - height:.1f}" '
                f'width="{width:.1f}" height="{height:.1f}"/>'
            )
    return _picture(chart, top, "".join(drawn))


def lines(chart: Chart) -> Markup:
    """Return lines; the second one is dashed. What is not known leaves a gap."""
    top, step = _scale(chart), _step(chart)
    drawn = []
    for order, series in enumerate(chart.series):
        path, pen = [], "M"
        for index, value in enumerate(series.values):
            if value is None:
                pen = "M"
                continue
            y = HEIGHT - BOTTOM - value / top * _room()
            path.append(f"{pen}{LEFT + (index + 0.5) * step:.1f} {y:.1f}")
            pen = "L"
        drawn.append(f'<path class="{CLASSES[order]}" d="{"".join(path)}"/>')
    return _picture(chart, top, "".join(drawn))


def top_of(highest: float) -> int:
    """Return the number at the top of the scale: the next of 1, 2, 5, 10, 20, 50 ... that holds the highest.

    >>> top_of(37)
    50
    """
    power = 1
    while True:
        for step in STEPS:
            if step * power >= highest:
                return step * power
        power *= 10


def _scale(chart: Chart) -> int:
    return max(2, top_of(max((value or 0) for series in chart.series for value in series.values)))


def _step(chart: Chart) -> float:
    return (WIDTH - LEFT - RIGHT) / len(chart.marks)


def _room() -> int:
    return HEIGHT - TOP - BOTTOM


def _picture(chart: Chart, top: int, drawn: str) -> Markup:
    parts = [_grid(top), drawn, _marks(chart), _names(chart.series)]
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img" aria-label="{sentence}">{parts}</svg>'
    ).format(w=WIDTH, h=HEIGHT, sentence=chart.sentence, parts=Markup("".join(parts)))  # noqa: S704 - drawn here


def _grid(top: int) -> str:
    rows = []
    for share in (0, 0.5, 1):
        y = HEIGHT - BOTTOM - share * _room()
        rows.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        rows.append(f'<text x="{LEFT - 8}" y="{y + 5:.1f}" text-anchor="end">{top * share:g}</text>')
    return "".join(rows)


def _marks(chart: Chart) -> str:
    step = _step(chart)
    return "".join(
        f'<text x="{LEFT + (index + 0.5) * step:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(mark)}</text>'
        for index, mark in enumerate(chart.marks)
        if index % chart.every == 0
    )


def _names(series: Sequence[Series]) -> str:
    """Return the names at the top: each behind a sample of its own bar, so that no colour is needed."""
    if len(series) < 2:
        return ""
    x, drawn = LEFT, []
    for order, one in enumerate(series):
        drawn.append(f'<rect class="{CLASSES[order]}" x="{x}" y="4" width="12" height="12"/>')
        drawn.append(f'<text x="{x + 18}" y="15">{escape(one.name)}</text>')
        x += 40 + 9 * len(one.name)
    return "".join(drawn)
