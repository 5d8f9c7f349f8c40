"""What is left of a word when its spelling is taken away: the consonants, those that are written for each other made one.

Made for names of Somali, Arabic, Swahili and Amharic origin in Latin letters, where vowels, doubled letters and the
letters of the throat follow no rule: Maxamed, Mohammed and Muhamad sound MHMD; Cabdiraxmaan and Abdul Rahman ^RHMN; Cumar
and Omar MR. Other languages lose nothing that the comparison of letters does not give back.

| written | kept |
|---|---|
| vowels, W and Y inside a word, H at the end | nothing |
| KH, CK, Q, G before a consonant or at the end | K, K, K, G |
| X (Somali, the H of Hassan) | H; in a second reading KS or S |
| C before a vowel, at the beginning (Somali, the ayn of Ali) | nothing; in a second reading K |
| C after a vowel, at the end (Somali, the ayn of Jaamac, who is Jama) | K; in a second reading nothing |
| DH, TH, GH, PH, SH, CH, ZH, TS, DJ, TZ | D, T, G, F, S, S, S, S, J, S |
| TH (Arabic, the S of Osman, who is Othman and Cismaan) | T; in a second reading S |
| Z, V, and J for Y at the beginning | S, F, J |
| Abd and the name of God it serves | ^ and the name's consonants |
"""

import re
from functools import lru_cache

_PAIRS = tuple(
    (re.compile(found), kept)
    for found, kept in (
        ("SCH|TCH|TSH", "S"), ("KH", "K"), ("GH", "G"), ("DH", "D"), ("TH", "T"), ("SH|ZH|CH|TS|TZ", "S"), ("PH", "F"),
        ("DJ|DZ", "J"), ("CK", "K"), ("Q", "K"), ("Z", "S"), ("V", "F"), ("^[YIJ](?=[AEOU])", "J"), ("C(?=[EIY])", "S"),
        ("C", "K"),
    )
)  # fmt: skip
_SERVANT = re.compile(r"^C?ABD(?:OU|[UIEAOY])?(?=[A-Z]{3})")
_OF_GOD = re.compile(r"^(?:[AEIOU]?L+)?[AEIOU]?L?L+[AEIOU]+H?[IEUY]?$")
_ARTICLE = re.compile(r"^[UIAE]?(?:L(?=[^AEIOUL])|([RSNDTZ])(?=\1))")
_SILENT = re.compile(r"(?<!^)[WY]|[AEIOU]")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=20_000)
def sounds(text: str) -> tuple[str, ...]:
    """Return the skeletons of a folded word, likeliest first; at least one, never ''."""
    readings = [text]
    if text[:1] == "C" and text[1:2] in tuple("AEIOU"):
        readings = [text[1:], text]
    if "X" in text:
        readings = [way.replace("X", "H") for way in readings] + [
            way.replace("X", "KS" if way[0] != "X" else "S") for way in readings
        ]
    if text[-1:] == "C" and text[-2:-1] in tuple("AEIOU"):
        readings += [way[:-1] for way in readings]
    if "TH" in text:
        readings += [way.replace("TH", "S") for way in readings]
    found = dict.fromkeys(sound for way in readings for sound in _heard(way))
    return tuple(found)[:3]


def _heard(text: str) -> tuple[str, ...]:
    """Return the sound of a word; of one who serves God by a name, that and the sound of the name alone."""
    match = _SERVANT.match(text)
    if match is None:
        return (_bones(text),)
    name = text[match.end() :]
    if _OF_GOD.fullmatch(name):
        return "^L", "L"
    bones = _bones(_ARTICLE.sub("", name))
    return ("^" + bones, bones) if len(bones) > 1 else (_bones(text),)


def _bones(text: str) -> str:
    left = text
    for found, kept in _PAIRS:
        left = found.sub(kept, left)
    left = _SILENT.sub("", left)
    left = left.removesuffix("H") or left
    return _TWICE.sub(r"\1", left) or text[:1]
