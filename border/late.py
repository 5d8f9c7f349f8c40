"""Few entries and many travellers: who of those that crossed is worth comparing with what a list says since.

A desk asks a large list about one traveller; here a large register is asked about few entries, so the index is made of
the entries and held in memory. The keys are those of border/matching/keys.py, so the same pairs are found; words that
no entry has, or has alike, are left out before a key is made, which is nearly all of the work.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from border.listing import Subject
from border.matching import evidence
from border.matching.keys import kept, sought_under
from border.matching.score import Rarity, budget
from border.matching.sought import Sought
from border.matching.words import Word, joined, parted, shortened, word_of, words


class Entries:
    """Some entries, to be met by many travellers."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._subjects: list[Subject] = list(subjects)
        self._by_key: dict[str, list[int]] = {}
        self._by_rest: dict[str, set[Word]] = {}
        self._sounds: set[str] = set()
        self._texts: set[str] = set()
        for place, subject in enumerate(self._subjects):
            self._take_in(place, subject)
        self._heard = lru_cache(maxsize=200_000)(self._sounds_of)

    def near(self, sought: Sought, rarity: Rarity, at_least: float) -> list[Subject]:
        """Return the entries worth comparing with a traveller: those that may come to so many bits."""
        said = words(f"{sought.given_names} {sought.surname}")
        ours = [sounds for word in said if (sounds := self._heard(word))]
        ours += [list(word_of(text).sounds) for text in joined(said) if text in self._texts]
        found: set[int] = set()
        own = [min(evidence.MOST_OF_WORD, rarity(word.sounds[0])) for word in said if not word.is_initial]
        others = evidence.MOST_BESIDE_ONE_WORD + evidence.CUT_SHORT * sum(sorted(own)[1:])
        for key in sought_under(sought, ours):
            places = self._by_key.get(key.text)
            if places and (len(key.sounds) != 1 or key.bits or rarity(key.sounds[0]) + others >= at_least):
                found.update(places)
        return [self._subjects[place] for place in sorted(found)]

    def _take_in(self, place: int, subject: Subject) -> None:
        for key in kept(subject):
            self._by_key.setdefault(key, []).append(place)
        for word in {word for name in subject.names for word in words(name.text)}:
            if word.text not in self._texts:
                self._texts.add(word.text)
                for rest in shortened(word.text):
                    self._by_rest.setdefault(rest, set()).add(word)
            self._sounds.update(word.sounds)

    def _sounds_of(self, word: Word) -> Sequence[str]:
        """Return those sounds of a word, and of words spelt like it, that an entry has."""
        if word.is_initial:
            return ()
        own = [sound for sound in word.sounds if sound in self._sounds]
        like = sorted(self._like(word.text)) if len(word.text) > 2 else []
        halves = [
            word_of(half) for pair in parted(word.text) if self._texts.issuperset(pair) for half in pair
        ]
        return tuple(dict.fromkeys([*own, *like, *(sound for half in halves for sound in half.sounds)]))

    def _like(self, text: str) -> set[str]:
        near = {word for rest in shortened(text) for word in self._by_rest.get(rest, ())}
        return {
            word.sounds[0]
            for word in near
            for most in [budget(max(len(text), len(word.text)))]
            if OSA.distance(text, word.text, score_cutoff=most) <= most
        }
