"""Why a traveller and a listed person may be one: a sum of named reasons, in bits. The same input gives the same sum.

Words are laid side by side whatever field and order they stood in; each pair tells how rare the word is, less where only
sound or some letters agree; what is left over speaks against. Births, nationality and sex add what they tell. A document
that both have is no part of the sum: it is a meeting of its own, and no name outweighs or hides it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from border.document import bare
from border.listing import Birth, ListedName, NameKind, Subject
from border.matching import evidence
from border.matching.sought import Sought
from border.matching.words import Word, word_of, words

Rarity = Callable[[str], float]
"""Sound -> bits: log2 of how many listed persons there are for each who has a word that sounds so."""

LIKE = 0.88
"""Jaro-Winkler similarity from which two words may be spellings of one."""


@dataclass(frozen=True, slots=True)
class Item:
    """One reason: its code, its bits (to a tenth), what the traveller has and what the list has."""

    code: str
    bits: float
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A traveller laid beside a listed person under the name and birth that speak most for it; bits: the items' sum."""

    subject: Subject
    name: ListedName
    bits: float
    items: tuple[Item, ...]
    by_document: bool


def compare(sought: Sought, subject: Subject, rarity: Rarity) -> Comparison | None:
    """Return the comparison under the best of the subject's names, None where neither a word nor a document agrees."""
    ours = words(f"{sought.given_names} {sought.surname}")
    others = beside_names(sought, subject)
    best: tuple[float, ListedName, list[Item]] | None = None
    for name in subject.names:
        found = _names(ours, words(name.text), sought.names_truncated, rarity)
        if name.kind is NameKind.WEAK and not _weak_name_stands(found, others):
            continue
        bits = round(sum(item.bits for item in found), 1)
        if found and (best is None or bits > best[0]):
            best = bits, name, found
    by_document = has_document(sought, subject)
    if best is None or not any(item.code in AGREE for item in best[2]):
        return Comparison(subject, subject.names[0], 0.0, (), True) if by_document else None
    items = (*best[2], *others)
    return Comparison(subject, best[1], round(sum(item.bits for item in items), 1), items, by_document)


def beside_names(sought: Sought, subject: Subject) -> list[Item]:
    """Return what birth, nationality and sex say."""
    told = (_birth(sought, subject.births), _nationality(sought, subject), _sex(sought, subject))
    return [item for item in told if item]


def has_document(sought: Sought, subject: Subject) -> bool:
    """Whether the traveller's document is one of the listed person's; a state that either does not name is any."""
    if not (sought.document_number and subject.papers):
        return False
    number = _bare(sought.document_number)
    return bool(number) and any(
        _bare(paper.number) == number
        and (not sought.issuing_state or paper.issuing_state in ("", sought.issuing_state))
        for paper in subject.papers
    )


_bare = lru_cache(maxsize=1000)(bare)

AGREE = frozenset({"word-exact", "word-sound", "word-spelling", "word-cut", "word-joined"})
"""Reasons without which two names have nothing to do with each other."""


def _names(ours: Sequence[Word], theirs: Sequence[Word], truncated: bool, rarity: Rarity) -> list[Item]:
    """Return what two names say: the pairs, best first, then what is left over."""
    pairs = _pairs(ours, theirs, truncated, rarity)
    taken_ours: set[int] = set()
    taken_theirs: set[int] = set()
    items = []
    for _, item, mine, yours in pairs:
        if taken_ours.isdisjoint(mine) and taken_theirs.isdisjoint(yours):
            taken_ours.update(mine)
            taken_theirs.update(yours)
            items.append(item)
    if not items:
        return []
    left_ours = sorted(word.text for at, word in enumerate(ours) if at not in taken_ours)
    left_theirs = sorted(
        word.text for at, word in enumerate(theirs) if at not in taken_theirs and not truncated
    )
    items += _left_over(left_ours, left_theirs)
    if len(taken_ours) == 1 and len(taken_theirs) == 1 and len(ours) > 1 and len(theirs) > 1:
        items.append(Item("word-alone", evidence.ONE_WORD_OF_MANY))
    return items


def _left_over(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Item]:
    """Yield what speaks against: words that stand against each other, and those that the other name leaves out."""
    for mine, yours in zip(ours, theirs, strict=False):
        yield Item("word-differs", evidence.WORD_DIFFERS, mine, yours)
    for mine in ours[len(theirs) :]:
        yield Item("word-only-ours", evidence.OURS_LEFT_OVER, ours=mine)
    for yours in theirs[len(ours) :]:
        yield Item("word-only-theirs", evidence.THEIRS_LEFT_OVER, theirs=yours)


_Pair = tuple[float, Item, tuple[int, ...], tuple[int, ...]]


def _pairs(ours: Sequence[Word], theirs: Sequence[Word], truncated: bool, rarity: Rarity) -> list[_Pair]:
    """Return all pairs of words that agree, those that tell most first."""
    found: list[_Pair] = []
    for i, mine in enumerate(ours):
        for j, yours in enumerate(theirs):
            code, share = likeness(mine.text, yours.text)
            if code or (truncated and len(mine.text) > 1 and yours.text.startswith(mine.text)):
                item = _agreement(mine, yours, code, share, rarity)
                found.append((item.bits, item, (i,), (j,)))
    for i, j, item in _joints(ours, theirs, rarity):
        found.append((item.bits, item, (i, i + 1), (j,)))
    for j, i, item in _joints(theirs, ours, rarity):
        turned = Item(item.code, item.bits, item.theirs, item.ours)
        found.append((item.bits, turned, (i,), (j, j + 1)))
    found.sort(key=lambda pair: (-pair[0], pair[1].ours, pair[1].theirs))
    return found


def _agreement(mine: Word, yours: Word, code: str, share: float, rarity: Rarity) -> Item:
    """Return what two words tell that agree in this way, '' where one is the beginning of the other."""
    bits = min(evidence.MOST_OF_WORD, rarity(yours.sounds[0]))
    if not code:
        return Item("word-cut", round(bits * evidence.CUT_SHORT, 1), mine.text, yours.text)
    bits = min(bits, rarity(mine.sounds[0])) * share
    if code == "word-initial":
        bits = min(evidence.MOST_OF_INITIAL, bits)
    return Item(code, round(bits, 1), mine.text, yours.text)


def _joints(ones: Sequence[Word], others: Sequence[Word], rarity: Rarity) -> Iterator[tuple[int, int, Item]]:
    """Yield where two neighbouring words here are one word there: the first one's place, the other's, and the reason."""
    for i in range(len(ones) - 1):
        one, two = ones[i], ones[i + 1]
        if one.is_initial or two.is_initial:
            continue
        whole = one.text + two.text
        heard = word_of(whole).sounds[0]
        for j, other in enumerate(others):
            text = other.text
            near = abs(len(whole) - len(text)) <= 2 and (whole[0] == text[0] or whole[-1] == text[-1])
            if near or (heard == other.sounds[0] and len(heard) > 1):
                share = likeness(whole, text)[1]
                if share >= evidence.JOINED_FROM:
                    both = evidence.JOINED * (rarity(one.sounds[0]) + rarity(two.sounds[0]))
                    most = min(evidence.MOST_OF_WORD, rarity(other.sounds[0]))
                    bits = round(share * min(both, most), 1)
                    yield i, j, Item("word-joined", bits, f"{one.text} {two.text}", text)


@lru_cache(maxsize=20_000)
def likeness(ours: str, theirs: str) -> tuple[str, float]:
    """Return how two folded words agree and what share of a word's bits that is worth; ('', 0.0) where they do not."""
    if ours == theirs:
        return ("word-exact", 1.0) if len(ours) > 1 else ("word-initial", evidence.INITIAL)
    if len(ours) == 1 or len(theirs) == 1:
        return ("word-initial", evidence.INITIAL) if ours[0] == theirs[0] else ("", 0.0)
    one, other = word_of(ours), word_of(theirs)
    heard = _heard_alike(one.sounds, other.sounds)
    if one.likened == other.likened and len(one.likened) > 1:
        heard = max(heard, evidence.LIKENED)
    if not heard and ours[0] != theirs[0] and ours[-1] != theirs[-1]:
        return "", 0.0
    longest = max(len(ours), len(theirs))
    slips = OSA.distance(ours, theirs, score_cutoff=budget(longest))
    alike = 1 - slips / longest
    if heard:
        return "word-sound", max(heard, round(2 * alike - 1, 3))
    if slips <= budget(longest) and slips * 2 < min(len(ours), len(theirs)):
        return "word-spelling", round(2 * alike - 1, 3)
    similar = JaroWinkler.similarity(ours, theirs, score_cutoff=LIKE)
    return ("word-spelling", round((2 * similar - 1) * 0.7, 3)) if similar else ("", 0.0)


def _heard_alike(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Return what share of a word's bits two words keep that sound alike, 0 where they do not.

    One consonant tells little; nor does a second reading (Rahman for Abdurrahman).
    """
    if ours[0] == theirs[0]:
        return evidence.SAME_SOUND if len(ours[0]) > 1 else evidence.SOUND_OF_ONE
    return 0.0 if set(ours).isdisjoint(theirs) else evidence.SECOND_READING


def budget(length: int) -> int:
    """Return how many slips of the pen a word of so many letters may have."""
    return 1 if length <= 5 else 2 if length <= 9 else 3


def _weak_name_stands(found: Sequence[Item], others: Sequence[Item]) -> bool:
    """Whether a low-quality alias may be met: word for word, and only where birth or nationality speak for it too."""
    exact = bool(found) and all(item.code == "word-exact" for item in found)
    return exact and any(
        item.code in evidence.WEAK_NAME_NEEDS or item.code == "nationality-same" for item in others
    )


def _birth(sought: Sought, births: Sequence[Birth]) -> Item:
    if not sought.date_of_birth or not births:
        return Item("birth-unknown", 0.0, sought.date_of_birth)
    told = [
        (evidence.BIRTH[code], code, birth)
        for birth in births
        for code in [evidence.birth_code(sought.date_of_birth, birth)]
    ]
    bits, code, birth = max(told, key=lambda each: each[0])
    return Item(code, bits, sought.date_of_birth, _as_told(birth))


def _as_told(birth: Birth) -> str:
    if not birth.is_known:
        return birth.text
    about = "ca. " if birth.circa else ""
    return about + (birth.first if birth.is_day else f"{birth.first} – {birth.last}")


def _nationality(sought: Sought, subject: Subject) -> Item | None:
    if not sought.nationality or not subject.nationalities:
        return None
    theirs = " ".join(subject.nationalities)
    if sought.nationality in subject.nationalities:
        return Item("nationality-same", evidence.SAME_NATIONALITY, sought.nationality, theirs)
    return Item("nationality-differs", evidence.OTHER_NATIONALITY, sought.nationality, theirs)


def _sex(sought: Sought, subject: Subject) -> Item | None:
    ours, theirs = sought.sex, subject.sex.value
    if "U" in (ours, theirs) or not ours:
        return None
    if ours == theirs:
        return Item("sex-same", evidence.SAME_SEX, ours, theirs)
    return Item("sex-differs", evidence.OTHER_SEX, ours, theirs) if "X" not in (ours, theirs) else None
