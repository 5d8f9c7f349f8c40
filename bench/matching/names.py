"""The names of the bench's people: words by their spellings, as the files of `words/` have them.

A file is a people: its first lines say where it lives and how its names are put together, then come its words. Between
strokes stand spellings of one word, the commonest first; `_` is a space inside one spelling. They are facts of naming,
written down for this bench; no list was read for them. A word of no file is put together from syllables: names have a
long tail, and an index must hold it.
"""

from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

WORDS = Path(__file__).parent / "words"
SHARES = {
    "arabic": 0.20, "kenyan": 0.20, "somali": 0.16, "european": 0.14, "swahili": 0.09, "chinese": 0.07,
    "indian": 0.05, "ethiopian": 0.04, "westafrican": 0.03, "greatlakes": 0.02,
}  # fmt: skip
"""What share of the population a people is."""

COMMONEST = 0.6
"""How often a word is in its commonest spelling."""
TAIL, TAILS = 0.17, {"european": 0.35, "chinese": 0.30, "indian": 0.25}
"""How often a word is none of the file's; more often where people bear more names than a file of these can hold."""
TAIL_WORDS = 290_000
"""Words of the long tail, over all peoples."""
SLOTS = {"m": "men", "f": "family"}

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one kind, each with its spellings; the first is the commonest (weights of Zipf)."""

    groups: tuple[Group, ...]
    reach: tuple[float, ...]

    def one(self, chance: Random) -> str:
        group = self.groups[bisect(self.reach, chance.random() * self.reach[-1])]
        return group[0] if len(group) == 1 or chance.random() < COMMONEST else chance.choice(group[1:])


@dataclass(frozen=True, slots=True)
class House:
    """A part of a people with words and patterns of its own.

    patterns: letters, one a word: g given by sex, c baptismal by sex, m a man's (the father's), f family, b `bin`.
    """

    share: float
    nations: tuple[str, ...]
    patterns: tuple[str, ...]
    words: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class People:
    name: str
    houses: tuple[House, ...]
    reach: tuple[float, ...]
    syllables: tuple[str, ...]
    spellings: Mapping[str, Group]

    def house(self, chance: Random) -> House:
        return self.houses[bisect(self.reach, chance.random() * self.reach[-1])]

    def parts(self, chance: Random, house: House, sex: str) -> list[str]:
        """Return the words of one name, the family's or the last father's at the end."""
        pattern = chance.choice(house.patterns)
        return [self._part(chance, house, slot, sex) for slot in pattern]

    def other_spellings(self, words: str) -> Group:
        """Return how else one word (or `Abd Al-Rahman`) is written; nothing where the files know no other way."""
        group = self.spellings.get(words.lower(), ())
        return tuple(one for one in group if one.lower() != words.lower())

    def _part(self, chance: Random, house: House, slot: str, sex: str) -> str:
        if slot == "b":
            return "bin" if sex == "M" else "bint"
        if chance.random() < TAILS.get(self.name, TAIL):
            return self.rare_word(int((TAIL_WORDS * SHARES[self.name]) ** chance.random()))
        by_sex = "men" if sex == "M" else "women"
        kind = {"g": by_sex, "c": f"baptismal-{by_sex}"}.get(slot) or SLOTS[slot]
        return house.words[kind].one(chance)

    def rare_word(self, rank: int) -> str:
        """Return the word of the long tail that has this rank: always the same one."""
        mixed = rank * 2_654_435_761 % 2**32
        count, word = 2 + mixed % 3, ""
        for _ in range(count):
            mixed, at = divmod(mixed, len(self.syllables))
            word += self.syllables[at]
        return word.capitalize()


@cache
def people(name: str) -> People:
    """Return a people as its file has it."""
    heads: dict[str, list[str]] = {}
    sections: dict[str, dict[str, list[str]]] = {}
    house, section = "", ""
    for line in (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        match line[:1]:
            case "#":
                pass
            case "=":
                _, house, *head = line.split()
                heads[house], sections[house] = head, {}
            case "[":
                section = line.strip("[]")
            case _ if line.startswith("patterns "):
                sections[house]["patterns"] = line.split()[1:]
            case _:
                sections[house].setdefault(section, []).extend(line.split())
    return _people(name, heads, sections)


def _people(name: str, heads: dict[str, list[str]], sections: dict[str, dict[str, list[str]]]) -> People:
    shared = sections.pop("all", {})
    known = {house: shared | said for house, said in sections.items()}
    houses = tuple(_house(heads[house], said) for house, said in known.items())
    syllables = next(said["syllables"] for said in known.values())
    reach = tuple(accumulate(house.share for house in houses))
    groups = (words.groups for house in houses for words in house.words.values())
    return People(
        name, houses, reach, tuple(syllables), _by_spelling(group for each in groups for group in each)
    )


def _house(head: list[str], said: Mapping[str, list[str]]) -> House:
    share, nations = head
    weighted = (pattern.split("*") for pattern in said.get("patterns", ["gf*5", "ggf*4"]))
    patterns = tuple(letters for letters, times in weighted for _ in range(int(times)))
    kinds = {kind: _words(groups) for kind, groups in said.items() if kind not in ("patterns", "syllables")}
    return House(float(share), tuple(nations.split(",")), patterns, kinds)


def _words(groups: Iterable[str]) -> Words:
    spelled = tuple(tuple(_titled(spelling) for spelling in group.split("/")) for group in groups)
    return Words(spelled, tuple(accumulate((rank + 2) ** -0.9 for rank in range(len(spelled)))))


def _by_spelling(groups: Iterable[Group]) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for group in groups:
        for spelling in group:
            found.setdefault(spelling.lower(), group)
    return found


def _titled(spelling: str) -> str:
    """Return a spelling as it is printed.

    >>> _titled("abd_al-rahman")
    'Abd Al-Rahman'
    """
    words = spelling.split("_")
    return " ".join("-".join(part[:1].upper() + part[1:] for part in word.split("-")) for word in words)
