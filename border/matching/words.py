"""Names as words that can be compared: letters folded to plain Latin capitals, particles and titles set aside.

Folding is for finding, never for keeping. Which field a word stood in is forgotten: lists and zones part names
differently, and patronymic chains have no surname at all.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from border.icao.transliteration import Untransliterable, mrz_name
from border.matching.skeleton import likened, sounds

MOST_WORDS = 12
"""Words of one name that are compared: a zone has no room for more, and a hostile name costs no more than this."""
MOST_OF_WORD = 40
SHORTEST_PART = 3
"""Letters of the shorter of two words that were written as one."""
DEEP = 6
"""Letters from which a word is found with two letters taken away, not one."""
MOST_SHORTENED = 16
"""Letters of a word that are taken away in turn: a hostile list of words of forty would fill the disk."""

ARTICLES = frozenset("ABD AL EL UL AR AS AZ AD AN AT ASH".split())
PARTICLES = ARTICLES | frozenset(
    "BIN IBN BEN BINT BINTI BINTE WA WALAD OULD WOULD OLD MINT UM UMM DE DA DI DO DU DEL DOS DAS VAN VON DER DEN TER LA LE"
    " LES Y E".split()
)
"""Words that lists and documents put in or leave out as they like.

One that joins two names joins nothing where it begins or ends one, and is a name there: Bin Cao, Le Thi Hoa, Y. Haile.
"""
TITLES = frozenset(
    "MR MRS MS MISS DR PROF ENG HON SIR GEN GENERAL COL COLONEL CAPT MAJ LT SHEIKH SHEIK SHAIKH SHAYKH CHEIKH SHEKH HAJI"
    " HAJJI HAJJ ALHAJI ALHAJ ALHAJJ HADJ HADJI MULLAH MULLA MAULAVI MAWLAWI MAULANA QARI USTAD USTAZ MOALIM"
    " MWALIMU".split()
)
SHORT_FOR = dict.fromkeys(("MOHD", "MUHD", "MHD", "MD", "MOH", "MOHMD"), "MOHAMED")
"""How officials shorten the commonest name there is."""

_DIGITS = str.maketrans("01582", "OISBZ")
_ARABIC = {
    "ا": "A", "أ": "A", "إ": "I", "آ": "A", "ٱ": "A", "ب": "B", "پ": "P", "ت": "T", "ث": "TH", "ج": "J", "چ": "CH",
    "ح": "H", "خ": "KH", "د": "D", "ذ": "DH", "ر": "R", "ز": "Z", "ژ": "J", "س": "S", "ش": "SH", "ص": "S", "ض": "D",
    "ط": "T", "ظ": "Z", "ع": "A", "غ": "GH", "ف": "F", "ڤ": "V", "ق": "Q", "ك": "K", "ک": "K", "گ": "G", "ل": "L",
    "م": "M", "ن": "N", "ه": "H", "ة": "A", "و": "U", "ؤ": "U", "ي": "I", "ی": "I", "ى": "A", "ئ": "I", "ء": "",
    "ـ": "",
}  # fmt: skip
"""Letters as names are commonly written in Latin; Doc 9303-3, 6.C keeps them apart at the price of unreadable names."""

_ARTICLE = re.compile(r"^(?:AL|EL)(?=[BCDFGHJKMNQRSTVWXZ][A-Z]{3})")
_PARTS = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name. sounds: its consonant skeletons, likeliest first; never empty. likened: see skeleton.py."""

    text: str
    sounds: tuple[str, ...]
    likened: str

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1


@lru_cache(maxsize=5_000)
def words(name: str) -> tuple[Word, ...]:
    """Return the words of a name in any script, particles and titles left out unless nothing else is there."""
    said = _PARTS.findall(folded(name))[: 2 * MOST_WORDS]
    kept = _servants_joined(_without_titles(said))
    kept = _without_particles(kept) or kept or said
    return tuple(word_of(text[:MOST_OF_WORD]) for text in kept[:MOST_WORDS])


def _without_titles(said: list[str]) -> list[str]:
    """Leave titles out where they begin a name; further on they are a father's name, or a family's."""
    first = next((at for at, word in enumerate(said) if word not in TITLES), 0)
    return said[first:]


def _without_particles(said: list[str]) -> list[str]:
    ends = (0, len(said) - 1)
    return [
        word for at, word in enumerate(said) if word not in PARTICLES or (at in ends and word not in ARTICLES)
    ]


def in_order(name: Iterable[Word]) -> str:
    """Return a name's words as one text, in the order of the alphabet."""
    return " ".join(sorted(word.text for word in name))


def joined(ours: Sequence[Word]) -> list[str]:
    """Return the texts that neighbouring words make when a space between them is one too many."""
    return [one.text + other.text for one, other in pairwise(ours)]


def parted(text: str) -> list[tuple[str, str]]:
    """Return the pairs of words that a text makes when a space in it was lost."""
    return [(text[:at], text[at:]) for at in range(SHORTEST_PART, len(text) - SHORTEST_PART + 1)]


def shortened(text: str) -> set[str]:
    """Return the beginning of a word and what is left of it when a letter is taken away, of a long word also two."""
    away = (1, 2) if len(text) >= DEEP else (1,)
    begins = text[:MOST_SHORTENED]
    return {begins} | {
        "".join(letter for at, letter in enumerate(begins) if at not in gone)
        for count in away
        for gone in combinations(range(len(begins)), count)
    }


@lru_cache(maxsize=20_000)
def word_of(text: str) -> Word:
    """Return one folded word: an article glued to it is cut off, a shortened name is written out."""
    plain = SHORT_FOR.get(text, _ARTICLE.sub("", text))
    return Word(plain, sounds(plain), likened(plain))


def folded(name: str) -> str:
    """Return a name in plain Latin capitals as far as tables reach; apostrophes vanish, all other marks part words."""
    upright = unicodedata.normalize("NFKC", name.replace("<", " ")).upper()
    if upright.isascii():
        latin = upright
    else:
        latin = " ".join(_latin(part) for part in upright.split())
    plain = "".join(letter for letter in latin if letter not in "'`ʼ’‘ʿʾ´")
    return " ".join(_digits_read(part) for part in plain.split())


def _latin(part: str) -> str:
    if any(letter in _ARABIC for letter in part):
        return "".join(
            _ARABIC.get(letter, "" if unicodedata.combining(letter) else letter) for letter in part
        )
    apart = (
        unicodedata.normalize("NFKD", part)
        .replace("Ø", "O")
        .replace("Ł", "L")
        .replace("ẞ", "SS")
        .replace("Đ", "D")
    )
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    if bare.isascii():
        return bare
    try:
        return mrz_name(part).replace("<", " ")
    except Untransliterable:
        return bare


def _digits_read(part: str) -> str:
    """Return a word whose digits a reader took for letters; a word of digits stays one."""
    if part.isalpha() or not any(letter.isalpha() for letter in part):
        return part
    return part.translate(_DIGITS)


def _servants_joined(said: list[str]) -> list[str]:
    """Join `ABD AL RAHMAN` to one word, as ABDURRAHMAN is."""
    joined: list[str] = []
    at = 0
    while at < len(said):
        word = said[at]
        if word in ("ABD", "ABDUL", "ABDEL", "ABDAL", "ABDOUL", "ABDIL", "CABD", "CABDUL") and at + 1 < len(
            said
        ):
            after = at + 1
            if said[after] in ("AL", "EL", "UL", "AR", "ER", "UR", "AS", "AN") and after + 1 < len(said):
                after += 1
            joined.append("ABDU" + said[after])
            at = after + 1
        else:
            joined.append(word)
            at += 1
    return joined
