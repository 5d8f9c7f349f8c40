"""Header lines that somebody signs: what a frozen dataclass says, as lines of HTTP and as the bytes under a signature.

Each field has one form that it must have; whoever reads them has read nothing else of a request or an answer yet.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, cast

HASH = re.compile(r"[0-9a-f]{64}\Z")
NUMBER = re.compile(r"(0|[1-9][0-9]{0,15})\Z")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z", re.ASCII)
SITE = re.compile(r"[a-z0-9-]{1,64}\Z")

_FORMS: Mapping[Any, re.Pattern[str]] = {int: NUMBER}
_FORMS_BY_NAME = {
    **dict.fromkeys(("site", "hq"), SITE),
    **dict.fromkeys(("prev", "head", "body", "mark", "until_mark"), HASH),
    **dict.fromkeys(("sent_at", "asked_at"), INSTANT),
    "key": re.compile(r"[A-Z]{0,3}:[0-9A-Z]{1,30}\Z", re.ASCII),
    "path": re.compile(r"/[A-Za-z0-9/._-]{1,200}\Z"),
}

SIGNATURE = "Mpaka-Signature"

Said = TypeVar("Said")


class BadLines(ValueError):
    """Header lines that are missing or malformed."""

    number = "S230"


def message(protocol: str, said: Any) -> bytes:
    """Return the bytes that are signed: the protocol and every value in order, a line each."""
    values = (str(getattr(said, field.name)) for field in fields(said))
    return "\n".join([protocol, *values]).encode()


def as_http(said: Any) -> dict[str, str]:
    """Return the header lines."""
    return {http_name(field.name): str(getattr(said, field.name)) for field in fields(said)}


def read(kind: type[Said], lines: Mapping[str, str]) -> Said:
    """Read a dataclass out of header lines, names as HTTP writes them. Raises BadLines."""
    values: dict[str, Any] = {}
    for field in fields(cast(Any, kind)):
        text = lines.get(http_name(field.name), "")
        form = _FORMS.get(field.type) or _FORMS_BY_NAME[field.name]
        if not form.match(text):
            raise BadLines(f"the header {http_name(field.name)} is missing or malformed")
        values[field.name] = int(text) if form is NUMBER else text
    return kind(**values)


def signature_in(lines: Mapping[str, str]) -> bytes:
    """Return the signature, or bytes that nobody's key has made."""
    try:
        return bytes.fromhex(lines.get(SIGNATURE, ""))
    except ValueError:
        return b""


def http_name(field: str) -> str:
    return "Mpaka-" + field.replace("_", "-").title()
