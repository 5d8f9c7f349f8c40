"""Names made comparable: letters folded, particles kept as words of their own, order set aside.

Folding is for finding, never for keeping: the name as printed stays what it is. Why two names meet stands in
border/watchlist.py.
"""

import unicodedata

from border.icao.transliteration import Untransliterable, mrz_name

HEAD = 10


def fold(name: str) -> tuple[str, ...]:
    """Return the words of a name in plain capitals, marks dropped: `Müller-Öst` is (MULLER, OST).

    Hyphens, commas and fillers part words; apostrophes vanish; particles (`al`, `van der`) stay words. Cyrillic and
    Arabic letters come out in Latin; letters that no table has stay what they are.
    """
    return _words(_without_marks(name))


def spellings(name: str) -> frozenset[tuple[str, ...]]:
    """Return the ways in which a name may have come into a zone: without its marks, and with two letters for one."""
    return frozenset({fold(name), _words(name)})


def keys(surname: str, given_names: str) -> frozenset[str]:
    """Return the keys under which a name is kept and sought: all its words, sorted.

    Two names that share a key have the same words, in whatever order and field. Never empty strings.
    """
    found = {" ".join(sorted(words)) for words in spellings(f"{surname} {given_names}")}
    return frozenset(key for key in found if key)


def head(surname: str, given_names: str = "") -> str:
    """Return the first letters of the first word: what is left to search by when a zone cut a name short."""
    words = fold(surname) or fold(given_names)
    return words[0][:HEAD] if words else ""


def begins(short: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a name cut short can be the whole one: each word left begins the word in its place.

    Source: Doc 9303-4, section 4.2.3 and Doc 9303-3, section 4.6: words are dropped from the end or cut, to a letter
    if need be.
    """
    return len(short) <= len(whole) and all(
        full.startswith(cut) for cut, full in zip(short, whole, strict=False)
    )


def _words(name: str) -> tuple[str, ...]:
    try:
        return tuple(part for part in mrz_name(name.replace("<", " ")).split("<") if part)
    except Untransliterable:
        upright = unicodedata.normalize("NFKC", name).upper()
        return tuple("".join(c if c.isalnum() else " " for c in upright).split())


def _without_marks(name: str) -> str:
    """Return a name whose letters lost their marks; Ø, which has none to lose, is O."""
    parts = unicodedata.normalize("NFKD", name.upper()).replace("Ø", "O")
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")
