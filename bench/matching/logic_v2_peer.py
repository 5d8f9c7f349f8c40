"""Answers for bench/matching/logic_v2.py, in that environment: reads pairs of persons, writes their scores.

Each line is a JSON list of two objects, the properties of the traveller and of the listed person; each answer is a number
from 0 to 1. Imports nothing of ours.
"""

import importlib
import json
import sys
from typing import Any


def main() -> None:
    model = importlib.import_module("followthemoney").model
    matching = importlib.import_module("nomenklatura.matching")
    algorithm = matching.get_algorithm("logic-v2")
    config = algorithm.default_config()
    for number, line in enumerate(sys.stdin):
        query, listed = (
            person(model, f"{number}-{side}", said) for side, said in enumerate(json.loads(line))
        )
        print(algorithm.compare(query, listed, config).score, flush=True)


def person(model: Any, number: str, properties: dict[str, list[str]]) -> Any:
    """Return the properties as a FollowTheMoney entity; what it found of one is remembered by its id."""
    return model.get_proxy({"id": number, "schema": "Person", "properties": properties})


if __name__ == "__main__":
    main()
