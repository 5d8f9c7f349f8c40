"""Names against lists: recall by kind of damage, false alarms by size of list, latency, memory, and other people's rules.

Made lists and travellers, from a seed (bench/matching/generator.py); label sets and published lists where a folder has
them. A hundred thousand rows unless told otherwise, in a few minutes; the record in docs/matching.md is of a million.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.editions.index import Index
from bench.matching import judges, labels, logic_v2, page, process, published, trial
from bench.matching.curves import Scores
from bench.matching.damage import DAMAGES, Damage, by_groups, damaged
from bench.matching.generator import unlisted
from bench.matching.picture import Line
from bench.matching.trial import Answer, Made, Positive, share
from bench.matching.yardsticks import YARDSTICKS, Yardstick

TOP_OF_HOUSE = Path(__file__).parents[2]
SIZES = (16_000, 100_000, 1_000_000)
EACH, EACH_SMALLER = 600, 60
"""Damaged travellers of each kind: on the largest list, so that ten thousand have a full birth, and on the smaller ones."""
UNLISTED, UNLISTED_LARGEST, LARGE = 25_000, 10_000, 100_000
"""Travellers on no list: 0.1 % of them is a figure; fewer on lists beyond `LARGE`, where there is more to be met."""
TIMED, TIMED_SEED = 3_000, 7
JUDGED_BY_OTHERS = 1_000
"""Unlisted travellers put to other people's rules, with all their candidates."""
DOCUMENTS = 200
STEPS = (-6.0, -4.0, -2.0, 0.0, 2.0, 4.0, 6.0)
"""Bits from the threshold in use, to tell what another would cost."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a list of one size answered."""

    made: Made
    threshold: float
    answers: tuple[tuple[Positive, Answer], ...]
    unlisted: tuple[float, ...]

    @property
    def scores(self) -> Scores:
        return Scores("Mpaka", tuple(answer.bits for _, answer in self.answers), self.unlisted)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=100_000, help="persons on the largest list (100,000)")
    parser.add_argument("--labels", type=Path, help="folder with label sets that others made")
    parser.add_argument("--lists", type=Path, help="folder with published lists (un-consolidated*.xml)")
    parser.add_argument(
        "--with-logic-v2", action="store_true", help="install OpenSanctions' logic-v2 and measure it"
    )
    parser.add_argument("--docs", action="store_true", help="write the table and the picture into docs")


def run(asked: argparse.Namespace) -> dict[str, Any]:
    lacking = []
    with tempfile.TemporaryDirectory(prefix="mpaka-matching-") as folder, ExitStack() as stack:
        rules = [*YARDSTICKS]
        try:
            rules += [stack.enter_context(logic_v2.yardstick())] if asked.with_logic_v2 else []
        except logic_v2.NotInstalled as error:
            lacking.append(f"logic-v2: {error}")
        sizes = sorted({size for size in SIZES if size < asked.rows} | {asked.rows})
        tried = {size: _tried(Path(folder, f"{size}.db"), size, asked) for size in sizes}
        largest = tried[asked.rows]
        others, curves = _others(largest, rules)
        figures = _figures(largest, tried) | {"others": others}
        figures["label sets"] = judges.measured(largest.made.path, rules, asked.labels)
        figures["published lists"] = published.measured(largest.made.path, asked.lists)
    if not asked.with_logic_v2:
        lacking.append("logic-v2: not asked for (--with-logic-v2)")
    figures |= {"not measured": "; ".join(lacking) or "nothing"} | page.judged(figures)
    if asked.docs:
        page.write(TOP_OF_HOUSE / "docs", figures, [Line(largest.scores, (largest.threshold,)), *curves])
    return figures


def _tried(path: Path, rows: int, asked: argparse.Namespace) -> Tried:
    made, each = trial.make(path, rows), EACH if rows == asked.rows else EACH_SMALLER
    listed = Index(path)
    positives = trial.positives(rows, each, _damages(asked.labels))
    answers = tuple((one, trial.ask(listed, one.subject.entry, one.sought)) for one in positives)
    least, unlisted_of = listed.threshold + STEPS[0], UNLISTED if rows <= LARGE else UNLISTED_LARGEST
    met = tuple(
        trial.best_bits(listed, one, trial.NEVER if place < JUDGED_BY_OTHERS else least)
        for place, one in enumerate(trial.travellers(unlisted_of))
    )
    return Tried(made, listed.threshold, answers, met)


def _damages(folder: Path | None) -> Mapping[str, Damage]:
    """Return the kinds of damage; other people's spellings where their file is there."""
    if folder is None or not (folder / labels.GROUPS).is_file():
        return DAMAGES
    return {**DAMAGES, "wikidata_variant": by_groups(labels.groups(folder))}


def _figures(largest: Tried, tried: Mapping[int, Tried]) -> dict[str, Any]:
    made, told = largest.made, _process(largest.made.path)
    return {
        "unit": "ms of processor time a traveller",
        **told.pop("cpu_ms"),
        "process": told,
        "list": {
            "rows": made.rows,
            "write_s": round(made.write_s, 1),
            "build_s": round(made.build_s, 1),
            "file_mb": round(made.bytes_bare / 1e6, 1),
            "indexed_mb": round(made.bytes_indexed / 1e6, 1),
        },
        "recall": _recall(largest.answers, largest.threshold),
        "sizes": {f"{rows:,}": _size(one) for rows, one in tried.items()},
        "trade": {f"{rows:,}": _trade(one) for rows, one in tried.items()},
        "kinds": {kind: _kind(largest, kind) for kind in DAMAGES},
        "documents": _documents(largest),
        "change": _change(largest),
    }


def _process(path: Path) -> dict[str, Any]:
    travellers = path.with_suffix(".travellers")
    process.write(travellers, unlisted(TIMED + process.WARM_UP, TIMED_SEED))
    command = [sys.executable, "-m", "bench.matching.process", str(path), str(travellers)]
    done = subprocess.run(command, cwd=TOP_OF_HOUSE, capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _recall(answers: Sequence[tuple[Positive, Answer]], threshold: float) -> dict[str, Any]:
    known = [answer for positive, answer in answers if positive.day_known]
    every = [answer for _, answer in answers]
    return {
        "n": len(every),
        "candidates_day_known": round(share(one.candidate for one in known), 4),
        "candidates": round(share(one.candidate for one in every), 4),
        "top_ten_day_known": round(share(one.in_top for one in known), 4),
        "top_ten": round(share(one.in_top for one in every), 4),
        "found_day_known": round(share(one.bits >= threshold for one in known), 4),
        "found": round(share(one.bits >= threshold for one in every), 4),
    }


def _kind(tried: Tried, kind: str) -> dict[str, Any]:
    return _recall([one for one in tried.answers if one[0].damage == kind], tried.threshold)


def _size(tried: Tried) -> dict[str, Any]:
    recall = _recall(tried.answers, tried.threshold)
    return {
        "threshold": round(tried.threshold, 1),
        "alarms_percent": round(100 * tried.scores.alarms(tried.threshold), 3),
        "unlisted": len(tried.unlisted),
        **{name: recall[name] for name in ("found_day_known", "found", "candidates", "top_ten")},
    }


def _trade(tried: Tried) -> dict[str, Any]:
    """Return what other thresholds would stop and find, around the one in use."""
    return {
        f"{tried.threshold + step:.1f}": {
            "alarms_percent": round(100 * tried.scores.alarms(tried.threshold + step), 3),
            "found": round(tried.scores.recall(tried.threshold + step), 4),
        }
        for step in STEPS
    }


def _documents(tried: Tried) -> dict[str, Any]:
    """Return how many strangers with a listed document are met by it, before anybody met by name."""
    listed = Index(tried.made.path)
    bearers = trial.bearers(tried.made.rows, DOCUMENTS)
    first = [(one.subject.entry, listed.screen(one.sought)[:1]) for one in bearers]
    found = [met[0].by_document and met[0].subject.entry == entry for entry, met in first if met]
    return {"n": len(bearers), "found_first": sum(found)}


def _change(tried: Tried) -> dict[str, Any]:
    """Return what one row more costs, and whether the next traveller meets it; the same for one row less."""
    (more,) = trial.strangers(1)
    sought = damaged(more, "exact", trial.SEED)
    seen, milliseconds = [], []
    for gone, come in (((), (more,)), ((more.entry,), ())):
        began = time.thread_time()
        trial.change(tried.made.path, gone, come)
        met = Index(tried.made.path).screen(sought)
        milliseconds.append(round((time.thread_time() - began) * 1000, 1))
        seen.append(any(one.subject.entry == more.entry for one in met))
    return {"added_ms": milliseconds[0], "withdrawn_ms": milliseconds[1], "at_once": seen == [True, False]}


def _others(tried: Tried, rules: Sequence[Yardstick]) -> tuple[dict[str, Any], list[Line]]:
    """Return what other rules find and raise on the same pairs and travellers, beside ours at their recall."""
    listed = Index(tried.made.path)
    judged = trial.travellers(JUDGED_BY_OTHERS)
    met = [trial.best_scores(listed, [rule.score for rule in rules], one) for one in judged]
    ours = Scores("Mpaka", tried.scores.listed, tried.unlisted[:JUDGED_BY_OTHERS])
    told: dict[str, Any] = {}
    lines = []
    for place, rule in enumerate(rules):
        found = tuple(rule.score(one.sought, one.subject) for one, _ in tried.answers)
        scores = Scores(rule.name, found, tuple(best[place] for best in met))
        lines.append(Line(scores, rule.published))
        told |= {f"{rule.name} {one:.2f}": _beside(scores, one, ours) for one in rule.published}
    return told, lines


def _beside(scores: Scores, threshold: float, ours: Scores) -> dict[str, Any]:
    recall = scores.recall(threshold)
    bits = ours.threshold_for(recall)
    return {
        "recall": round(recall, 3),
        "alarms_percent": round(100 * scores.alarms(threshold), 2),
        "ours_percent": round(100 * ours.alarms(bits), 2),
        "ours_bits": round(bits, 1),
    }
