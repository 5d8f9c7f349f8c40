from xml.etree import ElementTree as ET

from bench.matching.curves import Scores
from bench.matching.picture import Line, drawn

OURS = Line(Scores("ours", (3.0, 2.0, 1.0), (1.0, 0.0)), (2.0,))
THEIRS = Line(Scores("them & others", (1.0, 0.0, 0.0), (1.0, 0.0)), (0.5, 0.9))


def test_the_picture_is_xml_with_a_line_a_rule_and_a_dot_a_threshold():
    root = ET.fromstring(drawn("One & another", [OURS, THEIRS]))

    kinds = [element.get("class") for element in root.iter()]
    assert kinds.count("line ours") == 2  # the line, and its sample beside the name
    assert kinds.count("line") == 2
    assert (kinds.count("ours-dot"), kinds.count("dot")) == (1, 2)


def test_everything_lies_inside_the_picture():
    root = ET.fromstring(drawn("x", [OURS, THEIRS]))

    dots = [element for element in root.iter() if element.get("class") in ("dot", "ours-dot")]
    assert all(64 <= float(dot.get("cx")) <= 580 and 24 <= float(dot.get("cy")) <= 412 for dot in dots)
