"""Listed people and documents for editions: as many as a test needs, all made up."""

from border.listing import Birth, Category, ListedName, Subject
from border.traveller import Sex
from border.watchlist import ListedDocument


def person(number, category=Category.WANTED, **changes):
    """changes: more of border.listing.Subject."""
    names = (ListedName("ERIKSSON", f"ANNA {number}"),)
    births = (Birth("1974-08-12", "1974-08-12"),)
    told = {"names": names, "births": births, "sex": Sex.F, "nationalities": ("UTO",), "category": category}
    return Subject(f"own:{number}", **{**told, **changes})


def document(number):
    return ListedDocument(f"sltd:{number}", "UTO", f"L{number:07}")
