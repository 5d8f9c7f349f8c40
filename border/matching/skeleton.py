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
| C after a vowel, at the end (Somali, the ayn of Jaamac, who is Jama), or inside (Ismaaciil, Sacdiyo) | K; in a second reading nothing |
| DH, TH, GH, PH, SH, CH, ZH, TS, DJ, TZ | D, T, G, F, S, S, S, S, J, S |
| TH (Arabic, the S of Osman, who is Othman and Cismaan) | T; in a second reading S |
| Z, V, and J for Y at the beginning | S, F, J |
| Abd and the name of God it serves | ^ and the name's consonants |
"""

import re

_AYN = re.compile("(?<=AA|EE|II|OO|UU)C|C(?=AA|EE|II|OO|UU)|(?<=[AEIOU])C(?=[BDFGMNS])")
_AYN_AT_START = re.compile("^C(?=[AEIOU])")
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
_ALIKE = tuple(
    (re.compile(found), kept)
    for found, kept in (
        ("^[AE]L(?=[AEIOU][A-Z]{4})", ""), (_AYN.pattern, ""), ("M$", "N"), ("^W", "V"),
        ("SCH|TCH|TSH|CH|ZH|SH|DJ|DZ|TS|TZ|HS|X|Z|J", "S"), ("DI(?=[AEOU])|Q(?=I)", "S"), ("KH", "H"), ("CK|[GQ]H?|K", "K"),
        ("C(?=[AEIOU])", "S"), ("C", "K"), ("[TD]H?", "T"), ("PH|V", "F"), ("B", "P"), ("R", "L"), ("[AEIY]", "A"),
        ("[OUW]", "O"), ("(?<!^)H", ""),
    )
)  # fmt: skip
_ARTICLE_OR_NOT = re.compile("^L[AEIOU]")
"""Abdulaziz is Abd al-Aziz, Abdulatif is Abd al-Latif."""
_SILENT = re.compile(r"(?<!^)[WY]|[AEIOU]")
_TWICE = re.compile(r"(.)\1+")


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
    if _AYN.search(text):
        readings += [_AYN.sub("", way) for way in readings]
    if "TH" in text:
        readings += [way.replace("TH", "S") for way in readings]
    found = dict.fromkeys(sound for way in readings for sound in _heard(way))
    return tuple(found)[:3]


def likened(text: str) -> str:
    """Return a folded word with all letters that one ear, pen or romanisation takes for another made one; never ''.

    Coarser than the sound in consonants, finer in vowels, and for comparing alone: T and D, P and B, K and G, L and R,
    CH, J, ZH, HS, TS and X (`Hsiao` is `Xiao`, `Tsao` is `Cao`), KH and H (`Khamis` is `Hamisi`), DI and J (`Diop` is
    `Jobe`), W and V where they begin (`Wijay`), M and N where they end (`Aadan` is `Adam`), the ayn of Somali inside a
    word (`Ismaaciil`), an article that has grown together with a vowel (`Alotaibi`), and a vowel at the end.
    """
    left = text
    for found, kept in _ALIKE:
        left = found.sub(kept, left)
    left = _TWICE.sub(r"\1", left)
    return (left[:-1] if len(left) > 3 and left[-1] in "AO" else left) or text


def _heard(text: str) -> tuple[str, ...]:
    """Return the sounds of a word; of one who serves God by a name, that and the sound of the name alone."""
    match = _SERVANT.match(text)
    if match is None:
        return (_bones(text),)
    name = _AYN_AT_START.sub("", text[match.end() :])
    if _OF_GOD.fullmatch(name):
        return "^L", "L"
    names = [name[1:], name] if _ARTICLE_OR_NOT.match(name) else [_ARTICLE.sub("", name)]
    heard = [bones for each in names if len(each) > 3 for bones in [_bones(each)]]
    alone = [bones for bones in heard[:1] if len(bones) > 1]
    return (*(f"^{bones}" for bones in heard), *alone) or (_bones(text),)


def _bones(text: str) -> str:
    left = text
    for found, kept in _PAIRS:
        left = found.sub(kept, left)
    left = _SILENT.sub("", left)
    left = left.removesuffix("H") or left
    return _TWICE.sub(r"\1", left) or text[:1]
