"""Who is sought on the lists: a traveller as the document has one, or as an analyst asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sought:
    """Names as read or typed, in any letters and order. date_of_birth: a partial day of border.days, '' unknown.

    sex: M, F, X, U. nationality, issuing_state: codes of Doc 9303-3 or ''. names_truncated: the zone had no room.
    """

    surname: str
    given_names: str
    date_of_birth: str
    sex: str
    nationality: str
    document_number: str = ""
    issuing_state: str = ""
    names_truncated: bool = False
