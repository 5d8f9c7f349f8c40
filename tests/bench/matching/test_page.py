from bench.matching.curves import Scores
from bench.matching.page import BEGIN, END, judged, write
from bench.matching.picture import Line

RECALL = {
    "n": 44, "candidates_day_known": 1.0, "candidates": 0.996, "top_ten_day_known": 1.0, "top_ten": 0.993,
    "found_day_known": 0.95, "found": 0.94,
}  # fmt: skip
FIGURES = {
    "p50": 5.0, "p95": 9.0, "p99": 12.0,
    "process": {
        "open_ms": 20.0, "wall_ms": {"n": 9, "p50": 6.0, "p95": 10.0, "p99": 20.0}, "private_mb": 40.0,
        "private_before_mb": 25.0, "mapped_mb": 100.0,
    },
    "list": {"rows": 100_000, "write_s": 3.0, "build_s": 20.0, "file_mb": 20.0, "indexed_mb": 60.0},
    "recall": RECALL,
    "sizes": {"16,000": {"threshold": 20.0, "alarms_percent": 0.05, "unlisted": 10_000, **RECALL}},
    "trade": {"16,000": {"18.0": {"alarms_percent": 0.3, "found": 0.97}}},
    "kinds": {"typo1": RECALL},
    "documents": {"n": 10, "found_first": 10},
    "change": {"added_ms": 5.0, "withdrawn_ms": 4.0, "at_once": True},
    "others": {"GTAS rule 0.95": {"recall": 0.6, "alarms_percent": 1.0, "ours_percent": 0.1, "ours_bits": 25.0}},
    "label sets": {"absent": "give --labels FOLDER"},
    "published lists": {"UN": {"n": 3, "candidates": 0.9}},
}  # fmt: skip


def test_what_meets_every_target_is_said_to():
    told = judged(FIGURES)

    assert told["met"] is True
    assert told["targets"]["p99 under 16 ms"] == "12.0 met"


def test_one_figure_that_falls_short_is_told_and_fails_the_whole():
    told = judged(FIGURES | {"recall": RECALL | {"candidates": 0.99}})

    assert told["met"] is False
    assert told["targets"]["candidates, all, at least 0.995"] == "0.99 FALLS SHORT"


def test_another_rule_with_fewer_false_alarms_is_told():
    better = {
        "GTAS rule 0.95": {"recall": 0.6, "alarms_percent": 0.1, "ours_percent": 0.1, "ours_bits": 25.0}
    }

    assert judged(FIGURES | {"others": better})["met"] is False


def test_the_tables_take_the_place_of_the_old_ones_and_the_page_stays(tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "matching.md").write_text(f"# Before\n\n{BEGIN}\nstale\n{END}\n\nAfter\n")

    write(tmp_path, FIGURES | judged(FIGURES), [Line(Scores("Mpaka", (3.0, 1.0), (2.0, 0.0)), (2.0,))])

    page = (tmp_path / "matching.md").read_text()
    assert page.startswith("# Before\n")
    assert page.endswith("\n\nAfter\n")
    assert "stale" not in page
    assert "| typo1 | 1.0 | 1.0 | 0.95 | 0.996 | 0.993 | 0.94 | 44 |" in page
    assert "| 16,000 | 18.0 | 0.3 % | 0.97 |" in page
    assert (tmp_path / "pictures" / "matching.svg").read_text().startswith("<svg")
