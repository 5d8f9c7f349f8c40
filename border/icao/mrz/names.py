"""The name field: primary identifier, two fillers, secondary identifier; and how a long name is cut to fit.

Sources: Doc 9303-3, section 4.6; for cutting Doc 9303-4 to -7, the section on truncation. There are many good ways
to cut a name; only the last place must be a letter, so that the reader knows.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Surname (primary identifier) and given names (secondary), components parted by one space.

    truncated: the field is full to its last place, so the name must be taken as cut. stray: a filler stands where
    none belongs; the components are told apart all the same.
    """

    surname: str
    given_names: str
    truncated: bool
    stray: bool


def read_names(field: str) -> Names:
    """Return the names of a name field; one with no secondary identifier has no given names."""
    primary, _, secondary = field.rstrip("<").partition("<<")
    stray = "<<" in secondary or secondary.startswith("<") or primary.startswith("<")
    return Names(_spaced(primary), _spaced(secondary), field[-1] != "<", stray)


def written_names(primary: str, secondary: str, width: int) -> str:
    """Return the name field for two identifiers, cut where they are too long.

    primary, secondary: components of A-Z with one filler between them; secondary may be ''.
    """
    whole = f"{primary}<<{secondary}" if secondary else primary
    if len(whole) <= width:
        return whole.ljust(width, "<")
    if not secondary:
        return _cut(primary, width).ljust(width, "<")
    primary = _shortened(primary, width - 3)
    field = f"{primary}<<{_cut(secondary, width - len(primary) - 2)}"
    if len(field) < width:  # no letter of the secondary could come last: one of the primary makes room
        field = f"{_shortened(primary, max(len(primary) - 1, 1))}<<{secondary}"[:width]
    return field.ljust(width, "<")


def _spaced(identifier: str) -> str:
    return " ".join(filter(None, identifier.split("<")))


def _shortened(identifier: str, width: int) -> str:
    """Return an identifier of at most that width: its longest components lose their last letters."""
    components = identifier.split("<")
    while len("<".join(components)) > width and max(map(len, components)) > 1:
        longest = max(range(len(components)), key=lambda at: len(components[at]))
        components[longest] = components[longest][:-1]
    return "<".join(components)[:width].rstrip("<")


def _cut(identifier: str, width: int) -> str:
    """Return the first characters of an identifier, the last of them a letter; shorter where that cannot be."""
    cut = identifier[:width]
    if not cut.endswith("<"):
        return cut
    kept = _shortened(identifier[: width - 1], width - 2)
    return kept + identifier[width - 1 : width + 1] if len(kept) == width - 2 > 0 else cut[:-1]
