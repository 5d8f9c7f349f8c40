"""Few entries and many travellers: who of those that crossed is worth comparing with what a list says since.

A desk asks a large list about one traveller; here a large register is asked about few entries, so the index is made of
the entries and held in memory. The keys are those of border/matching/keys.py, so the same pairs are found; words that
no entry has, or has alike, are left out before a key is made, which is nearly all of the work.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from border.listing import Subject
from border.matching.evidence import BIRTH, MOST_OF_OTHERS
from border.matching.keys import Unit, kept, sought_whenever_born
from border.matching.promise import reach
from border.matching.score import Rarity, beside_names, budget, has_document
from border.matching.sought import Sought
from border.matching.words import Word, joined, parted, shortened, word_of, words


class Entries:
    """Some entries, to be met by many travellers."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._subjects: list[Subject] = list(subjects)
        self._by_key: dict[int, list[int]] = {}
        self._by_rest: dict[str, set[Word]] = {}
        self._sounds: set[str] = set()
        self._texts: set[str] = set()
        for place, subject in enumerate(self._subjects):
            self._take_in(place, subject)
        self._heard = lru_cache(maxsize=200_000)(self._units_of)

    def near(self, sought: Sought, rarity: Rarity, at_least: float) -> list[Subject]:
        """Return the entries worth comparing with a traveller: those that may come to so many bits."""
        own = words(f"{sought.given_names} {sought.surname}")
        most = reach(own, sought.names_truncated, rarity)
        enough = most + BIRTH["birth-exact"] + MOST_OF_OTHERS >= at_least
        ours = [unit for word in own for unit in self._heard(word)] if enough else []
        if enough:
            ours += [Unit(word_of(text).sounds) for text in joined(own) if text in self._texts]
        found: set[int] = set()
        for key in self._by_key.keys() & sought_whenever_born(sought, ours):
            found.update(self._by_key[key])
        return [
            subject
            for subject in map(self._subjects.__getitem__, sorted(found))
            if most + sum(item.bits for item in beside_names(sought, subject)) >= at_least
            or has_document(sought, subject)
        ]

    def _take_in(self, place: int, subject: Subject) -> None:
        for key in kept(subject):
            self._by_key.setdefault(key, []).append(place)
        for word in {word for name in subject.names for word in words(name.text)}:
            if word.text not in self._texts:
                self._texts.add(word.text)
                for rest in shortened(word.text):
                    self._by_rest.setdefault(rest, set()).add(word)
            self._sounds.update(word.sounds)

    def _units_of(self, word: Word) -> Sequence[Unit]:
        """Return what is sought for a word: those of its sounds, of words spelt like it, and of its parts, that an entry has."""
        if word.is_initial:
            return ()
        own = [sound for sound in word.sounds if sound in self._sounds]
        like = sorted(self._like(word.text).difference(own)) if len(word.text) > 2 else []
        halves = [pair for pair in parted(word.text) if self._texts.issuperset(pair)]
        whole = [Unit(own, like)] if own or like else []
        return (*whole, *(Unit(word_of(half).sounds) for pair in halves for half in pair))

    def _like(self, text: str) -> set[str]:
        near = {word for rest in shortened(text) for word in self._by_rest.get(rest, ())}
        return {
            word.sounds[0]
            for word in near
            for most in [budget(max(len(text), len(word.text)))]
            if OSA.distance(text, word.text, score_cutoff=most) <= most
        }
