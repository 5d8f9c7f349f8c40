"""The figures of a run as the tables of docs/matching.md, and its picture; and what they were meant to be."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.matching.picture import Line, drawn

BEGIN, END = "<!-- measured: written by ./mpaka bench matching --docs -->", "<!-- /measured -->"
PAGE, PICTURE = "matching.md", "pictures/matching.svg"
TITLE = "Precision over recall of Mpaka's matching and of other rules, on the same pairs and travellers"


def judged(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return each target with what was measured, and whether all are met."""
    recall, process, sizes = figures["recall"], figures["process"], figures["sizes"]
    asked = [
        ("p50 under 7 ms of processor time", figures["p50"], figures["p50"] < 7),
        ("p99 under 16 ms", figures["p99"], figures["p99"] < 16),
        ("private memory under 50 MB", process["private_mb"], process["private_mb"] < 50),
        ("opening under 500 ms", process["open_ms"], process["open_ms"] < 500),
        *(
            (f"{what} at least {least}", recall[name], recall[name] >= least)
            for what, name, least in (
                ("candidates, day of birth listed,", "candidates_day_known", 0.9997),
                ("candidates, all,", "candidates", 0.995),
                ("top ten, day of birth listed,", "top_ten_day_known", 0.999),
                ("top ten, all,", "top_ten", 0.992),
            )
        ),
        *(
            (
                f"false alarms at {rows} rows under {most} %",
                sizes[rows]["alarms_percent"],
                sizes[rows]["alarms_percent"] < most,
            )
            for rows, most in (("16,000", 0.1), ("100,000", 0.5))
            if rows in sizes
        ),
        *(
            (
                f"fewer false alarms than {name}",
                one["ours_percent"],
                _fewer(one),
            )
            for name, one in figures["others"].items()
        ),
    ]
    told = {what: f"{figure} {'met' if met else 'FALLS SHORT'}" for what, figure, met in asked}
    return {"targets": told, "met": all(met for _, _, met in asked)}


def _fewer(one: Mapping[str, Any]) -> bool:
    """Whether we stop fewer; of rules that stop nobody, none can be told from another."""
    ours, theirs = one["ours_percent"], one["alarms_percent"]
    return bool(ours < theirs or ours == theirs == 0)


def write(docs: Path, figures: Mapping[str, Any], lines: Sequence[Line]) -> None:
    """Write the picture, and the tables between the marks of the page."""
    (docs / PICTURE).write_text(drawn(TITLE, lines), encoding="utf-8")
    path = docs / PAGE
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n\n{tables(figures)}\n{END}{after}", encoding="utf-8")


def tables(figures: Mapping[str, Any]) -> str:
    parts = (_machine, _kinds, _sizes, _trade, _others, _judges, _targets)
    return "\n".join(part(figures) for part in parts)


def _machine(figures: Mapping[str, Any]) -> str:
    process, made, change = figures["process"], figures["list"], figures["change"]
    wall = process["wall_ms"]
    rows = [
        ("processor time a traveller", f"p50 {figures['p50']:.1f} ms, p95 {figures['p95']:.1f}, p99 {figures['p99']:.1f}"),
        ("on the clock", f"p50 {wall['p50']:.1f} ms, p95 {wall['p95']:.1f}, p99 {wall['p99']:.1f}"),
        ("private memory of a process that screens", f"{process['private_mb']} MB ({process['private_before_mb']} before it opened the list); mapped {process['mapped_mb']} MB"),
        ("opening", f"{process['open_ms']} ms"),
        ("file", f"{made['file_mb']} MB, with its index {made['indexed_mb']} MB; index built in {made['build_s']} s"),
        ("one row more, one less", f"{change['added_ms']} ms, {change['withdrawn_ms']} ms; {'effective at the next traveller' if change['at_once'] else 'NOT effective at the next traveller'}"),
        ("a stranger with a listed document", f"{figures['documents']['found_first']} of {figures['documents']['n']} met by it, shown first"),
    ]  # fmt: skip
    return _table((f"{made['rows']:,} persons", ""), rows)


def _kinds(figures: Mapping[str, Any]) -> str:
    head = ("damage", "candidate", "top ten", "found", "candidate", "top ten", "found", "n")
    names = (
        "candidates_day_known",
        "top_ten_day_known",
        "found_day_known",
        "candidates",
        "top_ten",
        "found",
        "n",
    )
    rows = [
        (label, *(one[name] for name in names))
        for label, one in [*figures["kinds"].items(), ("**all**", figures["recall"])]
    ]
    note = "The first three columns: rows whose day of birth is listed; the next: all rows. Found: at or above the threshold.\n"
    return f"{note}\n{_table(head, rows)}"


def _sizes(figures: Mapping[str, Any]) -> str:
    head = ("rows", "threshold, bits", "unlisted travellers stopped", "found, day listed", "found, all")
    rows = [
        (
            rows,
            one["threshold"],
            f"{one['alarms_percent']} % of {one['unlisted']:,}",
            one["found_day_known"],
            one["found"],
        )
        for rows, one in figures["sizes"].items()
    ]
    return _table(head, rows)


def _trade(figures: Mapping[str, Any]) -> str:
    rows = [
        (rows, bits, f"{one['alarms_percent']} %", one["found"])
        for rows, told in figures["trade"].items()
        for bits, one in told.items()
    ]
    note = "Another threshold, and what it would cost; the middle one of each size is in use.\n"
    return f"{note}\n{_table(('rows', 'threshold, bits', 'unlisted travellers stopped', 'found, all'), rows)}"


def _others(figures: Mapping[str, Any]) -> str:
    head = ("rule and threshold", "recall", "unlisted stopped", "Mpaka at that recall", "at bits")
    rows = [
        (name, one["recall"], f"{one['alarms_percent']} %", f"{one['ours_percent']} %", one["ours_bits"])
        for name, one in figures["others"].items()
    ]
    return _table(head, rows)


def _judges(figures: Mapping[str, Any]) -> str:
    rows = []
    for judge in ("label sets", "published lists"):
        for name, told in figures[judge].items():
            said = (
                "; ".join(f"{what} {one}" for what, one in told.items()) if isinstance(told, dict) else told
            )
            rows.append((f"{judge}: {name}", said))
    return _table(("judge", ""), rows)


def _targets(figures: Mapping[str, Any]) -> str:
    return _table(("target", "measured"), list(figures["targets"].items()))


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)
