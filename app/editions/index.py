"""The search index over an edition file: from a traveller to the listed persons worth comparing, in milliseconds.

The tables lie in the edition's own file, so that rows and index are swapped as one. Persons are found by the keys of
border/matching/keys.py, each a number; a traveller's words are first joined by the words of the lists that are
spelt like them, found through what is left of a word when letters are taken away. Nothing is held in memory but what
SQLite maps of the file. A file in use never changes, and is read without locks by one connection a thread; how the tables
are made stands in app/editions/indexing.py.
"""

import heapq
import json
import math
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import lru_cache
from itertools import count, pairwise
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA, Indel
from sqlite_utils.utils import sqlite3

from app.editions.file import PLANTED, PLANTED_DOCUMENT, PLANTED_PERSON, document_of
from border.listing import BadSubject, Birth, Subject, unpack
from border.matching import keys
from border.matching.evidence import MOST_OF_OTHERS, OURS_LEFT_OVER, threshold
from border.matching.keys import Unit, json_list, number_of, sought_under
from border.matching.promise import SPELT, Promise, birth_bits, most_of_birth, of_birth, reach
from border.matching.score import Comparison, budget, compare
from border.matching.sought import Sought
from border.matching.words import Word, in_order, parted, shortened, word_of, words
from border.watchlist import ListedDocument

MOST_CANDIDATES = 400
MOST_RANKED = 4_000
"""Persons whose birth and spelling are looked at, to find those candidates."""
SURPRISE = 12.0
"""Bits by which a comparison may exceed what keys promise of a name: of 7,941 that reached the threshold, one by more."""
NO_SOUND = (1 << keys.FIRST_SOUND) - 1
MOST_LIKE = 16
"""Words of the lists, spelt like a traveller's, that are sought beside it."""
MOST_PARTINGS = 2
"""Ways of parting one word in two that are followed, where the lists know both parts."""
BACKGROUND = 20_000
"""Persons of whom nothing is known and who are counted in: on a list of three no word is common, and none is rare."""
MAPPED = 1 << 30


class IndexMissing(Exception):
    """The file of an edition is gone, or has no index that can be read."""

    number = "L160"


def self_test(path: Path) -> bool:
    """Say whether both planted entries are found as travellers and documents are, the person with a slip of the pen."""
    try:
        with closing(Index(path)) as index:
            name, birth = PLANTED_PERSON.names[0], PLANTED_PERSON.births[0]
            slipped = Sought(name.surname.replace("C", "K"), name.given_names, birth.first, "F", "UTO")
            met = {found.subject.entry for found in index.compared(slipped)}
            listed = index.documents(PLANTED_DOCUMENT.key)
    except (IndexMissing, BadSubject):
        return False
    return PLANTED_PERSON.entry in met and PLANTED_DOCUMENT.id in {each.id for each in listed}


class Index:
    """An edition, opened for asking. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Raises IndexMissing."""
        self._path = path
        self._local = threading.local()
        self._opened: list[Any] = []
        if self._all(MADE_BY)[0][0] != keys.RULES:
            raise IndexMissing(f"{path.name} has an index made by other rules")
        self.persons = int(self._all(PERSONS)[0][0])
        self._heavy = frozenset(key for (key,) in self._all(HEAVY_KEYS))
        self.rarity = lru_cache(maxsize=20_000)(self._rarity_of)
        self._unit = lru_cache(maxsize=5_000)(self._unit_of)
        self._halves = lru_cache(maxsize=5_000)(self._halves_of)
        self._knows = lru_cache(maxsize=10_000)(self._knows_word)
        self.threshold = threshold(self.persons)

    def screen(self, sought: Sought, at_least: float | None = None) -> list[Comparison]:
        """Return whom a traveller meets: the document's own first, then from `at_least` bits (the threshold), best first."""
        floor = self.threshold if at_least is None else at_least
        return [
            found
            for found in self._compared(sought, floor)
            if (found.by_document or found.bits >= floor) and found.subject.source != PLANTED
        ]

    def compared(self, sought: Sought) -> list[Comparison]:
        """Return every candidate that has anything in common with a traveller, best first."""
        return self._compared(sought, -math.inf)

    def candidates(self, sought: Sought, most: int = MOST_CANDIDATES) -> list[str]:
        """Return the entries worth comparing, likeliest first."""
        return self._candidates(sought, -math.inf)[:most]

    def _compared(self, sought: Sought, floor: float) -> list[Comparison]:
        subjects = self._subjects(self._candidates(sought, floor))
        found = [compare(sought, subject, self.rarity) for subject in subjects]
        return sorted(
            (each for each in found if each),
            key=lambda each: (not each.by_document, -each.bits, each.subject.entry),
        )

    def documents(self, key: str) -> list[ListedDocument]:
        """Return the listed documents under a key of border.watchlist.listed_key."""
        state, _, number = key.partition(":")
        return [document_of(row) for row in self._all(DOCUMENTS, {"state": state, "number": number})]

    def documents_numbered(self, number: str) -> list[ListedDocument]:
        """Return the listed documents of a bare number, whoever issued them."""
        return [document_of(row) for row in self._all(DOCUMENTS_NUMBERED, {"number": number})]

    def lists(self, entry: str) -> bool:
        """Say whether there is a person or a document of this entry."""
        return bool(self._all(LISTS, {"entry": entry}))

    def subject(self, entry: str) -> Subject | None:
        rows = self._all(SUBJECT, {"entry": entry})
        return unpack(*rows[0]) if rows else None

    def close(self) -> None:
        for connection in self._opened:
            connection.close()

    def _candidates(self, sought: Sought, floor: float) -> list[str]:
        """Return the entries that promise most, most first, without those that cannot come to so many bits."""
        own = words(f"{sought.given_names} {sought.surname}")
        needed = floor - reach(own, sought.names_truncated, self.rarity) - MOST_OF_OTHERS
        ours = self._units(own)
        asked = sought_under(sought, ours)
        told = self._told(
            {key: tells for key, tells in asked.items() if most_of_birth(tells & NO_SOUND) >= needed}
        )
        promise = Promise(ours, self.rarity)
        january = sought.date_of_birth.endswith("-01-01")
        expected = floor - MOST_OF_OTHERS - SURPRISE - OURS_LEFT_OVER * len(own)

        def promised(tells: int) -> float:
            names, birth = promise.of_names(tells), tells & NO_SOUND
            enough = names + most_of_birth(birth) >= expected
            return names + of_birth(birth, january) if enough else -math.inf

        likeliest = _first(told, promised, MOST_RANKED)
        rows = self._all(LISTED, {"numbers": json_list(likeliest)})
        alike = _alike(own, [names for *_, names in rows])
        ranked = []
        for (number, entry, born, _), spelt in zip(rows, alike, strict=True):
            birth, tells = birth_bits(sought.date_of_birth, births_of(born)), told[number]
            if tells & keys.DOCUMENT:
                ranked.append((-math.inf, number, entry))
            elif birth >= needed and promise.of_names(tells) + birth >= expected:
                ranked.append((-promise.of_names(tells) - birth - SPELT * spelt, number, entry))
        return [entry for _, _, entry in heapq.nsmallest(MOST_CANDIDATES, ranked)]

    def _told(self, asked: dict[int, int]) -> dict[int, int]:
        """Return the numbers under any of these keys, each with all that its keys tell."""
        told: dict[int, int] = {}
        known = told.get
        for key, number in self._all(KEYS, {"keys": json_list(asked.keys() - self._heavy)}):
            told[number] = known(number, 0) | asked[key]
        return told

    def _units(self, ours: Sequence[Word]) -> list[Unit]:
        """Return what is sought for each word, and for those that come out when a space is taken away or put in."""
        whole = [word.text for word in ours if not word.is_initial]
        found = [self._unit(text) for text in whole]
        readings = count(1)
        for at, text in enumerate(one + other for one, other in pairwise(whole)):
            if self._knows(text):
                found.append(Unit(word_of(text).sounds, (), next(readings), (at, at + 1)))
        for at, text in enumerate(whole):
            for pair in self._halves(text):
                reading = next(readings)
                found += [Unit(word_of(half).sounds, (), reading, (at,)) for half in pair]
        return found

    def _unit_of(self, text: str) -> Unit:
        """Return a word's own sounds and those of the lists' words that are spelt like it."""
        own = word_of(text).sounds
        near = self._near(text) if len(text) > 2 else []
        return Unit(own, [sound for sound in dict.fromkeys(near) if sound not in own][:MOST_LIKE])

    def _halves_of(self, text: str) -> list[tuple[str, str]]:
        return [pair for pair in parted(text) if all(map(self._knows, pair))][:MOST_PARTINGS]

    def _knows_word(self, text: str) -> bool:
        return bool(self._all(KNOWN_WORD, {"word": text}))

    def _near(self, text: str) -> list[str]:
        """Return the sounds of the lists' words that are spelt like one, the likest first, then the commonest."""
        asked = json_list(number_of(rest) for rest in shortened(text))
        found = {word for (word,) in self._all(WORDS_LIKE, {"keys": asked})}
        close = sorted(
            (slips, self.rarity(sound), word, sound)
            for word in found
            for most in [budget(max(len(text), len(word)))]
            for slips in [OSA.distance(text, word, score_cutoff=most)]
            if 0 < slips <= most
            for sound in word_of(word).sounds[:1]
        )
        return [sound for _, _, _, sound in close]

    def _subjects(self, entries: Sequence[str]) -> list[Subject]:
        """Return the persons of these entries, in any order."""
        return [unpack(*row) for row in self._all(LISTED_SUBJECTS, {"entries": json.dumps(entries)})]

    def _rarity_of(self, sound: str) -> float:
        rows = self._all(SOUND, {"sound": sound})
        return math.log2((self.persons + BACKGROUND) / ((rows[0][0] if rows else 0) + 1))

    def _all(self, statement: str, said: dict[str, Any] | None = None) -> list[Any]:
        try:
            return list(self._connection().execute(statement, said or {}))
        except sqlite3.Error as error:
            raise IndexMissing(f"{self._path.name} cannot be asked: {error}") from error

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            connection.execute(f"pragma mmap_size = {MAPPED}")
            connection.execute("pragma cache_size = -2000")
            self._local.connection = connection
            self._opened.append(connection)
        return connection


def _first(told: dict[int, int], promised: Callable[[int], float], most: int) -> list[int]:
    """Return the numbers of whom most is promised, of equal ones the lowest; none of whom too little is, which is -inf."""
    alike: dict[int, list[int]] = {}
    for number, tells in told.items():
        alike.setdefault(tells, []).append(number)
    by_promise: dict[float, list[int]] = {}
    for tells, numbers in alike.items():
        by_promise.setdefault(promised(tells), []).extend(numbers)
    found: list[int] = []
    for bits in sorted(by_promise.keys() - {-math.inf}, reverse=True):
        found += heapq.nsmallest(most - len(found), by_promise[bits])
        if len(found) == most:
            break
    return found


def _alike(own: Sequence[Word], listed: Sequence[str]) -> list[float]:
    """Return how alike a traveller's whole name and each entry's likest one are written, from 0 to 1."""
    ours, like = in_order(own), Indel.normalized_similarity
    return [
        like(ours, names) if ";" not in names else max(like(ours, each) for each in names.split(";"))
        for names in listed
    ]


def births_of(born: str) -> list[Birth]:
    if len(born) == LENGTH_OF_DAY:
        return [Birth(born, born)]
    return [_birth(each) for each in born.split()]


def _birth(born: str) -> Birth:
    if born == "?":
        return Birth()
    first, _, last = born.rstrip("~").partition("/")
    return Birth(first, last or first, born.endswith("~"))


LENGTH_OF_DAY = len("1980-05-17")


MADE_BY = "pragma user_version"
PERSONS = "select count(*) from listed"
HEAVY_KEYS = "select key from heavy"
SOUND = "select persons from sounds where sound = :sound"
SUBJECT = "select entry, category, said from persons where entry = :entry"
LISTS = """
    select entry from persons where entry = :entry
     union all
    select entry from documents where entry = :entry
"""

KEYS = """
    select k.key, k.number
      from json_each(:keys) j
     cross join keys k on k.key = j.value
"""
LISTED = """
    select l.number, l.entry, l.born, l.names
      from json_each(:numbers) j
     cross join listed l on l.number = j.value
"""
LISTED_SUBJECTS = """
    select p.entry, p.category, p.said
      from json_each(:entries) j
     cross join persons p on p.entry = j.value
"""
KNOWN_WORD = "select 1 from words where word = :word"
WORDS_LIKE = """
    select s.word
      from json_each(:keys) j
     cross join shortened s on s.key = j.value
"""
DOCUMENTS = """
    select entry, issuing_state, number, type, category, reason, reported_on
      from documents
     where number = :number
       and issuing_state = :state
     order by entry
"""
DOCUMENTS_NUMBERED = """
    select entry, issuing_state, number, type, category, reason, reported_on
      from documents
     where number = :number
     order by entry
"""
