import re
from xml.etree import ElementTree as ET

import pytest

from app.web.charts import Chart, Series, UnsoundChart, bars, lines, top_of

HOURS = Chart(
    "Crossings by hour: most at 7, 40 entries",
    ("06", "07", "08"),
    (Series("Entry", (10, 40, 20)), Series("Exit <b>", (0, 5, None))),
)


@pytest.mark.parametrize("draw", [bars, lines])
def test_a_chart_is_one_picture_with_one_sentence(draw):
    picture = ET.fromstring(draw(HOURS))

    assert picture.attrib["role"] == "img"
    assert picture.attrib["aria-label"] == HOURS.sentence


@pytest.mark.parametrize("draw", [bars, lines])
def test_a_chart_has_no_style_of_its_own_and_escapes_its_words(draw):
    drawn = draw(HOURS)

    assert re.findall(r"style=|fill=|stroke=|<b>", drawn) == []


def test_bars_are_as_high_as_their_numbers():
    heights = [float(high) for high in re.findall(r'class="a"[^>]*height="([\d.]+)"', bars(HOURS))][:3]

    assert [round(height / heights[1], 2) for height in heights] == [0.25, 1.0, 0.5]


def test_what_is_not_known_leaves_a_gap_in_a_line():
    gapped = Chart("x", ("a", "b", "c"), (Series("s", (1, None, 2)),))

    (path,) = re.findall(r'<path class="a" d="([^"]+)"', lines(gapped))

    assert path.count("M") == 2
    assert "L" not in path


def test_a_chart_of_nothing_still_stands():
    assert 'height="0.0"' in bars(Chart("none", ("06",), (Series("Entry", (0,)),)))


@pytest.mark.parametrize(("highest", "top"), [(0, 1), (1, 1), (3, 5), (37, 50), (51, 100), (4_120, 5_000)])
def test_the_scale_ends_at_a_round_number(highest, top):
    assert top_of(highest) == top


@pytest.mark.parametrize(
    ("marks", "series"),
    [
        ((), (Series("s", ()),)),
        (("a",), ()),
        (("a",), (Series("s", (1, 2)),)),
        (("a",), (Series("s", (-1,)),)),
        (("a",), (Series("s", (1,)),) * 3),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused(marks, series):
    with pytest.raises(UnsoundChart):
        Chart("x", marks, series)
