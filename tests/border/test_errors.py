import importlib
import pkgutil

import border
from border.errors import BorderError


def _errors(of: type[BorderError]) -> set[type[BorderError]]:
    return {of}.union(*(_errors(child) for child in of.__subclasses__()))


def test_every_error_of_the_rules_has_a_number_of_its_own():
    for module in pkgutil.walk_packages(border.__path__, "border."):
        importlib.import_module(module.name)

    numbers = sorted(e.number for e in _errors(BorderError) if e.__module__.startswith("border."))

    assert numbers == sorted(set(numbers))
    assert all(number[0] == "B" and number[1:].isdigit() for number in numbers)


def test_an_error_carries_facts_for_the_page_beside_its_words():
    error = BorderError("'?' is no character of a zone", line=2, column=14)

    assert str(error) == "'?' is no character of a zone"
    assert error.facts == {"line": 2, "column": 14}
