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
    for line in sys.stdin:
        query, listed = (person(model, said) for said in json.loads(line))
        print(algorithm.compare(query, listed, config).score, flush=True)


def person(model: Any, properties: dict[str, list[str]]) -> Any:
    """Return the properties as a FollowTheMoney entity."""
    return model.get_proxy({"id": "one", "schema": "Person", "properties": properties})


if __name__ == "__main__":
    main()
