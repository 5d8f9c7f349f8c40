"""What the label sets of others say of us and of the other rules."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.editions.index import Index
from bench.matching import labels, trial
from bench.matching.curves import best_f1
from bench.matching.trial import share
from bench.matching.yardsticks import Yardstick
from border.listing import ListedName, Subject
from border.matching.score import compare
from border.matching.sought import Sought

EQUALLY_RARE = 10.0
"""Bits of every word in pairs that come from no list."""
Score = Callable[[Sought, Subject], float]


def measured(path: Path, rules: Sequence[Yardstick], folder: Path | None) -> dict[str, Any]:
    """Return what each label set gives; why not, where it is not there. The list at `path` gets their entries."""
    if folder is None:
        return {"absent": "give --labels FOLDER"}
    told: dict[str, Any] = {}
    scores = {"Mpaka": evidence} | {rule.name: rule.score for rule in rules}
    told["name pairs"] = (
        _pairs(scores, folder) if (folder / labels.PAIRS).is_file() else f"{labels.PAIRS} absent"
    )
    if (folder / labels.TREATED).is_file() and (folder / labels.UNTREATED).is_file():
        told["yente"] = _yente(path, rules, folder)
    else:
        told["yente"] = f"{labels.TREATED} absent"
    spellings = (
        "judge wikidata_variant" if (folder / labels.GROUPS).is_file() else "absent: our own rules instead"
    )
    return told | {f"name groups ({labels.GROUPS})": spellings}


def evidence(sought: Sought, subject: Subject) -> float:
    """Return our score for names alone: the share of the evidence that the very same name would have given."""
    most = max(_bits(sought, _itself(sought)), _bits(_as_sought(subject), subject))
    return _bits(sought, subject) / most if most > 0 else 0.0


def _bits(sought: Sought, subject: Subject) -> float:
    found = compare(sought, subject, lambda _sound: EQUALLY_RARE)
    return found.bits if found else 0.0


def _itself(sought: Sought) -> Subject:
    return Subject("itself:1", (ListedName(sought.surname, sought.given_names),))


def _as_sought(subject: Subject) -> Sought:
    return labels.sought(subject.names[0].text)


def _pairs(scores: dict[str, Score], folder: Path) -> dict[str, Any]:
    """Return the best F1 that a threshold reaches, for each rule on names alone."""
    labelled = [
        (labels.sought(first), Subject("pair:1", (ListedName("", second),)), same)
        for first, second, same in labels.pairs(folder)
    ]
    told: dict[str, Any] = {"n": len(labelled)}
    for name, score in scores.items():
        told[f"F1 {name}"] = best_f1([(score(sought, subject), same) for sought, subject, same in labelled])[
            0
        ]
    return told


def _yente(path: Path, rules: Sequence[Yardstick], folder: Path) -> dict[str, Any]:
    """Return how many persons with damaged names are found, their entries being put into our list."""
    known = labels.listed_and_damaged(folder)
    trial.change(path, (), [subject for subject, _ in known])
    listed = Index(path)
    answers = [trial.ask(listed, subject.entry, sought) for subject, sought in known]
    told = {
        "n": len(answers),
        "candidates": round(share(one.candidate for one in answers), 3),
        "top ten": round(share(one.in_top for one in answers), 3),
        "found": round(share(one.bits >= listed.threshold for one in answers), 3),
    }
    for rule in rules:
        for threshold in rule.published:
            found = share(rule.score(sought, subject) >= threshold for subject, sought in known)
            told[f"{rule.name} {threshold:.2f}"] = round(found, 3)
    return told
