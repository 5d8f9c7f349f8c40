"""The search index over an edition file: from a traveller to the listed persons worth comparing, in milliseconds.

The tables lie in the edition's own file, so that rows and index are swapped as one. Persons are found by the keys of
border/matching/keys.py, hashed to eight bytes; a traveller's words are first joined by the words of the lists that are
spelt like them, found through what is left of a word when letters are taken away. Nothing is held in memory but what
SQLite maps of the file. Built once, a file is read without locks by one connection a thread; `change` is for drafts.
"""

import heapq
import json
import math
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA
from sqlite_utils.utils import sqlite3

from app.editions.file import PLANTED, PLANTED_DOCUMENT, PLANTED_PERSON, document_of
from border.listing import BadSubject, Birth, Subject, unpack
from border.matching import keys
from border.matching.evidence import MOST_OF_OTHERS, threshold
from border.matching.keys import Unit, kept, number_of, sought_under
from border.matching.promise import Promise, birth_bits, of_birth, reach
from border.matching.score import Comparison, budget, compare
from border.matching.sought import Sought
from border.matching.words import Word, joined, parted, shortened, word_of, words
from border.watchlist import ListedDocument

MOST_CANDIDATES = 150
MOST_RANKED = 400
"""Persons whose birth is looked at, to find those candidates."""
MOST_LIKE = 8
"""Words of the lists, spelt like a traveller's, that are sought beside it."""
MOST_PARTINGS = 2
"""Ways of parting one word in two that are followed, where the lists know both parts."""
HEAVY = 1_200
"""Persons under one key from which it is not asked: it tells next to nothing, and reading it costs more than all others."""
BACKGROUND = 20_000
"""Persons of whom nothing is known and who are counted in: on a list of three no word is common, and none is rare."""
MAPPED = 1 << 30
CHUNK = 5_000


class IndexMissing(Exception):
    """The file of an edition is gone, or has no index that can be read."""

    number = "L160"


def build(path: Path) -> None:
    """Add the index to an edition file. The same rows make the same index; memory does not grow with them."""
    with _writing(path) as db:
        for statement in CREATE:
            db.execute(statement)
        _take_in(db, _persons(db))
        db.execute(SORT_KEYS)
        db.execute(EMPTY_LOOSE)
        db.execute(NOTE_HEAVY, {"heavy": HEAVY})


def leave_out(path: Path, entries: Iterable[str]) -> None:
    """Take entries out of the index; while the file still has their rows, for by these their keys are known."""
    with _writing(path) as db:
        gone = [subject for subject in (_listed(db, entry) for entry in entries) if subject]
        _take_out(db, gone)
        db.execute(DROP_KEYS)
        _note_heavy(db)


def take_in(path: Path, subjects: Iterable[Subject]) -> None:
    """Put entries into the index, of which it knows none. It is then as if it had been built with them."""
    with _writing(path) as db:
        _take_in(db, subjects)
        db.execute(MERGE_KEYS)
        _note_heavy(db)


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
        most = reach(own, sought.names_truncated, self.rarity) + MOST_OF_OTHERS
        ours = self._units(own)
        promise = Promise(ours, self.rarity)
        told = self._told(sought_under(sought, ours))
        guessed = [(-promise.of_names(tells) - of_birth(tells), number) for number, tells in told.items()]
        likeliest = [number for _, number in heapq.nsmallest(MOST_RANKED, guessed)]
        ranked = []
        for number, entry, born in self._all(LISTED, {"numbers": json_list(likeliest)}):
            birth, tells = birth_bits(sought.date_of_birth, births_of(born)), told[number]
            if tells & keys.DOCUMENT:
                ranked.append((-math.inf, number, entry))
            elif most + birth >= floor:
                ranked.append((-promise.of_names(tells) - birth, number, entry))
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
        found += [Unit(word_of(text).sounds) for text in joined(ours) if self._knows(text)]
        return found + [unit for text in whole for unit in self._halves(text)]

    def _unit_of(self, text: str) -> Unit:
        """Return a word's own sounds and those of the lists' words that are spelt like it."""
        own = word_of(text).sounds
        near = self._near(text) if len(text) > 2 else []
        return Unit(own, [sound for sound in dict.fromkeys(near) if sound not in own][:MOST_LIKE])

    def _halves_of(self, text: str) -> list[Unit]:
        both = [pair for pair in parted(text) if all(map(self._knows, pair))]
        return [Unit(word_of(half).sounds) for pair in both[:MOST_PARTINGS] for half in pair]

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


def json_list(numbers: Iterable[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"


def born_as(births: Iterable[Birth]) -> str:
    """Return births as the index keeps them: without words, and each day once.

    >>> born_as(
    ...     [
    ...         Birth("1980-05-17", "1980-05-17"),
    ...         Birth("1981-01-01", "1981-12-31", circa=True),
    ...         Birth(text="old"),
    ...     ]
    ... )
    '1980-05-17 1981-01-01/1981-12-31~ ?'
    """
    return " ".join(
        (birth.first if birth.is_day else f"{birth.first}/{birth.last}") + "~" * birth.circa
        if birth.is_known
        else "?"
        for birth in births
    )


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


def _take_in(db: Any, subjects: Iterable[Subject]) -> None:
    """Number persons and write down their keys, sounds and words."""
    waiting = iter(subjects)
    while chunk := list(islice(waiting, CHUNK)):
        numbers = _numbered(db, [subject.entry for subject in chunk])
        db.executemany(
            PUT_LISTED,
            [
                (number, subject.entry, born_as(subject.births))
                for number, subject in zip(numbers, chunk, strict=True)
            ],
        )
        _count(db, list(zip(numbers, chunk, strict=True)), 1)


def _take_out(db: Any, gone: Sequence[Subject]) -> None:
    numbers = [db.execute(NUMBER, [subject.entry]).fetchone()[0] for subject in gone]
    _count(db, list(zip(numbers, gone, strict=True)), -1)
    db.executemany(TAKE_LISTED, [(number,) for number in numbers])
    db.execute(TAKE_SOUNDS)
    for (word,) in db.execute(WORDS_GONE).fetchall():
        db.executemany(TAKE_SHORTENED, [(number_of(rest), word) for rest in shortened(word)])
    db.execute(TAKE_WORDS)


def _numbered(db: Any, entries: Sequence[str]) -> list[int]:
    """Return a number for each entry: its own, so that the same rows make the same index whatever came when.

    Where another entry has it already, which one list of a thousand with a million entries meets, the next one that is free.
    """
    own = [number_of(entry) for entry in entries]
    taken = {number for (number,) in db.execute(TAKEN, {"numbers": json_list(own)})}
    found: dict[int, None] = {}
    for number in own:
        free = number
        while free in taken or free in found:
            free += 1
            taken.update(each for (each,) in db.execute(TAKEN, {"numbers": json_list([free])}))
        found[free] = None
    return list(found)


def _count(db: Any, chunk: Sequence[tuple[int, Subject]], by: int) -> None:
    """Write down the keys of some persons, and add them to (or take them from) those who have a sound or a word."""
    sounds: Counter[str] = Counter()
    known: Counter[str] = Counter()
    keys: list[tuple[int, int]] = []
    for number, subject in chunk:
        own = {word for name in subject.names for word in words(name.text)}
        sounds.update({sound for word in own for sound in word.sounds})
        known.update({word.text for word in own})
        keys += [(key, number) for key in sorted(kept(subject))]
    db.executemany(PUT_LOOSE, keys)
    db.executemany(ADD_SOUND, [(sound, by * persons) for sound, persons in sorted(sounds.items())])
    for text, persons in sorted(known.items()):
        new = by > 0 and db.execute(HAS_WORD, [text]).fetchone() is None
        db.execute(ADD_WORD, [text, by * persons])
        if new and len(text) > 2:
            db.executemany(PUT_SHORTENED, [(number_of(rest), text) for rest in sorted(shortened(text))])


def _note_heavy(db: Any) -> None:
    """Count anew the keys that were touched, and forget which they were."""
    db.execute(FORGET_HEAVY)
    db.execute(NOTE_HEAVY_OF_LOOSE, {"heavy": HEAVY})
    db.execute(EMPTY_LOOSE)


def _listed(db: Any, entry: str) -> Subject | None:
    row = db.execute(LISTED_SUBJECT, [entry]).fetchone() if isinstance(entry, str) else None
    return unpack(*row) if row else None


def _persons(db: Any) -> Iterator[Subject]:
    reader = db.cursor()
    for entry, category, said in reader.execute(ALL_PERSONS):
        yield unpack(entry, category, said)


@contextmanager
def _writing(path: Path) -> Iterator[Any]:
    """Open a draft, which is made durable as a whole or thrown away."""
    with closing(sqlite3.connect(str(path), isolation_level=None)) as db:
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -32000", "temp_store = file"):
            db.execute(f"pragma {pragma}")
        db.execute("begin")
        yield db
        db.execute("commit")


CREATE = (
    "create table listed (number integer primary key, entry text not null unique, born text not null) strict",
    "create table keys (key integer, number integer, primary key (key, number)) strict, without rowid",
    "create table loose (key integer not null, number integer not null) strict",
    "create table sounds (sound text primary key, persons integer not null) strict, without rowid",
    "create table words (word text primary key, persons integer not null) strict, without rowid",
    "create table shortened (key integer, word text, primary key (key, word)) strict, without rowid",
    "create table heavy (key integer primary key) strict",
    "create index documents_by_number on documents (number, issuing_state)",
)

SORT_KEYS = """
    insert into keys
    select distinct key, number
      from loose
     order by key, number
"""
MERGE_KEYS = """
    insert or ignore into keys
    select key, number
      from loose
     order by key, number
"""
EMPTY_LOOSE = "delete from loose"

NOTE_HEAVY = """
    insert into heavy
    select key
      from keys
     group by key
    having count(*) > :heavy
"""

DROP_KEYS = """
    delete from keys
     where (key, number) in (select key, number from loose)
"""
FORGET_HEAVY = """
    delete from heavy
     where key in (select key from loose)
"""
NOTE_HEAVY_OF_LOOSE = """
    insert into heavy
    select l.key
      from (select distinct key from loose) l
     where (select count(*) from (select 1 from keys k where k.key = l.key limit :heavy + 1)) > :heavy
"""

TAKEN = """
    select l.number
      from json_each(:numbers) j
     cross join listed l on l.number = j.value
"""
NUMBER = "select number from listed where entry = ?"
LISTED_SUBJECT = """
    select p.entry, p.category, p.said
      from listed l
      join persons p on p.entry = l.entry
     where l.entry = ?
"""
PUT_LISTED = "insert into listed (number, entry, born) values (?, ?, ?)"
TAKE_LISTED = "delete from listed where number = ?"
PUT_LOOSE = "insert into loose (key, number) values (?, ?)"
PUT_SHORTENED = "insert or ignore into shortened (key, word) values (?, ?)"
TAKE_SHORTENED = "delete from shortened where key = ? and word = ?"
HAS_WORD = "select 1 from words where word = ?"
ADD_WORD = """
    insert into words (word, persons)
    values (?, ?)
        on conflict (word) do update
       set persons = persons + excluded.persons
"""
WORDS_GONE = "select word from words where persons <= 0 order by word"
TAKE_WORDS = "delete from words where persons <= 0"
ADD_SOUND = """
    insert into sounds (sound, persons)
    values (?, ?)
        on conflict (sound) do update
       set persons = persons + excluded.persons
"""
TAKE_SOUNDS = "delete from sounds where persons <= 0"
ALL_PERSONS = "select entry, category, said from persons order by entry"

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
    select l.number, l.entry, l.born
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
