"""What people cross in: a plate in one spelling, and who runs it."""

from dataclasses import dataclass

from border.fields import BadCharacter, line

MOST_OF_PLATE = 15
MOST_OF_CARRIER = 60


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle by its plate, with its carrier; each may be '' where it is unknown.

    state: where the plate is from, a code of Doc 9303-3 section 5, '' where nobody asked.
    Raises TooLong, BadCharacter.
    """

    plate: str = ""
    state: str = ""
    carrier: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "plate", plate(self.plate))
        object.__setattr__(self, "state", line(self.state, "vehicle_state", 3).upper())
        object.__setattr__(self, "carrier", line(self.carrier, "carrier", MOST_OF_CARRIER))


def plate(text: str) -> str:
    """Return a plate in one spelling: capitals and figures without gaps or strokes. Raises TooLong, BadCharacter.

    >>> plate("kda 123-a")
    'KDA123A'
    """
    typed = line(text, "vehicle_plate", 2 * MOST_OF_PLATE).upper()
    bare = "".join(character for character in typed if character not in " -./·")
    for character in bare:
        if not character.isalnum():
            raise BadCharacter("vehicle_plate", ord(character))
    return line(bare, "vehicle_plate", MOST_OF_PLATE)
