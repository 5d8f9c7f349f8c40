"""What names and births suffer between a list and a document: twenty-two ways, each known by its name.

A damage takes the listed person as an undamaged traveller and gives the traveller who stands at the desk, or says that
it cannot happen to this one (a name of two words has no middle). Nothing here knows how the matching works.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from random import Random
from string import ascii_lowercase

from bench.matching.generator import TD1_NAMES, TD3_NAMES, folk_of, of_subject, through_zone
from bench.matching.names import Group, People
from border.listing import Subject
from border.matching.sought import Sought

Damage = Callable[[Sought, People, Random], Sought]
OCR = {"O": "0", "I": "1", "S": "5", "B": "8", "Z": "2"}
L_AND_R = {"l": "r", "r": "l", "L": "R", "R": "L"}
LONG_ENOUGH = 4
"""Letters of a word in which a slip of the pen is put."""
OTHER_WAYS = tuple(
    (re.compile(found), written)
    for found, written in (
        ("ou", "u"), ("oo", "u"), ("u", "ou"), ("ee", "i"), ("ph", "f"), ("f", "ph"), ("ck", "k"), ("c(?=[aou])", "k"),
        ("k(?=[aou])", "c"), ("y", "i"), ("i$", "y"), ("tz", "z"), ("sch", "sh"), ("sh", "ch"), ("ch", "tch"),
        ("w", "v"), ("v", "w"), ("dj", "j"), ("j", "dj"), ("ks", "x"), ("x", "ks"), ("th", "t"), ("t(?=[aeiou])", "th"),
        ("h$", ""), ("([aeo])$", r"\1h"), ("e$", ""), ("ei", "ai"), ("ai", "ei"), ("q", "k"), ("gh", "g"),
        ("g(?=[ei])", "gh"), ("kh", "h"), (r"([lmnrst])\1", r"\1"), (r"(?<=[aeiou])([lmnrst])(?=[aeiou])", r"\1\1"),
        ("(?<=[^aeiou])e(?=[^aeiou])", "a"), ("(?<=[^aeiou])o(?=[^aeiou])", "u"),
    )
)  # fmt: skip
"""Ways in which one language writes what another writes otherwise; not the spellings of the words' own files."""


class NotPossible(Exception):
    """A damage that cannot happen to this person."""


def damaged(subject: Subject, damage: str, seed: int, damages: Mapping[str, Damage] | None = None) -> Sought:
    """Return the listed person as the traveller that this damage has made: the same one for the same seed.

    damages: DAMAGES unless others are given. Raises NotPossible; KeyError where the damage is none of them.
    """
    chance = Random(f"{seed} {damage} {subject.entry}")
    return (damages or DAMAGES)[damage](of_subject(subject, seed), folk_of(subject), chance)


def words_of(sought: Sought) -> list[str]:
    """Return all words of a name, the surname's at the end."""
    return f"{sought.given_names} {sought.surname}".split()


def _with(sought: Sought, words: list[str]) -> Sought:
    """Return a traveller with other words; the surname keeps as many as it had."""
    kept = max(1, len(words) - len(sought.surname.split()))
    kept = kept if len(words) > 1 else 0
    return replace(sought, given_names=" ".join(words[:kept]), surname=" ".join(words[kept:]))


def _intact(sought: Sought, _folk: People, _chance: Random) -> Sought:
    return sought


def _slip(sought: Sought, _folk: People, chance: Random) -> Sought:
    """One letter left out, put in, exchanged, or in its neighbour's place."""
    words = words_of(sought)
    places = [at for at, word in enumerate(words) if len(word) >= LONG_ENOUGH]
    if not places:
        raise NotPossible
    at = chance.choice(places)
    words[at] = _slipped(words[at], chance)
    return _with(sought, words)


def _two_slips(sought: Sought, folk: People, chance: Random) -> Sought:
    slipped = sought
    while slipped == sought:  # the second may undo the first
        slipped = _slip(_slip(sought, folk, chance), folk, chance)
    return slipped


def _slipped(word: str, chance: Random) -> str:
    while True:
        place, letter = chance.randrange(1, len(word)), chance.choice(ascii_lowercase)
        start, rest = word[:place], word[place:]
        swapped = start[:-1] + rest[0] + start[-1] + rest[1:]
        slipped = chance.choice((start + rest[1:], start + letter + rest, start + letter + rest[1:], swapped))
        if slipped.lower() != word.lower():
            return slipped


def _reordered(sought: Sought, _folk: People, chance: Random) -> Sought:
    words = words_of(sought)
    if len(set(words)) < 2:
        raise NotPossible
    mixed = words
    while mixed == words:
        mixed = chance.sample(words, len(words))
    return _with(sought, mixed)


def _without_middle(sought: Sought, _folk: People, chance: Random) -> Sought:
    words = words_of(sought)
    if len(words) < 3:
        raise NotPossible
    del words[chance.randrange(1, len(words) - 1)]
    return _with(sought, words)


def _without_one(sought: Sought, _folk: People, chance: Random) -> Sought:
    """Any word of three or more; a person known by one word alone is nobody's damage."""
    words = words_of(sought)
    if len(words) < 3:
        raise NotPossible
    del words[chance.randrange(len(words))]
    return _with(sought, words)


def _with_one_more(sought: Sought, folk: People, chance: Random) -> Sought:
    words = words_of(sought)
    more = folk.parts(chance, folk.house(chance), sought.sex)[-1]
    words.insert(chance.randrange(1, len(words)) if len(words) > 1 else 1, more)
    return _with(sought, words)


def _initial(sought: Sought, _folk: People, _chance: Random) -> Sought:
    first, *rest = words_of(sought)
    if not rest or len(first) < 2:
        raise NotPossible
    return _with(sought, [first[0], *rest])


def _spelled_otherwise(most: int) -> Damage:
    """Return the damage that writes up to so many words in another spelling of theirs."""

    def damage(sought: Sought, folk: People, chance: Random) -> Sought:
        phrases = _phrases(words_of(sought), folk)
        places = [at for at, phrase in enumerate(phrases) if folk.other_spellings(phrase)]
        if not places:
            raise NotPossible
        for at in chance.sample(places, min(most, len(places))):
            phrases[at] = chance.choice(folk.other_spellings(phrases[at]))
        return _with(sought, " ".join(phrases).split())

    return damage


def _phrases(words: list[str], folk: People) -> list[str]:
    """Return the words, those together that are one (`Abd Al-Rahman`)."""
    found, at = [], 0
    while at < len(words):
        pair = " ".join(words[at : at + 2])
        together = 2 if at + 1 < len(words) and folk.other_spellings(pair) else 1
        found.append(" ".join(words[at : at + together]))
        at += together
    return found


def _other_language(sought: Sought, _folk: People, chance: Random) -> Sought:
    """One or two words as another language writes them, by rules that stand in no file of names."""
    words = words_of(sought)
    for at in chance.sample(range(len(words)), min(len(words), chance.choice((1, 2)))):
        words[at] = _rewritten(words[at], chance)
    if words == words_of(sought):
        raise NotPossible
    return _with(sought, words)


def by_groups(groups: Mapping[str, Group]) -> Damage:
    """Return the damage that takes one or two words from groups of spellings somebody else has made.

    groups: a word in small letters -> all its spellings.
    """

    def damage(sought: Sought, _folk: People, chance: Random) -> Sought:
        words = words_of(sought)
        places = [at for at, word in enumerate(words) if word.lower() in groups]
        if not places:
            raise NotPossible
        for at in chance.sample(places, min(len(places), chance.choice((1, 2)))):
            small = words[at].lower()
            words[at] = chance.choice([one for one in groups[small] if one != small]).capitalize()
        return _with(sought, words)

    return damage


def _rewritten(word: str, chance: Random) -> str:
    small = word.lower()
    ways = [(found, written) for found, written in OTHER_WAYS if found.search(small, 1)]
    if not ways:
        return word
    found, written = chance.choice(ways)
    return (small[0] + found.sub(written, small[1:], count=1)).capitalize()


def _merged_or_split(sought: Sought, _folk: People, chance: Random) -> Sought:
    words = words_of(sought)
    long = [at for at, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if long and (len(words) < 2 or chance.random() < 0.5):
        at = chance.choice(long)
        cut = chance.randrange(3, len(words[at]) - 2)
        words[at : at + 1] = [words[at][:cut], words[at][cut:]]
    elif len(words) > 1:
        at = chance.randrange(len(words) - 1)
        words[at : at + 2] = ["".join(words[at : at + 2])]
    else:
        raise NotPossible
    return _with(sought, words)


def _zone(sought: Sought, _folk: People, _chance: Random) -> Sought:
    return through_zone(sought, TD3_NAMES)


def _short_zone(sought: Sought, _folk: People, _chance: Random) -> Sought:
    """Cut to the width of an identity card; only names that are cut there."""
    cut = through_zone(sought, TD1_NAMES)
    if not cut.names_truncated:
        raise NotPossible
    return cut


def _misread(sought: Sought, _folk: People, chance: Random) -> Sought:
    """One letter of the zone read as the figure that looks like it."""
    read = through_zone(sought, TD3_NAMES)
    words = words_of(read)
    places = [(at, place) for at, word in enumerate(words) for place, one in enumerate(word) if one in OCR]
    if not places:
        raise NotPossible
    at, place = chance.choice(places)
    words[at] = words[at][:place] + OCR[words[at][place]] + words[at][place + 1 :]
    return _with(read, words)


def _l_for_r(sought: Sought, _folk: People, chance: Random) -> Sought:
    """One l as r, or r as l."""
    words = words_of(sought)
    places = [
        (at, place) for at, word in enumerate(words) for place, one in enumerate(word) if one in L_AND_R
    ]
    if not places:
        raise NotPossible
    at, place = chance.choice(places)
    words[at] = words[at][:place] + L_AND_R[words[at][place]] + words[at][place + 1 :]
    return _with(sought, words)


def _born(sought: Sought) -> date:
    return date.fromisoformat(sought.date_of_birth)


def _day_for_month(sought: Sought, _folk: People, _chance: Random) -> Sought:
    born = _born(sought)
    if born.day > 12 or born.day == born.month:
        raise NotPossible
    return replace(sought, date_of_birth=f"{born.year}-{born.day:02}-{born.month:02}")


def _next_year(sought: Sought, _folk: People, chance: Random) -> Sought:
    born = _born(sought)
    if (born.month, born.day) == (2, 29):
        raise NotPossible
    return replace(sought, date_of_birth=born.replace(year=born.year + chance.choice((-1, 1))).isoformat())


def _other_digit(sought: Sought, _folk: People, chance: Random) -> Sought:
    """One digit of the date another, the date still one of the calendar and of somebody alive."""
    written = sought.date_of_birth
    while True:
        at, digit = chance.choice((2, 3, 5, 6, 8, 9)), chance.choice("0123456789")
        changed = written[:at] + digit + written[at + 1 :]
        if changed != written and _may_be_born(changed):
            return replace(sought, date_of_birth=changed)


def _may_be_born(text: str) -> bool:
    try:
        return 1930 <= date.fromisoformat(text).year <= 2015
    except ValueError:
        return False


def _first_of_january(sought: Sought, _folk: People, _chance: Random) -> Sought:
    born = _born(sought)
    if (born.month, born.day) == (1, 1):
        raise NotPossible
    return replace(sought, date_of_birth=f"{born.year}-01-01")


def _swapped_or_next_year(sought: Sought, folk: People, chance: Random) -> Sought:
    try:
        return chance.choice((_day_for_month, _next_year))(sought, folk, chance)
    except NotPossible:
        return _next_year(sought, folk, chance)


def _together(*damages: Damage) -> Damage:
    def damage(sought: Sought, folk: People, chance: Random) -> Sought:
        for one in damages:
            sought = one(sought, folk, chance)
        return sought

    return damage


DAMAGES: Mapping[str, Damage] = {
    "exact": _intact,
    "typo1": _slip,
    "typo2": _two_slips,
    "order": _reordered,
    "drop_middle": _without_middle,
    "drop_any1": _without_one,
    "extra_name": _with_one_more,
    "given_initial": _initial,
    "translit1": _spelled_otherwise(1),
    "translit_all": _spelled_otherwise(9),
    "wikidata_variant": _other_language,
    "merge_split": _merged_or_split,
    "mrz": _zone,
    "mrz_td1_trunc30": _short_zone,
    "mrz_ocr1": _misread,
    "l_r_swap": _l_for_r,
    "dob_swap": _day_for_month,
    "dob_year": _next_year,
    "dob_digit": _other_digit,
    "dob_jan1": _first_of_january,
    "typo1_dob_year": _together(_slip, _next_year),
    "translit_all_drop_middle_dob": _together(_without_middle, _spelled_otherwise(9), _swapped_or_next_year),
}
"""Every damage by its name, the undamaged one first."""
