"""What the addresses of pages may hold: whole numbers that every engine can keep."""

from flask import Flask
from werkzeug.routing import IntegerConverter


class WholeNumber(IntegerConverter):
    """Digits 0 to 9, eighteen at most: a longer number is past what a database takes, so no page can have it."""

    regex = r"[0-9]{1,18}"


def bound(app: Flask) -> None:
    """Hold `<int:...>` within bounds on every address of an application. Call it before any address is added."""
    app.url_map.converters["int"] = WholeNumber
