"""Names in Latin, Cyrillic and Arabic letters, written with the letters of a machine-readable zone.

Sources: Doc 9303-3, section 6.A (Latin), 6.B (Cyrillic) and 6.C (Arabic) for letters, section 4.6 for punctuation,
appendix B for two Arabic letters of foreign names. Where the tables leave a choice, the first is taken (Ü is UE).
Beyond the tables: a Latin letter with marks they do not have loses its marks; Ѓ and Ћ, which 6.B leaves out, are
G (Macedonian GJ) and C; the soft sign is left out, as issuers do.
"""

import unicodedata
from collections.abc import Mapping

from border.errors import BorderError


class Untransliterable(BorderError):
    """A character that no table of Doc 9303-3 turns into letters; numerals are such in a name."""

    number = "B104"

    def __init__(self, character: str) -> None:
        super().__init__(f"{character!r} cannot be written in a name of the zone", character=character)


_LATIN_GROUPS = {
    "A": "ÀÁÂÃĀĂĄ", "AA": "Å", "AE": "ÄÆ", "C": "ÇĆĈĊČ", "D": "ÐĎĐ", "E": "ÈÉÊËĒĔĖĘĚ", "G": "ĜĞĠĢ", "H": "ĤĦ",
    "I": "ÌÍÎÏĨĪĬĮİ", "J": "Ĵ", "K": "Ķ", "L": "ĹĻĽŁ", "N": "ÑŃŅŇŊ", "O": "ÒÓÔÕŌŎŐ", "OE": "ÖØŒ", "R": "ŔŖŘ",
    "S": "ŚŜŞŠ", "SS": "ẞ", "T": "ŢŤŦ", "TH": "Þ", "U": "ÙÚÛŨŪŬŮŰŲ", "UE": "Ü", "W": "Ŵ", "Y": "ÝŶŸ", "Z": "ŹŻŽ",
}  # fmt: skip
_LATIN = {letter: written for written, letters in _LATIN_GROUPS.items() for letter in letters}

_CYRILLIC_ROWS = """
Ё E Ђ D Ѓ G Є IE Ѕ DZ І I Ї I Ј J Љ LJ Њ NJ Ћ C Ќ K Ў U Џ DZ А A Б B В V Г G Д D Е E Ж ZH З Z И I Й I К K Л L
М M Н N О O П P Р R С S Т T У U Ф F Х KH Ц TS Ч CH Ш SH Щ SHCH Ъ IE Ы Y Э E Ю IU Я IA Ѫ U Ѵ Y Ґ G Ғ G Һ C
"""

_BY_LANGUAGE_ROWS = {
    "be": "Ё IO Г H",
    "bg": "Щ SHT",
    "mk": "Ќ KJ Џ DJ Х H Ц C Ѓ GJ",
    "sr": "Г H Ж Z Х H Ц C Ч C Ш S",
    "uk": "Г H И Y",
}
_UKRAINIAN_FIRST_ROW = "Є YE Ї YI Й Y Ю YU Я YA"

_ARABIC_ROWS = """
0621 XE  0622 XAA 0623 XAE 0624 U   0625 I   0626 XI  0627 A   0628 B   062A T   062B XTH 062C J   062D XH
062E XKH 062F D   0630 XDH 0631 R   0632 Z   0633 S   0634 XSH 0635 XSS 0636 XDZ 0637 XTT 0638 XZZ 0639 E
063A G   0641 F   0642 Q   0643 K   0644 L   0645 M   0646 N   0647 H   0648 W   0649 XAY 064A Y   0671 XXA
0679 XXT 067C XRT 067E P   0681 XKE 0685 XXH 0686 XC  0688 XXD 0689 XDR 0691 XXR 0693 XRR 0696 XRX 0698 XJ
069A XXS 06A4 V   06A5 XF  06A9 XKK 06AB XXK 06AD XNG 06AF XGG 06BA XNN 06BC XXN 06BE XDO 06C0 XYH 06C1 XXG
06C2 XGE 06C3 XTG 06CC XYA 06CD XXY 06D0 Y   06D2 XYB 06D3 XBE
"""
_ARABIC_UNWRITTEN = "\u0640\u069c\u06a2\u06a7\u06a8"  # tatweel, and four letters of the Maghreb
_TEH_MARBUTA, _SHADDA = "\u0629", "\u0651"


def _rows(rows: str) -> dict[str, str]:
    words = rows.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_CYRILLIC = _rows(_CYRILLIC_ROWS) | {"Ь": ""}
_ARABIC = {chr(int(point, 16)): written for point, written in _rows(_ARABIC_ROWS).items()}
_LETTERS: Mapping[str, str] = _LATIN | _CYRILLIC | _ARABIC | dict.fromkeys(_ARABIC_UNWRITTEN, "")
_BY_LANGUAGE = {language: _rows(rows) for language, rows in _BY_LANGUAGE_ROWS.items()}
_UKRAINIAN_FIRST = _rows(_UKRAINIAN_FIRST_ROW)


def mrz_name(name: str, language: str = "") -> str:
    """Return a name as a zone writes it: A to Z, and one filler between components.

    language: 'be', 'bg', 'mk', 'sr' or 'uk' for the exceptions of section 6.B; anything else takes the plain table.
    Apostrophes and other punctuation are dropped, hyphens, commas and spaces are fillers. Raises Untransliterable.

    >>> mrz_name("D'Artagnan-Müller, Zoë")
    'DARTAGNAN<MUELLER<ZOE'
    """
    upright = unicodedata.normalize("NFKC", name).upper()
    components = "".join(_gap(character) for character in upright).split("<")
    return "<".join(filter(None, (_component(component, language) for component in components)))


def _gap(character: str) -> str:
    """Return '<' for what parts two components of a name, the character itself otherwise."""
    parts = character in ",،" or character.isspace() or unicodedata.category(character) == "Pd"
    return "<" if parts else character


def _component(component: str, language: str) -> str:
    exceptions = _BY_LANGUAGE.get(language, {})
    written: list[str] = []
    for at, character in enumerate(component):
        if character == _SHADDA:
            written.append(written[-1] if written else "")
        elif character == _TEH_MARBUTA:
            written.append("XTA" if _letters_follow(component[at + 1 :]) else "XAH")
        elif language == "uk" and not written and character in _UKRAINIAN_FIRST:
            written.append(_UKRAINIAN_FIRST[character])
        elif character in exceptions:
            written.append(exceptions[character])
        elif (letters := _letters(character)) is not None:
            written.append(letters)
    return "".join(written)


def _letters_follow(rest: str) -> bool:
    return any(unicodedata.category(character).startswith("L") for character in rest)


def _letters(character: str) -> str | None:
    """Return the letters for one character, None for one that is dropped (marks, punctuation, controls)."""
    if character in _LETTERS:
        return _LETTERS[character]
    if "A" <= character <= "Z":
        return character
    if unicodedata.category(character)[0] in "MPSC" or unicodedata.category(character) == "Lm":
        return None
    plain = unicodedata.normalize("NFD", character)[0]
    if plain != character and unicodedata.category(character).startswith("L"):
        return _letters(plain)
    raise Untransliterable(character)
